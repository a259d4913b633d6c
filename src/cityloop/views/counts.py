"""Counts of cases by street, unit, month, kind …: numbers for whoever leads or evaluates, no case among them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import msgspec
from sqlalchemy import Column, ColumnElement, Select, and_, case, func, literal, or_, select

from cityloop.city.area import Tier
from cityloop.city.facts.access import Form
from cityloop.city.facts.intake import Channel
from cityloop.city.index import Index
from cityloop.city.label import INTERNAL, Label
from cityloop.city.principal import Principal
from cityloop.city.words import Name
from cityloop.command.area_table import CASE_AREAS
from cityloop.command.case_table import CASES
from cityloop.command.duties import node_of
from cityloop.command.recorded_table import RECORDED_CASES
from cityloop.guard.terms import Dataset
from cityloop.journal.ports import Transaction
from cityloop.views.asking import Reading
from cityloop.views.question import BadQuestion
from cityloop.views.rows import disclosed
from cityloop.views.times import Times, times_of

Value: TypeAlias = str | None
MOST_BY = 4
"""Dimensions of one answer."""
MOST_CELLS = 20_000
MOST_MONTHS = 600


class By(StrEnum):
    """What cases can be counted by."""

    DISTRICT = "district"
    STREET = "street"
    GRID = "grid"
    """社区 or 网格."""
    LIFE = "life"
    KIND = "kind"
    SUBJECT = "subject"
    """The first level of the category."""
    CATEGORY = "category"
    CHANNEL = "channel"
    STAGE = "stage"
    LEAD = "lead"
    """The unit that leads it now."""
    MONTH = "month"
    """In which it was first told (here, or to the system that it came from), in the city's zone."""
    OUTCOME = "outcome"
    """As another system recorded it; nothing here computes it."""
    RECORDED_UNIT = "recorded-unit"
    """The unit that another system's record names."""
    UNOWNED = "unowned"
    OVERRIDDEN_BY = "overridden-by"
    """The post that let a unit lead against its street's lists."""
    IN_AREA = "in-area"
    """An area apart from the tree that its place lies in. Areas may overlap: a case then counts in each."""


class Measure(StrEnum):
    """What can be measured of the cases that are counted."""

    TIME_TO_CLOSE = "time-to-close"
    """From when it was first told to when it was over; of another system's cases as that system recorded both."""


RECORDED = (By.OUTCOME, By.RECORDED_UNIT)
TIERS = {By.DISTRICT: Tier.DISTRICT, By.STREET: Tier.STREET, By.GRID: Tier.GRID}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which counts."""

    by: tuple[By, ...]
    only: Mapping[By, str] = {}
    """Cases with these values alone; empty: those without one."""
    area: str = ""
    """Node of the jurisdiction tree; empty: all that the person may see."""
    measure: Measure | None = None


class Cell(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One number: the values in the order of ``by`` (none: the cases without one), and how many cases have them."""

    of: tuple[Value, ...]
    count: int
    times: Times | None = None
    """Where a measure was asked for, and a case has it."""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """The answer; a cell that would be 0 is not there."""

    by: tuple[By, ...]
    recorded: tuple[By, ...]
    """Which of them say what another system recorded, and not what was computed here."""
    cells: tuple[Cell, ...]
    total: int
    """Cases, each once."""
    names: dict[By, dict[str, Name]]
    """What areas, units, posts and categories are called."""
    zone: str
    now: datetime
    position: int
    """The journal's length when it was read."""


class Dimension(NamedTuple):
    """How a value is read: a column of the table of cases, and what is made of what stands there."""

    column: ColumnElement[Any]
    label: Label
    value: Callable[[Index, Any], Value]


def counts(reading: Reading, by: Principal, asked: Asked) -> Counts:
    """The counts over the cases that ``by`` may count. Raises ``Forbidden``, ``BadQuestion``, ``UnknownId``."""
    refuse_odd(asked)
    given, now = reading.in_force(), reading.clock()
    wanted = tuple(dict.fromkeys((*asked.by, *asked.only)))
    area = given.index.path(asked.area) if asked.area else ""
    granted = reading.grant(by, "list", Dataset.EVALUATION, _fields(wanted), area=area)
    position = reading.journal.size()
    with reading.journal.store.read() as transaction:
        asking = Asking(transaction, disclosed(granted.rows), given.timing.calendar.zone, given.index)
        cells = _with_times(asking, _cells(asking, asked, wanted), asked, wanted)
        total = _total(asking, cells, asked, wanted)
    reading.note(granted, len(cells), Form.BODY)
    return Counts(
        by=asked.by,
        recorded=tuple(one for one in asked.by if one in RECORDED),
        cells=cells,
        total=total,
        names=dict(_names(cells, asked.by, given.index)),
        zone=given.index.city.zone,
        now=now,
        position=position,
    )


