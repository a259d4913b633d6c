"""A day of a synthetic city: every report ends closed, refused with a ground, merged, or open with its holder.

The day of ``make demo``, played headless on a stepped clock for each seed (``SEEDS=1-20``, ``SEEDS=3,7``), two at a
time. The account is drawn as persons of the city see it: through the views, over the guard. An open case counts when it
is on some person's list and that person is offered a step that takes it further. “Fell due”: the last due time that was
set before or while the case lay with its unit passed by the end of the day; refused, merged and held-over cases apart.
A tier is that of the node that runs the case. With the crews switched off the same check has to fail.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from signal import SIGINT
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic, sleep
from typing import NamedTuple
from urllib.request import urlopen

from benchmarks.claim import Cell, Show
from cityloop.app.demo.accounts import LIVES, TIERS, Account, account
from cityloop.app.demo.clock import DemoClock
from cityloop.app.demo.play import DAY, LINJIANG, open_play, read_city
from cityloop.journal.audit import audit

ROOT = Path(__file__).parent.parent
SEEDS, QUICK = "1-20", "1-2"
SIX = datetime(2026, 5, 12, 6)  # noqa: DTZ001 - in the city's own zone
DUE, SHARE, MINUTES = 0.80, 0.05, 20.0
PAGES = ("/", "/come-in", "/report", "/public", "/healthz")
PATIENCE_S = 120.0


class Played(NamedTuple):
    """One day."""

    seed: int
    account: Account
    entries: int
    reported: int
    """Reports in the journal."""
    faults: int
    """What the audit of the whole journal found wrong."""
    seconds: float


def run(show: Show) -> None:
    """Play, with crews and without; then serve the live demonstration."""
    seeds = list_seeds(os.environ.get("SEEDS") or (QUICK if show.quick else SEEDS))
    began = monotonic()
    days = list(_play_all(show, seeds))
    minutes = (monotonic() - began) / 60
    _judge(show, days)
    show.figure(f"{len(days)} days, two at a time", round(minutes, 1), f"≤ {MINUTES:.0f}", minutes <= MINUTES, "min")
    _without_crews(show, seeds[0])
    _served(show)


def list_seeds(said: str) -> list[int]:
    """``1-3,7`` as 1, 2, 3, 7."""
    parts = (part.partition("-") for part in said.split(","))
    return [seed for first, _, last in parts for seed in range(int(first), int(last or first) + 1)]


def play(seed: int, *, crews: bool = True) -> Played:
    """One day of one seed, in a folder of its own that is cleared away."""
    began = monotonic()
    files = read_city(LINJIANG, SIX.date())
    clock = DemoClock(SIX.replace(tzinfo=files.zone).astimezone(UTC))
    with TemporaryDirectory(prefix="cityloop-first-day-", ignore_cleanup_errors=True) as folder:
        played = open_play(files, Path(folder), clock, seed, crews=crews)
        played.expect(clock.start)
        played.play(clock.start + DAY, Event())
        played.node.step()
        found, journal = account(played), played.node.journal
        with journal.store.read() as transaction:
            faults = audit(transaction, journal.tables, keys=journal.keys).total
        played.node.stop()
        reported = len(journal.tagged("case.reported", limit=journal.size()))
        return Played(seed, found, journal.size(), reported, faults, monotonic() - began)


# With crews


HEAD = (
    "seed".ljust(12), "made", "closed", "refused", "merged", "open, held", "unaccounted", "closed twice", "fell due",
    "closed of it", *map(str, TIERS), *map(str, LIVES), "entries", "faults", "s",
)  # fmt: skip


def _play_all(show: Show, seeds: list[int]) -> Iterator[Played]:
    show.row(*HEAD)
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        for day in processes.map(play, seeds):
            show.row(*_cells(day))
            yield day


def _cells(day: Played) -> Iterator[Cell]:
    found = day.account
    yield from (str(day.seed), found.made, found.closed, found.refused, found.merged, found.open_held)
    yield from (found.made - found.accounted, len(found.closed_twice), found.fell_due, _percent(found.due_share))
    yield from (_percent(found.share(found.by_tier, tier)) for tier in TIERS)
    yield from (_percent(found.share(found.by_life, life)) for life in LIVES)
    yield from (day.entries, day.faults, round(day.seconds))


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _judge(show: Show, days: list[Played]) -> None:
    made = sum(day.account.made for day in days)
    reported = sum(day.reported for day in days)
    show.figure("reports in the journals, as many as were made", reported, made, reported == made)
    accounted = sum(day.account.accounted for day in days)
    show.figure("reports that ended, or are open with their holder", accounted, made, accounted == made)
    show.figure("lost", *_none(sum(len(day.account.lost) for day in days)))
    show.figure("closed twice", *_none(sum(len(day.account.closed_twice) for day in days)))
    show.figure("faults in the journals, audited", *_none(sum(day.faults for day in days)))
    for name, least, goal in _least(days):
        show.figure(f"{name}, least of the seeds", _percent(least), f"≥ {goal:.0%}", least >= goal)


def _none(count: int) -> tuple[int, int, bool]:
    return count, 0, count == 0


def _least(days: list[Played]) -> Iterator[tuple[str, float, float]]:
    """Each share in the seed where it is the smallest, and its goal."""
    found = [day.account for day in days]
    yield "closed of what fell due", min(each.due_share for each in found), DUE
    for tier in TIERS:
        yield f"of the closed, run by a {tier}", min(each.share(each.by_tier, tier) for each in found), SHARE
    for life in LIVES:
        yield f"of the closed, {life} life", min(each.share(each.by_life, life) for each in found), SHARE


def holds(found: Account) -> bool:
    """Whether one day shows what is claimed."""
    shares = [
        *(found.share(found.by_tier, tier) for tier in TIERS),
        *(found.share(found.by_life, life) for life in LIVES),
    ]
    return found.is_complete and found.due_share >= DUE and min(shares) >= SHARE


# Without crews


def _without_crews(show: Show, seed: int) -> None:
    found = play(seed, crews=False).account
    show.table("crews switched off".ljust(30), "")
    show.row("reports made", found.made)
    show.row("closed", found.closed)
    show.row("fell due", found.fell_due)
    show.row("closed of what fell due", _percent(found.due_share))
    fails = not holds(found)
    show.figure("the same check with the crews switched off", "fails" if fails else "holds", "fails", fails)


# Live


def _served(show: Show) -> None:
    """Start the live demonstration as a user would, look at its pages, and end it with Ctrl-C."""
    show.table("live demonstration".ljust(30), "answer", "bytes")
    with _live() as (address, process):
        answers = [(page, *_get(address + page)) for page in PAGES]
        for page, status, size in answers:
            show.row(page, status, size)
        seen = _await_reports(address)
        process.send_signal(SIGINT)
        left = process.wait(PATIENCE_S)
    good = sum(status == 200 for _, status, _ in answers)
    show.figure("pages served while the day plays", good, len(PAGES), good == len(PAGES))
    show.figure("cases that everybody may see, after a while", seen, "≥ 1", seen >= 1)
    show.figure("exit status after Ctrl-C", left, 0, left == 0)


@contextmanager
def _live() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = [sys.executable, "-u", "-m", "cityloop", "demo", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _address(process), process
        finally:
            process.kill()


def _address(process: subprocess.Popen[str]) -> str:
    """What it prints, once it answers there."""
    found = (re.search(r"http://\S+:\d+", line) for line in process.stdout or ())
    address = next(match.group() for match in found if match)
    until = monotonic() + PATIENCE_S
    while _get(f"{address}/healthz")[0] != 200 and monotonic() < until:
        sleep(0.2)
    return address


def _get(address: str) -> tuple[int, int]:
    try:
        with urlopen(address, timeout=10) as answer:
            return answer.status, len(answer.read())
    except OSError:
        return 0, 0


def _await_reports(address: str) -> int:
    """How many cases the public list shows; waits for the first."""
    until = monotonic() + PATIENCE_S
    while monotonic() < until:
        with urlopen(f"{address}/public", timeout=10) as answer:
            count = len(re.findall(r"<li\b", answer.read().decode()))
        if count:
            return count
        sleep(1)
    return 0
