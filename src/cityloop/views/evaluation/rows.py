"""The rounds and turns that a grant discloses, as a condition on their tables."""

from sqlalchemy import ColumnElement, Table, and_, false

from cityloop.guard.narrow import Columns, where
from cityloop.guard.reach import Narrowing


def disclosed(rows: Narrowing, table: Table) -> ColumnElement[bool]:
    """The condition. Nobody evaluates what he was sent to do, so no such row is reached."""
    columns = Columns(
        path=table.c.ground,
        sensitive=table.c.sensitive,
        withheld=table.c.withheld,
        of_unit=lambda unit: and_(table.c.lead.is_not(None), table.c.lead == unit),
        sent_to=lambda _: false(),
    )
    return where(rows, columns)
