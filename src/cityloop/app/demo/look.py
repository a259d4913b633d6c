"""One look of one person at one case: the page as it is shown, and what may be done from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeAlias, TypeVar

from cityloop.app.demo.spots import travel
from cityloop.app.demo.town import Town
from cityloop.city.area import Point, Tier
from cityloop.city.organisation import Post
from cityloop.city.principal import Principal
from cityloop.command.orders import Order
from cityloop.views.case_page import CasePage
from cityloop.views.case_row import CaseRow
from cityloop.views.timeline import Happened

O = TypeVar("O", bound=Order)  # noqa: E741 - the customary letter would say less


class Then(NamedTuple):
    """An order to give now, and when to look again once it is carried out."""

    order: Order
    until: datetime


Answer: TypeAlias = Order | Then | datetime | None
"""An order to give now, a moment to look again, or nothing."""


def key(row: CaseRow, what: str) -> tuple[str, str, int]:
    """The name of a throw about a case in this round of work."""
    return row.id, what, row.rounds + row.rework


@dataclass(frozen=True, slots=True)
class Look:
    """What a person at a post has before the eyes: nothing that the pages do not show."""

    page: CasePage
    rows: Sequence[CaseRow]
    """The list from which the case was opened."""
    by: Principal
    post: Post
    town: Town
    now: datetime
    stumbled: int = 0
    """How often an order about this case was refused."""

    def may(self, verb: str) -> bool:
        """Whether the page offers this step."""
        return any(step.verb == verb for step in self.page.steps)

    def order(self, step: type[O], note: str | None = None, **fields: Any) -> O:
        """An order about this case as it is shown."""
        return step(case=self.page.row.id, seen=self.page.row.version, note=note, **fields)

    def note(self, verb: str) -> str | None:
        """What is written beside a step, in the language of whoever reported."""
        row = self.page.row
        key = f"{row.id} {row.version}"
        return self.town.sayings.note(verb, self.page.case.language, self.town.dice, key, row.category)

    # The past of the case

    def happened(self, *verbs: str) -> tuple[Happened, ...]:
        """The steps of these names, oldest first."""
        return tuple(each for each in self.page.timeline if each.verb in verbs)

    def last(self, *verbs: str) -> datetime | None:
        """When one of these was last done."""
        done = self.happened(*verbs)
        return done[-1].time if done else None

    # Chance, the same at every look

    def key(self, what: str) -> tuple[str, str, int]:
        """The name of a throw about this case in this round of work."""
        return key(self.page.row, what)

    def chance(self, share: float, what: str) -> bool:
        """Whether it is so here; in this share of all cases it is."""
        return self.town.dice.chance(share, *self.key(what))

    def minutes(self, least: float, most: float, what: str) -> timedelta:
        """How long it takes here."""
        return self.town.dice.minutes(least, most, *self.key(what))

    # Where

    @property
    def tier(self) -> Tier:
        """The tier that runs the case."""
        return self.town.index.node(self.page.case.at.rstrip("/").rpartition("/")[2]).tier

    @property
    def is_placed(self) -> bool:
        """Whether more is known of its place than the city."""
        return self.page.case.where.count("/") > 1

    @property
    def spot(self) -> Point | None:
        """Where it is, as far as the page tells."""
        return self.page.point or self.town.spots.find(self.page.case.where)

    def way(self) -> timedelta:
        """From the post's own ground to the spot."""
        return travel(self.town.spots.find(self.town.index.path(self.post.jurisdiction)), self.spot)

    @property
    def text(self) -> str:
        """All that was said of it."""
        return " ".join(filter(None, (self.page.words, self.page.spot)))
