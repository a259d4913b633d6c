"""The rows of cases that a grant discloses, as a condition on the table of cases."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_

from cityloop.command.case_table import ASSISTING, CASES
from cityloop.guard.claims import PREFIX
from cityloop.guard.matter import TEAM
from cityloop.guard.narrow import Columns, where
from cityloop.guard.reach import Narrowing


def _of_unit(unit: str) -> ColumnElement[bool]:
    assists = exists().where(ASSISTING.c.case == CASES.c.id, ASSISTING.c.unit == unit)
    return or_(CASES.c.lead == unit, assists)


def sent_to(any_of: frozenset[str]) -> ColumnElement[bool]:
    """Whether one of these was sent: principals by id, teams as ``team:`` and their id."""
    persons = sorted(each.removeprefix(PREFIX) for each in any_of if each.startswith(PREFIX))
    teams = sorted(each.removeprefix(TEAM) for each in any_of if each.startswith(TEAM))
    return or_(_among(CASES.c.person, persons), _among(CASES.c.team, teams))


def _among(column: ColumnElement[str], ids: Sequence[str]) -> ColumnElement[bool]:
    """Never unknown, so that its contrary can be asked for."""
    return and_(column.is_not(None), column.in_(ids))


COLUMNS = Columns(
    path=CASES.c.ground,
    sensitive=CASES.c.sensitive,
    withheld=CASES.c.withheld,
    of_unit=_of_unit,
    sent_to=sent_to,
)


def disclosed(rows: Narrowing) -> ColumnElement[bool]:
    """The condition."""
    return where(rows, COLUMNS)
