"""The 6,952 cases of Pingshan, imported and read over HTTP, are counted as DuckDB counts the raw file, cell by cell."""

import csv
import gzip
import io
import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import duckdb
import httpx
import msgspec

from benchmarks import _pingshan as pingshan
from benchmarks._doors import doors
from benchmarks._running import PASSWORD, Client, cityloop, entries, kill_when, served
from benchmarks.claim import Show
from cityloop.adapters import catalogue, crs
from cityloop.adapters.credentials import StoredPasswords
from cityloop.adapters.importing import Summary, map_file
from cityloop.app.cli.import_ import import_cases
from cityloop.app.node import Node
from cityloop.app.opening import open_node
from cityloop.city.facts.dispatching import Dispatched
from cityloop.city.facts.fact import CaseFact
from cityloop.city.index import Index
from cityloop.command import configuration

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
BY = ("street", "grid", "recorded-unit", "lead", "month", "kind", "channel", "outcome", "subject", "category")
TOGETHER = ("street", "recorded-unit", "month", "kind")
ACROSS = (*((one,) for one in BY), TOGETHER)
QUICK_ROWS = 600
READER = "p-city-evaluate"
READERS = (READER, "p-district-evaluate", "p-evaluate-440310001", "p-city-named")
Cells = dict[tuple[str | None, ...], int]
Counted = dict[tuple[str, ...], Cells]

RAW = """
CREATE TABLE told AS SELECT
  s.street_code AS street,
  nullif(community_id, '-') AS grid,
  nullif(dispose_unit_id, '-') AS "recorded-unit",
  CASE WHEN street_code IS NOT NULL THEN coalesce(nullif(dispose_unit_id, '-'), 'office-' || street_code) END AS lead,
  create_date[1:7] AS month,
  CASE property WHEN '投诉' THEN 'complain' WHEN '咨询' THEN 'consult' WHEN '建议' THEN 'suggest'
    WHEN '感谢' THEN 'suggest' ELSE 'help' END AS kind,
  CASE WHEN r.source IN ('12345', '12319', '固话投诉') THEN 'phone' ELSE 'web' END AS channel,
  CASE outcome_code WHEN 'intime' THEN 'on-time' ELSE outcome_code END AS outcome,
  'request.' || event_type_id AS subject,
  concat_ws('.', 'request', event_type_id, main_type_id, sub_type_id) AS category
FROM read_csv('{raw}', all_varchar=true, header=true) r
LEFT JOIN read_csv('{streets}', all_varchar=true, header=true) s ON s.street = r.street AND s.district_code = '440310'
"""
"""The raw file in the words of the city, written apart from the map: by codes where the map goes by names."""


class Mutation(NamedTuple):
    """A raw file that is wrong by one row."""

    name: str
    change: Callable[[list[dict[str, str]]], list[dict[str, str]]]


def run(show: Show) -> None:
    """Build the city, import, read, compare; then spoil the file and see that it shows."""
    if not (DATA / pingshan.CASES).is_file():
        show.absent("../shared/data is not there")
    with TemporaryDirectory() as folder:
        place = Path(folder)
        _import(show, place)
        _record(show, place)
        with served(place / "data") as address:
            _read(show, place, address)
        _spoil(show, place)


# Import


def _import(show: Show, place: Path) -> None:
    """Check and apply the city; import, killed on the way, then run again, and once more."""
    pingshan.make_city(DATA, place / "city")
    (place / "MAP.toml").write_text(pingshan.MAP, "utf-8")
    data, raw = place / "data", DATA / pingshan.CASES
    cityloop("check", place / "city", "--strict")
    print(cityloop("apply", place / "city", "--data", data)[0])
    command = ("import", "cases", "--map", place / "MAP.toml", raw, "--data", data)
    print(f"import killed at {kill_when(data, 20_000, *command):,} entries; run again:")
    print("  " + "\n  ".join(cityloop(*command)))
    before = entries(data)
    print("and once more:\n  " + "\n  ".join(cityloop(*command)))
    show.figure("entries that a further import adds", entries(data) - before, 0, entries(data) == before)


