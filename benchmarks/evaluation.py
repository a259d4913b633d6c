"""Every rate of 综合评价 equals plain SQL over the record's facts; each way to game one shows; noise ranks nobody.

The rates are compared cell by cell, by area, department, post, sort and time, on days of the demonstration
(``SEEDS=1-10``) and on the 6,952 cases of Pingshan, replayed day by day of 2018 through the desk, and imported as they
are. The SQL stands in a file of its own and reads facts alone. Each planted gaming has a row with the rate that it
flatters and the rates in which it shows, honestly and gamed. Equal units are drawn many times over: how often is any
of them told apart? Over 100,000 cases of a year the answers are timed beside DuckDB's over the same rows.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, zip_longest
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Event
from typing import NamedTuple
from zoneinfo import ZoneInfo

import duckdb
from sqlalchemy import select

from benchmarks import _evaluation_sql as sql
from benchmarks import _pingshan as pingshan
from benchmarks._evaluation_plants import PLANTS, Plant, Rates, played
from benchmarks._evaluation_replay import Replay
from benchmarks._evaluation_speed import timed, year_of
from benchmarks.claim import Show
from cityloop.adapters import catalogue, crs
from cityloop.adapters.importing import map_file
from cityloop.app.cli.import_ import import_cases
from cityloop.app.demo.clock import DemoClock
from cityloop.app.demo.play import DAY, LINJIANG, open_play, read_city
from cityloop.app.node import Node
from cityloop.app.opening import open_node
from cityloop.city.principal import Kind, Principal
from cityloop.command import configuration
from cityloop.command.evaluation_table import TURNS
from cityloop.command.rate import Better
from cityloop.command.rates import BY_ID, RATES
from cityloop.views.evaluation.asked import Asked, By
from cityloop.views.evaluation.intervals import Share, Tier, tiers

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
SIX = datetime(2026, 5, 12, 6, tzinfo=ZoneInfo("Asia/Shanghai"))
QUICK_ROWS = 300
MOVES = 0.05
"""By so much at least a rate must change for the worse to show something."""
FALSE = 0.05
DRAWS = 2_000
OF_ANSWERS = ("solved-of-answers",)
"""Good when high, and nobody is told apart by it."""
YEAR, YEAR_QUICK = 100_000, 10_000
RATIO = 8
"""Times DuckDB's processor time, a column store in memory beside rows on disk."""
EQUAL = ((0.5, 12, (20, 60)), (0.9, 12, (20, 400)), (0.97, 40, (20, 150)), (0.05, 100, (20, 80)))
"""Rate, units, and between which numbers each of them has cases."""


class Compared(NamedTuple):
    """Cells of one record."""

    name: str
    cells: int
    differing: int
    """First of all those that differ, in words."""
    wrong: tuple[str, ...]
    entries: int


def run(show: Show) -> None:
    """Compare, plant, draw."""
    seeds = list_seeds(os.environ.get("SEEDS") or ("1" if show.quick else "1-10"))
    _plants(show)
    _noise(show)
    _speed(show)
    show.table("record".ljust(28), "entries", "cells", "differing")
    done = [*_days(show, seeds)]
    _judge(show, "days of the demonstration", done)
    if (DATA / pingshan.CASES).is_file():
        _of_pingshan(show)
    else:
        print("../shared/data is not there: nothing is said of Pingshan")


def list_seeds(said: str) -> list[int]:
    """``1-3,7`` as 1, 2, 3, 7."""
    parts = (part.partition("-") for part in said.split(","))
    return [seed for first, _, last in parts for seed in range(int(first), int(last or first) + 1)]


# Cell by cell


