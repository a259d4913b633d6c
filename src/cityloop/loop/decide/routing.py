"""Routing by responsibility data, corrected by each street's list; what nobody owns is said to be unowned."""

from datetime import datetime

from cityloop.city.area import Tier
from cityloop.city.facts.dispatching import Dispatched, Unowned, Why
from cityloop.command.case import Case
from cityloop.command.duties import Route, has_desk, node_of, route
from cityloop.command.stages import AFTER_DISPATCH
from cityloop.world import World


def routed(case: Case, world: World, now: datetime) -> Dispatched | Unowned:
    """Who leads and who assists from ``now`` on; or that a person must decide, and why."""
    if not is_placed(case, world):
        return Unowned(case=case.id, why=Why(rule="no-place", category=case.category or ""))
    way = route(world.index, case.category or "", case.where)
    if way.unit is None:
        return Unowned(case=case.id, why=way.why)
    if not has_desk(world.index, way.unit, sensitive=case.sensitive):
        return Unowned(case=case.id, why=Why(rule="no-named-desk", category=case.category or ""))
    return _dispatched(case, world, now, way, way.unit)


def is_placed(case: Case, world: World) -> bool:
    """Whether more is known of the place than that it lies in the city."""
    return world.index.node(node_of(case.where)).tier is not Tier.CITY


def _dispatched(case: Case, world: World, now: datetime, way: Route, lead: str) -> Dispatched:
    begun = world.timing.begun(case.category or case.life, AFTER_DISPATCH[case.life], now, case.at, lead)
    helping = tuple(world.timing.helping(case.category, case.at, unit, now) for unit in way.assisting)
    return Dispatched(case=case.id, to=lead, set_at=case.at, assisting=helping, why=way.why, **begun._asdict())
