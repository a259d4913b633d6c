"""Lives a due time of the table through at the desk of a city that has its limit, hours and holidays."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import load
from cityloop.city.catalogue import Limit
from cityloop.city.city import City
from cityloop.command import orders
from cityloop.command.case import Case
from tests.street import LAMP, STREET, Street
from tests.unit.command.due_times import DueTime, hours


def city_of(entry: DueTime) -> City:
    """The street's city, moved to where the entry is: its zone, hours and days, and its limit for handling a lamp."""
    city = load(STREET, crs.find)
    limit = Limit(stage="handle", kind=entry.limit.kind, amount=entry.limit.amount)
    return replace(
        city,
        zone=entry.zone.key,
        country=entry.country,
        holidays=dict(entry.days),
        hours=hours(*entry.hours),
        posts=tuple(replace(post, hours=None) for post in city.posts),
        units=tuple(replace(unit, hours=None) for unit in city.units),
        categories=tuple(replace(each, limits=(limit,)) if each.id == LAMP else each for each in city.categories),
    )


class Life:
    """One lamp that is out, and whatever the table says befalls its clock."""

    def __init__(self, folder: Path, entry: DueTime) -> None:
        self.street = Street(folder, city=city_of(entry), now=entry.start.astimezone(UTC))
        self.case = self.street.dispatched()

    def live(self, entry: DueTime) -> Iterator[Case]:
        """The case at first, and after each event."""
        yield self.street.case(self.case)
        for what, at, *more in entry.then:
            self.street.now = at.astimezone(UTC)
            self.street.node.step()
            getattr(self, f"_{what}")(*more)
            yield self.street.case(self.case)

    def _pause(self) -> None:
        self._do("jin", orders.Pause, ground=self._ground("pause"))

    def _resume(self) -> None:
        self._do("jin", orders.Resume)

    def _extend(self, _: int, until: object) -> None:
        self._do("pan", orders.AskExtension, until=until, ground=self._ground("extension"))
        self._do("jin", orders.DecideExtension, granted=True)

    def _stop(self) -> None:
        self._do("pan", orders.Handle, note="换了灯泡")
        self._do("pan", orders.ReportBack, note="已修复")
        self._do("mei", orders.Check, passed=True)
        self._do("mei", orders.Close)

    def _reopen(self) -> None:
        self._do("kong", orders.Reopen)

    def _do(self, who: str, order: type[orders.Order], **said: object) -> None:
        self.street.do(who, order, self.case, **said)

    def _ground(self, step: str) -> str:
        return self.street.node.index.law.list_grounds(step)[0].id


def lived(entry: DueTime, folder: Path) -> datetime | None:
    """When the case is due after all that befell it."""
    life = Life(folder, entry)
    *_, last = life.live(entry)
    life.street.node.stop()
    return last.due
