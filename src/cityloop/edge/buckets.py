"""Token buckets in bounded memory: how often one source may ask."""

import math
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime

import msgspec

from cityloop.edge.limits import BUCKETS, RATES, Rate, RateClass


class Level(msgspec.Struct):
    """What a bucket held, and when."""

    tokens: float
    at: datetime


class Buckets:
    """One bucket for each class and source. Used from the one thread that answers requests."""

    def __init__(self, rates: Mapping[RateClass, Rate] = RATES, most: int = BUCKETS) -> None:
        self._rates = rates
        self._most = most
        self._levels: dict[RateClass, OrderedDict[str, Level]] = {kind: OrderedDict() for kind in rates}

    def take(self, kind: RateClass, source: str, now: datetime) -> int:
        """Take one token: 0 where there was one, else the whole seconds until there will be."""
        rate = self._rates.get(kind)
        if rate is None:
            return 0
        level = self._level(kind, rate, source, now)
        if level.tokens >= 1:
            level.tokens -= 1
            return 0
        return max(1, math.ceil((1 - level.tokens) / rate.per_s))

    def _level(self, kind: RateClass, rate: Rate, source: str, now: datetime) -> Level:
        """The source's bucket as it has filled up since, moved to the young end of the line."""
        levels = self._levels[kind]
        level = levels.pop(source, None) or Level(float(rate.burst), now)
        passed_s = max((now - level.at).total_seconds(), 0.0)
        level.tokens, level.at = min(level.tokens + passed_s * rate.per_s, float(rate.burst)), now
        levels[source] = level
        if len(levels) > self._most:
            levels.popitem(last=False)
        return level
