"""SQLite: what goes wrong has the journal's names, and the file is set as the decision says."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import OperationalError

from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.checks.ground import append_of, whole
from cityloop.checks.store import THING, THINGS
from cityloop.journal.errors import NoRecord, StoreBusy, StoreFull, StoreGone
from cityloop.journal.tables import Tables
from tests.unit.adapters.stores.places import Place, writing

LARGE = {"id": 1, "word": "a", "data": bytes(1 << 20)}


def store_at(path: Path, place: Place, **said: float) -> SqliteStore:
    store = SqliteStore(path, **said)  # type: ignore[arg-type]
    place.rest.callback(store.close)
    return store


def pragma(store: SqliteStore, name: str) -> object:
    with store.write() as writer:
        return writer.execute(text(f"PRAGMA {name}")).scalar()


def put(store: SqliteStore, **row: object) -> None:
    with store.write() as writer:
        writer.execute(insert(THING), [row])


def test_a_commit_is_on_the_disk_unless_a_test_says_otherwise(sqlite_place: Place) -> None:
    store = store_at(sqlite_place.folder / "sure.db", sqlite_place)
    assert (pragma(store, "journal_mode"), pragma(store, "synchronous")) == ("wal", 2)
    assert (pragma(store, "secure_delete"), pragma(store, "foreign_keys")) == (1, 1)


@contextmanager
def full(store: SqliteStore) -> Iterator[None]:
    pages = pragma(store, "page_count")
    pragma(store, f"max_page_count = {pages}")
    yield
    pragma(store, f"max_page_count = {1 << 30}")


def test_a_full_disk_is_told_and_nothing_stands(sqlite_place: Place) -> None:
    store = store_at(sqlite_place.folder / "full.db", sqlite_place)
    store.create(THINGS)
    with full(store), pytest.raises(StoreFull, match=r"full\.db"):
        put(store, **LARGE)
    put(store, **LARGE)


def test_a_file_that_another_program_writes_for_too_long_is_busy(sqlite_place: Place) -> None:
    store = store_at(sqlite_place.folder / "main.db", sqlite_place, patience_s=0.05)
    store.create(THINGS)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="another process"):
            put(store, id=1, word="a")
        with store.read() as reader:
            assert reader.execute(THING.select()).all() == []
        other.execute("ROLLBACK")
    put(store, id=1, word="a")


def test_a_writer_who_holds_his_place_for_too_long_is_told_to_the_next(sqlite_place: Place) -> None:
    store = store_at(sqlite_place.folder / "main.db", sqlite_place, patience_s=0.05)
    with writing(store), pytest.raises(StoreBusy, match="writer was not free"), store.write():
        pass
    with store.write():
        pass


@pytest.mark.parametrize("data", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4_000])
def test_a_file_that_is_no_database_is_told(sqlite_place: Place, data: bytes) -> None:
    path = sqlite_place.folder / "bad.db"
    path.write_bytes(data)
    store = store_at(path, sqlite_place)
    with pytest.raises(StoreGone, match=r"bad\.db"):
        store.create(THINGS)
    assert path.read_bytes() == data


def test_a_page_that_is_damaged_is_told(sqlite_place: Place) -> None:
    journal = sqlite_place.ground.open()
    journal.append(append_of(*["a"] * 2_000))
    sqlite_place.rest.close()
    path = sqlite_place.folder / "main.db"
    data = bytearray(path.read_bytes())
    data[4_096:] = b"\xff" * (len(data) - 4_096)
    path.write_bytes(data)
    with pytest.raises(StoreGone):
        whole(sqlite_place.ground.open())


def test_a_folder_that_is_not_there_is_told(sqlite_place: Place) -> None:
    store = store_at(sqlite_place.folder / "nowhere" / "main.db", sqlite_place)
    with pytest.raises(StoreGone), store.read() as reader:
        reader.execute(text("SELECT 1"))


def test_a_file_without_a_record_is_told(sqlite_place: Place) -> None:
    store = sqlite_place.store()
    with pytest.raises(NoRecord), store.read() as reader:
        reader.execute(Tables("main").entries.select())


def test_a_mistake_of_ours_keeps_its_own_name(sqlite_place: Place) -> None:
    store = sqlite_place.store()
    with pytest.raises(OperationalError), store.write() as writer:
        writer.execute(text("SELEC 1"))
    with store.write():
        pass
