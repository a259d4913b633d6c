"""Sets the stage: a node of its own for a synthetic city, the crews, and the day's reports."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from random import Random

from cityloop.adapters import catalogue, crs
from cityloop.adapters.chance import seeded_chance
from cityloop.app.demo.clock import DemoClock
from cityloop.app.demo.crews import Crews
from cityloop.app.demo.day import DAY, Day
from cityloop.app.demo.desks import Desks
from cityloop.app.demo.hands import Hands, WatchedViews
from cityloop.app.demo.hours import Hours
from cityloop.app.demo.public import Public
from cityloop.app.demo.reports import tell_day
from cityloop.app.demo.town import Town, town_of
from cityloop.app.node import Node
from cityloop.app.opening import open_node
from cityloop.command import configuration

A_GRID_TELLS = 3.5
"""Reports a day and grid."""
LEAST = 40
SIX = time(6)


@dataclass(frozen=True, slots=True)
class Stage:
    """A city ready to play in; ``desks`` see it as the crews do."""

    node: Node
    clock: DemoClock
    desks: Desks
    town: Town


def set_stage(city: Path, folder: Path, clock: DemoClock, seed: int) -> Stage:
    """Open a node in ``folder`` and put the city files of ``city`` in force. What is there already stays."""
    node = open_node(folder, clock, seeded_chance(seed + clock.start.toordinal()), durable=False)
    found = catalogue.load(city, crs.find)
    configuration.apply(node.journal, found, catalogue.archive(city), configuration.machine(found.id))
    node.reload()
    town, hands = town_of(node.index, seed), Hands(node.journal.size())
    desks = Desks(node.desk, node.views, town, hands)
    node.views = WatchedViews(node.views.reading, node.desk, hands)
    return Stage(node, clock, desks, town)


def day_of(stage: Stage, start: datetime, *, crews: bool = True, settle: Callable[[], object]) -> tuple[Day, Public]:
    """The 24 hours from ``start``, and those who report in them."""
    index, town = stage.node.index, stage.town
    count = max(LEAST, round(A_GRID_TELLS * len(list_grids(stage))))
    tellings = tell_day(index, town.sayings, start, count, Random(f"{town.dice.seed} {start:%Y-%m-%d} reports"))
    public = Public(stage.desks, tellings)
    calendar = stage.node.in_force().timing.calendar
    working = Crews(stage.desks, Hours(index, calendar), start) if crews else None
    return Day(stage.clock, public, working, settle), public


def list_grids(stage: Stage) -> list[str]:
    """The ids of the grids."""
    return [node.id for node in stage.node.index.tree if node.tier == "grid"]


__all__ = ["DAY", "SIX", "Stage", "day_of", "set_stage"]
