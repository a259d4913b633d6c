"""Backed up under load and put back, nobody who was forgotten returns, nothing else is lost; a cut backup is refused.

On SQLite and PostgreSQL: a city is served and written to while it is backed up. Somebody reports through the pages, is
backed up, and is then forgotten; the record is put back elsewhere. Runs of 12 bytes of the words, photo and key are
looked for in every file: of the record, its backups, the copies of keys, the second place, what was put back. Every
other entry, case and word has to be as it was. Backups harmed at random are refused or whole, and those killed half way
are none. That whoever looks does find: the same restore without the list of erasures brings the words back.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._kept import City, Copied, Person, begun, copied, told
from benchmarks._kept_judge import compared, harmed, killed
from benchmarks._traces import traces
from benchmarks.claim import Show
from tests import postgres
from tests.postgres import PrivateServer

STORES = ("SQLite", "PostgreSQL")
FACTS, QUICK_FACTS = 100_000, 8_000
ALONE_S, QUICK_ALONE_S = 15.0, 3.0
BACKUPS = 3
HARMED, QUICK_HARMED = 50, 12
KILLED, QUICK_KILLED = 10, 3
SEED = 20_261_125
PACE = 100
"""Facts a second at least that are written meanwhile; 480 are offered."""


def run(show: Show) -> None:
    """The whole of it on each store."""
    if postgres.find_programs() is None:
        show.absent(postgres.ABSENT)
    for store in STORES:
        with _city(show, store) as city:
            person = told(city)
            made = copied(city, QUICK_ALONE_S if show.quick else ALONE_S, BACKUPS)
            _load(show, city, made)
            _forgotten(show, city, made, person)
            _harmed(show, city, made)


@contextmanager
def _city(show: Show, store: str) -> Iterator[City]:
    programs = postgres.find_programs()
    facts = show.number("N", QUICK_FACTS if show.quick else FACTS)
    with TemporaryDirectory(prefix="cityloop-keeping-") as folder, ExitStack() as rest:
        server = rest.enter_context(PrivateServer(programs)) if programs and store == "PostgreSQL" else None
        yield rest.enter_context(begun(store, Path(folder), server, facts))


# Load


def _load(show: Show, city: City, made: Copied) -> None:
    """Each round; the quietest counts, since the machine is shared."""
    show.table("store".ljust(12), "facts/s alone", "beside", "median ms alone", "beside", "99 % below alone", "beside")
    for alone, beside, _ in made.rounds:
        speeds = (round(alone.facts_a_second), round(beside.facts_a_second))
        show.row(city.store, *speeds, alone.median_ms, beside.median_ms, alone.most_ms, beside.most_ms)
    best = max(made.rounds, key=lambda each: each.kept)
    show.table("store".ljust(12), "backup s", "MB", "entries")
    seconds = min(each.seconds for each in made.rounds)
    show.row(city.store, round(seconds, 1), round(made.bytes / 1e6, 1), made.size)
    ok = best.kept >= 0.8 and best.beside.facts_a_second >= PACE
    show.figure(f"facts a second beside a backup, {city.store}", f"{best.kept:.0%} of alone", "≥ 80 %", ok)


# Somebody is forgotten


def _forgotten(show: Show, city: City, made: Copied, person: Person) -> None:
    before, _ = traces(city.spread, person.sought)
    city.run("erase", person.subject, "--ground", "PIPL art. 47", "--yes")
    again = city.again("again")
    keys = ("--keys", made.keys, "--passphrase", city.folder / "passphrase")
    again.run("restore", made.backup, *keys)
    whole = again.run("verify")[-1] == "The record is whole."
    found = compared(city, again, made.size, person)
    after, looked = traces(city.spread, person.sought)
    control = _control(city, made, person, keys)
    show.table("store".ljust(12), "key found before", "MB looked through", "traces after", "without the list")
    show.row(city.store, len(before), round(looked / 1e6), len(after), f"{control[0]} read, {control[1]} traces")
    show.table("store".ljust(12), "entries", "otherwise", "cases", "lost", "words", "unread", "verify")
    cells = (found.entries, found.other, found.cases, found.lost, found.words, found.unread)
    show.row(city.store, *cells, "whole" if whole else "NOT WHOLE")
    for trace in after:
        print(f"  {trace.what} in {trace.path}")
    gone, finds = len(after) + found.left, bool(before) and control[0] == len(person.pieces) and control[1] > 0
    show.figure(f"traces of the forgotten after a restore, {city.store}", gone, 0, gone == 0 and finds)
    wrong = found.other + found.lost + found.unread + (made.size - found.entries)
    show.figure(
        f"entries, cases and words of others that differ, {city.store}", wrong, 0, wrong == 0 and found.words > 0
    )
    show.figure(f"the record put back is whole, {city.store}", "yes" if whole else "no", "yes", whole)


def _control(city: City, made: Copied, person: Person, keys: tuple[str | Path, ...]) -> tuple[int, int]:
    """The same without the list: how many pieces can be read, and how many files hold a trace. Then it goes again."""
    control = city.again("control")
    control.run("restore", made.backup, *keys, "--erasures", "none")
    left = compared(city, control, 0, person).left
    return left, len(traces([control.folder], person.sought)[0])


# Harm


def _harmed(show: Show, city: City, made: Copied) -> None:
    came = harmed(city, made, QUICK_HARMED if show.quick else HARMED, SEED)
    dead = killed(city, min(each.seconds for each in made.rounds), QUICK_KILLED if show.quick else KILLED, SEED)
    show.table(
        "store".ljust(12),
        "unharmed",
        "harmed",
        "refused",
        "whole",
        "half",
        "killed",
        "left unfinished",
        "false backups",
    )
    how = ", ".join(f"{count} {kind}" for kind, count in came.kinds.items())
    show.row(
        city.store,
        "whole" if came.sound else "REFUSED",
        how,
        came.refused,
        came.whole,
        came.half,
        dead.killed,
        dead.unfinished,
        dead.false,
    )
    total = came.refused + came.whole + came.half
    goal = QUICK_HARMED if show.quick else HARMED
    show.figure(
        f"harmed backups refused or whole, {city.store}",
        total - came.half,
        goal,
        came.sound and came.half == 0 and total == goal,
    )
    show.figure(f"killed backups that pass for whole, {city.store}", dead.false, 0, dead.false == 0 and dead.killed > 0)
