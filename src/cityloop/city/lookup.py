"""Things by id, and by any other word that files or people use for them."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from rapidfuzz import fuzz, process

from cityloop.city.errors import UnknownId
from cityloop.city.words import Name

NEAR = 45.0
"""The least likeness (0…100) at which an id or a name is offered instead of one that is none."""


class Named(Protocol):
    """Anything with an id and a name in both languages."""

    @property
    def id(self) -> str:
        """The id."""

    @property
    def name(self) -> Name:
        """The name."""


T = TypeVar("T", bound=Named)


def folded(word: str) -> str:
    """``word`` as it is compared: full and half width, case and spaces make no difference."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


class Lookup(Generic[T]):
    """The things of one kind; each found in constant time by id, or by a word that means it alone."""

    def __init__(self, kind: str, things: Iterable[T]) -> None:
        self.kind = kind
        self._by_id = {thing.id: thing for thing in things}
        self._by_word: dict[str, set[str]] = {}
        for thing in self._by_id.values():
            for word in words_of(thing):
                self._by_word.setdefault(folded(word), set()).add(thing.id)

    def __contains__(self, thing_id: object) -> bool:
        return thing_id in self._by_id

    def __iter__(self) -> Iterator[T]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, thing_id: str) -> T:
        """The thing with this id. Raises ``UnknownId``."""
        try:
            return self._by_id[thing_id]
        except KeyError:
            what = f"There is no {self.kind} “{thing_id}” in the city's files: add it there, or correct the id."
            raise UnknownId(what, kind=self.kind, id=thing_id) from None

    def find(self, word: str) -> T | None:
        """The thing with this id, name or alias; None where there is none, or the word means several."""
        ids = {word} if word in self._by_id else self._by_word.get(folded(word), set())
        return self._by_id[next(iter(ids))] if len(ids) == 1 else None

    def find_name(self, word: str) -> Name | None:
        """The name of what ``find`` finds."""
        found = self.find(word)
        return found.name if found else None

    def list_near(self, word: str, most: int = 3) -> tuple[T, ...]:
        """The things whose id or name is most like a word that is none, the likest first: what may have been meant."""
        told = {(thing_id, key): key for thing_id in self._by_id for key in (folded(thing_id),)}
        told |= {(each, key): key for key, ids in self._by_word.items() for each in ids}
        found = process.extract(folded(word), told, scorer=fuzz.ratio, limit=4 * most, score_cutoff=NEAR)
        ids = dict.fromkeys(key[0] for _, _, key in found)
        return tuple(self._by_id[each] for each in list(ids)[:most])

    def list_meant(self, word: str) -> tuple[T, ...]:
        """Every thing that this id, name or alias may mean, in the order of ids."""
        ids = {word} if word in self._by_id else self._by_word.get(folded(word), set())
        return tuple(self._by_id[thing_id] for thing_id in sorted(ids))


def words_of(thing: Named) -> tuple[str, ...]:
    """Its names in both languages and its aliases, where it has them."""
    aliases: tuple[str, ...] = getattr(thing, "aliases", ())
    return tuple(word for word in (thing.name.zh, thing.name.en, *aliases) if word)
