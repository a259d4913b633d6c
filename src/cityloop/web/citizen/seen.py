"""Who will see the name: asked of the guard, said in plain words before the name is asked."""

from collections.abc import Callable
from dataclasses import dataclass

from cityloop.city.principal import Duty
from cityloop.guard.seers import seers
from cityloop.guard.table import HANDLING
from cityloop.guard.terms import Dataset, Personal
from cityloop.web.visit import Visit

WITHHELD = frozenset({"denounce"})
"""Kinds of report whose reporter is withheld from those who handle it."""


@dataclass(frozen=True, slots=True)
class Seers:
    """Who sees it whole, who in part, who never; and whether those who handle it never learn it."""

    clear: tuple[str, ...]
    masked: tuple[str, ...]
    never: tuple[str, ...]
    withheld: bool


def people(say: Callable[[str], str]) -> dict[Duty, str]:
    """Those who have a duty, as a citizen would call them, said by ``say`` (gettext)."""
    return {
        Duty.ACCEPT: say("those who take reports in and call you back"),
        Duty.HANDLE: say("the unit that does the work"),
        Duty.CHECK: say("those who check the work and the answer"),
        Duty.DISPATCH: say("those who send it to the right unit"),
        Duty.FIELD: say("whoever goes to the spot"),
        Duty.CLOSE: say("those who close it"),
        Duty.ARBITRATE: say("those who decide whose it is"),
        Duty.SUPERVISE: say("leaders"),
        Duty.COMMAND: say("commanders of streets and districts"),
        Duty.EVALUATE: say("those who judge how it was done"),
        Duty.SECURE: say("those who guard the data"),
        Duty.CONFIGURE: say("those who keep the program running"),
        Duty.TRANSLATE: say("translators"),
    }


def seen_by(visit: Visit, kind: str) -> Seers:
    """What the guard would say to each of them of the contact of a report of this kind."""
    withheld, named = kind in WITHHELD, people(visit.say)
    seen = seers(Dataset.CONTACT, withheld=withheld)

    def who(how: Personal) -> tuple[str, ...]:
        return tuple(named[duty] for duty in named if seen[duty] is how)

    hidden = withheld and all(seen[duty] is Personal.NO for duty in HANDLING)
    return Seers(who(Personal.CLEAR), who(Personal.MASKED), who(Personal.NO), hidden)
