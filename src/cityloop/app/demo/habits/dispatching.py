"""派遣员, 值班长: what nobody owns, what came back, what is too large for a street or too small for a district."""

from collections.abc import Iterator
from datetime import timedelta

from cityloop.app.demo.dice import Dice
from cityloop.app.demo.look import Answer, Look, key
from cityloop.city.area import Tier
from cityloop.command import orders
from cityloop.views.case_row import CaseRow

BEYOND = {
    "grid.event.environment.illegal-building": 0.9,
    "grid.event.emergency": 0.7,
    "grid.event.environment.dirty-water": 0.6,
    "grid.event.construction": 0.35,
    "grid.component.traffic.traffic-signal": 0.5,
    "grid.event.environment.road-damage": 0.25,
    "request.labour": 0.9,
    "request.market": 0.5,
    "request.housing": 0.35,
    "request.transport": 0.4,
    "request.education": 0.7,
    "request.utilities": 0.25,
}
"""Matters that reach beyond a street, and the share of them that a street sends up."""
OF_THE_CITY = (
    *("grid.event.emergency.road-collapse", "grid.event.emergency.gas-pipe-burst"),
    *("grid.event.emergency.flooded-road", "request.utilities"),
    *("request.transport", "request.labour", "request.education"),
)
"""What a district sends on to the city."""


def goes_up(row: CaseRow, dice: Dice) -> bool:
    """Whether a street finds it too large."""
    share = max((share for sort, share in BEYOND.items() if _below(row, sort)), default=0.0)
    return dice.chance(share, *key(row, "up"))


def goes_further(row: CaseRow, dice: Dice) -> bool:
    """Whether a district sends it on to the city."""
    return any(_below(row, sort) for sort in OF_THE_CITY) and dice.chance(0.5, *key(row, "further"))


def goes_down(row: CaseRow, dice: Dice) -> bool:
    """Whether it was sent up though the street can settle it."""
    return goes_up(row, dice) and dice.chance(0.12, *key(row, "down"))


def _below(row: CaseRow, sort: str) -> bool:
    return f"{row.category}.".startswith(f"{sort}.")


def dispatch(look: Look) -> Answer:
    """By hand, where the data names nobody or a unit gave it back."""
    tried = list(dict.fromkeys(_candidates(look)))
    if not tried:
        return None
    return look.order(orders.Dispatch, to=tried[look.stumbled % len(tried)])


def _candidates(look: Look) -> Iterator[str]:
    """Whom a dispatcher thinks of: another unit than gave it back; after that, the one that the data names."""
    if look.page.case.sensitive:
        yield from _named(look)
        return
    suggested = look.page.suggested
    gave_back = {str(each.details.get("unit")) for each in look.happened("return")}
    near = [*(suggested.assisting if suggested else ()), *_parents(look, gave_back), *_at_hand(look)]
    stubborn = look.chance(0.45, "stubborn")
    if suggested and suggested.unit and (stubborn or suggested.unit not in gave_back):
        yield suggested.unit
    yield from (unit for unit in near if unit not in gave_back)
    yield from filter(None, (suggested and suggested.unit,))


def _named(look: Look) -> Iterator[str]:
    """Units with a desk that is named for sensitive matters."""
    posts = (post for post in look.town.index.posts if post.named and "handle" in post.duties)
    yield from (post.unit for post in posts if post.unit)


def _parents(look: Look, units: set[str]) -> Iterator[str]:
    index = look.town.index
    yield from filter(None, (index.unit(unit).parent for unit in units if unit in index.units))


def _at_hand(look: Look) -> Iterator[str]:
    """Units that have a desk right where the case is run, in an order of chance."""
    index, node = look.town.index, look.page.case.at.rstrip("/").rpartition("/")[2]
    here = [post.unit for post in index.posts if post.unit and post.jurisdiction == node and "handle" in post.duties]
    look.town.dice.of(*look.key("at hand")).shuffle(here)
    yield from here


def send_up(look: Look) -> Answer:
    """上报: soon after it is known whose it is; a district sends some of it on."""
    further = look.tier is Tier.DISTRICT and goes_further(look.page.row, look.town.dice)
    if look.happened("order-down") or not (look.tier is Tier.STREET or further):
        return None
    return look.order(orders.SendUp, look.note("send-up"))


def order_down(look: Look) -> Answer:
    """下派: sent up though the street can settle it."""
    sent = look.last("send-up")
    if sent is None or look.happened("order-down") or look.tier is Tier.STREET:
        return None
    street = next((node for node in _nodes(look) if look.town.index.node(node).tier is Tier.STREET), None)
    ready = sent + timedelta(minutes=20)
    if street is None or look.now < ready:
        return None if street is None else ready
    return look.order(orders.OrderDown, look.note("order-down"), to=street)


def _nodes(look: Look) -> list[str]:
    return look.page.case.where.rstrip("/").split("/")