def refuse_odd(asked: Asked) -> None:
    """Raise ``BadQuestion`` for one that nobody could answer."""
    if not 0 < len(asked.by) <= MOST_BY or len(set(asked.by)) < len(asked.by):
        raise BadQuestion(f"Count by one to {MOST_BY} different of: {', '.join(By)}.")


def _fields(wanted: Sequence[By]) -> dict[str, Label]:
    return {one: DIMENSIONS[one].label for one in wanted} | {"count": INTERNAL}


class Asking(NamedTuple):
    """Where one answer is read from."""

    transaction: Transaction
    shown: ColumnElement[bool]
    zone: tzinfo
    ground: Index
    """The city in force."""


def _rows(asking: Asking, wanted: Sequence[By]) -> list[tuple[Any, ...]]:
    """The values as they stand, and how often together."""
    inner = _values(asking, wanted).subquery()
    return [tuple(row) for row in asking.transaction.execute(select(*inner.c, func.count()).group_by(*inner.c))]


def _values(asking: Asking, wanted: Sequence[By], *more: ColumnElement[Any]) -> Select[Any]:
    """The values of each case, in the order of ``wanted``, then ``more``."""
    months = _months(asking.transaction, asking.shown, asking.zone) if By.MONTH in wanted else literal(None)
    columns = [months if one is By.MONTH else DIMENSIONS[one].column for one in wanted]
    named = (column.label(f"v{place}") for place, column in enumerate((*columns, *more)))
    tables = CASES.outerjoin(RECORDED_CASES, RECORDED_CASES.c.case == CASES.c.id) if more else CASES
    lies_in = tables.outerjoin(CASE_AREAS, CASE_AREAS.c.case == CASES.c.id) if By.IN_AREA in wanted else tables
    return select(*named).select_from(lies_in).where(asking.shown)


def _months(transaction: Transaction, shown: ColumnElement[bool], zone: tzinfo) -> ColumnElement[Any]:
    """The month of each case: months of a zone begin where its clocks say so, which SQL does not know."""
    span = transaction.execute(select(func.min(told).label("first"), func.max(told).label("last")).where(shown)).one()
    first, last = span.first, span.last
    if first is None:
        return literal(None)
    starts = list(month_starts(first.astimezone(zone), last))
    latest = literal(f"{starts[-1]:%Y-%m}")
    whens = [(told < end, f"{start:%Y-%m}") for start, end in pairwise(starts)]
    return case(*whens, else_=latest) if whens else latest


def month_starts(first: datetime, last: datetime) -> Iterator[datetime]:
    """When each month begins, from that of ``first`` to that of ``last``. Raises ``BadQuestion``."""
    start = first.replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    for _ in range(MOST_MONTHS):
        if start > last:
            return
        yield start
        start = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    raise BadQuestion(f"The cases span more than {MOST_MONTHS} months: count a part of them.")


def _cells(asking: Asking, asked: Asked, wanted: Sequence[By]) -> tuple[Cell, ...]:
    found: Counter[tuple[Value, ...]] = Counter()
    for *raw, count in _rows(asking, wanted):
        of = _of(raw, asked, wanted, asking.ground)
        if of is not None:
            found[of] += count
    if len(found) > MOST_CELLS:
        raise BadQuestion(f"That makes {len(found):,} numbers, more than {MOST_CELLS:,}: count by fewer things.")
    ordered = sorted(found.items(), key=lambda each: tuple((value is None, value or "") for value in each[0]))
    return tuple(Cell(of=of, count=count) for of, count in ordered)


def _of(raw: Sequence[Any], asked: Asked, wanted: Sequence[By], index: Index) -> tuple[Value, ...] | None:
    """The cell that these values belong to; None where they are not asked for."""
    values = {one: DIMENSIONS[one].value(index, each) for one, each in zip(wanted, raw, strict=True)}
    if any((values[one] or "") != only for one, only in asked.only.items()):
        return None
    return tuple(values[one] for one in asked.by)


