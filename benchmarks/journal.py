"""The record is fast, and what is done to it shows: speed, proofs, audit, attacks, and somebody who is forgotten."""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple, TypeAlias

from benchmarks._attacked import Attacked
from benchmarks._forgotten import Forgotten, forgotten
from benchmarks._lives import STEPS, batches
from benchmarks._proofs import Large, floor, grown, proofs
from benchmarks._speed import bare, written
from benchmarks.claim import Show
from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.stores.postgres import PostgresStore
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.app.opening import utc_now
from cityloop.command.case_table import CaseTables
from cityloop.journal.journal import Journal
from tests import postgres
from tests.postgres import PrivateServer

FACTS_S, REFOLD_S, PROOF_MS, AUDIT_S = 5_000, 10.0, 5.0, 30.0
REFOLDED, ENTRIES = 100_000, 1_000_000
LOADS = {1: 2_000, 16: 16_000, 64: 32_000, 256: 64_000}
"""Facts for so many callers at once."""
CALLERS = 64
"""The load whose speed is claimed."""
ATTACKS = 50
"""As many at least are tried."""
STORES = ("SQLite", "PostgreSQL")
AnyStore: TypeAlias = SqliteStore | PostgresStore


class Site(NamedTuple):
    """A folder, a store in it, and the server it stands on, if any."""

    name: str
    folder: Path
    store: AnyStore


def run(show: Show) -> None:
    """Everything on both stores; PostgreSQL is a server of the claim's own."""
    if postgres.find_programs() is None:
        show.absent(postgres.ABSENT)
    _speed(show)
    _refold(show)
    _large(show)
    _attacks(show)
    _forgets(show)


@contextmanager
def _server(name: str) -> Iterator[PrivateServer | None]:
    """A PostgreSQL server, where the store needs one."""
    programs = postgres.find_programs()
    with ExitStack() as rest:
        yield rest.enter_context(PrivateServer(programs)) if programs and name == "PostgreSQL" else None


@contextmanager
def _sites() -> Iterator[Generator[Site, None, None]]:
    """A new empty store of each kind, one after the other."""

    def each() -> Generator[Site, None, None]:
        for name in STORES:
            with TemporaryDirectory(prefix="cityloop-journal-") as place, _server(name) as server:
                folder = Path(place)
                store = PostgresStore(server.url) if server else SqliteStore(folder / "journal.db")
                with closing(store):
                    yield Site(name, folder, store)

    with closing(each()) as sites:
        yield sites


# Speed


def _speed(show: Show) -> None:
    show.row("store".ljust(12), "callers", "facts", "s", "facts/s", "bare table, as many a commit", "of the bare table")
    with _sites() as sites:
        for site in sites:
            claimed = _loads(show, site)
            if site.name == "SQLite":
                show.figure(f"facts a second, {CALLERS} callers", round(claimed), f"≥ {FACTS_S:,}", claimed >= FACTS_S)


