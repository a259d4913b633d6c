"""The demonstration's day: people report, crews work as persons of the city, and anybody may take over."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from cityloop.app.demo.accounts import Account, account
from cityloop.app.demo.clock import DemoClock
from cityloop.app.demo.live import play_days
from cityloop.app.demo.play import DAY, Play, morning, open_play, read_city
from cityloop.app.listening import PortTaken, listen
from cityloop.city.catalogue import Life
from cityloop.city.facts.intake import Finding
from cityloop.city.principal import NOBODY, Kind, Principal
from cityloop.command import orders
from cityloop.command.stages import Stage
from cityloop.journal.audit import audit

SIX = datetime(2026, 5, 12, 6, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
LAMP = orders.Report(
    life=Life.GRID, category="grid.component.utility.street-lamp", words="路灯不亮", place="road-liuan"
)


def open_street(folder: Path, *, seed: int = 1, crews: bool = True) -> Play:
    """The city of one street, at six in the morning of a Tuesday."""
    return open_play(read_city("street", date(2026, 5, 12)), folder, DemoClock(SIX), seed, crews=crews)


def play_on(play: Play, hours: float) -> None:
    """Let so many hours pass."""
    assert play.play(play.clock() + timedelta(hours=hours), Event())


def person(play: Play, name: str) -> Principal:
    """Somebody signed in at the pages."""
    return Principal(id=f"person:{name}", kind=Kind.PERSON, claims=play.node.index.claims(name, play.clock()))


def report(play: Play) -> str:
    """A visitor reports a lamp through the pages."""
    case = play.node.desk.report(NOBODY, LAMP).case
    play.node.step()
    return case


def authors(play: Play, case: str) -> list[str]:
    """Who wrote the entries about a case, oldest first."""
    return [entry.author for entry in play.node.journal.about(case)]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """A whole day, played."""
    play = open_street(tmp_path_factory.mktemp("day"))
    play.expect(SIX)
    play_on(play, 24)
    play.node.step()
    return play


@pytest.fixture(scope="module")
def drawn(day: Play) -> Account:
    """Its account."""
    return account(day)


def test_every_report_ended_or_is_held_by_somebody(drawn: Account) -> None:
    assert drawn.made >= 40
    assert drawn.is_complete, drawn


def test_both_lives_and_all_tiers_close_cases(drawn: Account) -> None:
    assert set(drawn.by_life) == set(Life)
    assert set(drawn.by_tier) == {"city", "district", "street"}


def test_nothing_that_the_crews_ordered_was_forbidden_or_impossible(day: Play) -> None:
    assert not {code for code in day.desks.errors if code.split()[0] in ("forbidden", "illegal-step", "no-such-case")}


def test_the_record_of_the_day_is_whole(day: Play) -> None:
    journal = day.node.journal
    with journal.store.read() as transaction:
        assert audit(transaction, journal.tables, keys=journal.keys).total == 0


def test_crews_act_as_persons_of_the_city_and_each_look_is_on_record(day: Play) -> None:
    known = {f"person:{each.id}" for each in day.node.index.persons}
    writers = {entry.author for entry in day.node.journal.read(0, 10_000)}
    assert {author for author in writers if author.startswith("person:")} <= known
    assert day.node.access.size() > len(day.public.made)


def test_without_crews_nothing_is_closed(tmp_path: Path) -> None:
    play = open_street(tmp_path, crews=False)
    play.expect(SIX)
    play_on(play, 12)
    found = account(play)
    assert (found.closed, found.due_share) == (0, 0.0)
    assert found.fell_due > 0


def test_the_same_seed_plays_the_same_day(tmp_path: Path) -> None:
    def told(name: str) -> list[tuple[str, str, datetime]]:
        play = open_street(tmp_path / name, seed=4)
        play.expect(SIX)
        play_on(play, 4)
        return [(entry.about, entry.author, entry.time) for entry in play.node.journal.read(0, 10_000)]

    first = told("one")
    assert first == told("other")
    assert len(first) > 20


def test_what_a_visitor_reports_the_crews_carry_out(tmp_path: Path) -> None:
    play = open_street(tmp_path)
    play_on(play, 3)
    case = report(play)
    play_on(play, 30)
    page = play.desks.views.case(person(play, "jin"), case)
    assert page.row.stage is Stage.CLOSED


def test_a_case_that_somebody_took_over_the_crews_leave_alone(tmp_path: Path) -> None:
    play = open_street(tmp_path)
    play_on(play, 3)
    case = report(play)
    seen = play.node.journal.version(case)
    play.node.desk.do(person(play, "jin"), orders.Verify(case=case, seen=seen, finding=Finding.EXISTS))
    play_on(play, 12)
    assert [author for author in authors(play, case) if author.startswith("person:")] == ["person:jin"]
    assert case in play.desks.hands.taken


def test_while_somebody_has_its_page_open_the_crews_wait(tmp_path: Path) -> None:
    """On the stepped clock the whole afternoon passes within the minute in which the page counts as open."""
    play = open_street(tmp_path)
    play_on(play, 3)
    case = report(play)
    play.node.views.case(person(play, "jin"), case)
    play_on(play, 4)
    assert authors(play, case)[0] == "nobody"
    assert not [author for author in authors(play, case) if author.startswith("person:")]


def test_a_day_begins_at_six_and_its_night_belongs_to_it(tmp_path: Path) -> None:
    play = open_street(tmp_path)
    assert morning(SIX, play) == SIX
    assert morning(SIX + timedelta(hours=20), play) == SIX
    assert morning(SIX - timedelta(minutes=1), play) == SIX - DAY


def test_a_kept_record_goes_on_where_it_ended(tmp_path: Path) -> None:
    first = open_street(tmp_path)
    first.expect(SIX)
    play_on(first, 4)
    first.node.stop()
    made, size = len(first.public.made), first.node.journal.size()
    second = open_street(tmp_path, seed=2)
    assert second.clock() >= SIX + timedelta(hours=3)
    second.expect(SIX)
    play_on(second, 1)
    assert 0 < len(second.public.made) < made
    assert second.node.journal.size() > size


def test_days_follow_each_other_until_they_are_stopped() -> None:
    stop, days = Event(), []

    def expect(day: datetime) -> None:
        days.append(day)
        if len(days) == 3:
            stop.set()

    clock = DemoClock(SIX)
    town = SimpleNamespace(zone=ZoneInfo("Asia/Shanghai"))
    play: Any = SimpleNamespace(clock=clock, expect=expect, play=clock.wait, desks=SimpleNamespace(town=town))
    play_days(cast("Play", play), stop)
    assert days == [SIX, SIX + DAY, SIX + 2 * DAY]


def test_a_port_that_is_taken_is_told_with_the_remedy() -> None:
    with listen("127.0.0.1", 0) as first:
        first.listen()
        with pytest.raises(PortTaken, match="--port"):
            listen("127.0.0.1", first.getsockname()[1])
