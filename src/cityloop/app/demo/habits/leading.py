"""带班领导, 指挥长, 裁定员: more time, hold-overs, 督办, a list overridden; the word that binds."""

from datetime import timedelta

from cityloop.app.demo.dice import Dice
from cityloop.app.demo.look import Answer, Look
from cityloop.command import orders
from cityloop.views.case_row import CaseRow
from cityloop.views.clock import ClockState

GRANTED = 0.8
LONG_WORKS = ("grid.event.environment.illegal-building", "grid.event.environment.road-damage", "request.planning")


def is_pressing(row: CaseRow, dice: Dice) -> bool:
    """Whether a leader looks into it: its time runs out, or has, or it was sent further up."""
    return row.clock.state in (ClockState.SOON, ClockState.LATE) or row.category in LONG_WORKS


def decide_extension(look: Look) -> Answer:
    """延期审批."""
    asked = look.last("ask-extension") or look.now
    ready = asked + look.minutes(8, 40, "decide")
    return ready if look.now < ready else look.order(orders.DecideExtension, granted=look.chance(GRANTED, "granted"))


def hold_over(look: Look) -> Answer:
    """挂账: what needs works that are planned for later in the year."""
    if look.page.row.category not in LONG_WORKS or not look.chance(0.12, "hold over"):
        return None
    until = look.now + timedelta(days=30)
    return look.order(orders.HoldOver, look.note("hold-over"), ground="hold-over.project", until=until)


def supervise(look: Look) -> Answer:
    """督办: one late case in three is watched from then on."""
    late = look.page.row.clock.state is ClockState.LATE
    if not late or look.page.row.supervised or not look.chance(0.35, "supervise"):
        return None
    return look.order(orders.Supervise, look.note("supervise"))


def arbitrate(look: Look) -> Answer:
    """裁定: the unit that the data names; else the one that had it first."""
    suggested = look.page.suggested
    first = next((str(each.details.get("unit")) for each in look.happened("return")), None)
    unit = (suggested and suggested.unit) or first
    return look.order(orders.Arbitrate, to=unit) if unit else None


def override(look: Look) -> Answer:
    """超清单派遣: rarely, for what a department gave back and the street is willing to do."""
    if not look.happened("return") or look.happened("override") or not look.chance(0.25, "override"):
        return None
    until = look.now + timedelta(days=10)
    office = look.post.unit or ""
    return look.order(orders.Override, look.note("override"), to=office, ground="override.agreed", until=until)


def decide_contest(look: Look) -> Answer:
    """申诉裁定."""
    return look.order(orders.DecideContest, upheld=look.chance(0.5, "upheld"))
