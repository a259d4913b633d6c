"""What every store must pass (``journal.ports.Store``): transactions that hold or leave nothing, one writer, one state.

Hand over a function that opens the place under test: ``for check in STORE: check(opens)``, each in a place of its own.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from threading import Event
from typing import TypeAlias

from sqlalchemy import LargeBinary, MetaData, String, Table, func, insert, select
from sqlalchemy.schema import CreateTable

from cityloop.checks.checking import expect, raised, same, together
from cityloop.city.label import OPEN
from cityloop.journal.columns import Instant, column
from cityloop.journal.errors import StoreRefused
from cityloop.journal.ports import Store, Transaction
from cityloop.journal.tables import BIG, Tables

Opens: TypeAlias = Callable[[], Store]
"""Opens the place once more, as a second program would, or the same one after a restart; the first time it is empty."""

THINGS, LATER = MetaData(), MetaData()
THING = Table(
    "checked_things",
    THINGS,
    column("id", BIG, OPEN, primary_key=True, autoincrement=False),
    column("word", String, OPEN, nullable=False, unique=True),
    column("data", LargeBinary, OPEN),
    column("at", Instant, OPEN),
)
LATE = Table("checked_later", LATER, column("id", BIG, OPEN, primary_key=True, autoincrement=False))
WRITERS = 4
TIMES = 5
MANY = 500
"""Rows of which a reader who breaks off has read one."""
GRACE_S = 0.1
"""How long a writer leaves another to come in between."""


class Abandoned(Exception):
    """A caller's own error, which no store knows."""


def a_commit_is_seen_by_all_who_come_later(opens: Opens) -> None:
    """A row that was committed is there for every later transaction."""
    store = _made(opens)
    _put(store, "a", "b")
    same(_words(store), ["a", "b"], "what was committed is read")
    with store.write() as writer:
        same(_words_in(writer), ["a", "b"], "what was committed is seen by the next writer")


def a_commit_outlives_the_program(opens: Opens) -> None:
    """A row that was committed is there when the place is opened again."""
    _put(_made(opens), "a", "b")
    same(_words(opens()), ["a", "b"], "what was committed is found after reopening")


def an_error_undoes_everything(opens: Opens) -> None:
    """Of a transaction whose block raises nothing stands, and the error comes out as it is."""
    store = _made(opens)
    error = raised(Abandoned, lambda: _abandon(store), "the caller's own error")
    same(error.args, ("halfway",), "the caller's own error comes out unchanged")
    same(_words(store), [], "nothing stands of what was abandoned")
    _put(store, "b")
    same(_words(opens()), ["b"], "the store goes on after an abandoned transaction")


def a_broken_rule_is_refused(opens: Opens) -> None:
    """A key or a unique word twice, or nothing where something must be: ``StoreRefused``, and nothing is left."""
    store = _made(opens)
    _put(store, "a")
    bad: tuple[dict[str, object], ...] = ({"id": 2, "word": "a"}, {"id": 1, "word": "c"}, {"id": 2, "word": None})
    for row in bad:
        raised(StoreRefused, lambda row=row: _insert(store, {"id": 9, "word": "b"}, row), f"a rule broken by {row}")  # type: ignore[misc]
        same(_words(store), ["a"], "nothing stands of what was refused")
    _put(store, "b")
    same(_words(store), ["a", "b"], "the store goes on after a refusal")


def a_reader_sees_one_state(opens: Opens) -> None:
    """What is committed while somebody reads is not there for him, and is for the next."""
    store = _made(opens)
    _put(store, "a")
    with store.read() as reader:
        same(_words_in(reader), ["a"], "a reader sees what was committed before")
        _put(store, "b")
        same(_words_in(reader), ["a"], "a reader sees one state to his end")
    same(_words(store), ["a", "b"], "the next reader sees what was committed meanwhile")


def a_reader_sees_no_half(opens: Opens) -> None:
    """What is not committed yet is seen by its writer alone; nobody waits for him to read."""
    store = _made(opens)
    with store.write() as writer:
        writer.execute(insert(THING), [{"id": 1, "word": "a"}])
        same(_words_in(writer), ["a"], "a writer sees what he has written")
        same(_words(store), [], "a reader sees nothing of an open transaction")
    same(_words(store), ["a"], "and all of it once it is committed")


