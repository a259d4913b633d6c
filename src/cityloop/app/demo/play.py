"""A synthetic city at play: a node of its own, people who report, crews who work, minute by minute."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files as packaged
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Event
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cityloop.adapters import catalogue, crs
from cityloop.adapters.chance import seeded_chance, true_chance
from cityloop.app.demo.clock import DemoClock
from cityloop.app.demo.crews import Crews
from cityloop.app.demo.desks import Desks
from cityloop.app.demo.hands import Hands, WatchedViews
from cityloop.app.demo.hours import Hours
from cityloop.app.demo.make_city import make_city
from cityloop.app.demo.public import Public
from cityloop.app.demo.reports import tell_day
from cityloop.app.demo.town import town_of
from cityloop.app.node import Node
from cityloop.app.opening import open_node
from cityloop.city.area import Tier
from cityloop.city.city import City
from cityloop.command import configuration

LINJIANG = "linjiang"
EXAMPLES = Path(str(packaged("cityloop"))) / "data" / "examples"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
A_GRID_TELLS = 3.5
"""Reports a day and grid."""
LEAST = 40
"""Reports a day at least."""
SETTLING = 5
"""Minutes between two looks of the loop at its timers, where it does not run by itself."""


@dataclass(frozen=True, slots=True)
class Play:
    """One city at play. On a stepped clock the loop is run from here; otherwise it runs by itself (``node.start``)."""

    node: Node
    clock: DemoClock
    desks: Desks
    public: Public
    crews: Crews | None
    """None: people report, and nobody comes."""
    goes_on: bool = False
    """The record holds earlier play; what was to be told before now is not told again."""

    def expect(self, day: datetime) -> None:
        """Let people prepare what they will report in the 24 hours from ``day``; what lies before now is told at once.

        The same seed and the same day bring the same reports.
        """
        since = self.clock() if self.goes_on else day
        town = self.desks.town
        count = max(LEAST, round(A_GRID_TELLS * len(town.index.tree.of_tier(Tier.GRID))))
        source = Random(f"{town.dice.seed} {day:%Y-%m-%d} reports")
        told = tell_day(town.index, town.sayings, day, count, source)
        self.public.expect(each for each in told if each.at >= since)

    def play(self, end: datetime, stop: Event) -> bool:
        """Play until ``end``; False when ``stop`` was set before. A live play that falls behind skips minutes."""
        now = _minute(self.clock())
        while now < end:
            if not self.clock.wait(now, stop):
                return False
            self._minute(now)
            now = max(now + MINUTE, _minute(self.clock()))
        return True

    def _minute(self, now: datetime) -> None:
        told = self.public.tell(now)
        self._settle(told > 0)
        did = sum(self.crews.looks(now)) if self.crews else 0
        self._settle(did > 0 or now.minute % SETTLING == 0)

    def _settle(self, is_needed: bool) -> None:
        if is_needed and self.clock.speed == 0:
            self.node.step()


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


class Files(NamedTuple):
    """A city, and the files that say it."""

    city: City
    archive: bytes

    @property
    def zone(self) -> ZoneInfo:
        """The city's own time."""
        return ZoneInfo(self.city.zone)


def read_city(name: str, day: date) -> Files:
    """Linjiang with its rota from ``day`` on, an example, or a folder of city files. Raises ``WrongCity``."""
    if name != LINJIANG:
        return _files_of(EXAMPLES / name if (EXAMPLES / name).is_dir() else Path(name))
    with TemporaryDirectory(prefix="cityloop-") as folder:
        make_city(Path(folder), start=day)
        return _files_of(Path(folder))


def _files_of(folder: Path) -> Files:
    return Files(catalogue.load(folder, crs.find), catalogue.archive(folder))


def open_play(files: Files, folder: Path, clock: DemoClock, seed: int, *, crews: bool = True) -> Play:
    """Open a node in ``folder`` with a city in force. What is recorded there already stays."""
    chance = true_chance() if clock.speed else seeded_chance(seed)
    node = open_node(folder, clock, chance, durable=False)
    known = node.journal.size()
    if known:
        clock.skip(node.journal.get(known - 1).time)
    configuration.apply(node.journal, *files, configuration.machine(files.city.id))
    node.reload()
    hands = Hands(node.journal.size())
    desks = Desks(node.desk, node.views, town_of(node.index, seed), hands)
    node.views = WatchedViews(node.views.reading, node.desk, hands)
    hours = Hours(node.index, node.in_force().timing.calendar)
    working = Crews(desks, hours, clock()) if crews else None
    return Play(node, clock, desks, Public(desks), working, goes_on=known > 0)


def morning(moment: datetime, play: Play) -> datetime:
    """Six o'clock of the day that ``moment`` belongs to, in the city's zone: a night belongs to the day before."""
    local = (moment - timedelta(hours=6)).astimezone(play.desks.town.zone)
    return datetime.combine(local.date(), time(6), play.desks.town.zone).astimezone(moment.tzinfo)
