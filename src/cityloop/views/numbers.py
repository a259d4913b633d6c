"""Cases by a number: the one that they have here, or the one that another system has them under."""

from sqlalchemy import ColumnElement, or_, select

from cityloop.city import number
from cityloop.command.case_table import CASES
from cityloop.command.source_table import SOURCES
from cityloop.guard.narrow import below


def goes_by(typed: str) -> ColumnElement[bool]:
    """Cases with this very number."""
    plain = number.plain(typed)
    there = or_(SOURCES.c.number == plain, SOURCES.c.source == plain)
    return or_(CASES.c.id.in_((number.normal(typed), plain)), _elsewhere(there))


def begins(typed: str) -> ColumnElement[bool]:
    """Cases with a number that begins so."""
    plain = number.plain(typed)
    here = or_(below(CASES.c.id, number.beginning(typed)), below(CASES.c.id, plain))
    return or_(here, _elsewhere(or_(below(SOURCES.c.number, plain), below(SOURCES.c.source, plain))))


def _elsewhere(asked: ColumnElement[bool]) -> ColumnElement[bool]:
    return CASES.c.id.in_(select(SOURCES.c.case).where(asked))
