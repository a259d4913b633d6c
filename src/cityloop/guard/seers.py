"""Who would see a dataset of a case, duty by duty: asked of the guard itself, so that a promise follows the law."""

from collections.abc import Mapping

from cityloop.city.catalogue import Life
from cityloop.city.label import PERSONAL
from cityloop.city.principal import Claim, Duty, Kind, Principal
from cityloop.guard.access import access
from cityloop.guard.answer import Granted
from cityloop.guard.matter import Matter
from cityloop.guard.table import HANDLING
from cityloop.guard.terms import Dataset, Personal, Purpose

NODE, UNIT, SEER = "node/", "unit", "person:seer"


def seers(dataset: Dataset, *, withheld: bool) -> Mapping[Duty, Personal]:
    """How each duty reads it of a case that is its own: in clear, masked, or not at all.

    Asked of somebody who holds this one duty, where the case lies, who was sent to do it, and, where the duty is to
    handle, at the unit that leads: nobody with the duty alone sees more. ``withheld``: the case is a 举报.
    """
    return {duty: _seen(duty, dataset, withheld=withheld) for duty in Duty}


def _seen(duty: Duty, dataset: Dataset, *, withheld: bool) -> Personal:
    unit = UNIT if duty in HANDLING else None
    claim = Claim(post="post", duties=frozenset({duty}), jurisdiction="node", unit=unit, path=NODE)
    seer = Principal(id=SEER, kind=Kind.PERSON, claims=(claim,))
    case = Matter(id="case", path=NODE, life=Life.REQUEST, lead=UNIT, sent=frozenset({SEER}), withheld=withheld)
    asked = (access(seer, duty, why, case, "read", dataset, {"it": PERSONAL}, "") for why in Purpose)
    granted = [answer for answer in asked if isinstance(answer, Granted)]
    return max((Personal.CLEAR if answer.fields else Personal.MASKED for answer in granted), default=Personal.NO)
