"""Spans of time, summed up: how many, their mean, their median."""

from collections.abc import Iterable
from datetime import timedelta
from statistics import fmean, median
from typing import TypeVar

import msgspec

from cityloop.views.question import BadQuestion

T = TypeVar("T")
MOST_TIMES = 500_000
"""Spans that one answer looks at, each by itself: a median cannot be added up from parts."""


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """How long some cases took; those that are not over are not among them."""

    count: int
    mean_s: float
    median_s: float
    """Half took no longer: of an even number, the middle between the two in the middle."""


def times_of(spans: Iterable[tuple[T | None, timedelta]]) -> dict[T, Times]:
    """The times of each group; what is in none is left out. Raises ``BadQuestion``."""
    groups: dict[T, list[float]] = {}
    for place, (of, span) in enumerate(spans):
        if place >= MOST_TIMES:
            raise BadQuestion(f"More than {MOST_TIMES:,} cases have a time: narrow the question, by area or category.")
        if of is not None:
            groups.setdefault(of, []).append(span.total_seconds())
    return {of: Times(count=len(s), mean_s=fmean(s), median_s=median(s)) for of, s in groups.items()}
