"""Why an entry came about, and what came of it: the tree of causes around it, without anybody's words."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from cityloop.city.facts.access import Form
from cityloop.city.label import INTERNAL, STAFF, Label
from cityloop.city.principal import Principal
from cityloop.guard.terms import Dataset
from cityloop.journal.entry import Entry
from cityloop.journal.journal import Journal
from cityloop.views.asking import Reading

FIELDS: dict[str, Label] = {"author": STAFF, "fact": INTERNAL, "about": INTERNAL}
BRANCHES = 20
"""Answers to one entry that are told; of more, their number."""
DEPTH = 40
"""Steps that are followed below the entry asked for."""


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """One entry, with the entries that answer it."""

    seq: int
    time: datetime
    author: str
    tag: str
    """What kind of fact it is."""
    about: str
    asked: bool
    """Whether it is the entry that was asked for."""
    answers: tuple["Cause", ...] = ()
    more: int = 0
    """Answers that are not told here."""

    def list_all(self) -> Iterator["Cause"]:
        """This one, and all below it."""
        yield self
        for answer in self.answers:
            yield from answer.list_all()


def causes(reading: Reading, by: Principal, seq: int) -> Cause:
    """The tree from the first cause of entry ``seq`` down to what followed from it.

    On the way down to the entry each step tells its other answers, not what followed from them.
    Raises ``Forbidden``, ``NotInRecord``.
    """
    granted = reading.grant(by, "read", Dataset.JOURNAL, FIELDS)
    path = ancestry(reading.journal, seq)
    tree = _Tree(reading.journal, path).grow(path[0], DEPTH)
    reading.note(granted, sum(1 for _ in tree.list_all()), Form.BODY)
    return tree


def ancestry(journal: Journal, seq: int) -> list[Entry]:
    """The entry and what it answers, and what that answers: the first cause comes first. Raises ``NotInRecord``."""
    path = [journal.get(seq)]
    while path[-1].cause is not None:
        path.append(journal.get(path[-1].cause))
    return path[::-1]


class _Tree:
    """Grows along ``path``, and in full below its end."""

    def __init__(self, journal: Journal, path: list[Entry]) -> None:
        self._journal = journal
        self._asked = path[-1].seq
        self._path = {entry.seq for entry in path}

    def grow(self, entry: Entry, depth: int, *, below: bool = False) -> Cause:
        """The entry, and its answers where they belong to what was asked."""
        below = below or entry.seq == self._asked
        answers = self._journal.answers(entry.seq) if depth and (below or entry.seq in self._path) else []
        told = self._told(answers)
        return Cause(
            seq=entry.seq,
            time=entry.time,
            author=entry.author,
            tag=str(entry.fact.__struct_config__.tag),
            about=entry.about,
            asked=entry.seq == self._asked,
            answers=tuple(self.grow(answer, depth - below, below=below) for answer in told),
            more=len(answers) - len(told),
        )

    def _told(self, answers: list[Entry]) -> list[Entry]:
        """The first few, and the one that leads to the entry asked for."""
        return [answer for place, answer in enumerate(answers) if place < BRANCHES or answer.seq in self._path]
