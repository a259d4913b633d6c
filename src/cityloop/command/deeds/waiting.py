"""Pauses, extensions and hold-overs."""

from datetime import timedelta
from typing import Any

from cityloop.city.facts import waiting
from cityloop.command import orders
from cityloop.command.deeds.registry import does
from cityloop.command.scene import BadOrder, Scene, TooLate


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
    """Ask for more time before it has run out."""
    due = scene.case.due
    if due is not None and scene.now >= due:
        raise TooLate(f"More time had to be asked for before {due:%Y-%m-%d %H:%M} UTC; the case is late.", until=due)
    if due is None or order.until <= due:
        raise BadOrder("More time means a later due time than the one that stands.")
    ground = scene.ground(order.ground, "extension")
    return scene.tells(waiting.ExtensionAsked, until=order.until, ground=ground, note=scene.words(order.note))


@does(orders.DecideExtension)
def decide_extension(order: orders.DecideExtension, scene: Scene) -> waiting.ExtensionDecided:
    """Grant it, or not."""
    until = scene.case.asked_until
    if until is None:
        raise BadOrder("Nobody asked for more time here.")
    clock = {"due": until, "soon": scene.timing.soon(scene.case.since, until)} if order.granted else {}
    return scene.tells(waiting.ExtensionDecided, granted=order.granted, **clock)


@does(orders.HoldOver)
def hold_over(order: orders.HoldOver, scene: Scene) -> waiting.HeldOver:
    """Hold it over until a day that lies ahead, no longer than the ground allows."""
    if scene.case.is_still:
        raise BadOrder("The clock of this case stands still already. Let it go on first.")
    ground = scene.index.law.grounds.get(scene.ground(order.ground, "hold-over"))
    latest = scene.now + timedelta(days=ground.longest_days or 365)
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
