"""PostgreSQL: what goes wrong has the journal's names, and a server that fails and comes back is used again."""

import pytest
from sqlalchemy import create_engine, insert, make_url, text
from sqlalchemy.exc import ProgrammingError

from cityloop.adapters.stores.postgres import PostgresStore
from cityloop.checks.ground import append_of, whole
from cityloop.checks.store import THING, THINGS
from cityloop.journal.errors import NoRecord, StoreBusy, StoreError, StoreFull, StoreGone, StoreRefused
from cityloop.journal.journal import Journal
from cityloop.journal.tables import Tables
from tests.postgres import PrivateServer
from tests.unit.adapters.stores.places import Place, writing


@pytest.fixture
def store(postgres_place: Place) -> PostgresStore:
    made = postgres_place.store()
    assert isinstance(made, PostgresStore)
    made.create(THINGS)
    return made


def impatient(database: str, place: Place) -> PostgresStore:
    made = PostgresStore(database, patience_s=0.05, readers=2)
    place.rest.callback(made.close)
    return made


def say(store: PostgresStore, words: str) -> object:
    with store.write() as writer:
        return writer.execute(text(words)).scalar()


def put(store: PostgresStore, number: int) -> None:
    with store.write() as writer:
        writer.execute(insert(THING), [{"id": number, "word": str(number)}])


def numbers(store: PostgresStore) -> list[int]:
    with store.read() as reader:
        return sorted(reader.execute(text("SELECT id FROM checked_things")).scalars())


def test_a_commit_is_on_the_disk_whatever_the_server_thinks(store: PostgresStore, database: str) -> None:
    name = make_url(database).database
    engine = create_engine(make_url(database).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    engine.dispose()
    store.close()
    assert say(store, "SHOW synchronous_commit") == "on"


def test_a_writer_who_takes_too_long_is_told_to_the_next(
    store: PostgresStore, database: str, postgres_place: Place
) -> None:
    other = impatient(database, postgres_place)
    with writing(store):
        assert numbers(other) == []
        with pytest.raises(StoreBusy):
            put(other, 1)
    put(other, 1)
    assert numbers(store) == [1]


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("53100", StoreFull),
        ("53000", StoreFull),
        ("58030", StoreFull),
        ("40001", StoreBusy),
        ("40P01", StoreBusy),
        ("57014", StoreBusy),
        ("08006", StoreGone),
        ("57P01", StoreGone),
        ("XX001", StoreGone),
        ("58000", StoreGone),
        ("23514", StoreRefused),
        ("22001", StoreRefused),
        ("42P01", NoRecord),
    ],
)
def test_what_the_server_says_has_the_journals_names(store: PostgresStore, state: str, name: type[StoreError]) -> None:
    put(store, 1)
    with pytest.raises(name) as raised:
        say(store, f"DO $$ BEGIN RAISE EXCEPTION 'as told' USING ERRCODE = '{state}'; END $$")
    assert type(raised.value) is name
    put(store, 2)
    assert numbers(store) == [1, 2]


def test_a_mistake_of_ours_keeps_its_own_name(store: PostgresStore) -> None:
    with pytest.raises(ProgrammingError):
        say(store, "SELEC 1")
    put(store, 1)


def test_a_database_without_a_record_is_told(store: PostgresStore) -> None:
    with pytest.raises(NoRecord), store.read() as reader:
        reader.execute(Tables("main").entries.select())


def test_a_server_that_does_not_answer_is_told_without_its_password(postgres_place: Place) -> None:
    nobody = PostgresStore("postgresql://city:hidden-word@127.0.0.1:1/none")
    postgres_place.rest.callback(nobody.close)
    with pytest.raises(StoreGone) as gone:
        put(nobody, 1)
    assert "hidden-word" not in str(gone.value)
    with pytest.raises(StoreGone), nobody.read():
        pass


def test_a_connection_that_the_server_ends_is_told_and_made_anew(store: PostgresStore) -> None:
    with pytest.raises(StoreGone):
        put_while_ended(store)
    put(store, 3)
    assert numbers(store) == [3]


def put_while_ended(store: PostgresStore) -> None:
    """A transaction whose connection the server ends half way."""
    with store.write() as writer:
        writer.execute(insert(THING), [{"id": 1, "word": "a"}])
        pid = writer.execute(text("SELECT pg_backend_pid()")).scalar()
        with store.read() as other:
            other.execute(text(f"SELECT pg_terminate_backend({pid}, 5000)"))
        writer.execute(insert(THING), [{"id": 2, "word": "b"}])


def test_a_connection_that_rests_while_the_server_restarts_is_made_anew(
    store: PostgresStore, server: PrivateServer
) -> None:
    put(store, 1)
    assert numbers(store) == [1]
    server.stop()
    server.start()
    put(store, 2)
    assert numbers(store) == [1, 2]


def clear_while_killed(journal: Journal, server: PrivateServer) -> None:
    """A transaction during which the server is killed."""
    with journal.store.write() as writer:
        writer.execute(journal.tables.positions.delete())
        server.kill()
        writer.execute(journal.tables.positions.delete())


def test_a_server_that_is_killed_is_told_and_used_again_when_it_is_back(
    postgres_place: Place, server: PrivateServer
) -> None:
    """What was acknowledged stands, what was not does not, and the journal goes on without being opened again."""
    journal = postgres_place.ground.open()
    journal.append(append_of("a", "b"))
    before = whole(journal)
    with pytest.raises(StoreGone):
        clear_while_killed(journal, server)
    for ask in (lambda: journal.append(append_of("a")), lambda: journal.read(0, 9)):
        with pytest.raises(StoreGone):
            ask()
    server.start()
    assert whole(journal) == before
    (entry,) = journal.append(append_of("a", a=1))
    assert (entry.seq, entry.version) == (2, 2)
    assert len(whole(postgres_place.ground.open())) == 3
