"""A journal's tables by migrations are those that it declares, on each store, from wherever they come."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect, text

from cityloop.adapters.stores.postgres import PostgresStore
from cityloop.adapters.stores.schema import HEAD, settings, stands_at, version_table
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.checks.checking import together
from cityloop.journal.tables import Tables
from tests.unit.adapters.stores.places import Place

Store = SqliteStore | PostgresStore


def connection_of(transaction: Any) -> Connection:
    assert isinstance(transaction, Connection)
    return transaction


def scripts(connection: Connection) -> ScriptDirectory:
    return ScriptDirectory.from_config(settings(connection, "main"))


def described(connection: Connection, metadata: MetaData) -> dict[str, Any]:
    """Columns, keys, rules and indexes of these tables, as the store tells them, without the journal's name."""
    found, journal = inspect(connection), metadata.info["journal"]
    told: dict[str, Any] = {}
    for name in (table.name for table in metadata.sorted_tables):
        indexes = [{key: _plain(value) for key, value in index.items()} for index in found.get_indexes(name)]
        rules = found.get_pk_constraint(name), found.get_unique_constraints(name)
        told[name.removeprefix(journal)] = str([found.get_columns(name), rules, indexes]).replace(f"{journal}_", "")
    return told


def _plain(value: Any) -> Any:
    """An index's options in words: its condition is an expression."""
    return {key: str(option) for key, option in value.items()} if isinstance(value, dict) else value


def test_the_head_is_the_latest_migration(place: Place) -> None:
    with place.store().write() as writer:
        assert scripts(connection_of(writer)).get_heads() == [HEAD]


def test_migrated_tables_are_those_that_the_journal_declares(place: Place) -> None:
    """The same as if they were made as declared, down to conditions of indexes; and Alembic finds no difference."""
    migrated, declared, store = Tables("main"), Tables("declared"), place.store()
    store.create(migrated.metadata)
    with store.write() as writer:
        connection = connection_of(writer)
        declared.metadata.create_all(connection)
        assert described(connection, migrated.metadata) == described(connection, declared.metadata)
        assert list_differences(connection, migrated.metadata) == []


def list_differences(connection: Connection, metadata: MetaData) -> list[Any]:
    journal = metadata.info["journal"]
    options = {
        "version_table": version_table(journal),
        "compare_type": True,
        "include_name": lambda name, kind, _: kind != "table" or str(name).startswith(f"{journal}_"),
    }
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def test_a_difference_would_be_found(place: Place) -> None:
    tables, store = Tables("main"), place.store()
    store.create(tables.metadata)
    with store.write() as writer:
        writer.execute(text("DROP INDEX main_entries_tag"))
        assert len(list_differences(connection_of(writer), tables.metadata)) == 1


def test_a_journal_is_brought_from_every_earlier_step_to_the_latest(place: Place) -> None:
    store = place.store()
    with store.write() as writer:
        steps = [script.revision for script in scripts(connection_of(writer)).walk_revisions()]
    for number, step in enumerate(steps):
        tables = Tables(f"from{number}")
        with store.write() as writer:
            command.upgrade(settings(connection_of(writer), tables.name), step)
        store.create(tables.metadata)
        with store.write() as writer:
            assert stands_at(connection_of(writer), tables.name) == HEAD
            assert list_differences(connection_of(writer), tables.metadata) == []


def test_each_journal_says_for_itself_how_far_it_came(place: Place) -> None:
    store = place.store()
    store.create(Tables("main").metadata)
    with store.write() as writer:
        assert stands_at(connection_of(writer), "main") == HEAD
        assert stands_at(connection_of(writer), "access") is None


def migrate_in_vain(store: Store) -> None:
    with store.write() as writer:
        command.upgrade(settings(connection_of(writer), "main"), "head")
        raise RuntimeError("cut off")


def test_a_migration_cut_off_leaves_nothing(place: Place) -> None:
    """Tables are made in the store's own transaction."""
    store, tables = place.store(), Tables("main")
    with pytest.raises(RuntimeError):
        migrate_in_vain(store)
    with store.write() as writer:
        assert inspect(connection_of(writer)).get_table_names() == []
    store.create(tables.metadata)
    with store.write() as writer:
        assert list_differences(connection_of(writer), tables.metadata) == []


def test_several_places_can_be_made_at_once(tmp_path: Path, sqlite_place: Place) -> None:
    stores = [SqliteStore(tmp_path / f"city{number}.db", durable=False) for number in range(4)]
    for store in stores:
        sqlite_place.rest.callback(store.close)
    together(len(stores), lambda number: stores[number].create(Tables("main").metadata))
    for store in stores:
        with store.write() as writer:
            assert stands_at(connection_of(writer), "main") == HEAD
