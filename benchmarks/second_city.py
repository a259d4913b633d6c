"""Los Angeles, by configuration alone: 10,000 records reconciled, times to close and councils as DuckDB finds them."""

import csv
import gzip
import io
import json
import math
import re
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import duckdb
import httpx
import shapely
from shapely.geometry import shape

import cityloop as house
from benchmarks import _los_angeles as la
from benchmarks._doors import doors
from benchmarks._running import PASSWORD, Client, cityloop, entries, kill_when, served
from benchmarks.claim import Show
from cityloop.adapters import catalogue, crs
from cityloop.adapters.credentials import StoredPasswords
from cityloop.adapters.importing import map_file
from cityloop.app.cli.import_ import import_cases
from cityloop.app.node import Node
from cityloop.app.opening import open_node
from cityloop.city.facts.intake import Recorded, Reported
from cityloop.command import configuration

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
Of = tuple[str | None, ...]
BY: tuple[Of, ...] = (
    ("category",),
    ("district",),
    ("in-area",),
    ("district", "in-area"),
    ("recorded-unit",),
    ("outcome",),
    ("channel",),
    ("month",),
    ("category", "district", "outcome", "month"),
)
QUICK_ROWS = 800
EARTH_M = 6_378_137.0
"""Radius of the sphere of EPSG:3857."""
NEAR_S = 1e-6


class Answers(NamedTuple):
    """What one side says: numbers of cases by the dimensions of ``BY``, and times to close by type of request."""

    cells: dict[Of, dict[Of, int]]
    times: dict[str, tuple[int, float, float]]
    """How many, mean and median, seconds."""


RAW = """
CREATE TABLE told AS SELECT
  requesttype AS category,
  'cd-' || cd AS district,
  ncname AS "in-area",
  owner AS "recorded-unit",
  CASE status WHEN 'Referred Out' THEN 'referred-out' ELSE lower(status) END AS outcome,
  CASE WHEN requestsource = 'Call' THEN 'phone' WHEN requestsource = 'Driver Self Report' THEN 'field'
    WHEN requestsource IN ('Mobile App', 'Self Service', 'Email') THEN 'web' ELSE 'import' END AS channel,
  createddate[1:7] AS month,
  createddate::TIMESTAMP AS created, closeddate::TIMESTAMP AS closed
FROM read_csv('{raw}', all_varchar=true, header=true)
"""
TIMES = """
SELECT category, count(*), avg(span), median(span) FROM (
  SELECT category, epoch_us(closed AT TIME ZONE '{zone}')/1e6 - epoch_us(created AT TIME ZONE '{zone}')/1e6 AS span
  FROM told WHERE closed IS NOT NULL) GROUP BY category
"""
"""On the clocks of the city, which went forward on 8 March 2020."""


def run(show: Show) -> None:
    """Build the city, import, read, compare; then spoil the file and see that it shows."""
    if not (DATA / la.CASES).is_file():
        show.absent("../shared/data is not there")
    with TemporaryDirectory() as folder:
        place = Path(folder)
        _unnamed(show)
        _import(show, place)
        _record(show, place)
        with served(place / "data") as address:
            _read(show, place, address)
        _polygons(show, place)
        _spoil(show, place)


def _unnamed(show: Show) -> None:
    """No line of the house speaks of this city or of its file."""
    words = re.compile(r"los.angeles|\bla311\b|ncname|srnumber|council.district", re.IGNORECASE)
    files = (
        path for path in Path(house.__file__).parent.rglob("*") if path.suffix in {".py", ".yaml", ".toml", ".csv"}
    )
    lines = sum(bool(words.search(line)) for path in files for line in path.read_text("utf-8").splitlines())
    show.figure("lines of src that name the city, its file or its columns", lines, 0, lines == 0)


# Import


def _import(show: Show, place: Path) -> None:
    """Check and apply the city; import, killed on the way, then run again, and once more."""
    la.make_city(DATA, place / "city")
    (place / "MAP.toml").write_text(la.MAP, "utf-8")
    data = place / "data"
    cityloop("check", place / "city", "--strict")
    print(cityloop("apply", place / "city", "--data", data)[0])
    command = ("import", "cases", "--map", place / "MAP.toml", DATA / la.CASES, "--data", data)
    print(f"import killed at {kill_when(data, 30_000, *command):,} entries; run again:")
    print("  " + "\n  ".join(cityloop(*command)))
    before = entries(data)
    print("and once more:\n  " + "\n  ".join(cityloop(*command)))
    show.figure("entries that a further import adds", entries(data) - before, 0, entries(data) == before)


# The record


