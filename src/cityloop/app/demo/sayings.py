"""What people say when they report, and what those who work for the city write: read from ``data/demo``."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, TypeAlias

import yaml

from cityloop.app.demo.dice import Dice
from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.law import lineage
from cityloop.city.words import Language

Texts: TypeAlias = Mapping[str, tuple[str, ...]]
"""By the tag of the language."""


class Matter(NamedTuple):
    """Something that people report, and the words for it; ``{place}`` stands for the place's name."""

    life: Life
    kind: RequestKind | None
    category: str
    weight: float
    texts: Texts


class Sayings(NamedTuple):
    """All texts of the demonstration."""

    matters: tuple[Matter, ...]
    private: tuple[Matter, ...]
    """Matters between private persons, which are for the courts."""
    empty: tuple[Matter, ...]
    """Reports that report nothing."""
    added: Texts
    vague: Texts
    """Places that could be anywhere."""
    neighbours: Texts
    """Places in other cities."""
    courts: tuple[str, ...]
    """Words by which a private matter is known."""
    nothing: tuple[str, ...]
    """Words by which an empty report is known."""
    notes: Mapping[str, Any]

    def note(self, verb: str, language: str, dice: Dice, key: object, category: str | None = None) -> str | None:
        """What an officer writes beside a step; None where nothing is written."""
        found = self.notes.get(verb)
        if found is not None and Language.ZH not in found:
            found = next((found[each] for each in lineage(category or "") if each in found), None)
        return dice.pick(_in(_texts(found), language), key, verb, "note") if found else None


def _in(texts: Texts, language: str) -> tuple[str, ...]:
    return texts.get(language) or texts[Language.ZH]


@cache
def read_sayings() -> Sayings:
    """The texts as they are shipped."""
    data = yaml.safe_load((files("cityloop") / "data" / "demo" / "sayings.yaml").read_text("utf-8"))
    return Sayings(
        matters=(*_grid(data["grid"]), *_requests(data["request"])),
        private=tuple(_aside(data["private"])),
        empty=tuple(_aside(data["empty"])),
        added=_texts(data["added"]),
        vague=_texts(data["vague"]),
        neighbours=_texts(data["neighbours"]),
        courts=tuple(data["courts"]),
        nothing=tuple(data["nothing"]),
        notes=data["notes"],
    )


def _grid(data: Mapping[str, Any]) -> Iterator[Matter]:
    for category, said in data.items():
        yield Matter(Life.GRID, None, category, said["weight"], _texts(said))


def _requests(data: Mapping[str, Any]) -> Iterator[Matter]:
    for category, said in data.items():
        kinds = [kind for kind in RequestKind if kind in said]
        for kind in kinds:
            yield Matter(Life.REQUEST, kind, category, said["weight"] / len(kinds), _texts(said[kind]))


def _aside(data: Mapping[str, Any]) -> Iterator[Matter]:
    for category, said in data.items():
        yield Matter(Life.REQUEST, RequestKind.HELP, category, 1, _texts(said))


def _texts(said: Mapping[str, Any]) -> Texts:
    return {language: tuple(said[language]) for language in Language if language in said}