def who_breaks_off_holds_nobody_to_the_past(opens: Opens) -> None:
    """A reader fails with rows unread, and his error is kept: whoever reads or writes later sees what stands then."""
    store = _made(opens)
    _put(store, *(str(number) for number in range(MANY)))
    kept = raised(Abandoned, lambda: _break_off(store.read()), "a reader who breaks off")
    _put(store, "later")
    same(len(_words(store)), MANY + 1, f"what was committed after a reader broke off ({kept}) is read")
    kept = raised(Abandoned, lambda: _break_off(store.write()), "a writer who breaks off")
    _put(opens(), "last")
    _put(store, "and this")
    same(len(_words(store)), MANY + 3, f"the store goes on after a writer broke off ({kept})")


def a_reader_changes_nothing(opens: Opens) -> None:
    """Writing in a reader's transaction fails."""
    store = _made(opens)
    raised(Exception, lambda: _write_as_reader(store), "a reader who writes")
    same(_words(store), [], "a reader leaves nothing")


def the_second_writer_waits_for_the_first(opens: Opens) -> None:
    """Whoever begins to write while another does sees what that one wrote; in one program, and in two."""
    store = _made(opens)
    for second in (store, opens()):
        _meet(store, second)
    same(_ids(store), [1, 2, 3, 4], "each writer began where the one before ended")


def one_writes_at_a_time(opens: Opens) -> None:
    """Writers in several threads who each add one to the largest number never meet."""
    store = _made(opens)
    together(WRITERS, lambda _: _count_up(store))
    same(_ids(store), list(range(1, WRITERS * TIMES + 1)), "each writer began where the one before ended")


def one_program_writes_at_a_time(opens: Opens) -> None:
    """The same where each writer has opened the place for himself."""
    stores = [_made(opens) for _ in range(WRITERS)]
    together(WRITERS, lambda number: _count_up(stores[number]))
    same(_ids(stores[0]), list(range(1, WRITERS * TIMES + 1)), "each program began where the one before ended")


def many_read_while_one_writes(opens: Opens) -> None:
    """Readers in several threads always find the numbers from one on without a gap."""
    store = _made(opens)
    seen = together(WRITERS, lambda number: _watch(store) if number else _count_up(store))
    gaps = [ids for states in seen for ids in states if ids != list(range(1, len(ids) + 1))]
    same(gaps, [], "no reader sees a gap")


def making_tables_again_changes_nothing(opens: Opens) -> None:
    """Tables that are there already stay as they are, with their rows; those that are missing are made."""
    store = _made(opens)
    _put(store, "a")
    store.create(THINGS)
    store.create(LATER)
    opens().create(THINGS)
    same(_words(store), ["a"], "rows outlive a second creation")


def a_table_made_in_vain_is_not_there(opens: Opens) -> None:
    """A table made within a transaction that fails can be made again: tables are undone like rows."""
    store = opens()
    raised(Abandoned, lambda: _make_and_abandon(store), "the caller's own error")
    with store.write() as writer:
        writer.execute(CreateTable(LATE))


def the_tables_of_a_journal_are_made(opens: Opens) -> None:
    """Those of two journals stand beside each other, all empty; made again they stay."""
    store = opens()
    journals = (Tables("checked"), Tables("other"))
    for tables in (*journals, *journals):
        store.create(tables.metadata)
    with store.read() as reader:
        tables_made = [table for journal in journals for table in journal.metadata.sorted_tables]
        rows = {table.name: reader.execute(select(func.count()).select_from(table)).scalar() for table in tables_made}
    same(rows, dict.fromkeys(rows, 0), "each table of a journal is there and empty")


def programs_may_start_together(opens: Opens) -> None:
    """Several who open the place and make a journal's tables at once do not trip over each other."""
    stores = [opens() for _ in range(WRITERS)]
    together(WRITERS, lambda number: stores[number].create(Tables("checked").metadata))
    with stores[0].read() as reader:
        found = reader.execute(select(func.count()).select_from(Tables("checked").entries)).scalar()
    same(found, 0, "the tables are there once")