class Look(NamedTuple):
    """A record as somebody sees it: of which days."""

    node: Node
    reader: Principal
    street: int
    """Where in a path the street stands."""
    first: date
    last: date

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The days as instants, told apart from the house."""
        zone = ZoneInfo(self.node.index.city.zone)
        days = (self.first, self.last + timedelta(days=1))
        start, end = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in days)
        return start, end


def compare(name: str, of: Look, facts: list[sql.Fact] | None = None) -> Compared:
    """The rates as they are shown beside the SQL's, by everything that both can group by."""
    named = any(claim.named for claim in of.reader.claims)
    judge = sql.Judge(of.node, facts or list(sql.facts_of(of.node)), street=of.street, named=named)
    wrong, cells = list[str](), 0
    for group in sql.GROUPS:
        ours = shown(of, group)
        for rate in RATES:
            theirs, mine = judge.counts(rate.id, group, *of.span, of.node.clock()), ours.get(rate.id, {})
            keys = sorted(mine.keys() | theirs.keys())
            cells += len(keys)
            differing = (key for key in keys if mine.get(key) != theirs.get(key))
            wrong += [f"{rate.id} by {group} {key}: {mine.get(key)}, SQL {theirs.get(key)}" for key in differing]
    judge.close()
    return Compared(name, cells, len(wrong), tuple(wrong[:5]), of.node.journal.size())


def shown(of: Look, group: str) -> dict[str, dict[str, tuple[int, int]]]:
    """What the view shows, by rate and group; of nothing there is no cell."""
    by = None if group == "whole" else By(group)
    found = of.node.views.evaluation(of.reader, Asked(first=of.first, last=of.last, by=by))
    cells: dict[str, dict[str, tuple[int, int]]] = {}
    for value, figures in [("", found.whole)] if by is None else [(g.value or "", g.figures) for g in found.groups]:
        for id, figure in figures.items():
            if figure.due:
                cells.setdefault(id, {})[value] = (figure.counted, figure.due)
    return cells


def _judge(show: Show, name: str, done: list[Compared]) -> None:
    cells, wrong = sum(each.cells for each in done), sum(each.differing for each in done)
    for each in done:
        for words in each.wrong:
            print(f"  {each.name}: {words}")
    show.figure(f"{name}: cells equal to the SQL's", cells - wrong, cells, wrong == 0 and cells > 0)


def reader_of(node: Node, post: str) -> Principal:
    """Whoever holds a post."""
    person = next(each for each in node.index.persons if post in each.posts)
    return Principal(id=f"person:{person.id}", kind=Kind.PERSON, claims=node.index.claims(person.id, node.clock()))


# Days of the demonstration


def _days(show: Show, seeds: list[int]) -> Iterator[Compared]:
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        for pair in processes.map(play, seeds):
            for each in pair:
                show.row(each.name.ljust(28), each.entries, each.cells, each.differing)
                yield each


def play(seed: int) -> list[Compared]:
    """One day, compared when it ends, and again forty days later, when all has come due."""
    files = read_city(LINJIANG, SIX.date())
    clock = DemoClock(SIX.astimezone(UTC))
    with TemporaryDirectory(prefix="cityloop-evaluation-", ignore_cleanup_errors=True) as folder:
        played_day = open_play(files, Path(folder), clock, seed)
        played_day.expect(clock.start)
        played_day.play(clock.start + DAY, Event())
        node = played_day.node
        node.step()
        day = _linjiang(node, f"day {seed}")
        clock.skip(clock() + timedelta(days=40))
        node.step()
        later = _linjiang(node, f"day {seed}, forty days on")
        node.stop()
        return [day, later]


def _linjiang(node: Node, name: str) -> Compared:
    return compare(name, Look(node, reader_of(node, "city-evaluate"), 3, date(2026, 5, 1), date(2026, 7, 31)))


# Pingshan


def _of_pingshan(show: Show) -> None:
    with TemporaryDirectory(prefix="cityloop-evaluation-") as folder:
        place = Path(folder)
        pingshan.make_city(DATA, place / "city")
        rows = pingshan.read_rows(DATA / pingshan.CASES)[: QUICK_ROWS if show.quick else None]
        replay = _replayed(show, place, rows)
        _spoilt(show, replay)
        _promise(show, replay)
        replay.node.stop()
        _imported(show, place)


def _look(node: Node) -> Look:
    return Look(node, reader_of(node, "city-evaluate"), 3, date(2018, 1, 1), date(2019, 12, 31))


def _replayed(show: Show, place: Path, rows: list[pingshan.Row]) -> Replay:
    """Day by day, and then as of long after."""
    replay = Replay(place / "replayed", place / "city", datetime(2018, 1, 1, tzinfo=UTC))
    replay.play(rows)
    refused = replay.refused.total()
    show.figure("orders of the replay that the desk refused", refused, 0, refused == 0)
    done = [compare(f"Pingshan, {len(rows):,} cases", _look(replay.node))]
    show.table("record".ljust(28), "entries", "cells", "differing")
    show.row(done[0].name.ljust(28), done[0].entries, done[0].cells, done[0].differing)
    _judge(show, "Pingshan replayed", done)
    return replay


