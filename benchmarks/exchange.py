"""Cases both ways with an outside system that is down, late, twice and out of order: none lost, none doubled."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import httpx
from msgspec.structs import replace
from sqlalchemy import func, not_, select

from benchmarks._running import free_port
from benchmarks.claim import Show
from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import archive, load
from cityloop.adapters.chance import seeded_chance
from cityloop.adapters.doors.exchange.json_http import JsonDoor
from cityloop.app.opening import open_node
from cityloop.city.errors import CityloopError
from cityloop.city.facts.dispatching import Returned
from cityloop.city.facts.intake import Finding, Reported
from cityloop.city.facts.mirrors import Mirrored
from cityloop.city.facts.notices import NoticeGivenUp
from cityloop.city.principal import NOBODY, Kind, Principal
from cityloop.city.system import System
from cityloop.command import configuration, orders
from cityloop.command.case_table import CASES, MIRRORS
from cityloop.command.mirroring import NOT_TAKEN
from cityloop.command.notice_table import NOTICES
from cityloop.command.notice_table import State as Waits
from cityloop.command.stages import Stage
from tests.outside import SECRET
from tests.street import CLI, LAMP, MONDAY, STREET
from tests.unit.app.test_exchange import BRIDGE

PLACES = ("road-liuan",)
BATCH = 400
RETURNED = str(Returned.__struct_config__.tag)
HOUR_S = 20.0
"""Seconds in which the hour passes that the outside system is down."""
STILL_S = 120.0
"""How long nothing may change while both sides come to rest."""
MOST_S = 1_000.0
"""How long that may take."""


class Both:
    """The city, and its way to the outside system."""

    def __init__(self, folder: Path, address: str) -> None:
        self.began, self.ahead = time.monotonic(), timedelta()
        self.http = httpx.Client(base_url=address, timeout=60)
        self.system = replace(BRIDGE, address=address, every_s=1)
        self.node = open_node(folder, self.now, seeded_chance(7), door=self._door)
        city = replace(load(STREET, crs.find), systems=(self.system,))
        configuration.apply(self.node.journal, city, archive(STREET), CLI)
        self.node.reload()

    def now(self) -> datetime:
        """The city's clock: it runs as ours does, and can be put ahead."""
        return MONDAY + timedelta(seconds=time.monotonic() - self.began) + self.ahead

    def _door(self, system: System) -> JsonDoor:
        return JsonDoor(system.address, SECRET)

    def there(self, do: str, **said: Any) -> Any:
        """What the outside system's people do."""
        return self.http.post("/control", json={"do": do, **said}).raise_for_status().json()

    def person(self, name: str) -> Principal:
        """One who works here."""
        return Principal(id=f"person:{name}", kind=Kind.PERSON, claims=self.node.index.claims(name, self.now()))

    def begin(self, count: int) -> None:
        """So many lamps are reported here, verified and established; their unit works with the outside system."""
        report = orders.Report(life="grid", category=LAMP, words="路灯不亮", place=PLACES[0], anonymous=True)  # type: ignore[arg-type]
        for start in range(0, count, BATCH):
            some = min(BATCH, count - start)
            cases = [each.case for each in self.node.desk.report_each(NOBODY, [report] * some)]  # type: ignore[union-attr]
            self.all_do("jin", orders.Verify, cases, finding=Finding.EXISTS)
            self.all_do("jin", orders.Establish, cases)

    def all_do(self, who: str, order: type[orders.Order], cases: Sequence[str], **said: Any) -> int:
        """One step on many cases; how many were taken."""
        taken = 0
        for start in range(0, len(cases), BATCH):
            some = cases[start : start + BATCH]
            given = [order(case=case, seen=self.node.journal.version(case), **said) for case in some]
            outcomes = self.node.desk.do_each(self.person(who), given)
            taken += sum(not isinstance(outcome, CityloopError) for outcome in outcomes)
        return taken

    def waiting(self, stage: Stage, lead: str | None = None) -> list[str]:
        """The cases in a stage."""
        query = select(CASES.c.id).where(CASES.c.stage == stage)
        with self.node.journal.store.read() as transaction:
            return list(transaction.execute(query.where(CASES.c.lead == lead) if lead else query).scalars())

    def scalar(self, query: Any) -> int:
        """One number."""
        with self.node.journal.store.read() as transaction:
            return int(transaction.execute(query).scalar() or 0)

    def mirrored(self, way: str) -> list[str]:
        """The cases that were reported there, or handed over."""
        with self.node.journal.store.read() as transaction:
            return list(transaction.execute(select(MIRRORS.c.case).where(MIRRORS.c.way == way)).scalars())

    def work(self) -> None:
        """One round of the city's own people: what was told there is repaired here, what is done is closed."""
        own = set(self.mirrored("in"))
        self.all_do("pan", orders.Handle, [case for case in self.waiting(Stage.HANDLE) if case in own])
        self.all_do("pan", orders.ReportBack, [case for case in self.waiting(Stage.FEEDBACK) if case in own])
        self.all_do("mei", orders.Check, self.waiting(Stage.CHECK), passed=True)
        self.all_do("mei", orders.Close, self.waiting(Stage.CLOSE))
        self._send_elsewhere()

    def _send_elsewhere(self) -> None:
        """What the unit gave back goes to another one, which repairs it."""
        given_back = {entry.about for entry in self.node.journal.tagged(RETURNED, limit=1_000_000)}
        back = [case for case in self.waiting(Stage.DISPATCH) if case in given_back]
        self.all_do("jin", orders.Dispatch, back, to="qx-urban")
        elsewhere = self.waiting(Stage.HANDLE, "qx-urban")
        self.all_do("ning", orders.Handle, elsewhere)
        self.all_do("ning", orders.ReportBack, self.waiting(Stage.FEEDBACK, "qx-urban"))

    def open_cases(self) -> int:
        """How many are open here."""
        return self.scalar(select(func.count()).select_from(CASES).where(CASES.c.open))

    def differing(self) -> int:
        """How many stand otherwise there."""
        return self.scalar(select(func.count()).select_from(MIRRORS).where(not_(MIRRORS.c.agree)))

    def untold(self) -> int:
        """Notices that wait."""
        return self.scalar(select(func.count()).select_from(NOTICES).where(NOTICES.c.state == Waits.OPEN))

    def tagged(self, fact: type) -> int:
        """How many entries there are of one kind."""
        entries = self.node.journal.tables.entries
        tag = str(fact.__struct_config__.tag)  # type: ignore[attr-defined]
        return self.scalar(select(func.count()).select_from(entries).where(entries.c.tag == tag))


