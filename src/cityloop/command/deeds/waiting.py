"""Pauses, extensions and hold-overs."""

from datetime import datetime, timedelta
from typing import Any

from cityloop.city.catalogue import Ground
from cityloop.city.facts import waiting
from cityloop.command import orders
from cityloop.command.deeds.registry import does
from cityloop.command.scene import BadOrder, Scene, TooLate
from cityloop.command.ticks import Extended, Resumed
from cityloop.command.timely import sits_where_set
from cityloop.command.timing import Span, told

EXTENSION_DAYS = 15
HOLD_OVER_DAYS = 365
"""The longest where the ground in the catalogue sets no days of its own."""


@does(orders.Pause)
def pause(order: orders.Pause, scene: Scene) -> waiting.Paused:
    """Stop the clock."""
    if scene.case.is_still:
        raise BadOrder("The clock of this case stands still already.")
    return scene.tells(waiting.Paused, ground=scene.ground(order.ground, "pause"), note=scene.words(order.note))


@does(orders.Resume)
def resume(order: orders.Resume, scene: Scene) -> waiting.Resumed:
    """Let the clock go on with the time that was left."""
    if scene.case.paused is None or scene.case.held_until:
        raise BadOrder("The clock of this case is not paused.")
    return scene.tells(waiting.Resumed, **_resumed(scene))


@does(orders.AskExtension)
def ask_extension(order: orders.AskExtension, scene: Scene) -> waiting.ExtensionAsked:
    """Ask for more time before it has run out, and for no more than the ground allows.

    While the clock stands still, it does not run out; more time is then counted as if it went on now.
    """
    due = scene.case.due
    if due is not None and scene.now >= due:
        raise TooLate(f"More time had to be asked for before {due:%Y-%m-%d %H:%M} UTC; the case is late.", until=due)
    _refuse_no_more(scene, order.until)
    ground = scene.index.law.grounds.get(scene.ground(order.ground, "extension"))
    _refuse_too_long(scene, order.until, ground)
    return scene.tells(waiting.ExtensionAsked, until=order.until, ground=ground.id, note=scene.words(order.note))


def _refuse_too_long(scene: Scene, until: datetime, ground: Ground) -> None:
    """Whatever goes beyond the ground's days, where it can be told from when they count."""
    clock, at = scene.timing.clock(scene.case), scene.case.moment(scene.now)
    due = told(lambda: clock.due_if_resumed(at)) if clock else None
    latest = _latest(ground, due, EXTENSION_DAYS) if due else None
    if latest and until > latest:
        raise BadOrder(f"On this ground more time can be had until {latest:%Y-%m-%d %H:%M} UTC.", latest=latest)


def _latest(ground: Ground, start: datetime, otherwise: int) -> datetime:
    """The last moment that the ground allows, counted from ``start``."""
    return start + timedelta(days=ground.longest_days or otherwise)


def _refuse_no_more(scene: Scene, until: datetime) -> None:
    """Whatever gives no counted time more than there is."""
    at = scene.case.moment(scene.now)
    if scene.case.term is None:
        raise BadOrder("No time is set for this stage: none can be added.")
    if until <= at or not _gives_more(scene, until, at):
        raise BadOrder("More time means a later due time than the one that stands, in the time that counts.")


def _gives_more(scene: Scene, until: datetime, at: datetime) -> bool:
    """Whether there would be more counted time, were it due ``until``; it may be, where the holiday table ends."""
    clock = scene.timing.clock(scene.case)
    return clock is None or told(lambda: clock.then(Extended(at=at, due=until)).granted > clock.granted) is not False


@does(orders.DecideExtension)
def decide_extension(order: orders.DecideExtension, scene: Scene) -> waiting.ExtensionDecided:
    """Grant it, or not: where the due time was set, or above, and never oneself."""
    case, at = scene.case, scene.case.moment(scene.now)
    if case.asked_until is None:
        raise BadOrder("Nobody asked for more time here.")
    if case.asked_by == scene.by.id:
        raise BadOrder("You asked for this time yourself: somebody else has to decide.")
    if not sits_where_set(case, scene.by):
        raise BadOrder("More time is decided where the due time was set, or above.", set_at=case.set_at)
    span = _granted(scene, case.asked_until, at)._asdict() if order.granted else {}
    return scene.tells(waiting.ExtensionDecided, granted=order.granted, at=at, **span)


def _granted(scene: Scene, until: datetime, at: datetime) -> Span:
    if until <= at:
        what = f"The time that was asked for ended {until:%Y-%m-%d %H:%M} UTC: it can only be refused."
        raise TooLate(what, until=until)
    if not _gives_more(scene, until, at):
        raise BadOrder("The due time has moved beyond what was asked for. Turn it down; it can be asked for again.")
    return scene.timing.after(scene.case, Extended(at=at, due=until))


@does(orders.HoldOver)
def hold_over(order: orders.HoldOver, scene: Scene) -> waiting.HeldOver:
    """Hold it over until a day that lies ahead, no longer than the ground allows."""
    if scene.case.is_still:
        raise BadOrder("The clock of this case stands still already. Let it go on first.")
    ground = scene.index.law.grounds.get(scene.ground(order.ground, "hold-over"))
    latest = _latest(ground, scene.now, HOLD_OVER_DAYS)
    if not scene.now < order.until <= latest:
        raise BadOrder(f"A hold-over on this ground must end after now and by {latest:%Y-%m-%d}.", latest=latest)
    return scene.tells(waiting.HeldOver, ground=ground.id, until=order.until, note=scene.words(order.note))


@does(orders.EndHold)
def end_hold(order: orders.EndHold, scene: Scene) -> waiting.HoldEnded:
    """The obstacle fell away."""
    if scene.case.held_until is None:
        raise BadOrder("This case is not held over.")
    return scene.tells(waiting.HoldEnded, **_resumed(scene))


def _resumed(scene: Scene) -> dict[str, Any]:
    at = scene.case.moment(scene.now)
    helping = scene.timing.help_resumed(scene.case, at)
    return {"at": at, "assisting": helping, **scene.timing.after(scene.case, Resumed(at=at))._asdict()}