def _total(asking: Asking, cells: Sequence[Cell], asked: Asked, wanted: Sequence[By]) -> int:
    """How many cases they are; one that lies in several areas is one."""
    if By.IN_AREA not in wanted or By.IN_AREA in asked.only:
        return sum(cell.count for cell in cells)
    once = tuple(one for one in wanted if one is not By.IN_AREA) or (By.LIFE,)
    rows, without = _rows(asking, once), Asked(by=(), only=asked.only)
    return sum(count for *raw, count in rows if _of(raw, without, once, asking.ground) is not None)


def _with_times(asking: Asking, cells: tuple[Cell, ...], asked: Asked, wanted: Sequence[By]) -> tuple[Cell, ...]:
    if asked.measure is None:
        return cells
    rows = asking.transaction.execute(_values(asking, wanted, *TIME_TO_CLOSE).where(over.is_not(None)))
    found = times_of((_of(row[:-2], asked, wanted, asking.ground), row[-1] - row[-2]) for row in map(tuple, rows))
    return tuple(Cell(of=cell.of, count=cell.count, times=found.get(cell.of)) for cell in cells)


def _names(cells: Sequence[Cell], by: Sequence[By], index: Index) -> Iterator[tuple[By, dict[str, Name]]]:
    for place, one in enumerate(by):
        find = NAMED.get(one)
        if find is not None:
            values = {cell.of[place] for cell in cells} - {None}
            found = {str(value): find(index, str(value)) for value in values}
            yield one, {value: name for value, name in sorted(found.items()) if name is not None}


# What stands in the columns, as values


def _plain(_: Index, raw: Any) -> Value:
    return None if raw is None else str(raw)


def _flag(_: Index, raw: Any) -> Value:
    return "yes" if raw else "no"


def _subject(_: Index, raw: Any) -> Value:
    return None if raw is None else ".".join(str(raw).split(".")[:2])


def _at_tier(one: By) -> Callable[[Index, Any], Value]:
    def find(index: Index, raw: Any) -> Value:
        node = node_of(raw)
        found = index.tree.find_tier(node, TIERS[one]) if node in index.tree else None
        return found.id if found else None

    return find


def _dimension(column: Column[Any], value: Callable[[Index, Any], Value] = _plain) -> Dimension:
    """A dimension with its column's own label."""
    return Dimension(column, column.info["label"], value)


told = func.coalesce(CASES.c.occurred, CASES.c.reported)
_elsewhere = or_(RECORDED_CASES.c.case.is_not(None), CASES.c.channel == Channel.IMPORT)
"""Another system dealt with it; what two systems work on together is over when it is closed here."""
over = case((_elsewhere, RECORDED_CASES.c.ended), else_=CASES.c.closed)
TIME_TO_CLOSE = (told, over)
DIMENSIONS: Mapping[By, Dimension] = {
    **{one: _dimension(CASES.c.ground, _at_tier(one)) for one in TIERS},
    By.LIFE: _dimension(CASES.c.life),
    By.KIND: _dimension(CASES.c.kind),
    By.SUBJECT: _dimension(CASES.c.category, _subject),
    By.CATEGORY: _dimension(CASES.c.category),
    By.CHANNEL: _dimension(CASES.c.channel),
    By.STAGE: _dimension(CASES.c.stage),
    By.LEAD: _dimension(CASES.c.lead),
    By.MONTH: _dimension(CASES.c.reported),
    By.OUTCOME: _dimension(CASES.c.outcome),
    By.RECORDED_UNIT: _dimension(CASES.c.recorded_unit),
    By.OVERRIDDEN_BY: _dimension(CASES.c.overridden_by),
    By.IN_AREA: _dimension(CASE_AREAS.c.area),
    By.UNOWNED: Dimension(and_(CASES.c.open, CASES.c.unowned), INTERNAL, _flag),
}


def _area_name(index: Index, id: str) -> Name | None:
    return index.node(id).name if id in index.tree else None


NAMED: Mapping[By, Callable[[Index, str], Name | None]] = {
    **dict.fromkeys(TIERS, _area_name),
    **dict.fromkeys((By.LEAD, By.RECORDED_UNIT), lambda index, unit: index.units.find_name(unit)),
    **dict.fromkeys((By.SUBJECT, By.CATEGORY), lambda index, code: index.law.categories.find_name(code)),
    By.IN_AREA: lambda index, area: index.areas.find_name(area),
    By.OVERRIDDEN_BY: lambda index, post: index.posts.find_name(post),
}
