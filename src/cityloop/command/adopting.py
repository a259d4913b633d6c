"""Takes over what another system dealt with: a report and every step that its record implies, as one append.

Each step passes the guard, the life cycle and its deed as an order at the desk would; the record holds all of them or
none, so an interrupted import leaves no half of a case.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeAlias

from cityloop.city.facts.fact import CaseFact
from cityloop.city.facts.intake import Reported
from cityloop.city.principal import Principal
from cityloop.command import orders
from cityloop.command.case import Case
from cityloop.command.deeds import facts_of
from cityloop.command.drafting import Plan, draft
from cityloop.command.folding import fold
from cityloop.command.given import InForce
from cityloop.command.lifecycle import allow
from cityloop.command.permission import permit, permit_report
from cityloop.command.reporting import Seal, told, understood
from cityloop.command.scene import Scene
from cityloop.command.sealer import Sealer
from cityloop.guard.answer import Granted
from cityloop.journal.entry import Append, Draft, Entry

Hand: TypeAlias = Callable[[Case], Principal]
"""Who takes a step, told from the case as it then stands (its lead's own machine, for one)."""


class Adoption(NamedTuple):
    """One record of another system: the case that it becomes, and what befell it, in order."""

    case: str
    """Always the same for the same record, so that none is taken over twice."""
    by: Principal
    report: orders.Report
    steps: tuple[tuple[Hand, orders.Order], ...]
    """Orders about ``case``; what they say they have seen is not looked at."""


@dataclass(frozen=True, slots=True)
class Adopter:
    """Judges adoptions as of one moment."""

    given: InForce
    now: datetime
    sealer: Sealer
    new_id: Callable[[str], str]

    def plan(self, adoption: Adoption, subject: str) -> Plan:
        """One record as one append. Raises what the desk would raise for its report or one of its orders."""
        own, grants = self.sealer.fresh(), list[Granted]()
        drafts = tuple(self._drafts(adoption, subject, own.seal, grants))
        append = Append(drafts=drafts, expect={adoption.case: 0}, sealings=tuple(own.sealings))
        return Plan(append, tuple(grants))

    def _drafts(self, adoption: Adoption, subject: str, seal: Seal, grants: list[Granted]) -> Iterator[Draft]:
        """The entries, each answering the one before; what grants them is added to ``grants``."""
        fact = self._reported(adoption, subject, seal, grants)
        written = draft(adoption.by.id, fact, at=fact.at, sensitive=fact.sensitive)
        case = fold(None, self._entry(written, 1))
        yield written
        for hand, order in adoption.steps:
            by, verb = hand(case), orders.verb_of(order)
            grants.append(permit(by, case, allow(case.life, case.stage, verb)))
            for step in self._facts(by, order, case, seal):
                written = draft(by.id, step, at=case.at, sensitive=case.sensitive, cause=-1)
                case = fold(case, self._entry(written, case.version + 1))
                yield written

    def _reported(self, adoption: Adoption, subject: str, seal: Seal, grants: list[Granted]) -> Reported:
        fields = understood(adoption.report, self.given, self.now, adopted=True)
        grants.append(permit_report(adoption.by, fields["where"]))
        return Reported(case=adoption.case, subject=subject, **fields, **told(adoption.report, subject, seal))

    def _facts(self, by: Principal, order: orders.Order, case: Case, seal: Seal) -> Iterator[CaseFact]:
        verb = orders.verb_of(order)
        index, timing = self.given.index, self.given.timing
        scene = Scene(case, index, timing, self.now, by, verb, seal, self.new_id, adopted=True)
        return facts_of(order, scene)

    def _entry(self, written: Draft, version: int) -> Entry:
        """The entry before it has its place in the record: enough to fold it."""
        return Entry(
            seq=0,
            time=self.now,
            author=written.author,
            cause=None,
            label=written.label,
            jurisdiction=written.jurisdiction,
            about=written.about,
            version=version,
            previous="",
            fact=written.fact,
        )