class AtRest(NamedTuple):
    """What both sides hold when both have come to rest."""

    wanted: int
    """Cases that were begun, on both sides together."""
    here: int
    there: int
    reported: int
    """Reports on the record."""
    of_two_numbers: int
    """Cases that the other side has under more than one number."""
    closed_here: int
    closed_there: int
    differing: int
    not_taken: int
    waiting: int
    given_up: int


def judged(at: AtRest) -> Iterator[tuple[str, int, int]]:
    """Each figure and its goal: what is printed is what is judged."""
    beyond = max(0, at.here - at.wanted) + max(0, at.there - at.wanted) + max(0, at.reported - at.here)
    yield "lost", max(0, at.wanted - at.here) + max(0, at.wanted - at.there), 0
    yield "doubled", beyond + at.of_two_numbers, 0
    yield "closed on both sides", min(at.closed_here, at.closed_there), at.wanted
    yield "reconciliation lists", at.differing, 0
    yield "not taken in", at.not_taken, 0
    yield "waiting, or given up", at.waiting + at.given_up, 0


def run(show: Show) -> None:
    """Half of the cases begin there, half here; both sides work until all are closed; then both are compared."""
    count = show.number("N", 1_000 if show.quick else 10_000)
    with TemporaryDirectory() as folder, _outside(show.number("SEED", 1)) as address:
        both = Both(Path(folder), address)
        try:
            began = time.monotonic()
            _play(both, count)
            _compare(show, both, count, time.monotonic() - began)
            _spoil(show, both)
        finally:
            both.node.stop()


@contextmanager
def _outside(seed: int) -> Iterator[str]:
    """The outside system, as a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks._outside", str(port), str(seed)]
    with subprocess.Popen(command) as process:
        try:
            address = f"http://127.0.0.1:{port}/"
            _await_up(address)
            yield address
        finally:
            process.terminate()


def _await_up(address: str) -> None:
    for _ in range(200):
        try:
            httpx.post(f"{address}control", json={"do": "dump"})
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the outside system did not start")


def _play(both: Both, count: int) -> None:
    """A day: cases begin on both sides; in its middle the outside system is down for an hour."""
    half = count // 2
    both.there("open", count=half, places=list(PLACES))
    both.begin(count - half)
    both.node.start()
    _rounds(both, 3)
    both.there("set", down=True)
    for _ in range(12):
        both.work()
        both.ahead += timedelta(minutes=5)
        time.sleep(HOUR_S / 12)
    both.there("set", down=False)
    _until_rest(both, count)


def _rounds(both: Both, times: int) -> None:
    for _ in range(times):
        both.there("work")
        both.work()
        time.sleep(1)


def _until_rest(both: Both, count: int) -> None:
    """Both sides work until nothing is open; then the faults end, and what waits is told."""
    moved, until, before = time.monotonic(), time.monotonic() + MOST_S, 0
    while time.monotonic() < min(moved + STILL_S, until):
        _rounds(both, 1)
        if both.node.journal.size() != before:
            moved, before = time.monotonic(), both.node.journal.size()
        done = both.scalar(select(func.count()).select_from(CASES)) == count and not both.open_cases()
        if done:
            both.there("set", faulty=False)
            if not both.untold() and not both.differing():
                return


def _compare(show: Show, both: Both, count: int, took_s: float) -> None:
    there = both.there("dump")
    at = _at_rest(both, count, there)
    show.row("what", "here", "there")
    show.row("cases", at.here, at.there)
    show.row("closed", at.closed_here, at.closed_there)
    show.row("of two numbers", at.here - both.tagged(Mirrored), at.of_two_numbers)
    show.row("tellings, also twice", sum(record["told"] for record in there), both.tagged(Mirrored))
    show.row("seconds", round(took_s), "")
    for name, value, goal in judged(at):
        show.figure(name, value, goal, value == goal)


def _at_rest(both: Both, count: int, there: Sequence[dict[str, Any]]) -> AtRest:
    cases = both.scalar(select(func.count()).select_from(CASES))
    by_case = Counter(record["case"] for record in there if record["case"])
    return AtRest(
        wanted=count,
        here=cases,
        there=len(there),
        reported=both.tagged(Reported),
        of_two_numbers=sum(times > 1 for times in by_case.values()),
        closed_here=cases - both.open_cases(),
        closed_there=sum(record["state"] == "closed" for record in there),
        differing=both.differing(),
        not_taken=both.scalar(select(func.count()).select_from(NOT_TAKEN)),
        waiting=both.untold(),
        given_up=both.tagged(NoticeGivenUp),
    )


def _spoil(show: Show, both: Both) -> None:
    """One case changed there must be listed here: else an empty list says nothing."""
    both.there("spoil")
    until = time.monotonic() + 30
    while time.monotonic() < until and not both.differing():
        time.sleep(0.2)
    show.figure("a case changed there is listed", both.differing(), 1, both.differing() == 1)
