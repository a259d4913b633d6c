"""Keys, second places and stores that each break one promise."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from secrets import token_bytes
from typing import Any

from sqlalchemy import MetaData, text
from sqlalchemy.exc import IntegrityError

from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.journal.errors import StoreRefused
from cityloop.journal.ports import Transaction
from tests.unit.journal.records import MemoryKeys, MemoryWitness


class ShortKeys(MemoryKeys):
    """Keys of half the length."""

    def create(self, subjects: Sequence[str], /) -> Mapping[str, bytes]:
        return {subject: key[:16] for subject, key in super().create(subjects).items()}


class SharedKeys(MemoryKeys):
    """One key for everybody."""

    def _made(self, subject: str) -> bytes:
        return super()._made("") if subject not in self.keys else super()._made(subject)


class EagerKeys(MemoryKeys):
    """Looking makes a key."""

    def find(self, subject: str, /) -> bytes | None:
        return self._made(subject) if subject not in self.keys else super().find(subject)


class ForgivingKeys(MemoryKeys):
    """Whoever was erased can have a key again."""

    def erase(self, subject: str, /) -> bool:
        return self.keys.pop(subject, None) is not None


class SparingKeys(MemoryKeys):
    """Erases only what is there, and lets a subject without a key have one later."""

    def erase(self, subject: str, /) -> bool:
        return super().erase(subject) if subject in self.keys else False


class BoastfulKeys(MemoryKeys):
    """Says that there was a key whenever it is asked to erase one."""

    def erase(self, subject: str, /) -> bool:
        super().erase(subject)
        return True


class CarelessKeys(MemoryKeys):
    """Erases everybody's key."""

    def erase(self, subject: str, /) -> bool:
        there = super().erase(subject)
        self.keys.update(dict.fromkeys(self.keys))
        return there


class ShiftingKeys(MemoryKeys):
    """A new key whenever one is asked for."""

    turn = 0

    def _made(self, subject: str) -> bytes:
        super()._made(subject)
        self.turn += 1
        self.keys[subject] = made = self.turn.to_bytes(32)
        return made


class VolatileKeys(MemoryKeys):
    """Keys of chance, which nobody remembers after a restart."""

    def _made(self, subject: str) -> bytes:
        self.keys.setdefault(subject, token_bytes(32))
        return super()._made(subject)


class StrangeKeys(MemoryKeys):
    """Knows nobody again."""

    def known_as(self, caller: str, fresh: str, /) -> str:
        self.known.pop(caller, None)
        return super().known_as(caller, fresh)


class KeylessKeys(MemoryKeys):
    """Whoever calls has no key."""

    def known_as(self, caller: str, fresh: str, /) -> str:
        return self.known.setdefault(caller, fresh)


class RememberingKeys(MemoryKeys):
    """Knows the numbers of whoever was erased."""

    def erase(self, subject: str, /) -> bool:
        before = dict(self.known)
        there = super().erase(subject)
        self.known = before
        return there


class NearKeys(MemoryKeys):
    """Takes a part of a number for the whole."""

    def find_known(self, caller: str, /) -> str | None:
        return next((name for number, name in self.known.items() if number.startswith(caller)), None)


class FleetingWitness(MemoryWitness):
    """Keeps the last note alone."""

    def write(self, note: str, leaves: bytes, /) -> None:
        self.kept = []
        super().write(note, leaves)


class DeafWitness(MemoryWitness):
    """Keeps no hashes."""

    def write(self, note: str, leaves: bytes, /) -> None:
        super().write(note, b"")


class WideWitness(MemoryWitness):
    """Gives as many hashes as were asked for, whether it has them or not."""

    def leaves(self, start: int, stop: int, /) -> bytes:
        return super().leaves(start, stop).ljust((stop - start) * 32, b"\0")


class TidyWitness(MemoryWitness):
    """Trims what it is given."""

    def write(self, note: str, leaves: bytes, /) -> None:
        super().write(note.rstrip(), leaves)


class OverwritingWitness(MemoryWitness):
    """Puts every batch of hashes at the beginning."""

    def write(self, note: str, leaves: bytes, /) -> None:
        super().write(note, leaves)
        self.hashes = leaves + self.hashes[len(leaves) :]


