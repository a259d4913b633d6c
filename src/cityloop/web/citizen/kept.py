"""How long a name is kept, and whether it can be erased before: made from the city's archive periods (保管期限)."""

from typing import NamedTuple

from cityloop.city.catalogue import Life, Retention
from cityloop.city.index import Index
from cityloop.web.visit import Visit


def rules_for(index: Index, life: Life) -> tuple[Retention | None, ...]:
    """What the catalogue says of each category that such a report may yet be given; None: nothing."""
    leaves = (each.id for each in index.law.leaves if each.life is life)
    return tuple(dict.fromkeys(index.law.find_retention(each) for each in leaves)) or (None,)


class Kept(NamedTuple):
    """What has to be kept, in a sentence; empty where everything can be erased at any time."""

    words: str = ""
    everything: bool = False
    """Whether nothing of such a report can be erased at any time."""


def kept_of(visit: Visit, kind: str) -> Kept:
    """What the city's rules say of a report of this kind."""
    rules = rules_for(visit.index, Life.GRID if kind == "fix" else Life.REQUEST)
    if any(rule and rule.years is None for rule in rules):
        return _for_ever(visit, everything=all(rule and rule.years is None for rule in rules))
    years = max((rule.years for rule in rules if rule and rule.years), default=0)
    return _for_years(visit, years, everything=all(rules)) if years else Kept()


def _for_ever(visit: Visit, *, everything: bool) -> Kept:
    some = visit.say("Some matters have to be kept for ever by the city's rules: those cannot be erased.")
    every = visit.say("Such matters have to be kept for ever by the city's rules: they cannot be erased.")
    return Kept(every if everything else some, everything)


def _for_years(visit: Visit, years: int, *, everything: bool) -> Kept:
    some = visit.say(
        "Some matters have to be kept by the city's rules, for up to %(years)s years after the year in which they end: "
        "those cannot be erased before."
    )
    every = visit.say(
        "Such matters have to be kept by the city's rules, for up to %(years)s years after the year in which they end: "
        "they cannot be erased before."
    )
    return Kept((every if everything else some) % {"years": years}, everything)