def _spoilt(show: Show, replay: Replay) -> None:
    """A record that is wrong by one fact must make the comparison fail."""
    facts = list(sql.facts_of(replay.node))
    caught = 0
    show.table("record wrong by one fact".ljust(28), "differing")
    for name, spoil in SPOILT.items():
        differing = compare(name, _look(replay.node), spoil(facts)).differing
        caught += differing > 0
        show.row(name.ljust(28), differing)
    show.figure("spoilt records that make the comparison fail", caught, len(SPOILT), caught == len(SPOILT))


def _without(tag: str) -> Callable[[list[sql.Fact]], list[sql.Fact]]:
    def spoil(facts: list[sql.Fact]) -> list[sql.Fact]:
        places = [place for place, fact in enumerate(facts) if fact[3] == tag]
        at = places[len(places) // 2]
        return [*facts[:at], *facts[at + 1 :]]

    return spoil


def _later(facts: list[sql.Fact]) -> list[sql.Fact]:
    """One piece of work was done a month later than it was."""
    places = [place for place, fact in enumerate(facts) if fact[3] == "case.handled"]
    at = places[len(places) // 2]
    late = (*facts[at][:2], facts[at][2] + timedelta(days=30), *facts[at][3:])
    return [*facts[:at], late, *facts[at + 1 :]]


SPOILT = {
    "a closing left out": _without("case.closed"),
    "a call left out": _without("case.revisited"),
    "an extension left out": _without("case.extension-decided"),
    "work done a month later": _later,
}


def _promise(show: Show, replay: Replay) -> None:
    """Of what was neither extended, held over nor paused, as much is in time as the file of Pingshan says."""
    with replay.node.journal.store.read() as transaction:
        rows = transaction.execute(select(TURNS).where(TURNS.c.stage == "handle").order_by(TURNS.c.case, TURNS.c.turn))
        first = {case: next(turns) for case, turns in groupby(rows, lambda turn: turn.case)}
    plain = {case: turn for case, turn in first.items() if not (turn.extended or turn.held or turn.paused)}
    said = sum(replay.in_time[case] for case in plain)
    ours = sum(turn.ended is not None and turn.ended < turn.first_due for turn in plain.values())
    show.figure("first work in time, as the file of Pingshan says", ours, said, ours == said)


def _imported(show: Show, place: Path) -> None:
    """As another system recorded them: nothing is timed here, and its own word is counted as its own."""
    node = open_node(place / "imported", durable=False)
    made = catalogue.load(place / "city", crs.find)
    configuration.apply(node.journal, made, catalogue.archive(place / "city"), configuration.machine(made.id))
    import_cases(node, map_file.read(pingshan.MAP.encode()), DATA / pingshan.CASES)
    done = compare("Pingshan, imported", _look(node))
    timed = {rate.id: cells for rate in RATES if (cells := shown(_look(node), "whole").get(rate.id))}
    ours, raw = shown(_look(node), "street")["recorded-on-time"], _raw()
    node.stop()
    show.figure(
        "Pingshan imported: cells equal to the SQL's", done.cells - done.differing, done.cells, not done.differing
    )
    own = "recorded-on-time"
    show.figure("rates that count what was only recorded", ", ".join(timed), own, list(timed) == [own])
    alike = sum(ours.get(street) == cells for street, cells in raw.items())
    show.figure("streets whose recorded rate is the raw file's", alike, len(raw), ours == raw)


def _raw() -> dict[str, tuple[int, int]]:
    """In time, and all, by street, as DuckDB counts the file itself."""
    with duckdb.connect() as connection:
        files = [str(DATA / "sz_geo/streets_modood.csv"), str(DATA / pingshan.CASES)]
        found = connection.execute(RAW, files).fetchall()
    return {street or "": (in_time, count) for street, in_time, count in found}


RAW = """
SELECT s.street_code, count(*) FILTER (outcome_code = 'intime'), count(*)
FROM read_csv($2, all_varchar=true, header=true) r LEFT JOIN read_csv($1, all_varchar=true, header=true) s
  ON s.street = r.street AND s.district_code = '440310' GROUP BY 1
"""

# Planted


def _plants(show: Show) -> None:
    show.table("gamed".ljust(22), "rate".ljust(18), "honest", "gamed", "is", "shows in".ljust(14), "honest", "gamed")
    found = [_plant(show, plant) for plant in PLANTS]
    show.figure("plants that show where the page shows it", sum(found), len(PLANTS), all(found))
    planted = {rate for plant in PLANTS for rate in plant.flattered}
    high = {rate.id for rate in RATES if rate.better is Better.HIGH}
    show.figure("rates to be high that are gamed here", len(planted & high), len(high), high <= planted)


def _plant(show: Show, plant: Plant) -> bool:
    """Whether it flatters what it is to flatter, cannot flatter the rest, and shows beside it on the page."""
    honest, gamed = played(plant, plant.honest), played(plant, plant.gamed)
    moved = {id: _gain(id, honest, gamed) for id in (*plant.flattered, *plant.stands, *plant.shows)}
    for rate, shown in zip_longest((*plant.flattered, *plant.stands), plant.shows, fillvalue=""):
        said = "" if not rate else "flattered" if rate in plant.flattered else "stands"
        show.row(plant.how.ljust(22), *_cells(honest, gamed, rate), said, *_cells(honest, gamed, shown))
    beside = {id for rate in (*plant.flattered, *plant.stands) for id in BY_ID[rate].shown_by}
    return (
        all(moved[id] >= MOVES for id in plant.flattered)
        and all(moved[id] < MOVES for id in plant.stands)
        and all(moved[id] <= -MOVES and id in beside for id in plant.shows)
    )


def _cells(honest: Rates, gamed: Rates, id: str) -> tuple[str, str, str]:
    return (id, _percent(honest[id].value), _percent(gamed[id].value)) if id else ("", "", "")


def _gain(id: str, honest: Rates, gamed: Rates) -> float:
    """By how much the rate looks better, gamed; below zero: worse. What only says what was done is better low."""
    change = (gamed[id].value or 0.0) - (honest[id].value or 0.0)
    return change if BY_ID[id].better is Better.HIGH or id in OF_ANSWERS else -change


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.0%}"


# How long it takes


def _speed(show: Show) -> None:
    cases = show.number("CASES", YEAR_QUICK if show.quick else YEAR)
    show.table(f"asked over {cases:,} cases".ljust(36), "processor s", "DuckDB s", "ratio", "equal")
    with year_of(cases) as street:
        found = list(timed(street, 1 if show.quick else 3))
    for each in found:
        show.row(each.name.ljust(36), each.ours_s, each.floor_s, each.ratio, str(each.equal))
    equal, worst = sum(each.equal for each in found), max(each.ratio for each in found)
    show.figure("questions of a year that DuckDB answers alike", equal, len(found), equal == len(found))
    show.figure("processor time of DuckDB's over the same rows, at most", worst, f"≤ {RATIO}", worst <= RATIO, "x")


# Noise


def _noise(show: Show) -> None:
    draws = DRAWS // 8 if show.quick else DRAWS
    show.table("equal units at a rate of", "units", "cases each", "draws", "any told apart")
    worst = 0.0
    for rate, units, (least, most) in EQUAL:
        found = false_share(Random(f"{rate} {units}"), rate, units, least, most, draws)
        worst = max(worst, found)
        show.row(f"{rate:.0%}", units, f"{least} to {most}", draws, f"{found:.2%}")
    show.figure(
        "draws of equal units in which any is ranked, at most", f"{worst:.2%}", f"≤ {FALSE:.0%}", worst <= FALSE
    )


def false_share(source: Random, rate: float, units: int, least: int, most: int, draws: int) -> float:
    """In which share of the draws somebody is called better or worse, where nobody is."""
    return sum(_is_ranked(source, rate, units, least, most) for _ in range(draws)) / draws


def _is_ranked(source: Random, rate: float, units: int, least: int, most: int) -> bool:
    sizes = [source.randint(least, most) for _ in range(units)]
    shares = {at: Share(sum(source.random() < rate for _ in range(size)), size) for at, size in enumerate(sizes)}
    return bool({Tier.BETTER, Tier.WORSE} & set(tiers(shares, high_is_better=True).values()))
