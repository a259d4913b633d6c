"""Carries orders out, many with one commit on different cases; each stands or falls alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from cityloop.city.facts.fact import CaseFact
from cityloop.city.principal import Principal
from cityloop.command.case import Case, NoSuchCase
from cityloop.command.case_table import load
from cityloop.command.deeds import facts_of
from cityloop.command.drafting import Plan, draft, makes_sensitive
from cityloop.command.folding import HARMLESS
from cityloop.command.given import Chance, InForce
from cityloop.command.lifecycle import allow, step_of
from cityloop.command.orders import Order, verb_of
from cityloop.command.permission import permit
from cityloop.command.receipt import Receipt
from cityloop.command.repeating import find_repeated, key_draft, keyed
from cityloop.command.scene import BadOrder, Scene
from cityloop.command.sealer import Sealer
from cityloop.command.writing import Outcome, Writer, planned
from cityloop.journal.entry import Append, Draft
from cityloop.journal.errors import Conflict
from cityloop.journal.journal import Journal


@dataclass(frozen=True, slots=True)
class Executor:
    """Carries orders out."""

    journal: Journal
    writer: Writer
    in_force: Callable[[], InForce]
    clock: Callable[[], datetime]
    chance: Chance

    def carry_out(self, by: Principal, several: Sequence[Order]) -> list[Outcome]:
        """What came of each. One repeated by its key is told of what it came to the first time."""
        named = [name for order in several for name in _cases_named(order)]
        with self.journal.store.read() as transaction:
            cases = load(transaction, dict.fromkeys(named))
            cases |= load(transaction, {case.into for case in cases.values() if case.into})
        sealer = Sealer(self._keys(several, cases), self.chance.salt)
        outcomes = self.writer.write_fresh([partial(self._done, by, order, cases, sealer) for order in several])
        return [self._once(by, order, outcome) for order, outcome in zip(several, outcomes, strict=True)]

    def _once(self, by: Principal, order: Order, outcome: Outcome) -> Outcome:
        """What came of an order; of two with one key at the same time, the second is told of the first."""
        known = find_repeated(self.journal, by, order.key) if isinstance(outcome, Conflict) else None
        return planned(partial(_same, known, order)) if known else outcome

    def _keys(self, several: Iterable[Order], cases: Mapping[str, Case]) -> Mapping[str, bytes]:
        writing = (cases[order.case].subject for order in several if order.case in cases and _writes(order))
        found = {subject: self.journal.keys.find(subject) for subject in dict.fromkeys(writing)}
        return {subject: key for subject, key in found.items() if key is not None}

    def _done(self, by: Principal, order: Order, cases: Mapping[str, Case], sealer: Sealer) -> Plan | Receipt:
        known = find_repeated(self.journal, by, order.key)
        return _same(known, order) if known else self._ordered(by, order, cases, sealer)

    def _ordered(self, by: Principal, order: Order, cases: Mapping[str, Case], sealer: Sealer) -> Plan:
        case = cases.get(order.case)
        if case is None:
            raise NoSuchCase(f"There is no case '{order.case}'. Check the number.", case=order.case)
        verb, thing = verb_of(order), keyed(by, order.key)
        named = [other for name in _cases_named(order) if (other := cases.get(name))]
        grants = tuple(permit(by, other, step_of(other.life, verb)) for other in named)
        self._check_seen(order, case)
        allow(case.life, case.stage, verb)
        own = sealer.fresh()
        given = self.in_force()
        scene = Scene(case, given.index, given.timing, self.clock(), by, verb, own.seal, self.chance.new_id, cases)
        facts = tuple(facts_of(order, scene))
        drafts = tuple(self._drafts(by, facts, cases))
        kept = (key_draft(drafts[0], thing, case.id, -len(drafts)),) if thing else ()
        expect = {fact.case: cases[fact.case].version if fact.case in cases else 0 for fact in facts}
        append = Append(
            drafts=(*drafts, *kept), expect={**expect, **({thing: 0} if thing else {})}, sealings=tuple(own.sealings)
        )
        return Plan(append, grants)

    def _drafts(self, by: Principal, facts: Sequence[CaseFact], cases: Mapping[str, Case]) -> Iterator[Draft]:
        """The first answers what made it its author's turn, the others answer the first.

        A case that is born among the facts stands where its first case stands.
        """
        grave = {fact.case for fact in facts if makes_sensitive(fact)}
        for place, fact in enumerate(facts):
            case = cases.get(fact.case) or cases[facts[0].case]
            sensitive = case.sensitive or fact.case in grave
            yield draft(by.id, fact, at=case.at, sensitive=sensitive, cause=-place if place else case.turn)

    def _check_seen(self, order: Order, case: Case) -> None:
        """Whoever comes second is told, and by whom; what changes nothing for the order does not count."""
        if order.seen == case.version:
            return
        since = [
            entry for entry in self.journal.about(case.id)[max(order.seen, 0) :] if not isinstance(entry.fact, HARMLESS)
        ]
        if since:
            raise Conflict(
                f"Somebody was first: '{case.id}' was changed by {since[-1].author}. Look again, then decide.",
                thing=case.id,
                seen=order.seen,
                now=case.version,
                author=since[-1].author,
            )


def _same(known: Receipt, order: Order) -> Receipt:
    """The receipt of the first time. Raises ``BadOrder`` where the key was used for another case."""
    if known.case != order.case:
        raise BadOrder("This idempotency key was used for another case: give each order one of its own.")
    return known


def _cases_named(order: Order) -> Iterator[str]:
    yield order.case
    yield from filter(None, (getattr(order, name, None) for name in ("into", "other")))


def _writes(order: Order) -> bool:
    """Whether the order brings words or an image that must be sealed."""
    return any(getattr(order, name, None) for name in ("note", "image", "words", "approved"))
