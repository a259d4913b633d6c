"""Pauses, extensions and hold-overs."""

from datetime import datetime, timedelta
from typing import Any

from cityloop.city.catalogue import Ground
from cityloop.city.facts import waiting
from cityloop.command import orders
from cityloop.command.deeds.registry import does
from cityloop.command.scene import BadOrder, Scene, TooLate
from cityloop.command.timely import sits_where_set

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
    return scene.tells(waiting.Resumed, **_time_left(scene))


@does(orders.AskExtension)
def ask_extension(order: orders.AskExtension, scene: Scene) -> waiting.ExtensionAsked:
    """Ask for more time before it has run out, and for no more than the ground allows."""
    due = _standing_due(scene)
    if due is not None and scene.now >= due:
        raise TooLate(f"More time had to be asked for before {due:%Y-%m-%d %H:%M} UTC; the case is late.", until=due)
    if due is None or order.until <= due:
        raise BadOrder("More time means a later due time than the one that stands.")
    ground = scene.index.law.grounds.get(scene.ground(order.ground, "extension"))
    latest = _latest(ground, due, EXTENSION_DAYS)
    if order.until > latest:
        raise BadOrder(f"On this ground more time can be had until {latest:%Y-%m-%d %H:%M} UTC.", latest=latest)
    return scene.tells(waiting.ExtensionAsked, until=order.until, ground=ground.id, note=scene.words(order.note))


def _standing_due(scene: Scene) -> datetime | None:
    """When the case is due; where its clock stands still, when it would be if the clock went on now."""
    return scene.timing.resumed(scene.case, scene.now).due


def _latest(ground: Ground, start: datetime, otherwise: int) -> datetime:
    """The last moment that the ground allows, counted from ``start``."""
    return start + timedelta(days=ground.longest_days or otherwise)


@does(orders.DecideExtension)
def decide_extension(order: orders.DecideExtension, scene: Scene) -> waiting.ExtensionDecided:
    """Grant it, or not: where the due time was set, or above, and never oneself."""
    case = scene.case
    if case.asked_until is None:
        raise BadOrder("Nobody asked for more time here.")
    if case.asked_by == scene.by.id:
        raise BadOrder("You asked for this time yourself: somebody else has to decide.")
    if not sits_where_set(case, scene.by):
        raise BadOrder("More time is decided where the due time was set, or above.", set_at=case.set_at)
    clock = _granted(scene, case.asked_until) if order.granted else {}
    return scene.tells(waiting.ExtensionDecided, granted=order.granted, **clock)


def _granted(scene: Scene, until: datetime) -> dict[str, Any]:
    if scene.case.is_still:
        raise BadOrder("The clock of this case stands still. Let it go on before you grant more time.")
    if scene.case.due is None or until <= scene.case.due:
        raise BadOrder("The due time has moved beyond what was asked for. Turn it down; it can be asked for again.")
    return {"due": until, "soon": scene.timing.soon(scene.case.since, until)}


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
    return scene.tells(waiting.HoldEnded, **_time_left(scene))


def _time_left(scene: Scene) -> dict[str, Any]:
    span = scene.timing.resumed(scene.case, scene.now)
    return {"due": span.due, "soon": span.soon, "assisting": scene.timing.help_resumed(scene.case, scene.now)}
