"""What must hold between the things of a city. One rule a function; each notes every breach."""

from collections.abc import Callable
from typing import TypeAlias

from cityloop.adapters.catalogue.draft import Draft

Rule: TypeAlias = Callable[[Draft], None]


def unique_ids(draft: Draft) -> None:
    """An id stands for one thing of its kind."""
    for table in draft.tables:
        seen: dict[str, int] = {}
        for placed in draft.of(table):
            thing_id = getattr(placed.thing, "id", None)
            if thing_id and thing_id in seen:
                what = f"The id “{thing_id}” stands twice in {table}; first on line {seen[thing_id]}."
                placed.row.wrong("duplicate-id", what, "Give one of them another id.")
            elif thing_id:
                seen[thing_id] = placed.row.line


RULES: tuple[Rule, ...] = (unique_ids,)
"""Every rule, in the order in which they are tried."""
