"""A record verified: every entry hashed again, held against all that was signed, and the tables folded again.

Nothing is written to it. A node may run meanwhile: what is verified is the state at one moment.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeAlias

from cityloop.adapters.stores.deposit import origins
from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.stores.signing import find_verifier
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.app.opening import Places
from cityloop.app.second_places import Lines, lines_of
from cityloop.city.facts.record import Restored
from cityloop.command.kept import list_lost
from cityloop.command.tables import projections
from cityloop.journal.audit import Report, audit
from cityloop.journal.checkpoints import Checkpoint
from cityloop.journal.faults import Fault
from cityloop.journal.lines import restores
from cityloop.journal.note import Verifier
from cityloop.journal.ports import Keys, Transaction
from cityloop.journal.refolded import refold_apart
from cityloop.journal.tables import Tables

Told: TypeAlias = Callable[[str, str, int], None]
"""Is told the journal, what is done ("hashed", "folded"), and to how many entries so far."""
STORES = {"main": "journal", "access": "access"}
"""Each journal of a record, and the store that it stands in."""


class Verified(NamedTuple):
    """What came of one journal."""

    name: str
    report: Report
    further: tuple[Fault, ...]
    """What else is wrong where the entries are whole: tables for reading, configurations."""
    signer: Verifier | None
    """Whose signatures counted; None: there are none."""
    signed_to: int | None
    """How many entries the second place has seen; None: it has seen nothing."""
    restored: tuple[str, ...] = ()
    """What was lost by restores, as the record itself says."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All that is wrong, the earliest entry first, as far as it is kept in words."""
        return self.report.faults + self.further

    @property
    def total(self) -> int:
        """How much is wrong."""
        return self.report.total + len(self.further)


def verify(places: Places, against: Path | None, signer: Verifier | None, told: Told) -> Iterator[Verified]:
    """Each journal of the record at ``places``, one after the other; raises ``NoRecord`` where there is none.

    ``against`` is the second place to hold it against (else the record's own); ``signer`` whose signatures count (else
    those of the key that lies with the record, which whoever rewrites the record may hold as well).
    """
    keys = KeyFile(places.key_file) if places.key_file.exists() else None
    known = _restores(places)
    for name in STORES:
        lines = lines_of(against or places.second, name, known)
        yield _verify(places, name, lines, signer or _signer(places, lines), keys, partial(told, name))


def _restores(places: Places) -> list[tuple[int, Restored]]:
    with _reading(places, STORES["main"]) as transaction:
        return restores(transaction, Tables("main"))


def _signer(places: Places, lines: Lines) -> Verifier | None:
    """The key that lies with the record, by the name that the checkpoints give it."""
    names = [origin.rpartition("/")[0] for origin in origins(lines.notes())]
    return find_verifier(places.signing_key, names[0]) if names else None


def _verify(
    places: Places,
    name: str,
    lines: Lines,
    signer: Verifier | None,
    keys: Keys | None,
    told: Callable[[str, int], None],
) -> Verified:
    tables = Tables(name)
    with _reading(places, STORES[name]) as transaction:
        report = audit(transaction, tables, signer, lines, keys, partial(told, "hashed"))
        whole = name == "main" and not report.total
        further = _further(transaction, tables, partial(told, "folded")) if whole else ()
    latest = lines.latest()
    signed_to = Checkpoint.parse(latest).size if latest and origins([latest]) else None
    return Verified(name, report, (*lines.faults(), *further), signer, signed_to, tuple(lines.told()))


def _further(transaction: Transaction, tables: Tables, told: Callable[[int], None]) -> tuple[Fault, ...]:
    """The main journal's configurations and tables, where its entries are whole."""
    with TemporaryDirectory(prefix="cityloop-verify-") as folder:
        scratch = SqliteStore(Path(folder) / "folded.db", durable=False)
        folded = refold_apart(transaction, tables, projections(), scratch, told)
        scratch.close()
    return (*list_lost(transaction, tables), *folded.sorted())


@contextmanager
def _reading(places: Places, store: str) -> Iterator[Transaction]:
    """One consistent state of a store, which is not made where it is not there."""
    places.refuse_none(store)
    with closing(places.store(store, durable=True)) as opened, opened.read() as transaction:
        yield transaction
