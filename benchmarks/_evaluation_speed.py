"""How long evaluation takes: 100,000 cases of a year, from a few dozen real courses, and DuckDB over the same rows.

The courses are played through the desk; then each row of the tables for reading is repeated at other times of the year
under other numbers and other callers. DuckDB, in memory and by columns, answers each rate as its formula is printed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any, NamedTuple, TypeAlias, TypeVar

import duckdb
import pyarrow
from sqlalchemy import Boolean, Column, ColumnElement, Table, func, literal_column, select, text
from sqlalchemy.sql import visitors

from benchmarks import _evaluation_plants as plays
from cityloop.city.catalogue import Life
from cityloop.city.facts.judging import Word
from cityloop.command.evaluation_table import ROUNDS, TURNS
from cityloop.command.rate import NOW, Rate
from cityloop.journal.columns import EPOCH, MICROSECOND, Instant
from cityloop.views.evaluation.answer import Evaluation
from cityloop.views.evaluation.asked import Asked, By
from tests.street import Street

YEAR = 365
PLAYS = (plays.late, plays.closed_falsely, plays.extended, plays.held)
REQUESTS = (plays.asked_unsolved, plays.asked_till_happy, plays.rung_once, plays.handed_over, plays.refused_unseen)
EACH = 4
Counts: TypeAlias = dict[str, tuple[int, int]]
Answer = TypeVar("Answer")


class Timed(NamedTuple):
    """One question: seconds of processor here and in DuckDB, and whether both say the same."""

    name: str
    ours_s: float
    floor_s: float
    equal: bool

    @property
    def ratio(self) -> float:
        """How many times as long as DuckDB."""
        return self.ours_s / self.floor_s


@contextmanager
def year_of(cases: int) -> Iterator[Street]:
    """A city whose tables hold so many cases of the last year."""
    with TemporaryDirectory(prefix="cityloop-evaluation-") as folder:
        street = Street(Path(folder))
        _play(street)
        street.later(days=YEAR)
        _repeat(street, cases)
        yield street
        street.node.stop()


def _play(street: Street) -> None:
    """Some of everything that the plants do."""
    for life, those in ((Life.GRID, PLAYS), (Life.REQUEST, REQUESTS)):
        sorts = plays.sorts_of(life)
        for place, play in enumerate(those):
            play(plays.Matters(street, sorts[place * EACH : (place + 1) * EACH]))
    plays.Matters(street, plays.sorts_of(Life.REQUEST)[-EACH:]).take_on().reach().work().check().ask(Word.SATISFIED)


def _repeat(street: Street, cases: int) -> None:
    """Each row again at evenly spread times of the year."""
    with street.node.journal.store.write() as transaction:
        before = transaction.execute(select(func.count(func.distinct(ROUNDS.c.case)))).scalar_one()
        times = max(cases // before - 1, 1)
        step = timedelta(days=YEAR) // (times + 1)
        for table in (ROUNDS, TURNS):
            transaction.execute(text(_again(table)), [{"times": times, "step": step // MICROSECOND}])


def _again(table: Table) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    values = ", ".join(_moved(column) for column in table.columns)
    numbers = "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < :times)"
    return f"INSERT INTO {table.name} ({names}) {numbers} SELECT {values} FROM n, {table.name}"


def _moved(column: Column[Any]) -> str:
    own = f'"{column.name}"'
    if isinstance(column.type, Instant):
        return f"{own} + k * :step"
    return f"{own} || '+' || k" if column.name in ("case", "subject") else own


# Asked here, and there


def questions(street: Street) -> Iterator[tuple[str, Asked]]:
    """What the page asks for when it is opened, when a rate is pressed, and when everything is taken as a file."""
    last = street.now.date()
    first = last - timedelta(days=YEAR)
    yield "all rates of a year", Asked(first=first, last=last)
    yield "all rates of the last 30 days", Asked(first=last - timedelta(days=29), last=last)
    yield "one rate of a year by department", Asked(first=first, last=last, rates=("handle-first",), by=By.LEAD)
    yield "all rates of a year by department", Asked(first=first, last=last, by=By.LEAD)


def timed(street: Street, repeats: int) -> Iterator[Timed]:
    """Each question, the median of so many times."""
    evaluator = street.person("dai")
    with _columns(street) as floor:
        for name, asked in questions(street):
            ours, found = _median(partial(street.node.views.evaluation, evaluator, asked), repeats)
            theirs, counts = _median(partial(floor, asked, found), repeats)
            yield Timed(name, ours, theirs, counts == _shown(found))


def _median(ask: Callable[[], Answer], repeats: int) -> tuple[float, Answer]:
    took, answers = list[float](), list[Answer]()
    for _ in range(repeats):
        start = process_time()
        answers.append(ask())
        took.append(process_time() - start)
    return median(took), answers[-1]


def _shown(found: Evaluation) -> Counts:
    """Of the whole, and of each group; of nothing there is no cell."""
    groups = {f"{id} of {group.value or ''}": each for group in found.groups for id, each in group.figures.items()}
    cells = {**groups, **found.whole}
    return {name: (figure.counted, figure.due) for name, figure in cells.items() if figure.due}


@contextmanager
def _columns(street: Street) -> Iterator[Callable[[Asked, Evaluation], Counts]]:
    """The same rows in DuckDB's memory, and what answers there."""
    with duckdb.connect() as connection:
        for table in (ROUNDS, TURNS):
            with street.node.journal.store.read() as transaction:
                rows = transaction.execute(text(f"SELECT * FROM {table.name}")).all()
            names = [column.name for column in table.columns]
            told = pyarrow.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
            connection.register("told", told)
            connection.execute(f"CREATE TABLE {table.name} AS SELECT {_typed(table)} FROM told")
        yield lambda asked, found: _counted(connection, asked, found)


