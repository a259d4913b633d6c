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
        wait_s = self.wait(kind, source, now)
        if wait_s == 0 and kind in self._rates:
            self._levels[kind][source].tokens -= 1
        return wait_s

    def wait(self, kind: RateClass, source: str, now: datetime) -> int:
        """The same, with nothing taken."""
        rate = self._rates.get(kind)
        tokens = 1.0 if rate is None else self._level(kind, rate, source, now).tokens
        return 0 if rate is None or tokens >= 1 else max(1, math.ceil((1 - tokens) / rate.per_s))

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