# The record


def _record(show: Show, place: Path) -> None:
    """What the journal says of each case; how names of units were resolved."""
    node = open_node(place / "data")
    rows = pingshan.read_rows(DATA / pingshan.CASES)
    placeless = {f"pingshan-{row['rec_id']}" for row in rows if row["street"] == "-"}
    said, hands = _said(node)
    _steps(show, said, {f"pingshan-{row['rec_id']}" for row in rows}, placeless)
    joined = sum(bool(handled & judged) for handled, judged in hands.values())
    show.figure("cases checked or closed by the hand that handled them", joined, 0, joined == 0)
    _units(show, node.index, rows)
    _tiers(show, node)
    passwords = StoredPasswords(node.access.store, node.clock)
    for person in READERS:
        passwords.set(person, PASSWORD)
    node.stop()


def _said(node: Node) -> tuple[dict[str, Counter[str]], dict[str, tuple[set[str], set[str]]]]:
    """By case: how often each fact, and who handled and who judged."""
    said: dict[str, Counter[str]] = {}
    hands: dict[str, tuple[set[str], set[str]]] = {}
    for entry in node.journal.read(0, node.journal.size()):
        if isinstance(entry.fact, CaseFact):
            name = type(entry.fact).__name__
            said.setdefault(entry.about, Counter())[name] += 1
            handled, judged = hands.setdefault(entry.about, (set(), set()))
            if name in ("Handled", "Answered"):
                handled.add(entry.author)
            if name in ("Reviewed", "Revisited", "Closed"):
                judged.add(entry.author)
    return said, hands


def _steps(show: Show, said: dict[str, Counter[str]], cases: set[str], placeless: set[str]) -> None:
    steps = ("Accepted", "Dispatched", "Closed", "Unowned", "Recorded")
    patterns = Counter(tuple(each[step] for step in steps) for each in said.values())
    show.table(*steps, "cases")
    for pattern, count in sorted(patterns.items(), reverse=True):
        show.row(*pattern, count)
    whole = {case for case, each in said.items() if [each[step] for step in steps] == [1, 1, 1, 0, 1]}
    unowned = {case for case, each in said.items() if [each[step] for step in steps] == [1, 0, 0, 1, 1]}
    placed = cases - placeless
    show.figure("cases accepted, dispatched, closed once", len(whole), len(placed), whole == placed)
    show.figure("rows without a street, unowned and not dispatched", len(unowned), 7, unowned == placeless)
    recorded = sum(each["Recorded"] for each in said.values())
    computed = sum(each["Evaluated"] + each["CameDue"] for each in said.values())
    show.figure("outcomes marked as recorded", recorded, len(cases), recorded == len(cases))
    show.figure("outcomes computed", computed, 0, computed == 0)


def _units(show: Show, index: Index, rows: list[dict[str, str]]) -> None:
    names = {row["dispose_unit"]: row["dispose_unit_id"] for row in rows}
    meant = {name: found.id if (found := index.units.find(name)) else "-" for name in names}
    right = sum(meant[name] == id for name, id in names.items())
    value = f"{right} on {len(set(meant.values()))}"
    show.figure("names of units resolved to their ids", value, "145 on 115", value == "145 on 115")


def _tiers(show: Show, node: Node) -> None:
    """Where the units that led work, and why they were sent the case."""
    index, found = node.index, Counter[tuple[str, str]]()
    for entry in node.journal.tagged("case.dispatched", limit=node.journal.size()):
        fact = msgspec.convert(entry.fact, Dispatched)
        found[str(index.node(index.unit(fact.to).jurisdiction).tier), fact.why.rule] += 1
    show.table("led by a unit of", "by the rule".ljust(16), "cases")
    for (tier, rule), count in sorted(found.items()):
        show.row(tier, rule, count)


