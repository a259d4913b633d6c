"""What everybody in the demonstration shares: the city's own files, its ground, its teams, its telephone, its words."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cityloop.app.demo.citizens import Citizens
from cityloop.app.demo.dice import Dice
from cityloop.app.demo.sayings import Sayings, read_sayings
from cityloop.app.demo.spots import Spots
from cityloop.app.demo.teams import Teams
from cityloop.city.index import Index


@dataclass(frozen=True, slots=True)
class Town:
    """One city to play in."""

    index: Index
    zone: ZoneInfo
    dice: Dice
    sayings: Sayings
    spots: Spots
    teams: Teams
    citizens: Citizens


def town_of(index: Index, seed: int) -> Town:
    """The town of a city; the same seed makes the same day."""
    dice, zone, spots = Dice(seed), ZoneInfo(index.city.zone), Spots(index)
    return Town(index, zone, dice, read_sayings(), spots, Teams(index, spots), Citizens(dice, zone))
