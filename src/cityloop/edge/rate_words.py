"""The words of the rates of 综合评价, read from ``data/evaluation/rates.yaml`` once."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import msgspec

from cityloop.city.words import Name


class RateWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a rate is called, what it is over, what of that it counts, where it comes from, and how it is gamed."""

    id: str
    name: Name
    due: Name
    counts: Name
    gamed: Name
    source: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rates: tuple[RateWords, ...]


@lru_cache(maxsize=1)
def rate_words() -> Mapping[str, RateWords]:
    """By the rate's id; a test holds that every rate has its words."""
    raw = files("cityloop").joinpath("data", "evaluation", "rates.yaml").read_bytes()
    return {each.id: each for each in msgspec.yaml.decode(raw, type=_File).rates}