def values_come_back_as_they_were(opens: Opens) -> None:
    """Large numbers, every byte, no byte, nothing, Chinese words, and points in time to the microsecond."""
    store = _made(opens)
    late = datetime(2199, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    early = datetime(1903, 2, 28, 1, 2, 3, 4, tzinfo=UTC)
    rows = [
        {"id": 2**63 - 1, "word": "路灯不亮 🚨", "data": bytes(range(256)), "at": late},
        {"id": -(2**63), "word": "", "data": b"", "at": early},
        {"id": 0, "word": "'; DROP TABLE checked_things; --", "data": None, "at": None},
    ]
    _insert(store, *rows)
    with store.read() as reader:
        found = [dict(row._mapping) for row in reader.execute(select(THING).order_by(THING.c.id.desc()))]
    same(found, [rows[0], rows[2], rows[1]], "values come back as they were written")


def words_come_back_whole_or_are_refused(opens: Opens) -> None:
    """A text with a zero in it is kept whole, or it is ``StoreRefused``; it is never cut, and nothing else breaks."""
    store, word = _made(opens), "before\0after"
    try:
        _put(store, word)
    except StoreRefused:
        word = ""
    same(_words(store), [word] if word else [], "a text is kept whole or not at all")


def nothing_is_changed_by_nobody(opens: Opens) -> None:
    """A transaction in which nothing is done commits."""
    store = _made(opens)
    with store.write():
        pass
    with store.read() as reader:
        expect(_words_in(reader) == [], "a place in which nothing was written is empty")


STORE: tuple[Callable[[Opens], None], ...] = (
    a_commit_is_seen_by_all_who_come_later,
    a_commit_outlives_the_program,
    an_error_undoes_everything,
    a_broken_rule_is_refused,
    a_reader_sees_one_state,
    a_reader_sees_no_half,
    who_breaks_off_holds_nobody_to_the_past,
    a_reader_changes_nothing,
    the_second_writer_waits_for_the_first,
    one_writes_at_a_time,
    one_program_writes_at_a_time,
    many_read_while_one_writes,
    making_tables_again_changes_nothing,
    a_table_made_in_vain_is_not_there,
    the_tables_of_a_journal_are_made,
    programs_may_start_together,
    values_come_back_as_they_were,
    words_come_back_whole_or_are_refused,
    nothing_is_changed_by_nobody,
)
"""Every check of a store."""


def _made(opens: Opens) -> Store:
    """The place, with the table that most checks need."""
    store = opens()
    store.create(THINGS)
    return store


def _insert(store: Store, *rows: dict[str, object]) -> None:
    """Some rows, each by a statement of its own, in one transaction."""
    with store.write() as writer:
        for row in rows:
            writer.execute(insert(THING), [row])


def _put(store: Store, *words: str) -> None:
    """Rows with these words, numbered on from those that are there."""
    with store.write() as writer:
        first = len(_words_in(writer)) + 1
        writer.execute(insert(THING), [{"id": first + i, "word": word} for i, word in enumerate(words)])


def _words_in(transaction: Transaction) -> list[str]:
    return list(transaction.execute(select(THING.c.word).order_by(THING.c.id)).scalars())


def _words(store: Store) -> list[str]:
    with store.read() as reader:
        return _words_in(reader)


def _ids(store: Store) -> list[int]:
    with store.read() as reader:
        return list(reader.execute(select(THING.c.id).order_by(THING.c.id)).scalars())


def _abandon(store: Store) -> None:
    with store.write() as writer:
        writer.execute(insert(THING), [{"id": 1, "word": "a"}])
        raise Abandoned("halfway")


def _break_off(begun: AbstractContextManager[Transaction]) -> None:
    """Fail at the first of many rows; the error keeps the query, as a traceback that somebody looks at does."""
    with begun as transaction:
        rows = transaction.execute(select(THING.c.word))
        for word in rows.scalars():
            raise Abandoned(word, rows)


def _make_and_abandon(store: Store) -> None:
    with store.write() as writer:
        writer.execute(CreateTable(LATE))
        raise Abandoned("halfway")


def _write_as_reader(store: Store) -> None:
    with store.read() as reader:
        reader.execute(insert(THING), [{"id": 1, "word": "a"}])


def _meet(first: Store, second: Store) -> None:
    """One adds a number, and leaves another time to come in between if he can."""
    through = Event()
    with ThreadPoolExecutor(1) as threads:
        with first.write() as writer:
            last = _last(writer)
            other = threads.submit(_add, second, through)
            through.wait(GRACE_S)
            writer.execute(insert(THING), [{"id": last + 1, "word": str(last + 1)}])
        other.result()


def _last(transaction: Transaction) -> int:
    return int(transaction.execute(select(func.max(THING.c.id))).scalar() or 0)


def _add(store: Store, through: Event | None = None) -> None:
    """Add the next number; say so."""
    with store.write() as writer:
        last = _last(writer)
        writer.execute(insert(THING), [{"id": last + 1, "word": str(last + 1)}])
    if through:
        through.set()


def _count_up(store: Store) -> list[list[int]]:
    """Add the next number, some times; what was seen, for whoever compares."""
    for _ in range(TIMES):
        _add(store)
    return []


def _watch(store: Store) -> list[list[int]]:
    """What is there, looked at some times."""
    return [_ids(store) for _ in range(TIMES)]