def _record(show: Show, place: Path) -> None:
    """Row by row: what the journal says of each record, and which of them lack a place, a council, an end."""
    rows = la.read_rows(DATA)
    node = open_node(place / "data")
    facts = [entry.fact for entry in node.journal.read(0, node.journal.size())]
    told = {(fact.source or "").removeprefix("la:"): fact for fact in facts if isinstance(fact, Reported)}
    ended = {fact.case: fact.ended for fact in facts if isinstance(fact, Recorded)}
    passwords = StoredPasswords(node.access.store, node.clock)
    for person in (la.READER, la.DISPATCHER):
        passwords.set(person, PASSWORD)
    node.stop()
    once = sum(isinstance(fact, Reported) for fact in facts) == len(told) == len(rows)
    reconciled = len({row["srnumber"] for row in rows} & told.keys())
    show.figure("records reconciled, each once", reconciled, len(rows), once and reconciled == len(rows))
    own = sum(_district(told[row["srnumber"]]) == (row["cd"] or None) for row in rows)
    show.figure("cases in the district that their record names", own, len(rows), own == len(rows))
    _lacking(show, rows, told, ended)


def _district(fact: Reported) -> str | None:
    found = re.search(r"/cd-(\d+)/$", fact.where)
    return found[1] if found else None


def _lacking(show: Show, rows: list[la.Row], told: dict[str, Reported], ended: dict[str, Any]) -> None:
    """The rows that say no coordinates, no council or no end, each by its number."""
    lacks: dict[str, tuple[Callable[[la.Row], bool], Callable[[Reported], bool]]] = {
        "coordinates": (lambda row: not row["latitude"], lambda fact: fact.point is None),
        "district": (lambda row: not row["cd"], lambda fact: _district(fact) is None),
        "council": (lambda row: not row["ncname"], lambda fact: not fact.areas),
        "end": (lambda row: not row["closeddate"], lambda fact: ended.get(fact.case) is None),
    }
    show.table("rows without", "in the file", "in the record")
    for name, (raw, kept) in lacks.items():
        wanted = sorted(row["srnumber"] for row in rows if raw(row))
        found = sorted(number for number, fact in told.items() if kept(fact))
        show.row(name, len(wanted), len(found))
        show.figure(f"rows without {name}, the same ones", len(found), len(wanted), found == wanted)
    for name in ("coordinates", "council"):
        print(f"without {name}: {', '.join(row['srnumber'] for row in rows if lacks[name][0](row))}")


# Over HTTP


def _read(show: Show, place: Path, address: str) -> None:
    """Every count and every time against DuckDB; the unowned on their page; wrong raw files told apart."""
    reader = Client(address).sign_in(la.READER)
    ours, theirs = _told(reader.http), _counted(DATA / la.CASES)
    show.table("counted by".ljust(40), "cells", "cases", "differing")
    for by in BY:
        show.row(
            " × ".join(map(str, by)),
            len(theirs.cells[by]),
            sum(ours.cells[by].values()),
            _cells_differing(ours, theirs, by),
        )
    cells, wrong = sum(map(len, theirs.cells.values())), sum(_cells_differing(ours, theirs, by) for by in BY)
    show.figure("cells equal to DuckDB's", cells - wrong, cells, wrong == 0)
    _times(show, ours, theirs)
    _spanning(show, ours)
    _unowned(show, address)
    _raw_side(show, place, ours)


def _told(http: httpx.Client) -> Answers:
    """What the running system counts, things by their names where it has one for them."""
    cells = {
        by: {_named(answer, cell["of"]): cell["count"] for cell in answer["cells"]} for by, answer in _answers(http)
    }
    timed = _answer(http, ("category",), measure="time-to-close")
    found = {str(_named(timed, cell["of"])[0]): cell.get("times") for cell in timed["cells"]}
    return Answers(cells, {of: (t["count"], t["mean_s"], t["median_s"]) for of, t in found.items() if t})


def _answers(http: httpx.Client) -> list[tuple[Of, Any]]:
    return [(by, _answer(http, by)) for by in BY]


def _answer(http: httpx.Client, by: Of, **more: str) -> Any:
    return http.get("/v1/counts", params={"by": ",".join(map(str, by)), **more}).raise_for_status().json()


def _named(answer: Any, of: list[str | None]) -> Of:
    """Types and councils by what they are called; ids of our own making stand in no raw file."""
    names = [answer["names"].get(by, {}) if by in ("category", "in-area") else {} for by in answer["by"]]
    return tuple(known[value]["en"] if value in known else value for value, known in zip(of, names, strict=True))


