"""From read models to what the parts show: rows of cases, and maps of the city's own areas."""

from collections.abc import Iterable, Mapping

from cityloop.city.area import Geometry, Jurisdiction, Point
from cityloop.city.index import Index
from cityloop.city.place import Place
from cityloop.views.case_row import CaseRow
from cityloop.web.languages import name_of
from cityloop.web.parts.map import Drawing, Ground, Spot, draw
from cityloop.web.parts.values import Row
from cityloop.web.visit import Visit


def row(visit: Visit, case: CaseRow, href: str = "/case/") -> Row:
    """One row of a queue in the page's language."""
    return Row(
        id=case.id,
        href=f"{href}{case.id}",
        title=visit.name(case.title),
        second=visit.name(case.place),
        reported=case.reported,
        street=visit.name(case.street),
        unit=visit.name(case.holder),
        stage=visit.name(case.stage_name),
        clock=case.clock,
        marks=tuple(marks(visit, case)),
    )


def title(visit: Visit, case: CaseRow) -> str:
    """What and, as far as a list may say it, where."""
    place = visit.name(case.place)
    return f"{visit.name(case.title)} · {place}" if place else visit.name(case.title)


def marks(visit: Visit, case: CaseRow) -> Iterable[str]:
    """Short words beside the title."""
    yield from language_mark(visit, case)
    if case.supervised:
        yield visit.say("supervised")
    if case.urged:
        yield visit.say("urged %(times)s×") % {"times": case.urged}
    if case.rounds > 1:
        yield visit.say("reopened")
    if case.rework:
        yield visit.say("sent back for rework")
    if case.unowned:
        yield visit.say("nobody's")
    if case.help_late:
        yield visit.say("help is late")
    if case.held_until:
        yield visit.say("held over")


def language_mark(visit: Visit, case: CaseRow) -> Iterable[str]:
    """In which language it is to be answered, where that is not the one in which the city works."""
    if case.language != visit.index.city.languages[0]:
        yield visit.say("to be answered in %(language)s") % {"language": name_of(case.language, visit.language)}


def outline(index: Index, node: str) -> Geometry | None:
    """The ground of a node as one geometry; None where nothing is drawn."""
    polygons = tuple(polygon for line in index.terrain.outlines(node) for polygon in line.polygons)
    return Geometry(polygons=polygons) if polygons else None


def map_of(
    visit: Visit, node: str, counts: Mapping[str, int], links: Mapping[str, str], size: tuple[int, int] = (360, 260)
) -> Drawing | None:
    """The nodes below ``node`` with a number each; where nothing lies below, the node itself."""
    index = visit.index
    nodes = index.children(node) or (index.node(node),)
    drawn = [(each, shape) for each in nodes if (shape := outline(index, each.id)) is not None]
    usual = sum(counts.get(each.id, 0) for each, _ in drawn) / max(len(drawn), 1)
    grounds = [
        Ground(
            name=visit.name(each.name),
            geometry=shape,
            href=links.get(each.id, ""),
            count=counts.get(each.id),
            kind=tone(counts.get(each.id, 0), usual),
        )
        for each, shape in drawn
    ]
    return draw(grounds, width=size[0], height=size[1])


def tone(count: int, usual: float) -> str:
    """How dark an area is beside the others: alike they are all light, and none of them is ever coloured."""
    share = count / usual if usual else 0.0
    return "score-2" if share > MUCH else "score-1" if share > MORE else ""


MORE, MUCH = 1.2, 1.6
"""Times the mean of the areas drawn: from here on an area has more than the others, or much more."""


NEAR = 20
"""Named places that are tried around a point; those that stand clear of each other are drawn."""


def map_near(visit: Visit, node: str, point: Point | None, size: tuple[int, int] = (360, 220)) -> Drawing | None:
    """The ground of one node from close by, with the point and the named places next to it."""
    shape = outline(visit.index, node)
    if shape is None:
        return None
    parent = visit.index.node(node).parent
    beside = [each for each in visit.index.children(parent) if each.id != node] if parent else []
    others = [Ground("", line, named=False) for each in beside if (line := outline(visit.index, each.id))]
    here = Ground(visit.name(visit.index.node(node).name), shape, kind="here", named=False)
    spots = [Spot(point), *_landmarks(visit, point)] if point else []
    return draw([*others, here], spots, width=size[0], height=size[1], focus=[here])


def _landmarks(visit: Visit, point: Point) -> list[Spot]:
    """The places nearest to ``point``, but for those at it."""

    def far(place: Place) -> float:
        east, north = (place.point or point)[0] - point[0], (place.point or point)[1] - point[1]
        return east * east + north * north

    known = [place for place in visit.index.places if place.point is not None and far(place) > 1e-8]
    nearest = sorted(known, key=far)[:NEAR]
    return [Spot(place.point, visit.name(place.name), dot=True) for place in nearest if place.point]


def _ground(visit: Visit, node: Jurisdiction, shape: Geometry, here: str, *, marked: bool) -> Ground:
    is_here = node.id == here
    return Ground(visit.name(node.name), shape, kind="here" if is_here else "", named=not (is_here and marked))


def map_at(
    visit: Visit, path: Iterable[str], point: Point | None, size: tuple[int, int] = (300, 270)
) -> Drawing | None:
    """The grounds around a case: its own node among those beside it, and its point where the gazetteer has one."""
    index = visit.index
    nodes = [index.node(node) for node in path if node in index.tree]
    for here in reversed(nodes):
        beside = index.children(here.parent) if here.parent else (here,)
        drawn = [(each, shape) for each in beside if (shape := outline(index, each.id)) is not None]
        if drawn and any(each.id == here.id for each, _ in drawn):
            grounds = [_ground(visit, each, shape, here.id, marked=point is not None) for each, shape in drawn]
            return draw(grounds, [Spot(point)] if point else [], width=size[0], height=size[1])
    return None
