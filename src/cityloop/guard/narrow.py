"""A grant's rows as an SQL condition, so that a list never reads what it may not show."""

from collections.abc import Callable

import msgspec
from sqlalchemy import ColumnElement, and_, false, not_, or_, true

from cityloop.guard.reach import Narrowing, Reach


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Where a table keeps what the guard judges by."""

    path: ColumnElement[str]
    sensitive: ColumnElement[bool]
    withheld: ColumnElement[bool]
    of_unit: Callable[[str], ColumnElement[bool]]
    """Whether the unit leads or assists the row."""
    sent_to: Callable[[frozenset[str]], ColumnElement[bool]]
    """Whether one of these was sent to do it: principals by id, teams as ``team:`` and their id."""


def where(rows: Narrowing, columns: Columns) -> ColumnElement[bool]:
    """The condition that holds for the rows of the grant, and for no other."""
    reached = or_(false(), *(reach_clause(each, columns) for each in rows.reaches))
    hidden = [and_(columns.withheld, columns.of_unit(unit)) for unit in sorted(rows.withheld_from)]
    return and_(below(columns.path, rows.within), reached, *(not_(each) for each in hidden))


def reach_clause(reach: Reach, columns: Columns) -> ColumnElement[bool]:
    """The rows of one reach."""
    if reach.linked:
        return false()
    return and_(
        true() if reach.path is None else below(columns.path, reach.path),
        true() if reach.unit is None else columns.of_unit(reach.unit),
        true() if reach.sent is None else columns.sent_to(reach.sent),
        true() if reach.sensitive else not_(columns.sensitive),
    )


def below(column: ColumnElement[str], path: str) -> ColumnElement[bool]:
    """At or beneath ``path``, as a range of strings, which an index can serve and no wildcard can widen.

    A path ends in a slash; its last possible follower is the same path with the character after the slash.
    """
    return and_(column >= path, column < path[:-1] + chr(ord(path[-1]) + 1)) if path else true()
