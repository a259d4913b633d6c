"""The file of keys: only its owner reads it, and an erased key is in no byte of any file."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.adapters.stores.callers import digest_of
from cityloop.adapters.stores.keys import KEY_BYTES, KeyFile
from cityloop.checks.checking import together
from cityloop.journal.errors import KeyErased, StoreBusy, StoreFull, StoreGone
from tests.unit.adapters.stores.places import Place


@pytest.fixture
def keys(sqlite_place: Place) -> KeyFile:
    return sqlite_place.keys()


def bytes_of(folder: Path) -> bytes:
    """Every byte of every file in a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def holds(folder: Path, key: bytes) -> bool:
    """Whether half of a key stands anywhere."""
    found = bytes_of(folder)
    return key[:16] in found or key[16:] in found


def test_only_the_owner_may_read_the_file(keys: KeyFile) -> None:
    keys.create(["ann"])
    assert keys.path.stat().st_mode & 0o077 == 0
    for path in keys.path.parent.glob("keys.db*"):
        assert path.stat().st_mode & 0o077 == 0


def test_an_erased_key_is_in_no_byte_of_any_file(keys: KeyFile) -> None:
    names = [f"s{number}" for number in range(300)]
    made = dict(keys.create(names))
    assert all(holds(keys.path.parent, key) for key in made.values())
    for name in names[::7]:
        keys.erase(name)
        assert not holds(keys.path.parent, made[name])
    keys.create([f"later{number}" for number in range(100)])
    keys.close()
    found = bytes_of(keys.path.parent)
    assert [name for name in names if made[name] in found] == [name for name in names if name not in names[::7]]


@settings(max_examples=10)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), max_size=12))
def test_however_keys_come_and_go_those_erased_are_nowhere(steps: list[tuple[bool, int]]) -> None:
    with TemporaryDirectory() as folder, closing(KeyFile(Path(folder) / "keys.db")) as keys:
        made: dict[str, bytes] = {}
        erased: set[str] = set()
        for erase, number in steps:
            name = f"subject {number}"
            if erase:
                assert keys.erase(name) == (name in made and name not in erased)
                erased.add(name)
            elif name not in erased:
                made |= keys.create([name])
        for name, key in made.items():
            assert holds(Path(folder), key) == (name not in erased)
            assert keys.find(name) == (None if name in erased else key)


def test_a_forgotten_callers_number_is_in_no_byte_of_any_file(keys: KeyFile) -> None:
    """Neither in clear nor as its digest; those of others are still found."""
    numbers = [f"138{number:08}" for number in range(600)]
    for number in numbers:
        keys.known_as(number, f"s{number}")
    (secret,) = keys._connection.execute("SELECT secret FROM secrets").fetchone()
    digests = {number: digest_of(secret, number) for number in numbers}
    assert all(digest in bytes_of(keys.path.parent) for digest in digests.values())
    for number in numbers[::7]:
        keys.erase(f"s{number}")
        assert not holds(keys.path.parent, digests[number])
    keys.known_as(numbers[0], "again")
    keys.erase("again")
    keys.close()
    found = bytes_of(keys.path.parent)
    assert not any(number.encode() in found.replace(b"s" + number.encode(), b"") for number in numbers)
    assert [n for n in numbers if digests[n] in found] == [n for n in numbers if n not in numbers[::7]]


def test_a_file_of_keys_from_before_callers_were_known_is_gone_on_with(sqlite_place: Place) -> None:
    with closing(sqlite3.connect(sqlite_place.folder / "keys.db")) as old:
        old.execute("CREATE TABLE keys (id INTEGER PRIMARY KEY, key BLOB NOT NULL)")
        old.execute("CREATE TABLE subjects (subject TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID")
        old.execute("INSERT INTO keys VALUES (1, ?)", (bytes(range(32)),))
        old.execute("INSERT INTO subjects VALUES ('ann', 1)")
        old.commit()
    keys = sqlite_place.keys()
    assert (keys.find("ann"), keys.find_known("13800001111")) == (bytes(range(32)), None)
    assert keys.known_as("13800001111", "ann") == "ann"


def test_what_a_crash_left_in_the_rollback_journal_is_wiped_at_the_next_start(sqlite_place: Place) -> None:
    """The crash came after the erasure had committed and before the old page was overwritten."""
    keys = sqlite_place.keys()
    key = keys.create(["ann"])["ann"]
    keys.erase("ann")
    keys.close()
    rollback = keys.path.with_name("keys.db-journal")
    assert rollback.exists()
    rollback.write_bytes(bytes(512) + key + bytes(100))
    assert holds(keys.path.parent, key)
    assert sqlite_place.keys().find("ann") is None
    assert not holds(keys.path.parent, key)


