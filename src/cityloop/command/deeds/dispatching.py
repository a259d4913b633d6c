"""任务派遣: dispatch, override, sign, return, arbitrate, assist, send up, order down."""

from datetime import datetime, timedelta

from cityloop.city.area import Tier
from cityloop.city.facts import dispatching
from cityloop.city.facts.dispatching import Assisting, Why
from cityloop.city.principal import Duty
from cityloop.command import orders
from cityloop.command.deeds.registry import does
from cityloop.command.duties import Exclusion, find_arbiter, find_exclusion, has_desk, node_of, route
from cityloop.command.scene import BadOrder, Scene, TooLate
from cityloop.command.stages import AFTER_DISPATCH, Stage
from cityloop.command.whereabouts import RUNS

RETURN_WITHIN = timedelta(hours=24)
"""A unit may return a case within this time after it was dispatched, where the catalogue sets no limit for it."""


class NotOnList(BadOrder):
    """By the street's lists this unit may not lead in such a matter."""

    code = "not-on-list"


@does(orders.Dispatch)
def dispatch(order: orders.Dispatch, scene: Scene) -> dispatching.Dispatched:
    """Send the case to its lead: the one named, or the one that the data names."""
    by_data = route(scene.index, scene.case.category or "", scene.case.where)
    lead = order.to or by_data.unit
    if lead is None:
        raise BadOrder("Nobody answers for this by the city's data. Name the unit that shall lead.")
    own_choice = order.to is not None and (scene.adopted or order.to != by_data.unit)
    why = _chosen(scene, lead) if own_choice else by_data.why
    helping = order.assisting or (() if own_choice else by_data.assisting)
    return _dispatched(scene, _with_desk(scene, unit_known(scene, lead)), why, helping)


def _with_desk(scene: Scene, lead: str) -> str:
    """The unit, where somebody there may see the case: nothing is sent to where nobody can open it.

    Another system's record is taken as it was: where that sent the case is no longer for anybody to choose.
    """
    if not scene.adopted and not has_desk(scene.index, lead, sensitive=scene.case.sensitive):
        raise BadOrder(f"'{lead}' has no post named for sensitive matters: nobody there could see it.", unit=lead)
    return lead


def _dispatched(scene: Scene, lead: str, why: Why, helping: tuple[str, ...]) -> dispatching.Dispatched:
    assisting = _helping(scene, helping, frozenset({lead}))
    set_at = scene.seat_of_author(Duty.DISPATCH)
    return scene.moves(dispatching.Dispatched, hours_of=lead, to=lead, set_at=set_at, assisting=assisting, why=why)


def _helping(scene: Scene, units: tuple[str, ...], besides: frozenset[str]) -> tuple[Assisting, ...]:
    """Each of the units once, but for those that have the case already, with a clock that starts now."""
    case, known = scene.case, dict.fromkeys(unit_known(scene, unit) for unit in units)
    return tuple(scene.timing.helping(case.category, case.at, unit, scene.now) for unit in known if unit not in besides)


def _chosen(scene: Scene, lead: str) -> Why:
    """The reason where the lead was named: by a person, whom the lists bind, or by another system's record."""
    if scene.adopted:
        return Why(rule="recorded", jurisdiction=node_of(scene.case.where))
    return _person_chose(scene, lead)


def _person_chose(scene: Scene, lead: str) -> Why:
    case = scene.case
    excluded = find_exclusion(scene.index, case.category or "", case.where, unit_known(scene, lead))
    allowed = case.override == lead and case.override_until is not None and scene.now < case.override_until
    if excluded and not allowed:
        raise _not_on_list(lead, excluded)
    return Why(rule="override" if excluded else "person", jurisdiction=node_of(case.where))


def _not_on_list(lead: str, excluded: Exclusion) -> NotOnList:
    says = "by its list" if excluded.rule == "list" else "the matter is on no list of its street, and by the data"
    leads = f"'{excluded.unit}' leads. Send it there" if excluded.unit else "nobody leads. Ask a leader to override"
    what = f"'{lead}' may not lead here: {says} {leads}."
    return NotOnList(what, unit=lead, instead=excluded.unit, rule=excluded.rule)


def unit_known(scene: Scene, unit: str) -> str:
    """The id of a unit of this city, from its id or one of its names."""
    found = scene.index.units.find(unit)
    if found is None:
        raise BadOrder(f"There is no unit '{unit}' in this city.", unit=unit)
    return found.id


@does(orders.Override)
def override(order: orders.Override, scene: Scene) -> dispatching.Overridden:
    """Allow a lead that a list excludes; the post, the ground and the end stand on the record."""
    if order.until <= scene.now:
        raise BadOrder("An override needs an end that lies ahead.")
    return scene.tells(
        dispatching.Overridden,
        to=unit_known(scene, order.to),
        post=scene.claim_of_author(Duty.SUPERVISE).post,
        ground=scene.ground(order.ground, "override"),
        until=order.until,
        note=scene.words(order.note),
    )


