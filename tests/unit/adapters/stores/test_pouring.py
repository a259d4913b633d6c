"""Rows go from PostgreSQL into a file and back, and the record that they make is the same."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select, text

from cityloop.adapters.stores.postgres import PostgresStore
from cityloop.adapters.stores.pouring import is_empty, pour_in, pour_out
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.adapters.tries import StoredTries, forget_all
from cityloop.app.backup import of_access, of_main
from cityloop.app.opening import utc_now
from cityloop.checks.ground import append_of, words_of
from cityloop.command.hold_table import HoldTable
from cityloop.journal.errors import StoreError
from cityloop.journal.journal import Journal
from cityloop.journal.ports import Store
from cityloop.journal.tables import Tables
from tests.unit.adapters.stores.places import Place


def of_either(table: str) -> bool:
    """Whether a table is in a backup at all."""
    return of_main(table) or of_access(table)


def both(store: Store, place: Place) -> tuple[Journal, Journal]:
    """The two journals of a record."""
    keys = place.keys()
    return Journal(store, keys, utc_now, [HoldTable()]), Journal(store, keys, utc_now, name="access")


def rows_of(store: Store) -> list[Row[Any]]:
    """What is sealed beside the main journal."""
    with store.read() as transaction:
        return list(transaction.execute(select(Tables("main").payloads)))


@pytest.fixture
def filled(postgres_place: Place) -> PostgresStore:
    """A database with entries of both journals, a payload, and a table of somebody else's."""
    store = postgres_place.store()
    assert isinstance(store, PostgresStore)
    main, access = both(store, postgres_place)
    main.append(append_of(*["a"] * 600))
    main.append(words_of(main, "ann", b"lamp"))
    access.append(append_of("b", "c"))
    with store.write() as transaction:
        transaction.execute(text("CREATE TABLE others (id bigint PRIMARY KEY, word varchar(9), yes boolean)"))
        transaction.execute(text("INSERT INTO others VALUES (5000000000, '路灯', true)"))
    return store


def poured(filled: PostgresStore, folder: Path) -> dict[str, Path]:
    """The record of the database as files."""
    files = {"main": folder / "journal.db", "access": folder / "copy.db"}
    pour_out(filled, {files["main"]: ("main", of_main), files["access"]: ("access", of_access)}, lambda *_: None)
    return files


def test_what_is_poured_out_is_the_same_record(filled: PostgresStore, postgres_place: Place) -> None:
    files = poured(filled, postgres_place.folder)
    main, access = both(filled, postgres_place)
    keys = postgres_place.keys()
    with closing(SqliteStore(files["main"])) as store, closing(SqliteStore(files["access"])) as beside:
        copy = Journal(store, keys, utc_now, [HoldTable()])
        assert (copy.size(), copy.root(601)) == (601, main.root(601))
        assert copy.read(0, 601) == main.read(0, 601)
        assert Journal(beside, keys, utc_now, name="access").root(2) == access.root(2)
        with beside.read() as transaction:
            assert tuple(transaction.execute(text("SELECT * FROM others")).one()) == (5_000_000_000, "路灯", 1)
        assert [row.subject for row in rows_of(store)] == ["ann"]


def test_what_is_poured_in_goes_on(filled: PostgresStore, postgres_place: Place) -> None:
    files = poured(filled, postgres_place.folder)
    before = both(filled, postgres_place)[0].root(601)
    with filled.write() as transaction:
        transaction.execute(text("DROP SCHEMA public CASCADE"))
        transaction.execute(text("CREATE SCHEMA public"))
    assert is_empty(filled)
    pour_in(files.values(), ("main", "access"), of_either, filled, lambda *_: None)
    main, access = both(filled, postgres_place)
    assert (main.root(601), access.size()) == (before, 2)
    main.append(append_of("z"))
    access.append(append_of("z"))
    assert (main.size(), access.size()) == (602, 3)
    with filled.read() as transaction:
        assert tuple(transaction.execute(text("SELECT * FROM others")).one()) == (5_000_000_000, "路灯", True)


def test_what_breaks_off_leaves_an_empty_database(filled: PostgresStore, postgres_place: Place) -> None:
    files = poured(filled, postgres_place.folder)
    with filled.write() as transaction:
        transaction.execute(text("DROP SCHEMA public CASCADE"))
        transaction.execute(text("CREATE SCHEMA public"))

    def broken(table: str, done: int, _of: int) -> None:
        if table == "main_entries" and done:
            raise ConnectionError("the line is cut")

    with pytest.raises((ConnectionError, StoreError)):
        pour_in(files.values(), ("main", "access"), of_main, filled, broken)
    assert is_empty(filled)


def test_an_empty_database_is_told_from_one_that_is_not(postgres_place: Place) -> None:
    store = postgres_place.store()
    assert isinstance(store, PostgresStore)
    assert is_empty(store)
    store.create(Tables("main").metadata)
    assert not is_empty(store)


def test_a_database_in_which_somebody_guessed_is_poured_too(filled: PostgresStore, tmp_path: Path) -> None:
    """Its ids come from a sequence, which a file does not know."""
    tries = StoredTries(filled, "digits", 5, timedelta(hours=1))
    tries.take("482-913-0671", utc_now())
    with closing(SqliteStore(poured(filled, tmp_path)["access"], durable=False)) as copy:
        forget_all(copy)
        StoredTries(copy, "digits", 1, timedelta(hours=1)).take("482-913-0671", utc_now())
