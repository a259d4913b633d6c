"""What a table for reading met while it folded: the store's own failure has its name, though the fold met it."""

from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

from cityloop.journal.errors import FoldFailed, StoreBusy, StoreError, StoreFull, StoreGone


def find_behind(error: FoldFailed, translated: Callable[[DBAPIError], StoreError | None]) -> StoreError | None:
    """The failure behind ``error`` of a store that is away, busy or full; None where it is the table's own fault."""
    cause = error.__cause__
    found = translated(cause) if isinstance(cause, DBAPIError) else None
    return found if isinstance(found, StoreBusy | StoreFull | StoreGone) else None
