"""Pauses, extensions and hold-overs."""

from datetime import datetime, timedelta
from typing import Any

from cityloop.city.facts import waiting
from cityloop.command import orders
from cityloop.command.deeds.registry import does
from cityloop.command.scene import BadOrder, Scene, TooLate
from cityloop.command.ticks import Extended, Resumed
from cityloop.command.timing import told


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
    """Ask for more time before it has run out; while the clock stands still, it does not run out."""
    due = scene.case.due
    if due is not None and scene.now >= due:
        raise TooLate(f"More time had to be asked for before {due:%Y-%m-%d %H:%M} UTC; the case is late.", until=due)
    _refuse_no_more(scene, order.until)
    ground = scene.ground(order.ground, "extension")
    return scene.tells(waiting.ExtensionAsked, until=order.until, ground=ground, note=scene.words(order.note))


def _refuse_no_more(scene: Scene, until: datetime) -> None:
    """Whatever gives no counted time more than there is."""
    clock, at = scene.timing.clock(scene.case), scene.case.moment(scene.now)
    if clock is None:
        raise BadOrder("No time is set for this stage: none can be added.")
    if until <= at or told(lambda: clock.then(Extended(at=at, due=until)).granted > clock.granted) is False:
        raise BadOrder("More time means a later due time than the one that stands, in the time that counts.")


@does(orders.DecideExtension)
def decide_extension(order: orders.DecideExtension, scene: Scene) -> waiting.ExtensionDecided:
    """Grant it, or not."""
    until, at = scene.case.asked_until, scene.case.moment(scene.now)
    if until is None:
        raise BadOrder("Nobody asked for more time here.")
    if not order.granted:
        return scene.tells(waiting.ExtensionDecided, granted=False, at=at)
    if until <= at:
        what = f"The time that was asked for ended {until:%Y-%m-%d %H:%M} UTC: it can only be refused."
        raise TooLate(what, until=until)
    span = scene.timing.after(scene.case, Extended(at=at, due=until))
    return scene.tells(waiting.ExtensionDecided, granted=True, at=at, **span._asdict())


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
    return scene.tells(waiting.HoldEnded, **_resumed(scene))


def _resumed(scene: Scene) -> dict[str, Any]:
    at = scene.case.moment(scene.now)
    return {"at": at, **scene.timing.after(scene.case, Resumed(at=at))._asdict()}