def test_an_erasure_that_was_cut_off_half_way_is_rolled_back(sqlite_place: Place) -> None:
    """A hot rollback journal is honoured: the key is there again, for the journal to erase it once more."""
    keys = sqlite_place.keys()
    key = keys.create(["ann"])["ann"]
    keys.close()
    copies = sqlite_place.folder / "copies"
    copies.mkdir()
    with closing(sqlite3.connect(keys.path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=PERSIST")
        other.execute("PRAGMA cache_size=1")
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE keys SET key = zeroblob(32)")
        other.execute("PRAGMA cache_spill=1")
        other.execute(
            "CREATE TABLE filler AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 900)"
            " SELECT i, randomblob(3000) AS b FROM n"
        )
        for path in keys.path.parent.glob("keys.db*"):
            (copies / path.name).write_bytes(path.read_bytes())
        other.execute("ROLLBACK")
    assert any((copies / "keys.db-journal").read_bytes()[:8]), "the rollback journal is hot"
    assert key not in (copies / "keys.db").read_bytes()
    again = KeyFile(copies / "keys.db")
    sqlite_place.rest.callback(again.close)
    assert again.find("ann") == key
    assert again.erase("ann")
    assert not holds(copies, key)


def test_keys_come_from_the_chance_handed_in(tmp_path: Path) -> None:
    asked: list[int] = []

    def chance(length: int) -> bytes:
        asked.append(length)
        return bytes([len(asked)]) * length

    with closing(KeyFile(tmp_path / "keys.db", chance)) as keys:
        assert dict(keys.create(["ann", "bob", "ann"])) == {"ann": b"\1" * 32, "bob": b"\2" * 32}
        keys.create(["bob"])
    assert asked == [KEY_BYTES, KEY_BYTES]


def test_an_erased_subject_among_many_threads_harms_only_who_asks_for_it(keys: KeyFile) -> None:
    keys.erase("gone")

    def ask(number: int) -> int:
        made = 0
        for turn in range(5):
            wanted = [f"s{number}.{turn}", *(["gone"] if number % 2 else [])]
            with suppress(KeyErased):
                made += len(keys.create(wanted))
        return made

    assert together(6, ask) == [5, 0, 5, 0, 5, 0]


def test_a_file_that_holds_no_keys_is_told(tmp_path: Path) -> None:
    path = tmp_path / "keys.db"
    path.write_bytes(b"no database, and longer than a header of one: " * 40)
    with pytest.raises(StoreGone, match=r"keys\.db"):
        KeyFile(path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreGone, match="nowhere"):
        KeyFile(tmp_path / "nowhere" / "keys.db")


def test_a_full_disk_is_told_and_leaves_nothing_half_made(tmp_path: Path) -> None:
    with closing(KeyFile(tmp_path / "keys.db")) as keys:
        first = keys.create(["ann"])["ann"]
        with full(keys), pytest.raises(StoreFull):
            keys.create([f"s{number}" for number in range(900)])
        assert keys.find("s0") is None
        assert keys.create(["ann"])["ann"] == first
        assert len(keys.create(["s0", "s899"])) == 2


def full(keys: KeyFile) -> ExitStack:
    """While the block runs, the file cannot grow."""
    connection = keys._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    rest = ExitStack()
    rest.callback(connection.execute, f"PRAGMA max_page_count = {1 << 30}")
    return rest


@pytest.fixture
def held(tmp_path: Path) -> Iterator[KeyFile]:
    """A file of keys that another program is writing to, and that has little patience."""
    with closing(KeyFile(tmp_path / "keys.db", patience_s=0.05)) as keys:
        keys.create(["ann"])
        with closing(sqlite3.connect(keys.path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield keys
            other.execute("ROLLBACK")
        assert keys.find("ann") is not None


def test_opening_the_file_again_lets_go_of_nobodys_lock(held: KeyFile) -> None:
    """POSIX: whoever closes a file loses all locks of his process on it (fcntl(2))."""
    with pytest.raises(StoreBusy):
        KeyFile(held.path, patience_s=0.05)
    words = f"import sqlite3; sqlite3.connect({str(held.path)!r}, timeout=0).execute('BEGIN IMMEDIATE')"
    found = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False)
    assert "database is locked" in found.stderr


def test_a_file_that_another_holds_too_long_is_told_busy(held: KeyFile) -> None:
    for act in (held.find, held.erase):
        with pytest.raises(StoreBusy):
            act("ann")
    with pytest.raises(StoreBusy):
        held.create(["bob"])