def _counted(raw: Path) -> Answers:
    """What DuckDB finds in a raw file."""
    with duckdb.connect() as connection:
        connection.execute(RAW.format(raw=raw))
        cells = {by: _grouped(connection, by) for by in BY}
        times = connection.execute(TIMES.format(zone=la.ZONE)).fetchall()
        return Answers(cells, {of: (count, mean, median) for of, count, mean, median in times})


def _grouped(connection: duckdb.DuckDBPyConnection, by: Of) -> dict[Of, int]:
    columns = ", ".join(f'"{one}"' for one in by)
    rows = connection.execute(f"SELECT {columns}, count(*) FROM told GROUP BY ALL").fetchall()
    return {tuple(row[:-1]): row[-1] for row in rows}


def _differing(ours: Answers, theirs: Answers) -> int:
    """Numbers that are not the same, counts and times."""
    return sum(_cells_differing(ours, theirs, by) for by in BY) + len(_times_differing(ours, theirs))


def _cells_differing(ours: Answers, theirs: Answers, by: Of) -> int:
    one, other = ours.cells[by], theirs.cells[by]
    return sum(one.get(cell) != other.get(cell) for cell in one.keys() | other.keys())


def _times_differing(ours: Answers, theirs: Answers) -> list[str]:
    """Types whose times are not the same to a millionth of a second."""
    nothing = (0, 0.0, 0.0)
    pairs = {
        of: (ours.times.get(of, nothing), theirs.times.get(of, nothing)) for of in ours.times.keys() | theirs.times
    }
    return [
        of for of, (one, other) in pairs.items() if any(abs(a - b) > NEAR_S for a, b in zip(one, other, strict=True))
    ]


def _times(show: Show, ours: Answers, theirs: Answers) -> None:
    show.table("time to close by type".ljust(28), "cases", "mean, days", "DuckDB", "median, days", "DuckDB")
    for of, (count, mean, median) in sorted(ours.times.items(), key=lambda each: -each[1][0]):
        days = [each / 86_400 for each in (mean, theirs.times[of][1], median, theirs.times[of][2])]
        show.row(of, count, *(f"{each:.5f}" for each in days))
    wrong = _times_differing(ours, theirs)
    value = len(theirs.times) - len(wrong)
    show.figure("types whose number, mean and median equal DuckDB's", value, len(theirs.times), not wrong)


def _spanning(show: Show, ours: Answers) -> None:
    """Councils whose cases lie in several districts: the district is the record's own, never the council's."""
    districts: dict[str, set[str]] = {}
    for district, council in ours.cells["district", "in-area"]:
        if district and council:
            districts.setdefault(council, set()).add(district)
    spanning = sum(len(each) > 1 for each in districts.values())
    rows: dict[str, set[str]] = {}
    for row in la.read_rows(DATA):
        if row["cd"] and row["ncname"]:
            rows.setdefault(row["ncname"], set()).add(row["cd"])
    goal = sum(len(each) > 1 for each in rows.values())
    show.figure("councils that span districts, over HTTP", spanning, goal, spanning == goal)


def _unowned(show: Show, address: str) -> None:
    page = Client(address).sign_in(la.DISPATCHER).http.get("/command", params={"area": la.CITY, "unowned": "1"})
    wanted = {row["srnumber"] for row in la.read_rows(DATA) if not row["cd"]}
    listed = {number for number in wanted if f'data-live-row="la-{number}"' in page.text}
    show.figure("rows without a district on the page of the unowned queue", len(listed), len(wanted), listed == wanted)


# Polygons


def _polygons(show: Show, place: Path) -> None:
    """Councils by point alone, against points thrown by hand into the plane in which the file draws them."""
    rows = la.read_rows(DATA)[: QUICK_ROWS if show.quick else None]
    ours = _imported(place, "by point", rows, la.BY_POINT).answers.cells["in-area",]
    grounds = _plane()
    tree = shapely.STRtree([ground for _, ground in grounds])
    theirs: dict[Of, int] = {}
    for row in rows:
        point = _mercator(row)
        hits = {grounds[hit][0] for hit in tree.query(point, predicate="intersects")} if point else set()
        for council in hits or {None}:
            theirs[council,] = theirs.get((council,), 0) + 1
    same = sum(ours.get(cell) == theirs.get(cell) for cell in ours.keys() | theirs.keys())
    cells = len(ours.keys() | theirs.keys())
    show.figure("councils by point equal to those in the plane of EPSG:3857", same, cells, same == cells)


def _plane() -> list[tuple[str, Any]]:
    drawn = json.loads(gzip.decompress((DATA / la.COUNCILS).read_bytes()))["features"]
    return list({la.council_of(each["properties"]): shape(each["geometry"]) for each in drawn}.items())


