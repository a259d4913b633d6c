"""From a record to the adoption that the desk is asked for: its report, and the steps that the record implies.

Where a record implies a step but does not tell of it, the least is said: the person was not reached, there was no
answer when called back. What nobody recorded is not made up.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, TypeAlias

from cityloop.adapters.importing.hands import Hands
from cityloop.adapters.importing.map_file import Map, Until
from cityloop.adapters.importing.record import Record
from cityloop.city.catalogue import Life
from cityloop.city.facts.intake import Finding
from cityloop.city.facts.judging import Word
from cityloop.city.index import Index
from cityloop.city.principal import Principal
from cityloop.command import orders
from cityloop.command.adopting import Adoption, Hand
from cityloop.command.case import Case
from cityloop.command.duties import route

PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,26}")
"""A number that can stand in a case's own; any other stands there as its digest."""
ORDER = tuple(Until)
OPENING = (Until.REPORTED, Until.ESTABLISHED)
Step: TypeAlias = tuple[Hand, orders.Order]
Ways: TypeAlias = dict[Until, tuple[Step, ...]]
Told: TypeAlias = dict[str, Any]


def case_of(system: str, number: str) -> str:
    """The case that a record becomes: always the same one, so that no record becomes two.

    >>> case_of("pingshan", "9148")
    'pingshan-9148'
    """
    return f"{system}-{number if PLAIN.fullmatch(number) else sha256(number.encode()).hexdigest()[:24]}"


class Steps:
    """Makes adoptions of records, for one map and one city."""

    def __init__(self, map: Map, index: Index) -> None:
        self._map = map
        self._index = index
        self._hands = Hands(index)

    def adoption(self, record: Record) -> Adoption:
        """The adoption of one record."""
        case = case_of(self._map.system, record.number)
        steps = (*self._steps(case, record), *self._outcome(case, record))
        return Adoption(case=case, by=self._hands.intake, report=self._report(record), steps=steps)

    def reach(self, record: Record) -> Until:
        """How far the steps go: a case whose owner is neither recorded nor told by the data waits for a dispatcher."""
        if record.until in OPENING or (record.node and (record.unit or self._is_owned(record))):
            return record.until
        return Until.ESTABLISHED

    def waits(self, record: Record) -> bool:
        """Whether the case will stand in the unowned queue: a unit without a place is no owner, it would be guessed."""
        return self.reach(record) is Until.ESTABLISHED and not (record.node and self._is_owned(record))

    def _is_owned(self, record: Record) -> bool:
        """Whether the responsibility data names an owner."""
        return route(self._index, record.category, self._index.path(record.node or "")).unit is not None

    def _report(self, record: Record) -> orders.Report:
        return orders.Report(
            life=record.life,
            kind=record.kind,
            category=record.category,
            words=record.text,
            contact=record.contact,
            spot=record.spot,
            node=record.node,
            point=record.point,
            areas=record.areas,
            channel=record.channel,
            language=self._map.language,
            source=f"{self._map.system}:{record.number}",
            occurred=record.occurred,
            anonymous=True,
        )

    def _steps(self, case: str, record: Record) -> Iterator[Step]:
        ways = self._grid(case) if record.life is Life.GRID else self._request(case, record)
        sent = (self._intake, orders.Dispatch(case=case, seen=0, to=record.unit))
        ways = {**ways, Until.DISPATCHED: (sent,)}
        for until in ORDER[1 : ORDER.index(self.reach(record)) + 1]:
            yield from ways[until]

    def _grid(self, case: str) -> Ways:
        told: Told = {"case": case, "seen": 0}
        intake, handling, checking = self._intake, self._hands.handling, self._checking
        return {
            Until.ESTABLISHED: (
                (intake, orders.Verify(**told, finding=Finding.EXISTS)),
                (intake, orders.Establish(**told)),
            ),
            Until.HANDLED: tuple((handling, each(**told)) for each in (orders.Sign, orders.Handle, orders.ReportBack)),
            Until.CLOSED: ((checking, orders.Check(**told, passed=True)), (checking, orders.Close(**told))),
        }

    def _request(self, case: str, record: Record) -> Ways:
        told: Told = {"case": case, "seen": 0}
        intake, handling, checking = self._intake, self._hands.handling, self._checking
        return {
            Until.ESTABLISHED: ((intake, orders.Accept(**told, kind=record.kind)),),
            Until.HANDLED: (
                (handling, orders.Sign(**told)),
                (handling, orders.Contact(**told, reached=False)),
                (handling, orders.Handle(**told)),
                (handling, orders.Answer(**told, note=self._map.answer)),
            ),
            Until.CLOSED: (
                (checking, orders.Review(**told, passed=True)),
                (intake, orders.Revisit(**told, word=Word.NO_ANSWER)),
                (checking, orders.Close(**told)),
            ),
        }

    def _outcome(self, case: str, record: Record) -> Iterator[Step]:
        """Set down what the source recorded: outcome, unit, end; nothing where it recorded none of them."""
        if record.outcome or record.unit or record.ended:
            outcome = record.outcome or orders.NOT_RECORDED
            order = orders.Record(case=case, seen=0, outcome=outcome, unit=record.unit, ended=record.ended)
            yield self._intake, order

    def _intake(self, _case: Case) -> Principal:
        return self._hands.intake

    def _checking(self, _case: Case) -> Principal:
        return self._hands.checking