@does(orders.Sign)
def sign(order: orders.Sign, scene: Scene) -> dispatching.Signed:
    """Take it on; a second signature is refused."""
    if scene.case.signed:
        raise BadOrder("This case was signed for already.")
    unit = scene.unit_of_author()
    if scene.case.stage is Stage.SIGN:
        return scene.moves(dispatching.Signed, unit=unit)
    return scene.tells(dispatching.Signed, unit=unit)


@does(orders.Return)
def return_(order: orders.Return, scene: Scene) -> dispatching.Returned:
    """Give it back, in time and on a ground; the second time it goes to the arbiter, whose word binds."""
    case = scene.case
    if case.bound:
        raise BadOrder("The arbiter named your unit for this case: it cannot be returned.")
    if case.lead in case.handled_by:
        raise BadOrder("Your unit has handled this case already: it cannot be given back as not its own.")
    until = _return_until(scene)
    if scene.now > until:
        what = f"A return had to come by {until:%Y-%m-%d %H:%M} UTC. Ask the dispatcher, or for more time."
        raise TooLate(what, until=until)
    ground, unit = scene.ground(order.ground, "return"), scene.unit_of_author()
    arbiter = _arbiter(scene) if case.returns else None
    return scene.moves(dispatching.Returned, negative=bool(arbiter), unit=unit, ground=ground, arbiter=arbiter)


def _arbiter(scene: Scene) -> str:
    """The post whose word binds."""
    found = find_arbiter(scene.index, scene.case.at, sensitive=scene.case.sensitive)
    if found is None:
        raise BadOrder("Nobody here can decide a second return: no post has the duty to arbitrate.")
    return found.id


def _return_until(scene: Scene) -> datetime:
    dispatched = scene.case.dispatched or scene.now
    limit = scene.timing.find_limit(scene.case.category or scene.case.life, "return")
    hours = scene.timing.hours(scene.case.stage, scene.case.at, scene.case.lead)
    set_time = scene.timing.due(limit, dispatched, hours) if limit else None
    return set_time or dispatched + RETURN_WITHIN


@does(orders.Arbitrate)
def arbitrate(order: orders.Arbitrate, scene: Scene) -> dispatching.Arbitrated:
    """Name the lead; it binds."""
    lead = _with_desk(scene, unit_known(scene, order.to))
    clock = scene.clock(AFTER_DISPATCH[scene.case.life], lead)
    set_at = scene.seat_of_author(Duty.ARBITRATE)
    return scene.tells(dispatching.Arbitrated, to=lead, set_at=set_at, why=Why(rule="arbiter"), **clock)


@does(orders.Assist)
def assist(order: orders.Assist, scene: Scene) -> dispatching.Assisted:
    """Report one's part as done, once."""
    unit = scene.unit_of_author()
    if any(help.unit == unit and help.done for help in scene.case.assisting):
        raise BadOrder("Your unit's part in this case is reported as done already.", unit=unit)
    return scene.tells(dispatching.Assisted, unit=unit, note=scene.words(order.note))


@does(orders.AskHelp)
def ask_help(order: orders.AskHelp, scene: Scene) -> dispatching.HelpAsked:
    """Let further units assist."""
    helping = _helping(scene, order.assisting, scene.case.units)
    if not helping:
        raise BadOrder("Name a unit that neither leads nor assists yet.")
    for help in helping:
        _with_desk(scene, help.unit)
    return scene.tells(dispatching.HelpAsked, assisting=helping, note=scene.words(order.note))


@does(orders.SendUp)
def send_up(order: orders.SendUp, scene: Scene) -> dispatching.SentUp:
    """Let the tier above run it."""
    at = scene.index.node(node_of(scene.case.at))
    if at.parent is None:
        raise BadOrder("The city runs this case: there is no tier above.")
    return scene.tells(dispatching.SentUp, at=scene.index.path(at.parent), note=scene.words(order.note))


@does(orders.OrderDown)
def order_down(order: orders.OrderDown, scene: Scene) -> dispatching.OrderedDown:
    """Let a node below run it."""
    here, node = node_of(scene.case.at), scene.index.tree.find(order.to)
    if node is None or node.id == here or not scene.index.within(node.id, here) or node.tier not in RUNS:
        below = ", ".join(each.id for each in scene.index.children(here) if each.tier is not Tier.GRID)
        raise BadOrder(f"'{order.to}' is no tier of command below this one. Choose one of: {below or 'none'}.")
    return scene.tells(dispatching.OrderedDown, at=scene.index.path(node.id), note=scene.words(order.note))
