"""Timers: what the passing of time alone brings about. A timer that fires is a fact."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

import msgspec
from sqlalchemy import select

from cityloop.city.facts.fact import CaseFact
from cityloop.city.facts.waiting import CameDue, DueSoon, HelpCameDue, HelpDueSoon, HoldEnded, Reckoned
from cityloop.command.case import Case
from cityloop.command.case_table import CASES
from cityloop.command.ticks import Resumed
from cityloop.command.timing import Span, Timing
from cityloop.journal.ports import Transaction

_DECODER = msgspec.msgpack.Decoder(Case)


def list_ripe(transaction: Transaction, now: datetime, limit: int) -> list[Case]:
    """The cases whose timer has run out, the longest ago first."""
    ripe = select(CASES.c.state).where(CASES.c.timer <= now).order_by(CASES.c.timer).limit(limit)
    return [_DECODER.decode(row.state) for row in transaction.execute(ripe)]


def list_timed(transaction: Transaction, after: str, limit: int) -> list[Case]:
    """Open cases behind the one called ``after``, by their names."""
    timed = select(CASES.c.state).where(CASES.c.open, CASES.c.id > after).order_by(CASES.c.id).limit(limit)
    return [_DECODER.decode(row.state) for row in transaction.execute(timed)]


def reckoned(case: Case, timing: Timing, now: datetime) -> Iterator[CaseFact]:
    """What a calendar that came into force says of the clock of ``case``, where it says something else than stands."""
    span, helping = timing.span(case), timing.help_reckoned(case)
    if (case.term is not None and span != Span(case.due, case.soon)) or helping != case.assisting:
        yield Reckoned(case=case.id, at=case.moment(now), assisting=helping, **span._asdict())


def fired(case: Case, timing: Timing, now: datetime) -> Iterator[CaseFact]:
    """What the timer of ``case`` has to say at ``now``."""
    if case.held_until is not None and case.held_until <= now:
        at = case.moment(now)
        span, helping = timing.after(case, Resumed(at=at)), timing.help_resumed(case, at)
        yield HoldEnded(case=case.id, at=at, assisting=helping, **span._asdict())
    elif case.due is not None and case.due <= now and not case.late:
        yield CameDue(case=case.id, stage=case.stage)
    elif case.soon is not None and case.soon <= now and not (case.told_soon or case.late):
        yield DueSoon(case=case.id, stage=case.stage)
    else:
        yield from islice(_of_help(case, now), 1)


def _of_help(case: Case, now: datetime) -> Iterator[CaseFact]:
    """What there is to say of the units that assist; the first, the next at the next look."""
    for help in case.assisting:
        if help.runs and help.due is not None and help.due <= now:
            yield HelpCameDue(case=case.id, unit=help.unit)
        elif help.runs and help.soon is not None and help.soon <= now and not help.told_soon:
            yield HelpDueSoon(case=case.id, unit=help.unit)
