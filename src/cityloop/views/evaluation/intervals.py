"""How sure a share is, and which groups are told apart: what may be said of numbers that chance has a part in.

Nobody is ranked by a difference that chance alone makes. A group is told apart from the rest by Fisher's exact test,
two-sided; Holm's step-down keeps the probability that any of equal groups is told apart at or below 5 %, however many
there are. Groups of fewer than 20 are not compared at all. Beside each share stands Wilson's interval.

Wilson, J. Am. Stat. Assoc. 22 (1927) 209; Holm, Scand. J. Stat. 6 (1979) 65; Spiegelhalter, Stat. Med. 24 (2005) 1185
(why not league tables).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from math import exp, lgamma, sqrt
from typing import NamedTuple, TypeVar

Key = TypeVar("Key")
Z = 1.959963984540054
"""Of the normal distribution, for 95 %."""
ALPHA = 0.05
LEAST = 20
"""Fewer than so many are not compared."""
NEGLIGIBLE = 1e-18


class Share(NamedTuple):
    """So many of so many."""

    counted: int
    due: int

    @property
    def value(self) -> float | None:
        """The rate; None of nothing: that is not zero."""
        return self.counted / self.due if self.due else None

    def interval(self) -> tuple[float, float] | None:
        """Wilson's, at 95 %."""
        if not self.due:
            return None
        p, n = self.counted / self.due, self.due
        middle, spread = p + Z * Z / (2 * n), Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        scale = 1 + Z * Z / n
        return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


class Tier(StrEnum):
    """How a group stands to the others."""

    BETTER = "better"
    ALIKE = "alike"
    """Not told apart from the others."""
    WORSE = "worse"
    FEW = "few"
    """Too few to compare."""


def tiers(shares: Mapping[Key, Share], *, high_is_better: bool) -> dict[Key, Tier]:
    """The tier of each group, each compared with all the others together."""
    compared = {key: share for key, share in shares.items() if share.due >= LEAST}
    apart = told_apart(compared)
    whole = total(compared.values())
    found: dict[Key, Tier] = dict.fromkeys(shares, Tier.FEW)
    for key, share in compared.items():
        above = share.counted * whole.due > whole.counted * share.due
        found[key] = (Tier.BETTER if above is high_is_better else Tier.WORSE) if key in apart else Tier.ALIKE
    return found


def total(shares: Iterable[Share]) -> Share:
    """All of them together."""
    every = list(shares)
    return Share(sum(each.counted for each in every), sum(each.due for each in every))


def told_apart(shares: Mapping[Key, Share]) -> frozenset[Key]:
    """The groups that differ from the others by more than chance (Holm's step-down over Fisher's exact test)."""
    whole = total(shares.values())
    rest = {key: Share(whole.counted - each.counted, whole.due - each.due) for key, each in shares.items()}
    likely = {key: fisher(share, rest[key]) for key, share in shares.items()}
    ordered = sorted(likely, key=lambda key: likely[key])
    for place, key in enumerate(ordered):
        if likely[key] > ALPHA / (len(ordered) - place):
            return frozenset(ordered[:place])
    return frozenset(ordered)


def fisher(one: Share, other: Share) -> float:
    """How likely two equal groups differ at least so much, to either side: twice the smaller tail, at most 1."""
    lower, upper = _tails(one, other)
    return min(1.0, 2 * min(lower, upper))


def _tails(one: Share, other: Share) -> tuple[float, float]:
    """P(X ≤ x) and P(X ≥ x) of the hypergeometric distribution that equal groups would give."""
    here = exp(_log_choose(one) + _log_choose(other) - _log_choose(total((one, other))))
    if one.counted * other.due <= other.counted * one.due:
        lower = here * _falling(one, other)
        return lower, 1 - lower + here
    upper = here * _falling(Share(one.due - one.counted, one.due), Share(other.due - other.counted, other.due))
    return 1 - upper + here, upper


def _log_choose(share: Share) -> float:
    return lgamma(share.due + 1) - lgamma(share.counted + 1) - lgamma(share.due - share.counted + 1)


def _falling(one: Share, other: Share) -> float:
    """The terms from x downwards, each as a part of the first, summed until they no longer count."""
    term = sum_ = 1.0
    x, others = one.counted, other.counted
    while x > 0 and others < other.due and term > NEGLIGIBLE * sum_:
        term *= x * (other.due - others) / ((one.due - x + 1) * (others + 1))
        x, others, sum_ = x - 1, others + 1, sum_ + term
    return sum_
