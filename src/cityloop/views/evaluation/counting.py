"""Rates counted by the store: for each rate, how much is due and how much of it is counted, group by group."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import Any, TypeAlias

from sqlalchemy import Column, ColumnElement, and_, case, func, literal, select, true, tuple_

from cityloop.city.index import Index
from cityloop.command.evaluation_table import TURNS
from cityloop.command.rate import STAGES, Rate
from cityloop.guard.narrow import below
from cityloop.guard.reach import Narrowing
from cityloop.journal.ports import Transaction
from cityloop.views.evaluation.asked import (
    MOST_GROUPS,
    PERIODS,
    Asked,
    By,
    Span,
    following,
    label_of,
    midnight,
    starts,
)
from cityloop.views.evaluation.dimensions import DIMENSIONS, TIERS, Raw, Value
from cityloop.views.evaluation.intervals import Share
from cityloop.views.evaluation.rows import disclosed
from cityloop.views.question import BadQuestion

Groups: TypeAlias = dict[Value, dict[str, Share]]
"""By the value that groups them, and by rate."""
Sums: TypeAlias = dict[Value, dict[str, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Counting:
    """One question of one reader, in one transaction."""

    transaction: Transaction
    asked: Asked
    span: Span
    index: Index
    zone: tzinfo
    now: datetime
    rows: Narrowing

    def groups(self) -> Groups:
        """How much of what, for each rate and group; a group of which nothing is due is not there."""
        sums: Sums = {}
        for rates in _by_when(self.asked.list_rates()):
            self._add(sums, rates)
        if len(sums) > MOST_GROUPS:
            raise BadQuestion(f"That makes {len(sums):,} groups, more than {MOST_GROUPS:,}: ask for a part of them.")
        return {value: {id: Share(*two) for id, two in each.items()} for value, each in sums.items()}

    def _add(self, sums: Sums, rates: Sequence[Rate]) -> None:
        """Rates by the same time are counted in one look at the rows."""
        when = rates[0].when
        raw, sets = self._raw(when), list({id(rate.due): rate.due for rate in rates}.values())
        places = [next(at for at, due in enumerate(sets) if due is rate.due) for rate in rates]
        counts = [_number(due) for due in sets] + [_number(and_(rate.due, rate.counts)) for rate in rates]
        asked = select(*raw, *counts).select_from(when.table).where(self.within(when), _any(sets, when)).group_by(*raw)
        for row in self.transaction.execute(asked.params(now=self.now)):
            totals, counted = row[len(raw) : len(raw) + len(sets)], row[len(raw) + len(sets) :]
            found = zip(rates, counted, (totals[place] for place in places), strict=True)
            _sum(sums, self._value(row[: len(raw)]), found)

    def within(self, when: Column[Any]) -> ColumnElement[bool]:
        """The rows that are disclosed and lie within the span and the values asked for."""
        table = when.table
        own = (self._is(by, value, when) for by, value in self.asked.only.items())
        return and_(when >= self.span.start, when < self.span.end, disclosed(self.rows, table), *own)

    # By what

    def _raw(self, when: Column[Any]) -> tuple[ColumnElement[Any], ...]:
        by = self.asked.by
        if by is None:
            return ()
        return (self._period(by, when),) if by in PERIODS else DIMENSIONS[by].columns(when.table)

    def _value(self, raw: Raw) -> Value:
        by = self.asked.by
        if by is None:
            return None
        return raw[0] if by in PERIODS else DIMENSIONS[by].value(self.index, raw)

    def _period(self, by: By, when: Column[Any]) -> ColumnElement[Any]:
        """Weeks and months begin where the city's clocks say so, which SQL does not know."""
        days = list(starts(by, self.asked))
        whens = [(when < midnight(end, self.zone), label_of(by, start)) for start, end in pairwise(days)]
        latest = literal(label_of(by, days[-1]))
        return case(*whens, else_=latest) if whens else latest

    def _is(self, by: By, value: str, when: Column[Any]) -> ColumnElement[bool]:
        """Whether a row has this value; empty: none."""
        if by in PERIODS:
            return self._in_period(by, value, when)
        if by in TIERS and value in self.index.tree:
            return below(when.table.c.ground, self.index.path(value))
        return _among(DIMENSIONS[by].columns(when.table), self._raws(by, value, when))

    def _in_period(self, by: By, value: str, when: Column[Any]) -> ColumnElement[bool]:
        day = next((start for start in starts(by, self.asked) if label_of(by, start) == value), None)
        if day is None:
            raise BadQuestion(f"The span has no {by} '{value}'.", value=value)
        return and_(when >= midnight(day, self.zone), when < midnight(following(by, day), self.zone))

    def _raws(self, by: By, value: str, when: Column[Any]) -> Iterator[Raw]:
        """What stands in the columns wherever the city makes ``value`` of it."""
        dimension = DIMENSIONS[by]
        stands = select(*dimension.columns(when.table)).where(when >= self.span.start, when < self.span.end)
        for row in self.transaction.execute(stands.distinct()):
            if (dimension.value(self.index, tuple(row)) or "") == value:
                yield tuple(row)


def _by_when(rates: Sequence[Rate]) -> Iterator[list[Rate]]:
    found: dict[str, list[Rate]] = defaultdict(list)
    for rate in rates:
        found[str(rate.when)].append(rate)
    yield from found.values()


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _any(sets: Sequence[ColumnElement[bool]], when: Column[Any]) -> ColumnElement[bool]:
    """What is due in any sense, or a little more, in words by which the store finds it at once."""
    if len(sets) == 1:
        return sets[0]
    return TURNS.c.stage.in_(STAGES) if when.table is TURNS else true()


def _sum(sums: Sums, value: Value, found: Iterable[tuple[Rate, int, int]]) -> None:
    """Add what is due; of nothing there is no cell."""
    for rate, counted, due in found:
        if due:
            here = sums.setdefault(value, {})
            before = here.get(rate.id, (0, 0))
            here[rate.id] = (before[0] + counted, before[1] + due)


def _among(columns: Sequence[ColumnElement[Any]], raws: Iterator[Raw]) -> ColumnElement[bool]:
    """Whether the columns hold one of these; nothing counts as an empty word, so that it can be compared."""
    known = [tuple("" if each is None else each for each in raw) for raw in raws]
    filled = [func.coalesce(column, "") for column in columns]
    if len(filled) == 1:
        return filled[0].in_([raw[0] for raw in known])
    return tuple_(*filled).in_(known)
