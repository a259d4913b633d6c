"""Timers: what the passing of time alone brings about. A timer that fires is a fact."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from sqlalchemy import select

from cityloop.city.facts.fact import CaseFact
from cityloop.city.facts.waiting import CameDue, DueSoon, HoldEnded
from cityloop.command.case import Case
from cityloop.command.case_table import CASES
from cityloop.command.timing import Timing
from cityloop.journal.ports import Transaction

_DECODER = msgspec.msgpack.Decoder(Case)


def list_ripe(transaction: Transaction, now: datetime, limit: int) -> list[Case]:
    """The cases whose timer has run out, the longest ago first."""
    ripe = select(CASES.c.state).where(CASES.c.timer <= now).order_by(CASES.c.timer).limit(limit)
    return [_DECODER.decode(row.state) for row in transaction.execute(ripe)]


def fired(case: Case, timing: Timing, now: datetime) -> Iterator[CaseFact]:
    """What the timer of ``case`` has to say at ``now``."""
    if case.held_until is not None and case.held_until <= now:
        span = timing.resumed(case, now)
        yield HoldEnded(case=case.id, due=span.due, soon=span.soon)
    elif case.due is not None and case.due <= now and not case.late:
        yield CameDue(case=case.id, stage=case.stage)
    elif case.soon is not None and case.soon <= now and not case.told_soon:
        yield DueSoon(case=case.id, stage=case.stage)
