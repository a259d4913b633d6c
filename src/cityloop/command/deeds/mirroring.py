"""What outside systems say of a case: the number by which it goes there, and how it stands."""

from cityloop.city.facts.mirrors import Echoed, Mirrored
from cityloop.city.system import System
from cityloop.command import orders
from cityloop.command.case import Mirror
from cityloop.command.deeds.registry import does
from cityloop.command.scene import BadOrder, Scene


class OldNews(BadOrder):
    """The outside system said this before, or something newer since."""

    code = "old-news"


@does(orders.Mirror)
def mirror(order: orders.Mirror, scene: Scene) -> Mirrored:
    """Set the number down: one for each system."""
    system = _own_system(scene, order.system)
    if scene.case.find_mirror(system.id):
        raise BadOrder(f"The case goes by another number in '{system.id}' already.", system=system.id)
    return scene.tells(Mirrored, system=system.id, number=order.number, way=order.way)


@does(orders.Echo)
def echo(order: orders.Echo, scene: Scene) -> Echoed:
    """Set down how it stands there; what is older than what was heard already is refused."""
    system = _own_system(scene, order.system)
    known = scene.case.find_mirror(system.id)
    if known is None:
        raise BadOrder(f"The case is not known to go by a number in '{system.id}'.", system=system.id)
    if not _is_news(order, known):
        what = f"'{system.id}' told of revision {known.revision} already."
        raise OldNews(what, revision=known.revision)
    same = {name: getattr(order, name) for name in ("revision", "state", "why")}
    return scene.tells(Echoed, system=system.id, number=known.number, **same)


def _own_system(scene: Scene, system_id: str) -> System:
    """The system, which speaks for itself alone."""
    system = scene.index.systems.get(system_id)
    if scene.by.id != system.author:
        raise BadOrder(f"Only '{system.id}' itself says how it stands there.", system=system.id)
    return system


def _is_news(order: orders.Echo, known: Mirror) -> bool:
    """Whether it is newer; of the same revision, whether it is said to stand otherwise, or another thing came of it."""
    if order.revision != known.revision:
        return order.revision > known.revision
    return (order.state, order.why) != (known.state, known.why)