# Over HTTP


def _read(show: Show, place: Path, address: str) -> None:
    """Every count against DuckDB; each tier its own; the unowned on their page; wrong raw files told apart."""
    reader = Client(address).sign_in(READER)
    ours, theirs = _told(reader.http), _counted(DATA / pingshan.CASES)
    show.table("counted by".ljust(40), "cells", "cases", "differing")
    for by in ACROSS:
        differing = _differing({**theirs, by: ours[by]}, theirs)
        show.row(" × ".join(by), len(theirs[by]), sum(ours[by].values()), differing)
    cells, wrong = sum(map(len, theirs.values())), _differing(ours, theirs)
    show.figure("cells equal to DuckDB's", cells - wrong, cells, wrong == 0)
    marked = reader.json("/v1/counts", by="outcome,street")["recorded"]
    show.figure("dimension that the answer marks as recorded", ",".join(marked), "outcome", marked == ["outcome"])
    _each_tier(show, address)
    _unowned(show, address)
    _raw_side(show, place, ours)


def _told(http: httpx.Client) -> Counted:
    """What the running system counts."""
    return {by: _answer(http, by) for by in ACROSS}


def _answer(http: httpx.Client, by: tuple[str, ...]) -> Cells:
    answer = http.get("/v1/counts", params={"by": ",".join(by)}).raise_for_status().json()
    return {tuple(cell["of"]): cell["count"] for cell in answer["cells"]}


def _counted(raw: Path) -> Counted:
    """What DuckDB counts in a raw file."""
    with duckdb.connect() as connection:
        connection.execute(RAW.format(raw=raw, streets=DATA / "sz_geo" / "streets_modood.csv"))
        return {by: _grouped(connection, by) for by in ACROSS}


def _grouped(connection: duckdb.DuckDBPyConnection, by: tuple[str, ...]) -> Cells:
    columns = ", ".join(f'"{one}"' for one in by)
    rows = connection.execute(f"SELECT {columns}, count(*) FROM told GROUP BY ALL").fetchall()
    return {tuple(row[:-1]): row[-1] for row in rows}


def _differing(ours: Counted, theirs: Counted) -> int:
    """Cells whose numbers are not the same."""
    pairs = [(ours[by], theirs[by]) for by in ACROSS]
    return sum(one.get(cell) != other.get(cell) for one, other in pairs for cell in one.keys() | other.keys())


def _each_tier(show: Show, address: str) -> None:
    """City, district and street see what lies below them, and no more."""
    by_street = _counted(DATA / pingshan.CASES)["street",]
    below = sum(count for (street,), count in by_street.items() if street)
    own = by_street["440310001",]
    goals = {READER: sum(by_street.values()), "p-district-evaluate": below, "p-evaluate-440310001": own}
    show.table("who reads".ljust(24), "sees", "of DuckDB's")
    seen = {who: Client(address).sign_in(who).json("/v1/counts", by="street")["total"] for who in goals}
    for who, goal in goals.items():
        show.row(who, seen[who], goal)
    show.figure("tiers that see exactly their own", sum(seen[who] == goals[who] for who in goals), 3, seen == goals)


def _unowned(show: Show, address: str) -> None:
    page = Client(address).sign_in("p-city-named").http.get("/command", params={"area": pingshan.CITY, "unowned": "1"})
    rows = pingshan.read_rows(DATA / pingshan.CASES)
    listed = [row["rec_id"] for row in rows if f'data-live-row="pingshan-{row["rec_id"]}"' in page.text]
    wanted = [row["rec_id"] for row in rows if row["street"] == "-"]
    show.figure("rows without a street on the page of the unowned queue", len(listed), 7, listed == wanted)


# Spoilt files


