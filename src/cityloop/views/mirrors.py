"""对账: which cases stand otherwise in an outside system than here, what could not be taken in, what was not told."""

from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, and_, func, not_, select

from cityloop.city.catalogue import Life
from cityloop.city.facts.access import Form
from cityloop.city.facts.mirrors import State, Way
from cityloop.city.principal import Principal
from cityloop.city.system import System
from cityloop.city.words import Name
from cityloop.command.case_table import CASES, MIRRORS
from cityloop.command.mirroring import NOT_TAKEN
from cityloop.guard.answer import Granted
from cityloop.guard.matter import Matter
from cityloop.guard.terms import Dataset
from cityloop.journal.ports import Transaction
from cityloop.views.asking import Reading
from cityloop.views.case_row import FIELDS
from cityloop.views.rows import disclosed
from cityloop.views.untold import Untold, count_untold, list_untold

MOST = 100
"""Rows of one list."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One case that two systems do not agree on."""

    case: str
    system: str
    number: str
    way: Way
    here: State
    there: State | None
    """None: nothing was heard yet."""
    why: str
    """Code of what kept the other side's word from being followed."""


class NotTaken(msgspec.Struct, frozen=True, kw_only=True):
    """A number of which no case could be made."""

    system: str
    number: str
    why: str


class SystemRow(msgspec.Struct, frozen=True, kw_only=True):
    """One outside system."""

    id: str
    name: Name
    cases: int
    differing: int
    not_taken: int
    untold: int
    """Tellings that were given up."""


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """The whole page."""

    systems: tuple[SystemRow, ...]
    rows: tuple[Row, ...]
    not_taken: tuple[NotTaken, ...]
    untold: tuple[Untold, ...]
    now: datetime


def reconciliation(reading: Reading, by: Principal, system: str = "") -> Reconciliation:
    """What differs, over the cases that ``by`` may list; of one system, or of all. Raises ``Forbidden``.

    Numbers that could not be taken in are shown to whoever reaches the node in which their system reports.
    """
    granted = reading.grant(by, "list", Dataset.CASE, FIELDS)
    only = MIRRORS.c.system == system if system else MIRRORS.c.system.is_not(None)
    reached = _reached(reading, granted)
    with reading.journal.store.read() as transaction:
        rows = _rows(transaction, and_(_shown(granted), only, not_(MIRRORS.c.agree)))
        systems = _systems(reading, transaction, granted, reached)
        not_taken = _not_taken(transaction, reached & {system} if system else reached)
        untold = list_untold(transaction, granted, system)
    reading.note(granted, len(rows) + len(not_taken) + len(untold), Form.PAGE)
    return Reconciliation(systems=systems, rows=rows, not_taken=not_taken, untold=untold, now=reading.clock())


def find_mirrored(reading: Reading, by: Principal, number: str) -> tuple[Row, ...]:
    """Cases by the beginning of a number that they go by elsewhere. Raises ``Forbidden``."""
    granted = reading.grant(by, "search", Dataset.CASE, FIELDS)
    named = MIRRORS.c.number.startswith(number, autoescape=True)
    with reading.journal.store.read() as transaction:
        rows = _rows(transaction, and_(_shown(granted), named))
    reading.note(granted, len(rows), Form.PAGE)
    return rows


def _reached(reading: Reading, granted: Granted) -> frozenset[str]:
    """The systems in whose node the grant shows what is nobody's yet."""
    index = reading.in_force().index

    def matter(system: System) -> Matter:
        return Matter(id=system.id, path=index.path(system.jurisdiction), life=Life.GRID)

    return frozenset(system.id for system in index.systems if granted.rows.admits(matter(system)))


def _shown(granted: Granted) -> ColumnElement[bool]:
    return and_(MIRRORS.c.case == CASES.c.id, disclosed(granted.rows))


def _rows(transaction: Transaction, asked: ColumnElement[bool]) -> tuple[Row, ...]:
    columns = [MIRRORS.c[name] for name in Row.__struct_fields__]
    query = select(*columns).select_from(MIRRORS, CASES).where(asked).order_by(MIRRORS.c.number).limit(MOST)
    return tuple(msgspec.convert(row, Row, from_attributes=True) for row in transaction.execute(query))


def _systems(
    reading: Reading, transaction: Transaction, granted: Granted, reached: Collection[str]
) -> tuple[SystemRow, ...]:
    all_of = _counted(transaction, _shown(granted))
    differing = _counted(transaction, and_(_shown(granted), not_(MIRRORS.c.agree)))
    query = select(NOT_TAKEN.c.system, func.count().label("cases")).where(NOT_TAKEN.c.system.in_(reached))
    untold = count_untold(transaction, granted)
    missed = {row.system: row.cases for row in transaction.execute(query.group_by(NOT_TAKEN.c.system))}
    return tuple(
        SystemRow(
            id=system.id,
            name=system.name,
            cases=all_of.get(system.id, 0),
            differing=differing.get(system.id, 0),
            not_taken=missed.get(system.id, 0),
            untold=untold.get(system.id, 0),
        )
        for system in reading.in_force().index.systems
    )


def _counted(transaction: Transaction, asked: ColumnElement[bool]) -> Mapping[str, int]:
    query = (
        select(MIRRORS.c.system, func.count().label("cases"))
        .select_from(MIRRORS, CASES)
        .where(asked)
        .group_by(MIRRORS.c.system)
    )
    return {row.system: row.cases for row in transaction.execute(query)}


def _not_taken(transaction: Transaction, systems: Collection[str]) -> tuple[NotTaken, ...]:
    query = select(NOT_TAKEN.c.system, NOT_TAKEN.c.number, NOT_TAKEN.c.why).where(NOT_TAKEN.c.system.in_(systems))
    found = transaction.execute(query.order_by(NOT_TAKEN.c.seq.desc()).limit(MOST)).mappings()
    return tuple(NotTaken(**row) for row in found)
