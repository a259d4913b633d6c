"""Cases without end, from report to close, fact by fact: what a journal is loaded with to be measured."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count, islice

from cityloop.city.catalogue import Life
from cityloop.city.facts.dispatching import Dispatched, Why
from cityloop.city.facts.fact import CaseFact, Sealed
from cityloop.city.facts.intake import Channel, Established, Finding, Reported, Verified
from cityloop.city.facts.judging import Checked, Closed
from cityloop.city.facts.work import Handled, ReportedBack
from cityloop.command.drafting import draft
from cityloop.journal.entry import Append
from cityloop.journal.ports import Keys
from cityloop.journal.sealing import prepare

CATEGORY, UNIT, WHERE = "grid.component.utility.street-lamp", "unit-lamps", "linjiang/d1/s01/g001/"
DUE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SOON = DUE - timedelta(hours=1)
WORDS = "路灯不亮，晚上看不清台阶，请尽快修理。The lamp by the steps is out."
STEPS = 8
"""Facts of one case."""


def life(case: str, words: Sealed | None) -> Iterator[CaseFact]:
    """The facts of one case, the report first."""
    yield Reported(
        case=case, life=Life.GRID, category=CATEGORY, where=WHERE, at=WHERE, channel=Channel.PHONE, subject=f"s-{case}",
        words=words, due=DUE, soon=SOON,
    )  # fmt: skip
    yield Verified(case=case, finding=Finding.EXISTS)
    yield Established(case=case, category=CATEGORY, due=DUE, soon=SOON)
    yield Dispatched(case=case, to=UNIT, why=Why(rule="responsibility", category=CATEGORY), due=DUE, soon=SOON)
    yield Handled(case=case, unit=UNIT)
    yield ReportedBack(case=case, unit=UNIT)
    yield Checked(case=case, passed=True)
    yield Closed(case=case)


def appends(cases: Sequence[str], keys: Keys) -> list[Append]:
    """One append a fact, with the version seen; the words of each report are sealed under its subject's own key."""
    made = keys.create([f"s-{case}" for case in cases])
    return [append for case in cases for append in _appends(case, made[f"s-{case}"])]


def _appends(case: str, key: bytes) -> Iterator[Append]:
    sealed, sealing = prepare(f"s-{case}", key, WORDS.encode(), sha256(case.encode()).digest()[:16])
    for seen, fact in enumerate(life(case, sealed)):
        drafts = (draft("person:p1", fact, at=WHERE, sensitive=False),)
        yield Append(drafts=drafts, expect={case: seen}, sealings=() if seen else (sealing,))


def batches(keys: Keys, facts: int, name: str = "c") -> Iterator[list[Append]]:
    """``facts`` facts in all, some hundred cases at a time; each batch holds whole cases."""
    names = (f"{name}{number}" for number in islice(count(), facts // STEPS))
    while some := list(islice(names, 250)):
        yield appends(some, keys)
