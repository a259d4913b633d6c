"""The desk: a person's command. Load, ask the guard, apply the life cycle, append with the version seen.

Pages, doors and the command line write through it and through nothing else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace
from sqlalchemy import select

from cityloop.city.errors import CityloopError
from cityloop.city.facts.fact import CaseFact
from cityloop.city.facts.intake import Reported
from cityloop.city.principal import Principal
from cityloop.command import following, orders
from cityloop.command.adopting import Adopter, Adoption
from cityloop.command.case import Case
from cityloop.command.case_table import CASES, load
from cityloop.command.confirming import confirm
from cityloop.command.deeds import facts_of
from cityloop.command.drafting import Plan, draft, makes_sensitive
from cityloop.command.folding import HARMLESS
from cityloop.command.given import Chance, InForce
from cityloop.command.lifecycle import allow, step_of
from cityloop.command.notices import Receipt as Receipted
from cityloop.command.permission import permit, permit_report
from cityloop.command.receipt import Receipt
from cityloop.command.repeating import find_keyed, is_drawn_twice, key_draft, keyed
from cityloop.command.reporting import caller_of, told, understood
from cityloop.command.retrying import try_again
from cityloop.command.scene import BadOrder, Scene
from cityloop.command.sealer import Sealer
from cityloop.guard.accesses import Accesses
from cityloop.guard.answer import Granted
from cityloop.journal.entry import Append, Draft, Entry
from cityloop.journal.errors import Conflict
from cityloop.journal.journal import Journal

T = TypeVar("T")
DRAWS = 16
"""How often a number is drawn anew that is taken: with a tenth of them taken, once in 10^17 that is not enough."""
Fields = dict[str, Any]
"""Fields of a fact."""


class NoSuchCase(CityloopError):
    """There is no such case, or it is not for the asker to know."""

    code = "no-such-case"


class _Good(NamedTuple):
    """A report that can be taken in: what it says openly, and the grant."""

    report: orders.Report
    fields: Fields
    granted: Granted
    thing: str | None
    """What its idempotency key is in the record."""


class Desk:
    """A person's commands on one journal."""

    def __init__(
        self,
        journal: Journal,
        accesses: Accesses,
        in_force: Callable[[], InForce],
        clock: Callable[[], datetime],
        chance: Chance,
    ):
        self._journal = journal
        self._accesses = accesses
        self._in_force = in_force
        self._clock = clock
        self._chance = chance

    # Reports

    def report(self, by: Principal, report: orders.Report) -> Receipt:
        """Take a report in. Raises ``OutsideCity``, ``UnknownPlace``, ``BadOrder``, ``Forbidden``."""
        return _raised(self.report_each(by, (report,))[0])

    def find_repeated(self, by: Principal, report: orders.Report) -> Receipt | None:
        """The receipt of the case that this very report made already, by its idempotency key."""
        thing = keyed(by, report.key)
        return find_keyed(self._journal, thing) if thing else None

    def report_each(self, by: Principal, reports: Sequence[orders.Report]) -> list[Receipt | CityloopError]:
        """Take many in with one commit; each stands or falls alone. One repeated by its key is told of its case."""
        given, now = self._in_force(), self._clock()
        understandings = [_planned(partial(self._understood, by, report, given, now)) for report in reports]
        written = iter(self._write_reports(by, [each for each in understandings if isinstance(each, _Good)]))
        return [next(written) if isinstance(each, _Good) else each for each in understandings]

    def _understood(self, by: Principal, report: orders.Report, given: InForce, now: datetime) -> _Good | Receipt:
        """What the report says openly, if it can be taken in: nothing, not even a key, is made for what cannot."""
        fields = understood(report, given, now)
        granted, thing = permit_report(by, fields["where"]), keyed(by, report.key)
        return self.find_repeated(by, report) or _Good(report, fields, granted, thing)

    def _write_reports(self, by: Principal, good: Sequence[_Good]) -> list[Receipt | CityloopError]:
        subjects = [self._subject(each.report) for each in good]
        secrets = [None if each.report.anonymous else self._chance.new_id("secret") for each in good]
        sealer = Sealer(self._journal.keys.create(subjects), self._chance.salt)
        whole = zip(good, subjects, secrets, strict=True)
        plans = [partial(self._reported, by, each, subject, secret, sealer) for each, subject, secret in whole]
        outcomes = zip(self._append_fresh(plans), good, secrets, strict=True)
        return [self._taken(outcome, each, secret) for outcome, each, secret in outcomes]

    def _subject(self, report: orders.Report) -> str:
        """Whose key seals the words: a caller's who called before, or somebody new."""
        fresh, caller = self._chance.new_id("subject"), caller_of(report)
        return self._journal.keys.known_as(caller, fresh) if caller else fresh

    def _taken(self, outcome: Receipt | CityloopError, good: _Good, secret: str | None) -> Receipt | CityloopError:
        """What came of a report; of two with one key at the same time, the second is told of the first's case."""
        if isinstance(outcome, Receipt):
            return outcome._replace(secret=secret)
        return self._known(outcome, good.thing)

    def _known(self, outcome: Receipt | CityloopError, thing: str | None) -> Receipt | CityloopError:
        """What came of it; of what failed though its key stands on the record, what came of the first."""
        found = find_keyed(self._journal, thing) if thing and isinstance(outcome, CityloopError) else None
        return found or outcome

    def _reported(self, by: Principal, good: _Good, subject: str, secret: str | None, sealer: Sealer) -> Plan:
        case, follow = self._chance.new_id("case"), sha256(secret.encode()).hexdigest() if secret else None
        sealer = sealer.fresh()
        sealed = told(good.report, subject, sealer.seal)
        fact = Reported(case=case, subject=subject, follow=follow, **good.fields, **sealed)
        first = draft(by.id, fact, at=fact.at, sensitive=fact.sensitive)
        drafts = (first, key_draft(first, good.thing, case, -1)) if good.thing else (first,)
        expect = {case: 0, **({good.thing: 0} if good.thing else {})}
        append = Append(drafts=drafts, expect=expect, sealings=tuple(sealer.sealings))
        return Plan(append, (replace(good.granted, case=case),))

    # Steps

    def do(self, by: Principal, order: orders.Order) -> Receipt:
        """Carry one order out.

        Raises ``NoSuchCase``, ``Forbidden``, ``IllegalStep``, ``BadOrder`` or ``Conflict``; then nothing is changed.
        """
        return _raised(self.do_each(by, (order,))[0])

    def do_each(self, by: Principal, several: Sequence[orders.Order]) -> list[Receipt | CityloopError]:
        """Carry many orders out with one commit, on different cases; each stands or falls alone.

        One repeated by its key is told of what it came to the first time.
        """
        named = [name for order in several for name in _cases_named(order)]
        with self._journal.store.read() as transaction:
            cases = load(transaction, dict.fromkeys(named))
            cases |= load(transaction, {case.into for case in cases.values() if case.into})
        sealer = Sealer(self._keys(several, cases), self._chance.salt)
        outcomes = self._append_fresh([partial(self._done, by, order, cases, sealer) for order in several])
        return [self._once(by, order, outcome) for order, outcome in zip(several, outcomes, strict=True)]

    def _once(self, by: Principal, order: orders.Order, outcome: Receipt | CityloopError) -> Receipt | CityloopError:
        """What came of an order; of two with one key at the same time, the second is told of the first."""
        thing = keyed(by, order.key) if isinstance(outcome, Conflict) else None
        return (thing and find_keyed(self._journal, thing)) or outcome

    def _keys(self, several: Iterable[orders.Order], cases: Mapping[str, Case]) -> Mapping[str, bytes]:
        writing = (cases[order.case].subject for order in several if order.case in cases and _writes(order))
        found = {subject: self._journal.keys.find(subject) for subject in dict.fromkeys(writing)}
        return {subject: key for subject, key in found.items() if key is not None}

    def _done(self, by: Principal, order: orders.Order, cases: Mapping[str, Case], sealer: Sealer) -> Plan | Receipt:
        thing = keyed(by, order.key)
        known = find_keyed(self._journal, thing) if thing else None
        return _same(known, order) if known else self._ordered(by, order, cases, sealer, thing)

    def _ordered(
        self, by: Principal, order: orders.Order, cases: Mapping[str, Case], sealer: Sealer, thing: str | None
    ) -> Plan:
        case = cases.get(order.case)
        if case is None:
            raise NoSuchCase(f"There is no case '{order.case}'. Check the number.", case=order.case)
        verb = orders.verb_of(order)
        named = [other for name in _cases_named(order) if (other := cases.get(name))]
        grants = tuple(permit(by, other, step_of(other.life, verb)) for other in named)
        self._check_seen(order, case)
        allow(case.life, case.stage, verb)
        own = sealer.fresh()
        given = self._in_force()
        scene = Scene(case, given.index, given.timing, self._clock(), by, verb, own.seal, self._chance.new_id, cases)
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

    def _check_seen(self, order: orders.Order, case: Case) -> None:
        """Whoever comes second is told, and by whom; what changes nothing for the order does not count."""
        if order.seen == case.version:
            return
        since = [
            entry
            for entry in self._journal.about(case.id)[max(order.seen, 0) :]
            if not isinstance(entry.fact, HARMLESS)
        ]
        if since:
            raise Conflict(
                f"Somebody was first: '{case.id}' was changed by {since[-1].author}. Look again, then decide.",
                thing=case.id,
                seen=order.seen,
                now=case.version,
                author=since[-1].author,
            )

    def _append(
        self, planned: Sequence[Plan | Receipt | CityloopError], *, summed: bool = False
    ) -> list[Receipt | CityloopError]:
        """Write what can be; what is written stands on the access journal too: who took the step, as what, what for."""
        plans = [each for each in planned if isinstance(each, Plan)]
        self._accesses.make_room()
        outcomes = self._journal.append_each([plan.append for plan in plans])
        pairs = zip(plans, outcomes, strict=True)
        taken = [granted for plan, outcome in pairs if isinstance(outcome, tuple) for granted in plan.grants]
        self._accesses.note_steps(taken, summed=summed)
        written = iter(outcomes)
        return [_receipt(next(written)) if isinstance(each, Plan) else each for each in planned]

    def _append_fresh(self, plans: Sequence[Callable[[], Plan | Receipt]]) -> list[Receipt | CityloopError]:
        """Plan and write each; one whose new case drew a number that is taken is planned anew, with another number."""
        outcomes, left = self._append([_planned(plan) for plan in plans]), DRAWS
        while left and (again := [at for at, outcome in enumerate(outcomes) if is_drawn_twice(outcome)]):
            left -= 1
            for at, outcome in zip(again, self._append([_planned(plans[at]) for at in again]), strict=True):
                outcomes[at] = outcome
        return outcomes

    # Records of other systems

    def adopt_each(self, adoptions: Sequence[Adoption]) -> list[Receipt | CityloopError]:
        """Take over many records with one commit, each as a whole or not at all; ``Conflict``: it was there already."""
        subjects = [self._subject(each.report) for each in adoptions]
        adopted = self._adopted(adoptions, subjects, self._journal.keys.create(subjects))
        return self._append(adopted, summed=True)

    def judge_each(self, adoptions: Sequence[Adoption]) -> list[CityloopError | None]:
        """What would refuse each of them; nothing is written."""
        subjects = [self._chance.new_id("subject") for _ in adoptions]
        planned = self._adopted(adoptions, subjects, dict.fromkeys(subjects, bytes(32)))
        return [each if isinstance(each, CityloopError) else None for each in planned]

    def list_known(self, cases: Sequence[str]) -> frozenset[str]:
        """Those of ``cases`` that exist; some hundreds at a time."""
        with self._journal.store.read() as transaction:
            return frozenset(transaction.execute(select(CASES.c.id).where(CASES.c.id.in_(cases))).scalars())

    def _adopted(
        self, adoptions: Sequence[Adoption], subjects: Sequence[str], keys: Mapping[str, bytes]
    ) -> list[Plan | CityloopError]:
        adopter = Adopter(self._in_force(), self._clock(), Sealer(keys, self._chance.salt), self._chance.new_id)
        pairs = zip(adoptions, subjects, strict=True)
        return [_planned(partial(adopter.plan, adoption, subject)) for adoption, subject in pairs]

    # Notices

    def try_again(self, by: Principal, notice: int) -> Entry:
        """Let a notice that was given up be tried once more. Raises ``NotGivenUp``, ``Forbidden``, ``Conflict``."""
        return try_again(self._journal, self._accesses, by, notice)

    def confirm(self, channel: str, receipt: Receipted) -> bool:
        """Note a receipt that came later; whether it was news. Raises ``NoSuchReceipt``."""
        author = f"machine:{channel}"
        return confirm(self._journal, author, channel, receipt.receipt, arrived=receipt.arrived)

    # With a follow-up link, or with the number

    def find_followed(self, secret: str) -> str | None:
        """The case whose follow-up link ends in ``secret``."""
        return following.find_followed(self._journal, secret)

    def find_numbered(self, number: str, last: str) -> str | None:
        """The case of this number, if the telephone number left with it ends in the digits ``last``."""
        return following.find_numbered(self._journal, number, last)


def _planned(plan: Callable[[], T]) -> T | CityloopError:
    """What ``plan`` makes, or the error for which it makes nothing."""
    try:
        return plan()
    except CityloopError as error:
        return error


def _raised(receipt: Receipt | CityloopError) -> Receipt:
    if isinstance(receipt, CityloopError):
        raise receipt
    return receipt


def _receipt(written: tuple[Entry, ...] | CityloopError) -> Receipt | CityloopError:
    if isinstance(written, CityloopError):
        return written
    return Receipt(case=written[0].about, version=written[0].version, entries=written)


def _same(known: Receipt, order: orders.Order) -> Receipt:
    """The receipt of the first time. Raises ``BadOrder`` where the key was used for another case."""
    if known.case != order.case:
        raise BadOrder("This idempotency key was used for another case: give each order one of its own.")
    return known


def _cases_named(order: orders.Order) -> Iterator[str]:
    yield order.case
    yield from filter(None, (getattr(order, name, None) for name in ("into", "other")))


def _writes(order: orders.Order) -> bool:
    """Whether the order brings words or an image that must be sealed."""
    return any(getattr(order, name, None) for name in ("note", "image", "words", "approved"))