class Wrapped:
    """A SQLite store in other hands; does what it should until it is told otherwise."""

    def __init__(self, store: SqliteStore) -> None:
        self.store = store

    def create(self, tables: MetaData, /) -> None:
        self.store.create(tables)

    def write(self) -> AbstractContextManager[Transaction]:
        return self.store.write()

    def read(self) -> AbstractContextManager[Transaction]:
        return self.store.read()

    def close(self) -> None:
        self.store.close()


class Keeping(Wrapped):
    """Keeps what was written before an error."""

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        failed: Exception | None = None
        with self.store.write() as transaction:
            try:
                yield transaction
            except StoreRefused:
                raise
            except Exception as error:  # noqa: BLE001 - that is what is wrong with it
                failed = error
        if failed and not isinstance(failed, IntegrityError):
            raise failed


class Swallowing(Wrapped):
    """Says nothing of an error."""

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        try:
            with self.store.write() as transaction:
                yield transaction
        except Exception:  # noqa: BLE001 - that is what is wrong with it
            return


class Raw(Wrapped):
    """Lets the driver's errors out."""

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        try:
            with self.store.write() as transaction:
                yield transaction
        except StoreRefused as error:
            raise error.__cause__ or error from None


class Forgetful(Wrapped):
    """Takes every write and keeps none."""

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        with self.store._writer.connect() as connection:
            yield connection
            connection.rollback()


class Restless(Wrapped):
    """Each statement of a reader sees the state of its own moment."""

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        yield _EachAnew(self.store.read)


class _EachAnew:
    def __init__(self, begin: Callable[[], AbstractContextManager[Transaction]]) -> None:
        self._begin = begin

    def execute(self, statement: Any, rows: Any = None, /) -> Any:
        with self._begin() as transaction:
            return transaction.execute(statement, rows) if rows else transaction.execute(statement).freeze()()


class Lingering(Wrapped):
    """Whoever reads after an error reads in the transaction in which it happened."""

    def __init__(self, store: SqliteStore) -> None:
        super().__init__(store)
        self._left: list[tuple[AbstractContextManager[Transaction], Transaction]] = []

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        if self._left:
            yield self._left[-1][1]
            return
        begun = self.store.read()
        transaction = begun.__enter__()
        try:
            yield transaction
        except BaseException:
            self._left.append((begun, transaction))
            raise
        begun.__exit__(None, None, None)


class OpenHanded(Wrapped):
    """Readers may write."""

    def read(self) -> AbstractContextManager[Transaction]:
        return self.store.write()


class Crowded(Wrapped):
    """Lets several write at once: each reads first, and takes the writer's place only for what he then writes."""

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        later = _Later(self.store)
        yield later
        later.commit()


class _Later:
    """Reads at once, writes at the end."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._kept: list[tuple[Any, Any]] = []

    def execute(self, statement: Any, rows: Any = None, /) -> Any:
        if statement.is_select:
            with self._store.read() as reader:
                return reader.execute(statement).freeze()()
        self._kept.append((statement, rows))
        return None

    def commit(self) -> None:
        with self._store.write() as writer:
            for statement, rows in self._kept:
                writer.execute(statement, rows)


class Anew(Wrapped):
    """Makes its tables anew whenever it is asked to."""

    def create(self, tables: MetaData, /) -> None:
        with self.store.write() as writer:
            for table in reversed(tables.sorted_tables):
                writer.execute(text(f"DROP TABLE IF EXISTS {table.name}"))
        super().create(tables)


class Cutting(Wrapped):
    """Cuts texts at the first zero."""

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        with self.store.write() as transaction:
            yield _Cut(transaction)


class _Cut:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def execute(self, statement: Any, rows: Any = None, /) -> Any:
        cut = [{name: _short(value) for name, value in row.items()} for row in rows or ()]
        return self._transaction.execute(statement, cut) if cut else self._transaction.execute(statement)


def _short(value: Any) -> Any:
    return value.partition("\0")[0] if isinstance(value, str) else value
