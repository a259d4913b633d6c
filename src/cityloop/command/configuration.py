"""The city in force: applied as a fact, kept by digest beside the journal, read without parsing a file."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import select

from cityloop.city.city import City
from cityloop.city.errors import CityloopError
from cityloop.city.facts.record import ConfigurationApplied
from cityloop.city.label import INTERNAL
from cityloop.city.principal import Claim, Duty, Kind, Principal
from cityloop.command.kept import TABLES, keep, kept
from cityloop.command.permission import forbidden
from cityloop.guard.access import access
from cityloop.guard.answer import Denied
from cityloop.guard.terms import Dataset, Purpose
from cityloop.journal.entry import Append, Draft, Entry
from cityloop.journal.journal import Journal
from cityloop.journal.ports import Transaction
from cityloop.journal.tables import Tables

TAG = "record.configuration-applied"
PAGE = 1_000

_DECODER = msgspec.json.Decoder(City)


class NotConfigured(CityloopError):
    """No city is in force yet."""

    code = "not-configured"


class OtherCity(CityloopError):
    """The journal is another city's."""

    code = "other-city"


def apply(journal: Journal, city: City, files: bytes, by: Principal) -> Entry:
    """Put ``city`` in force, and keep it and its raw ``files`` (a tar); the same again changes nothing.

    The first city of a journal is anybody's to apply who holds the machine; from then on it takes the duty CONFIGURE.
    Raises ``Forbidden``, ``OtherCity``, ``Conflict``, or a ``StoreError``.
    """
    seen = journal.version(city.id)
    last = find_applied(journal)
    if last is not None:
        _permit(last, city, by)
    journal.store.create(TABLES)
    fact = ConfigurationApplied(city=city.id, digest=keep(journal, encode(city)), files=keep(journal, files))
    if last is not None and last.fact == fact:
        return last
    draft = Draft(author=by.id, label=INTERNAL.grade, jurisdiction=f"{city.id}/", about=city.id, fact=fact)
    return journal.append(Append(drafts=(draft,), expect={city.id: seen}))[0]


def _permit(last: Entry, city: City, by: Principal) -> None:
    if last.about != city.id:
        what = f"This journal is that of “{last.about}”; “{city.id}” needs a journal of its own."
        raise OtherCity(what, city=last.about, offered=city.id)
    answer = access(by, Duty.CONFIGURE, Purpose.UPKEEP, None, "apply", Dataset.CONFIGURATION, {}, "")
    if isinstance(answer, Denied):
        raise forbidden(answer, "apply", None)


def machine(city: str) -> Principal:
    """The machine's own shell: whoever runs commands there may configure, and is told apart by nothing else."""
    claim = Claim(post="shell", duties=frozenset({Duty.CONFIGURE}), jurisdiction=city, path=f"{city}/")
    return Principal(id="machine:shell", kind=Kind.MACHINE, claims=(claim,))


def encode(city: City) -> bytes:
    """The canonical bytes of a city: JSON, names and sets sorted."""
    return msgspec.json.encode(msgspec.to_builtins(city, str_keys=True, order="sorted"), order="sorted")


def current(journal: Journal) -> City:
    """The city in force now. Raises ``NotConfigured``."""
    return at(journal, journal.size())


def at(journal: Journal, position: int) -> City:
    """The city that was in force for the entry at ``position``. Raises ``NotConfigured``, ``ConfigurationLost``."""
    entry = find_applied(journal, position)
    if entry is None:
        raise NotConfigured("No city is in force: run “cityloop apply DIR” first.", position=position)
    return city_of(journal, entry)


def city_of(journal: Journal, entry: Entry) -> City:
    """The city that a ``ConfigurationApplied`` put in force. Raises ``ConfigurationLost``."""
    return _DECODER.decode(kept(journal, _fact(entry).digest))


def files_of(journal: Journal, entry: Entry) -> bytes:
    """The raw files as they were applied, a tar. Raises ``ConfigurationLost``."""
    return kept(journal, _fact(entry).files)


def _fact(entry: Entry) -> ConfigurationApplied:
    return msgspec.convert(entry.fact, ConfigurationApplied)


def find_city(transaction: Transaction, tables: Tables) -> str | None:
    """The city whose record it is, without opening it as a journal; None where none was applied yet."""
    entries = tables.entries
    return transaction.execute(select(entries.c.about).where(entries.c.tag == TAG).limit(1)).scalar()


def find_applied(journal: Journal, position: int | None = None) -> Entry | None:
    """The last ``ConfigurationApplied`` before ``position`` (None: of all); None where there is none."""
    last = None
    for entry in list_applied(journal):
        if position is not None and entry.seq >= position:
            break
        last = entry
    return last


def list_applied(journal: Journal) -> Iterator[Entry]:
    """Every version, oldest first."""
    start = 0
    while page := journal.tagged(TAG, start, PAGE):
        yield from page
        start = page[-1].seq + 1