def _mercator(row: la.Row) -> shapely.Point | None:
    """Forward by the formula of the sphere, where the house goes backward by PROJ."""
    if not row["latitude"]:
        return None
    x, y = math.radians(float(row["longitude"])), math.radians(float(row["latitude"]))
    return shapely.Point(EARTH_M * x, EARTH_M * math.log(math.tan(math.pi / 4 + y / 2)))


# Spoilt files


class Mutation(NamedTuple):
    """A file that is wrong by one row."""

    name: str
    change: Callable[[list[la.Row]], list[la.Row]]


def _dropped(rows: list[la.Row]) -> list[la.Row]:
    return rows[: len(rows) // 2] + rows[len(rows) // 2 + 1 :]


def _doubled(rows: list[la.Row]) -> list[la.Row]:
    """Under a number of its own, so that nothing tells the importer."""
    return [*rows, {**rows[len(rows) // 2], "srnumber": "1-9999999999"}]


def _moved(rows: list[la.Row]) -> list[la.Row]:
    """To another district."""
    at = len(rows) // 2
    other = next(row["cd"] for row in rows if row["cd"] not in ("", rows[at]["cd"]))
    return [*rows[:at], {**rows[at], "cd": other}, *rows[at + 1 :]]


def _later(rows: list[la.Row]) -> list[la.Row]:
    """Closed a second later than it was."""
    at = next(place for place in range(len(rows) // 2, len(rows)) if rows[place]["closeddate"])
    closed = rows[at]["closeddate"]
    return [*rows[:at], {**rows[at], "closeddate": f"{closed[:-2]}{(int(closed[-2:]) + 1) % 60:02}"}, *rows[at + 1 :]]


MUTATIONS = (
    Mutation("one row dropped", _dropped),
    Mutation("one row doubled", _doubled),
    Mutation("one row moved", _moved),
    Mutation("one row closed a second later", _later),
)


def _raw_side(show: Show, place: Path, ours: Answers) -> None:
    """The city as it is against raw files that are wrong by one row."""
    rows = la.read_rows(DATA)
    show.table("raw file".ljust(32), "differing numbers")
    caught = 0
    for mutation in MUTATIONS:
        differing = _differing(ours, _counted(_write(place / "spoilt.csv.gz", mutation.change(rows))))
        caught += differing > 0
        show.row(mutation.name, differing)
    show.figure("spoilt raw files that make the comparison fail", caught, len(MUTATIONS), caught == len(MUTATIONS))


def _spoil(show: Show, place: Path) -> None:
    """Imports of spoilt files, end to end, against the true one."""
    rows = la.read_rows(DATA)[: QUICK_ROWS if show.quick else None]
    true = _counted(_write(place / "true.csv.gz", rows))
    show.table("imported file".ljust(32), "imported", "differing numbers", "rows/s")
    found = [_imported(place, "nothing spoilt", rows)]
    found += [_imported(place, mutation.name, mutation.change(rows)) for mutation in MUTATIONS]
    differing = [_differing(each.answers, true) for each in found]
    for each, wrong in zip(found, differing, strict=True):
        show.row(each.name, each.imported, wrong, each.rate)
    caught = sum(wrong > 0 for wrong in differing[1:])
    show.figure("numbers that differ where nothing is spoilt", differing[0], 0, differing[0] == 0)
    show.figure("spoilt imports that make the comparison fail", caught, len(MUTATIONS), caught == len(MUTATIONS))


class Imported(NamedTuple):
    """What came of one file."""

    name: str
    imported: int
    rate: float
    answers: Answers


def _imported(place: Path, name: str, rows: list[la.Row], map: str = la.MAP) -> Imported:
    with TemporaryDirectory(dir=place) as data:
        node = _fresh(Path(data), place / "city")
        file = _write(Path(data) / "cases.csv.gz", rows)
        began = time.perf_counter()
        summary = import_cases(node, map_file.read(map.encode()), file)
        rate = summary.read / (time.perf_counter() - began)
        with doors(node) as opened:
            answers = _told(opened.client(la.READER).http)
        node.stop()
    return Imported(name, summary.imported, rate, answers)


def _fresh(data: Path, city: Path) -> Node:
    """A node with the city in force."""
    node = open_node(data)
    made = catalogue.load(city, crs.find)
    configuration.apply(node.journal, made, catalogue.archive(city), configuration.machine(made.id))
    return node


def _write(path: Path, rows: list[la.Row]) -> Path:
    """The rows as a gzipped CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), 1))
    return path
