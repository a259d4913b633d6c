"""The rows of cases that a grant discloses, as a condition on the table of cases."""

from sqlalchemy import ColumnElement, exists, or_

from cityloop.command.case_table import ASSISTING, CASES
from cityloop.guard.narrow import Columns, where
from cityloop.guard.reach import Narrowing


def _of_unit(unit: str) -> ColumnElement[bool]:
    assists = exists().where(ASSISTING.c.case == CASES.c.id, ASSISTING.c.unit == unit)
    return or_(CASES.c.lead == unit, assists)


def _sent_to(principal: str) -> ColumnElement[bool]:
    return CASES.c.person == principal.removeprefix("person:")


COLUMNS = Columns(
    path=CASES.c.ground,
    sensitive=CASES.c.sensitive,
    withheld=CASES.c.withheld,
    of_unit=_of_unit,
    sent_to=_sent_to,
)


def disclosed(rows: Narrowing) -> ColumnElement[bool]:
    """The condition."""
    return where(rows, COLUMNS)
