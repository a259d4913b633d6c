"""How a node is, for whoever supervises it: codes, counts and ages, nothing of any person."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from cityloop import __version__
from cityloop.app.pulse import Chore
from cityloop.city.calendar import Calendar

DOWN_S = 600.0
"""A channel that has been down for so long, or an outside system not heard, needs a hand."""
LACKING = {
    "no-secret": "has no secret: set it in the environment, or write it into secrets.toml beside the record.",
    "open-secrets": "reads no secret: others can read secrets.toml, or it is no TOML. Mend it, and chmod 600 it.",
}
"""What does not pass by itself, and what to do."""
URGENT_DAYS = 14
"""A holiday table that ends so soon needs a hand; before, the days that follow may not have been published yet."""
SILENT_S = 120.0
"""A loop that has not turned for so long routes nothing and starts no clock: the program is not well."""


class Status(StrEnum):
    """How it is as a whole."""

    OK = "ok"
    AILING = "ailing"
    """Cases go on; something beside them needs a hand soon."""
    FAILING = "failing"
    """Nothing is routed and no clock fires: 503."""


class Telling(NamedTuple):
    """How those are told who are to be told, and those heard who are to be heard."""

    channels: Mapping[str, tuple[str | None, float]]
    """Why each channel is down, and for how many seconds."""
    wrong: str | None
    """What the outbox itself met."""
    systems: Mapping[str, tuple[str | None, float]] = {}
    """Why each outside system cannot be heard, and for how many seconds."""


NOBODY_TOLD = Telling({}, None)


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """What works, how far the record goes, and what is wrong in words."""

    status: Status
    version: str
    position: int
    """Entries in the journal."""
    loop: str | None
    """``turns``, or the code of what its last turn met; null where this process runs none."""
    loop_age_s: float | None
    """Seconds since the loop last turned without an error; null where this process runs none."""
    checkpoints: dict[str, str]
    """For each journal whose checkpoints are signed here: ``signed``, or the code of what hinders it."""
    channels: dict[str, str]
    """For each channel by which people are told: ``works``, or the code of what hinders it."""
    systems: dict[str, str]
    """For each outside system: ``heard``, or the code of what hinders that."""
    holidays_until: date | None
    """The last day that the holiday table knows; null where no city is in force."""
    wrong: tuple[str, ...]
    """What is wrong, and what to do."""
    soon: tuple[str, ...]
    """What is going to be wrong, and what to do before."""


def health_of(
    position: int,
    loop: Chore | None,
    signing: Mapping[str, Chore],
    calendar: Calendar | None,
    now: datetime,
    telling: Telling = NOBODY_TOLD,
) -> Health:
    """The health of a node: its loop, its notaries, its holiday table, its channels, as far as it has them."""
    stands = _wrong_with_loop(loop) if loop else None
    unsigned = [_wrong_with_notary(name, chore.wrong) for name, chore in signing.items() if chore.wrong]
    ends = wrong_with_holidays(calendar, now) if calendar else None
    pressing = calendar is not None and calendar.days_left(now) < URGENT_DAYS
    wrong = tuple(filter(None, (stands, *unsigned, ends if pressing else None, *_wrong_with_telling(telling))))
    return Health(
        status=Status.FAILING if stands else Status.AILING if wrong else Status.OK,
        version=__version__,
        position=position,
        loop=(loop.wrong or "turns") if loop else None,
        loop_age_s=loop.age_s if loop else None,
        checkpoints={name: chore.wrong or "signed" for name, chore in signing.items()},
        channels={id: why or "works" for id, (why, _) in telling.channels.items()},
        systems={id: why or "heard" for id, (why, _) in telling.systems.items()},
        holidays_until=calendar.last if calendar else None,
        wrong=wrong,
        soon=(ends,) if ends and not pressing else (),
    )


def _wrong_with_telling(telling: Telling) -> Iterator[str]:
    """An outbox that stumbles, channels that have been down for long, and outside systems not heard for as long."""
    if telling.wrong:
        yield f"The outbox delivers nothing ({telling.wrong}). Read the log, and mend that."
    for id, (why, down_s) in telling.channels.items():
        if why in LACKING:
            yield f"The channel {id} {LACKING[why]} Its letters wait, and go within five minutes once that is mended."
        elif down_s >= DOWN_S:
            yield f"The channel {id} has been down for {down_s / 60:.0f} minutes ({why}). Its letters wait."
    for id, (why, down_s) in telling.systems.items():
        if down_s >= DOWN_S:
            since = f"{down_s / 60:.0f} minutes ({why})"
            yield f"The outside system {id} has not been heard for {since}. Its news waits there."


def _wrong_with_loop(loop: Chore) -> str | None:
    """A loop that has stood still for long."""
    if loop.age_s < SILENT_S:
        return None
    why = loop.wrong or "no error"
    return f"The loop has not turned for {loop.age_s:.0f} s ({why}). Read the log, mend that, or start it again."


def _wrong_with_notary(name: str, wrong: str) -> str:
    """Checkpoints that are not signed."""
    return f"Checkpoints of the {name} journal are not signed ({wrong}). See that the second place can be written."


def wrong_with_holidays(calendar: Calendar, now: datetime) -> str | None:
    """A holiday table that ends soon, or has ended."""
    left = calendar.days_left(now)
    if left >= calendar.SHORT_DAYS:
        return None
    how = f"in {left} days" if left > 0 else "already"
    return (
        f"The holiday table ends on {calendar.last}, {how}: no due time beyond it can be told. Bring the libraries of "
        "holidays up to date, or name the days that follow under [holidays] in city.toml and apply it."
    )
