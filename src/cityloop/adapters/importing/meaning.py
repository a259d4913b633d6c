"""What a word of the file means in the city: a thing by id, name or alias, or the nearest ones where it is none."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from cityloop.adapters.importing.cells import refuse
from cityloop.adapters.importing.layout import Field
from cityloop.adapters.importing.summary import Refused, quoted
from cityloop.city.lookup import Lookup, words_of

NEAR = 0.6
"""How alike two words must be for one to be meant for the other, from 0 to 1 (``difflib``)."""
MOST = 3


class Meaning:
    """What the words of one field mean, each looked up once."""

    def __init__(self, name: str, things: Lookup[Any], where: str, table: str = "") -> None:
        self._name = name
        self._table = table or name
        """Of the map."""
        self._things = things
        self._where = where
        self._known: dict[str, str | Refused] = {}

    def of(self, word: str, field: Field) -> str:
        """The id of the thing that ``word`` means alone. Raises ``Refused``."""
        if word not in self._known:
            self._known[word] = self._looked_up(word, field)
        found = self._known[word]
        if isinstance(found, Refused):
            raise found
        return found

    def _looked_up(self, word: str, field: Field) -> str | Refused:
        meant: Sequence[Any] = self._things.list_meant(word)
        if len(meant) == 1:
            return str(meant[0].id)
        if meant:
            what = (
                f"{columns_of(field)} is {quoted(word)}, which means several: {', '.join(each.id for each in meant)}."
            )
            return refuse(f"ambiguous-{self._name}", what, f"Say which in [{self._table}] words.")
        what = f"{columns_of(field)} is {quoted(word)}: no {self._name} of the city has this id, name or alias."
        near = nearest_of(word, self._things)
        return refuse(f"unknown-{self._name}", what, near + remedy_for(self._where, self._table))


def columns_of(field: Field) -> str:
    """The columns of a field as they are told."""
    return " + ".join(f"“{column}”" for column in field.columns) or "“is”"


def remedy_for(where: str, name: str) -> str:
    """What to do about a word that nobody knows."""
    return f"Add it to {where} as an alias, or to [{name}] words of the map."


def nearest(word: str, words: Iterable[str]) -> list[str]:
    """The words most like it, the nearest first.

    >>> nearest("distrct", ["name", "district", "dist"])
    ['district', 'dist']
    """
    return get_close_matches(word, list(dict.fromkeys(words)), MOST, NEAR)


def nearest_of(word: str, things: Lookup[Any]) -> str:
    """What things are called most like it, as the beginning of a remedy; empty where nothing is like it."""
    named = {each: thing.id for thing in things for each in (thing.id, *words_of(thing))}
    near = dict.fromkeys(named[each] for each in nearest(word, named))
    said = ", ".join(f"“{things.get(id).name.zh}” ({id})" for id in near)
    return f"The nearest: {said}. " if said else ""
