"""Chance that does not depend on who asks first: the same question has the same answer for the same seed."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Throws, each named by a key: a case, a verb, how often it was tried."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def of(self, *key: object) -> Random:
        """A source of chance of its own for ``key``."""
        return Random(" ".join(map(str, (self.seed, *key))))

    def chance(self, share: float, *key: object) -> bool:
        """True in this share of all keys."""
        return self.of(*key).random() < share

    def pick(self, items: Sequence[T], *key: object) -> T:
        """One of the items. Raises ``IndexError`` where there is none."""
        return self.of(*key).choice(items)

    def minutes(self, least: float, most: float, *key: object) -> timedelta:
        """A time between two numbers of minutes; short ones are likelier."""
        return timedelta(minutes=self.of(*key).triangular(least, most, least))
