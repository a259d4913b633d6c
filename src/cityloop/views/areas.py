"""The areas below a node with how much is open and late in each: counted by the store, however many cases there are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from cityloop.city.area import Jurisdiction
from cityloop.city.facts.access import Form
from cityloop.city.principal import Principal
from cityloop.command.case_table import CASES
from cityloop.command.given import InForce
from cityloop.guard.narrow import below
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading
from cityloop.views.board import FIELDS, Part, on_duty_in
from cityloop.views.rows import disclosed


def areas(reading: Reading, by: Principal, node_id: str) -> tuple[Part, ...]:
    """The nodes right below ``node_id``. Raises ``Forbidden``, ``UnknownId``."""
    given, now = reading.in_force(), reading.clock()
    granted = reading.grant(by, "list", Dataset.BOARD, FIELDS, area=given.index.path(node_id))
    nodes = given.index.children(node_id)
    with reading.journal.store.read() as transaction:
        found = transaction.execute(_counts(given, nodes, disclosed(granted.rows), now)).one() if nodes else ()
    reading.note(granted, len(nodes), Form.PAGE)
    return tuple(_part(given, node, found[2 * at], found[2 * at + 1], now) for at, node in enumerate(nodes))


def _counts(given: InForce, nodes: Sequence[Jurisdiction], shown: ColumnElement[bool], now: datetime) -> Select[Any]:
    late = CASES.c.due <= now
    here = [below(CASES.c.ground, given.index.path(node.id)) for node in nodes]
    parts = [part for each in here for part in (each, and_(each, late))]
    columns: list[Any] = [func.count(case((part, 1))) for part in parts]
    return select(*columns).select_from(CASES).where(shown, CASES.c.open)


def _part(given: InForce, node: Jurisdiction, opened: int, late: int, now: datetime) -> Part:
    on_duty = tuple(on_duty_in(given, node.id, now))
    path = given.index.path(node.id)
    return Part(id=node.id, path=path, tier=node.tier, name=node.name, open=opened, late=late, on_duty=on_duty)
