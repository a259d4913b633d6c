"""A city applied is on the record, kept by its digest, and told for any position."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.city.area import Jurisdiction, Tier
from cityloop.city.city import City
from cityloop.city.facts.record import ConfigurationApplied
from cityloop.city.organisation import Hours
from cityloop.city.principal import NOBODY
from cityloop.city.words import Name
from cityloop.command import configuration, kept
from cityloop.command.permission import Forbidden
from cityloop.journal.journal import Journal

NAME = Name(zh="青溪", en="Qingxi")
CITY = City(
    id="qingxi",
    name=NAME,
    zone="Asia/Shanghai",
    country="CN",
    hours=Hours(spans=()),
    holidays={date(2026, 10, 10): True, date(2026, 5, 4): False},
    jurisdictions=(Jurisdiction(id="qingxi", tier=Tier.CITY, name=NAME),),
)
CHANGED = msgspec.structs.replace(CITY, hotline="12319")
SHELL = configuration.machine("qingxi")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    store = SqliteStore(tmp_path / "main.db", durable=False)
    yield Journal(store, KeyFile(tmp_path / "keys.db"), lambda: datetime(2026, 5, 1, tzinfo=UTC))
    store.close()


def test_a_city_applied_is_the_one_in_force(journal: Journal) -> None:
    entry = configuration.apply(journal, CITY, b"files", SHELL)
    assert isinstance(entry.fact, ConfigurationApplied)
    assert configuration.current(journal) == CITY
    assert configuration.files_of(journal, entry) == b"files"


def test_each_position_has_the_city_of_its_time(journal: Journal) -> None:
    first = configuration.apply(journal, CITY, b"files", SHELL)
    second = configuration.apply(journal, CHANGED, b"other files", SHELL)
    assert configuration.at(journal, second.seq) == CITY
    assert configuration.at(journal, second.seq + 1) == CHANGED
    with pytest.raises(configuration.NotConfigured):
        configuration.at(journal, first.seq)


def test_the_same_city_again_changes_nothing(journal: Journal) -> None:
    assert configuration.apply(journal, CITY, b"a", SHELL) == configuration.apply(journal, CITY, b"a", SHELL)
    assert journal.size() == 1


def test_after_the_first_it_takes_the_duty(journal: Journal) -> None:
    configuration.apply(journal, CITY, b"a", NOBODY)
    with pytest.raises(Forbidden):
        configuration.apply(journal, CHANGED, b"b", NOBODY)
    assert configuration.current(journal) == CITY


def test_another_city_needs_another_journal(journal: Journal) -> None:
    configuration.apply(journal, CITY, b"a", SHELL)
    other = msgspec.structs.replace(CITY, id="other")
    with pytest.raises(configuration.OtherCity):
        configuration.apply(journal, other, b"b", SHELL)


def test_what_was_kept_is_checked_against_its_digest(journal: Journal) -> None:
    entry = configuration.apply(journal, CITY, b"a", SHELL)
    with journal.store.write() as transaction:
        transaction.execute(kept.CONFIGURATIONS.update().values(content=b"x\x9c\x03\x00\x00\x00\x00\x01"))
    with pytest.raises(kept.ConfigurationLost):
        configuration.city_of(journal, entry)


def test_an_empty_journal_has_no_city(journal: Journal) -> None:
    with pytest.raises(configuration.NotConfigured):
        configuration.current(journal)
