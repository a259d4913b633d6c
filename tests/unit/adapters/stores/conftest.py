"""A new, empty place for each test: on SQLite, and on a PostgreSQL server that runs while the tests do."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from cityloop.adapters.stores.postgres import PostgresStore
from cityloop.adapters.stores.sqlite import SqliteStore
from tests import postgres
from tests.unit.adapters.stores.places import Place

_numbers = count()


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.PrivateServer]:
    """One server for all tests of a worker; a machine that fails is played by ``kill``, so the disk's word is moot."""
    programs = postgres.find_programs()
    if programs is None:
        pytest.skip(postgres.ABSENT)
    with postgres.PrivateServer(programs, {"fsync": "off"}) as running:
        yield running


@pytest.fixture
def database(server: postgres.PrivateServer) -> str:
    """The address of a database of the test's own."""
    name = f"city{next(_numbers)}"
    engine = create_engine(make_url(server.url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server.url).set(database=name).render_as_string()


@pytest.fixture
def sqlite_place(tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as rest:
        yield Place(tmp_path, lambda: SqliteStore(tmp_path / "main.db", durable=False), rest)


@pytest.fixture
def postgres_place(tmp_path: Path, database: str) -> Iterator[Place]:
    with ExitStack() as rest:
        yield Place(tmp_path, lambda: PostgresStore(database, readers=4), rest)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest) -> Place:
    """A place on each store in turn."""
    found: Place = request.getfixturevalue(f"{request.param}_place")
    return found
