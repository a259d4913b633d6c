"""Errors of a database's driver by the names of the journal, for every store in SQL alike."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from sqlalchemy.exc import DBAPIError

from cityloop.journal.errors import FoldFailed, StoreBusy, StoreError, StoreFull, StoreGone

Translate: TypeAlias = Callable[[DBAPIError], StoreError | None]
"""The journal's name for what the driver says; None for what is a mistake of ours."""


@contextmanager
def named(translate: Translate) -> Iterator[None]:
    """Raise what goes wrong in the block by its name; what has none, and a table's own fault, stay as they are."""
    try:
        yield
    except DBAPIError as error:
        raise translate(error) or error from error
    except FoldFailed as error:
        if failure := _find_behind(error, translate):
            raise failure from error
        raise


def _find_behind(error: FoldFailed, translate: Translate) -> StoreError | None:
    """The failure, met by a fold, of a store that is away, busy or full; None where it is the table's own fault."""
    cause = error.__cause__
    found = translate(cause) if isinstance(cause, DBAPIError) else None
    return found if isinstance(found, StoreBusy | StoreFull | StoreGone) else None