def _dropped(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return rows[: len(rows) // 2] + rows[len(rows) // 2 + 1 :]


def _doubled(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [*rows, rows[len(rows) // 2]]


def _doubled_anew(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Under a number of its own, so that nothing tells the importer."""
    return [*rows, {**rows[len(rows) // 2], "rec_id": "9999999"}]


def _moved(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """From its unit to that of another row."""
    at = len(rows) // 2
    other = next(row for row in rows if row["dispose_unit_id"] not in ("-", rows[at]["dispose_unit_id"]))
    unit = {name: other[name] for name in ("dispose_unit", "dispose_unit_id")}
    return [*rows[:at], {**rows[at], **unit}, *rows[at + 1 :]]


DROPPED, MOVED = Mutation("one row dropped", _dropped), Mutation("one row moved", _moved)
RAW_SIDE = (DROPPED, Mutation("one row doubled", _doubled), MOVED)
IMPORTED = (DROPPED, Mutation("one row doubled", _doubled_anew), MOVED)


def _raw_side(show: Show, place: Path, ours: Counted) -> None:
    """The city as it is against raw files that are wrong by one row."""
    rows = pingshan.read_rows(DATA / pingshan.CASES)
    show.table("raw file".ljust(24), "differing cells")
    caught = 0
    for mutation in RAW_SIDE:
        raw = _write(place / "spoilt.csv.gz", mutation.change(rows))
        differing = _differing(ours, _counted(raw))
        caught += differing > 0
        show.row(mutation.name, differing)
    show.figure("spoilt raw files that make the comparison fail", caught, len(RAW_SIDE), caught == len(RAW_SIDE))


def _spoil(show: Show, place: Path) -> None:
    """Imports of spoilt files, end to end, against the true one; and the same number twice, which counts once."""
    rows = pingshan.read_rows(DATA / pingshan.CASES)[: QUICK_ROWS if show.quick else None]
    true = _counted(_write(place / "true.csv.gz", rows))
    show.table("imported file".ljust(24), "imported", "differing cells", "facts/s")
    caught, rates = 0, []
    for mutation in IMPORTED:
        found = _imported(place, mutation, rows, true)
        caught += found.differing > 0
        rates.append(found.rate)
        show.row(mutation.name, found.summary.imported, found.differing, found.rate)
    twice = _imported(place, Mutation("the same number twice", _doubled), rows, true)
    rates.append(twice.rate)
    show.row("the same number twice", twice.summary.imported, twice.differing, twice.rate)
    show.figure("spoilt imports that make the comparison fail", caught, len(IMPORTED), caught == len(IMPORTED))
    held = twice.summary.twice == 1 and twice.differing == 0
    show.figure("cells changed by the same number twice", twice.differing, 0, held)
    rate = statistics.median(rates)
    show.figure("import, median", rate, "≥ 1,000", rate >= 1000, "facts/s")


class Imported(NamedTuple):
    """What came of one spoilt file."""

    summary: Summary
    differing: int
    rate: float


def _imported(place: Path, mutation: Mutation, rows: list[dict[str, str]], true: Counted) -> Imported:
    with TemporaryDirectory(dir=place) as data:
        node = _fresh(Path(data), place / "city")
        file = _write(Path(data) / "cases.csv.gz", mutation.change(rows))
        began = time.perf_counter()
        summary = import_cases(node, map_file.read(pingshan.MAP.encode()), file)
        rate = summary.facts / (time.perf_counter() - began)
        with doors(node) as opened:
            differing = _differing(_told(opened.client(READER).http), true)
        node.stop()
    return Imported(summary, differing, rate)


def _fresh(data: Path, city: Path) -> Node:
    """A node with the city in force."""
    node = open_node(data)
    made = catalogue.load(city, crs.find)
    configuration.apply(node.journal, made, catalogue.archive(city), configuration.machine(made.id))
    return node


def _write(path: Path, rows: list[dict[str, str]]) -> Path:
    """The rows as a gzipped CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), 1))
    return path