def _loads(show: Show, site: Site) -> float:
    """One load after the other; the speed that is claimed."""
    claimed = 0.0
    for callers, facts in LOADS.items():
        speed, journal = written(site.store, site.folder, callers, facts // 4 if show.quick else facts)
        base = bare(site.folder, journal, speed.facts, callers).a_second
        cells = (speed.facts, round(speed.seconds, 2), round(speed.a_second), round(base))
        show.row(site.name, callers, *cells, f"{speed.a_second / base:.0%}")
        claimed = speed.a_second if callers == CALLERS else claimed
    return claimed


# Refold


def _refold(show: Show) -> None:
    """Everything that is read is thrown away, and folded again from the first entry."""
    show.table("store".ljust(12), "facts", "cases", "refold s")
    with _sites() as sites:
        for site in sites:
            with closing(KeyFile(site.folder / "keys.db")) as keys:
                journal = Journal(site.store, keys, utc_now, [CaseTables()])
                for batch in batches(keys, REFOLDED):
                    journal.append_each(batch)
                seconds = _seconds(journal.refold)
            show.row(site.name, journal.size(), journal.size() // STEPS, round(seconds, 2))
            name = f"refold of {journal.size():,} facts, {site.name}"
            show.figure(name, round(seconds, 2), f"< {REFOLD_S:.0f}", seconds < REFOLD_S, "s")


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


# A large record


def _large(show: Show) -> None:
    """Proofs and the whole audit of a large record, with keys, signatures and a second place."""
    entries = show.number("N", REFOLDED if show.quick else ENTRIES)
    show.table("store".ljust(12), "entries", "built s", "proof", "median ms", "99 of 100, ms", "wrong")
    with _sites() as sites:
        for site in sites:
            large = grown(site.folder, site.store, entries)
            for kind, took in proofs(large).items():
                show.row(site.name, large.size, round(large.built_s), kind, took.median_ms, took.most_ms, took.wrong)
                name = f"{kind} proof at {large.size:,} entries, 99 of 100, {site.name}"
                ok = took.most_ms < PROOF_MS and not took.wrong
                show.figure(name, took.most_ms, f"< {PROOF_MS:.0f}", ok, "ms")
            _audit(show, site, large)


def _audit(show: Show, site: Site, large: Large) -> None:
    report, seconds = large.audited()
    hashed = floor(large)
    show.row(site.name, large.size, "", "audit", f"{seconds:.1f} s", f"hashing alone {hashed:.1f} s", report.total)
    whole = not report.total and report.size == large.size and report.checkpoints > 0
    name = f"full audit at {large.size:,} entries, {site.name}"
    show.figure(name, round(seconds, 1), f"< {AUDIT_S:.0f}", whole and seconds < AUDIT_S, "s")


# Attacks


def _attacks(show: Show) -> None:
    show.table("store".ljust(12), "attack".ljust(44), "said first".ljust(24), "as it was")
    with _sites() as sites:
        for site in sites:
            attacked = Attacked(site.folder, site.store)
            tried = list(attacked.tried())
            for each in tried:
                show.row(site.name, each.attack.name, f"{each.found} {each.seq}", "yes" if each.is_named else "NO")
            found, named = sum(each.is_found for each in tried), sum(each.is_named for each in tried)
            show.figure(
                f"attacks found, {site.name}",
                f"{found} of {len(tried)}",
                f"all of ≥ {ATTACKS}",
                found == len(tried) >= ATTACKS,
            )
            show.figure(f"first entry named, {site.name}", f"{named} of {len(tried)}", "all", named == len(tried))
            _rewritten(show, site.name, attacked)


def _rewritten(show: Show, store: str, attacked: Attacked) -> None:
    """A past made anew as a whole, with the stolen key: it looks whole in itself, and not beside the second place."""
    alone, beside = attacked.faults_of_a_rewritten_past(seen=False), attacked.faults_of_a_rewritten_past(seen=True)
    show.row(store, "rewritten as a whole, no second place", f"{alone} faults", "")
    show.row(store, "rewritten as a whole, with the second place", f"{beside} faults", "")
    ok = alone == 0 and beside > 0
    show.figure(f"rewritten past shows by the second place alone, {store}", "yes" if ok else "no", "yes", ok)


# Somebody is forgotten


def _forgets(show: Show) -> None:
    headers = (
        "pieces read",
        "left",
        "proofs",
        "broken",
        "key found before",
        "traces after",
        "MB looked through",
        "whole",
    )
    show.table("store".ljust(12), *headers)
    for name in STORES:
        with TemporaryDirectory(prefix="cityloop-forgotten-") as folder, _server(name) as server:
            found = forgotten(name, Path(folder), server)
        cells = (found.read, found.left, found.proofs, found.broken, found.found, len(found.traces))
        show.row(name, *cells, round(found.looked / 1e6, 1), "yes" if found.whole else "NO")
        for trace in found.traces:
            print(f"  {trace.what} in {trace.path}")
        _judge(show, found)


def _judge(show: Show, found: Forgotten) -> None:
    store, looked = found.store, found.found > 0 and found.read > 0
    ok = looked and not found.traces and not found.left
    show.figure(f"traces of words and key after erasing, {store}", len(found.traces) + found.left, 0, ok)
    whole = found.proofs > 0 and not found.broken and found.whole
    show.figure(f"proofs broken by it, {store}", found.broken, 0, whole)
