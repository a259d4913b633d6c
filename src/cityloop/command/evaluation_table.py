"""What rates are counted over: each round of each case, and each turn in which something was due; beside the cases.

Nobody's words, no person's name and no officer stands here. The tables hold what does not hang on the hour: what is
late now is asked of them with the hour.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import asdict
from sqlalchemy import Boolean, Index, Integer, MetaData, String, Table, and_, bindparam, delete, insert, select

from cityloop.city.facts.fact import CaseFact
from cityloop.city.label import INTERNAL, OPEN, PERSONAL
from cityloop.command.course import Course, Round, Turn
from cityloop.command.course_folding import follow
from cityloop.command.stages import Stage
from cityloop.journal.columns import Instant, column
from cityloop.journal.entry import Entry
from cityloop.journal.ports import Transaction

TABLES = MetaData(info={"edition": 2})
Row: TypeAlias = dict[str, Any]
Rows: TypeAlias = dict[tuple[str, int], Row]
"""By their keys."""


def _of_the_case() -> tuple[Any, ...]:
    """What every row repeats of its case, so that it can be counted by it without a join."""
    return (
        column("life", String(10), OPEN, nullable=False),
        column("kind", String(10), OPEN),
        column("category", String(80), OPEN),
        column("channel", String(12), OPEN, nullable=False),
        column("ground", String(160), OPEN, nullable=False),
        column("at", String(160), OPEN, nullable=False),
        column("lead", String(60), OPEN),
        column("withheld", Boolean, INTERNAL, nullable=False),
        column("sensitive", Boolean, INTERNAL, nullable=False),
        column("recorded", String(40), OPEN),
    )


_TOLD = ("round", "reported", "ended", "ended_by", "case")
"""What is asked of others alike: an index that holds it all answers without the rows, of which a place has many."""

ROUNDS = Table(
    "evaluation_rounds",
    TABLES,
    column("case", String(40), INTERNAL, primary_key=True),
    column("round", Integer, OPEN, primary_key=True, autoincrement=False),
    *_of_the_case(),
    column("stage", String(12), OPEN, nullable=False),
    column("family", String(80), OPEN),
    column("spot", String(160), OPEN),
    column("subject", String(60), PERSONAL, nullable=False),
    column("split", Boolean, OPEN, nullable=False),
    column("reported", Instant, INTERNAL, nullable=False),
    column("began", Instant, INTERNAL, nullable=False),
    column("opened", Instant, INTERNAL),
    column("owed", Instant, INTERNAL),
    column("ended", Instant, INTERNAL),
    column("ended_by", String(20), OPEN),
    column("refused_on", String(40), OPEN),
    column("finding", String(12), OPEN),
    column("returns", Integer, OPEN, nullable=False),
    column("rework", Integer, OPEN, nullable=False),
    column("extended", Integer, OPEN, nullable=False),
    column("held", Integer, OPEN, nullable=False),
    column("paused", Integer, OPEN, nullable=False),
    column("over", Boolean, OPEN, nullable=False),
    column("over_first", Boolean, OPEN, nullable=False),
    column("first_word", String(12), OPEN),
    column("word", String(12), OPEN),
    column("calls", Integer, OPEN, nullable=False),
    column("reopened", Instant, INTERNAL),
    column("recorded_unit", String(60), OPEN),
    Index("evaluation_rounds_owed", "owed"),
    Index("evaluation_rounds_opened", "opened"),
    Index("evaluation_rounds_ended", "ended"),
    Index("evaluation_rounds_reported", "reported"),
    Index("evaluation_rounds_subject", "subject", "family", *_TOLD),
    Index("evaluation_rounds_spot", "spot", "category", *_TOLD),
)

TURNS = Table(
    "evaluation_turns",
    TABLES,
    column("case", String(40), INTERNAL, primary_key=True),
    column("turn", Integer, OPEN, primary_key=True, autoincrement=False),
    column("round", Integer, OPEN, nullable=False),
    *_of_the_case(),
    column("stage", String(12), OPEN, nullable=False),
    column("began", Instant, INTERNAL, nullable=False),
    column("first_due", Instant, INTERNAL),
    column("due", Instant, INTERNAL),
    column("ended", Instant, INTERNAL),
    column("verb", String(20), OPEN),
    column("extended", Integer, OPEN, nullable=False),
    column("held", Integer, OPEN, nullable=False),
    column("paused", Integer, OPEN, nullable=False),
    column("still", Boolean, OPEN, nullable=False),
    column("rework", Boolean, OPEN, nullable=False),
    column("reached", Boolean, OPEN, nullable=False),
    column("directed", Boolean, OPEN, nullable=False),
    Index("evaluation_turns_due", "stage", "first_due"),
)

_AT_ONCE = 500


class EvaluationTables:
    """The projection that keeps ``evaluation_rounds`` and ``evaluation_turns``."""

    name = "evaluation"
    tables = TABLES

    def fold(self, transaction: Transaction, entries: Sequence[Entry]) -> None:
        """Follow each case that is touched in memory, then write the rows that are other than before."""
        own = [entry for entry in entries if isinstance(entry.fact, CaseFact)]
        before = load(transaction, {entry.about for entry in own if entry.version > 1})
        after = dict(before)
        for entry in own:
            after[entry.about] = follow(after.get(entry.about), entry)
        for table, rows in ((ROUNDS, rounds_of), (TURNS, turns_of)):
            _write(transaction, table, _rows(rows, before.values()), _rows(rows, after.values()))

    def clear(self, transaction: Transaction) -> None:
        """Empty both tables."""
        for table in (ROUNDS, TURNS):
            transaction.execute(delete(table))


# From courses to rows


def rounds_of(course: Course) -> Iterator[Row]:
    """A row for each round."""
    for each in course.rounds:
        turns = course.turns_of(each.round)
        own = {name: getattr(course, name) for name in ("subject", "spot", "split", "reported")}
        sums = {name: sum(getattr(turn, name) for turn in turns) for name in ("rework", "extended", "held", "paused")}
        late = {"over": any(map(_is_over, turns)), "over_first": any(map(_is_over_first, turns))}
        family = course.category and course.category.rpartition(".")[0]
        yield {**_case(course), **asdict(each), **own, **sums, **late, "family": family, "owed": owed(each, turns),
               "at": turns[-1].at}  # fmt: skip


def owed(round: Round, turns: Sequence[Turn]) -> datetime | None:
    """When a case should have been done: the time first granted for handling; before that, for what it waits for."""
    if round.opened is None:
        return None
    own = [turn for turn in turns if turn.is_case]
    handling = (turn for turn in own if turn.stage is Stage.HANDLE)
    promised = next(handling, own[-1] if own else None)
    return promised.first_due if promised else None


def _is_over(turn: Turn) -> bool:
    return turn.is_case and not turn.still and _is_past(turn.due, turn.ended)


def _is_over_first(turn: Turn) -> bool:
    return turn.is_case and _is_past(turn.first_due, turn.ended)


def _is_past(due: datetime | None, ended: datetime | None) -> bool:
    return due is not None and ended is not None and ended >= due


def turns_of(course: Course) -> Iterator[Row]:
    """A row for each turn."""
    recorded = {each.round: each.recorded for each in course.rounds}
    for place, turn in enumerate(course.turns):
        yield {**_case(course), **asdict(turn), "turn": place, "recorded": recorded[turn.round]}


def _case(course: Course) -> Row:
    return {name: getattr(course, name) for name in _CASE}


_CASE = "case life kind category channel ground withheld sensitive".split()


def _rows(of: Callable[[Course], Iterable[Row]], courses: Iterable[Course]) -> Rows:
    found = (row for course in courses for row in of(course))
    second = "turn" if of is turns_of else "round"
    return {(row["case"], row[second]): row for row in found}


def _write(transaction: Transaction, table: Table, before: Rows, after: Rows) -> None:
    first, second = table.primary_key.columns
    gone = [key for key, row in before.items() if after.get(key) != row]
    new = [row for key, row in after.items() if before.get(key) != row]
    if gone:
        found = and_(first == bindparam("one"), second == bindparam("other"))
        transaction.execute(delete(table).where(found), [{"one": one, "other": other} for one, other in gone])
    if new:
        transaction.execute(insert(table), new)


# And back


def load(transaction: Transaction, cases: Iterable[str]) -> dict[str, Course]:
    """The courses of those of ``cases`` that have one."""
    wanted, found = list(cases), {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        turns = _by_case(transaction, TURNS, some)
        found.update({case: _course(rows, turns[case]) for case, rows in _by_case(transaction, ROUNDS, some).items()})
    return found


def _by_case(transaction: Transaction, table: Table, cases: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    key = table.primary_key.columns
    for row in transaction.execute(select(table).where(table.c.case.in_(cases)).order_by(*key)).mappings():
        found.setdefault(row["case"], []).append(dict(row))
    return found


def _course(rounds: Sequence[Mapping[str, Any]], turns: Sequence[Mapping[str, Any]]) -> Course:
    same = {name: rounds[-1][name] for name in Course.__struct_fields__ if name not in ("rounds", "turns")}
    parts = {"rounds": _structs(Round, rounds), "turns": _structs(Turn, turns)}
    return msgspec.convert({**same, **parts}, Course)


def _structs(kind: type[msgspec.Struct], rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    return [{name: row[name] for name in kind.__struct_fields__} for row in rows]