def _typed(table: Table) -> str:
    """Flags are numbers in SQLite's files."""
    flags = (f'"{column.name}"::BOOLEAN AS "{column.name}"' for column in table.columns if _is_flag(column))
    return f"* REPLACE ({', '.join(flags)})"


def _is_flag(column: Column[Any]) -> bool:
    return isinstance(column.type, Boolean)


def _counted(connection: duckdb.DuckDBPyConnection, asked: Asked, found: Evaluation) -> Counts:
    cells: Counts = {}
    for rate in asked.list_rates():
        sums = [0, 0]
        for group, counted, due in connection.execute(_asked(rate, asked, found)).fetchall():
            sums = [sums[0] + counted, sums[1] + due]
            if asked.by:
                cells[f"{rate.id} of {group}"] = (counted, due)
        if sums[1]:
            cells[rate.id] = (sums[0], sums[1])
    return cells


def _asked(rate: Rate, asked: Asked, found: Evaluation) -> str:
    """One query for each rate, written from its two conditions."""
    by = "coalesce(lead, '')" if asked.by is By.LEAD else "''"
    due, counts = (_said(each, rate.over, found.now) for each in (rate.due, rate.counts))
    start, end = ((each - EPOCH) // MICROSECOND for each in (found.start, found.end))
    when = f"{rate.over.name}.{rate.when.name}"
    return (
        f"SELECT {by}, count(*) FILTER ({counts}), count(*) FROM {rate.over.name} WHERE ({due}) AND NOT sensitive "
        f"AND {when} >= {start} AND {when} < {end} GROUP BY 1"
    )


def _said(condition: ColumnElement[bool], over: Table, now: datetime) -> str:
    """The condition with the moment of the look in it."""
    moment: ColumnElement[Any] = literal_column(str((now - EPOCH) // MICROSECOND))

    def said_now(element: Any, **_: Any) -> Any:
        return moment if element is NOW else None

    said: ColumnElement[bool] = visitors.replacement_traverse(condition, {}, said_now)
    whole = str(select(over.c.case).where(said).compile(compile_kwargs={"literal_binds": True}))
    return " ".join(whole.split()).partition(" WHERE ")[2]
