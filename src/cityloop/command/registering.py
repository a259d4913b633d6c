"""登记: takes reports in, many with one commit; each stands or falls alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple

from msgspec.structs import replace

from cityloop.city.errors import CityloopError
from cityloop.city.facts.intake import Reported
from cityloop.city.principal import Principal
from cityloop.command.drafting import Plan, draft
from cityloop.command.given import Chance, InForce
from cityloop.command.orders import Report
from cityloop.command.permission import permit_report
from cityloop.command.receipt import Receipt
from cityloop.command.repeating import find_keyed, find_repeated, key_draft, keyed
from cityloop.command.reporting import caller_of, told, understood
from cityloop.command.sealer import Sealer
from cityloop.command.writing import Outcome, Writer, planned
from cityloop.guard.answer import Granted
from cityloop.journal.entry import Append
from cityloop.journal.journal import Journal

Fields = dict[str, Any]
"""Fields of a fact."""


class _Good(NamedTuple):
    """A report that can be taken in: what it says openly, and the grant."""

    report: Report
    fields: Fields
    granted: Granted
    thing: str | None
    """What its idempotency key is in the record."""


@dataclass(frozen=True, slots=True)
class Registrar:
    """Takes reports in, as of one moment."""

    journal: Journal
    writer: Writer
    given: InForce
    now: datetime
    chance: Chance

    def take_in(self, by: Principal, reports: Sequence[Report]) -> list[Outcome]:
        """What came of each. One repeated by its key is told of its case."""
        understandings = [planned(partial(self._understood, by, report)) for report in reports]
        written = iter(self._write(by, [each for each in understandings if isinstance(each, _Good)]))
        return [next(written) if isinstance(each, _Good) else each for each in understandings]

    def _understood(self, by: Principal, report: Report) -> _Good | Receipt:
        """What came of it the first time, or what it says openly, if it can be taken in.

        Nothing, not even a key, is made for what cannot; what was taken in once is, whatever has changed since.
        """
        known = find_repeated(self.journal, by, report.key)
        if known is not None:
            return known
        fields = understood(report, self.given, self.now)
        return _Good(report, fields, permit_report(by, fields["where"]), keyed(by, report.key))

    def _write(self, by: Principal, good: Sequence[_Good]) -> list[Outcome]:
        subjects = [subject_of(self.journal, self.chance, each.report) for each in good]
        secrets = [None if each.report.anonymous else self.chance.new_id("secret") for each in good]
        sealer = Sealer(self.journal.keys.create(subjects), self.chance.salt)
        whole = zip(good, subjects, secrets, strict=True)
        plans = [partial(self._reported, by, each, subject, secret, sealer) for each, subject, secret in whole]
        outcomes = zip(self.writer.write_fresh(plans), good, secrets, strict=True)
        return [self._taken(outcome, each, secret) for outcome, each, secret in outcomes]

    def _taken(self, outcome: Outcome, good: _Good, secret: str | None) -> Outcome:
        """What came of a report; of two with one key at the same time, the second is told of the first's case."""
        if isinstance(outcome, Receipt):
            return outcome._replace(secret=secret)
        return self._known(outcome, good.thing)

    def _known(self, outcome: Outcome, thing: str | None) -> Outcome:
        """What came of it; of what failed though its key stands on the record, what came of the first."""
        found = find_keyed(self.journal, thing) if thing and isinstance(outcome, CityloopError) else None
        return found or outcome

    def _reported(self, by: Principal, good: _Good, subject: str, secret: str | None, sealer: Sealer) -> Plan:
        case, follow = self.chance.new_id("case"), sha256(secret.encode()).hexdigest() if secret else None
        sealer = sealer.fresh()
        sealed = told(good.report, subject, sealer.seal)
        fact = Reported(case=case, subject=subject, follow=follow, **good.fields, **sealed)
        first = draft(by.id, fact, at=fact.at, sensitive=fact.sensitive)
        drafts = (first, key_draft(first, good.thing, case, -1)) if good.thing else (first,)
        expect = {case: 0, **({good.thing: 0} if good.thing else {})}
        append = Append(drafts=drafts, expect=expect, sealings=tuple(sealer.sealings))
        return Plan(append, (replace(good.granted, case=case),))


def subject_of(journal: Journal, chance: Chance, report: Report) -> str:
    """Whose key seals the words: a caller's who called before, or somebody new."""
    fresh, caller = chance.new_id("subject"), caller_of(report)
    return journal.keys.known_as(caller, fresh) if caller else fresh
