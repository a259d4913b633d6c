"""What an outside system was to be told and was not: given up, and tried again by nobody yet."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, FromClause, Select, and_, func, select

from cityloop.command.case_table import CASES, MIRRORS
from cityloop.command.notice_table import NOTICES, waits_again
from cityloop.guard.answer import Granted
from cityloop.journal.ports import Transaction
from cityloop.views.rows import disclosed

MOST = 100
"""Rows of one list."""
OUTSIDE = "system:"
"""How whoever is told of a case begins where it is an outside system."""


class Untold(msgspec.Struct, frozen=True, kw_only=True):
    """One telling that was given up."""

    case: str
    system: str
    number: str | None
    """What the case is called there; None: it never arrived there."""
    why: str
    since: datetime


def list_untold(transaction: Transaction, granted: Granted, system: str = "") -> tuple[Untold, ...]:
    """The newest, of one system or of all, over the cases that the grant shows."""
    found = select(NOTICES.c.case, NOTICES.c.to, NOTICES.c.why, NOTICES.c.ended, MIRRORS.c.number)
    query = found.select_from(_joined()).where(_given_up(granted)).order_by(NOTICES.c.seq.desc()).limit(MOST)
    rows = transaction.execute(query.where(NOTICES.c.to == f"{OUTSIDE}{system}") if system else query)
    return tuple(
        Untold(case=row.case, system=_system(row.to), number=row.number, why=row.why or "", since=row.ended)
        for row in rows
    )


def count_untold(transaction: Transaction, granted: Granted) -> Mapping[str, int]:
    """How many, by system."""
    counted: Select[tuple[str, int]] = select(NOTICES.c.to, func.count().label("many"))
    query = counted.select_from(_joined()).where(_given_up(granted)).group_by(NOTICES.c.to)
    return {_system(row.to): int(row.many) for row in transaction.execute(query)}


def _joined() -> FromClause:
    there = and_(MIRRORS.c.case == NOTICES.c.case, NOTICES.c.to == OUTSIDE + MIRRORS.c.system)
    return NOTICES.join(CASES, CASES.c.id == NOTICES.c.case).outerjoin(MIRRORS, there)


def _given_up(granted: Granted) -> ColumnElement[bool]:
    return and_(waits_again(), NOTICES.c.to.startswith(OUTSIDE), disclosed(granted.rows))


def _system(to: str) -> str:
    return to.removeprefix(OUTSIDE)
