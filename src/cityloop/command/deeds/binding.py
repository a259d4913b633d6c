"""并案, 关联, 重办, 撤销; 催办, 督办, 致谢, 公开."""

from collections.abc import Iterator

from cityloop.city.area import Tier
from cityloop.city.facts import bonds
from cityloop.city.facts.fact import CaseFact
from cityloop.city.facts.intake import Reported
from cityloop.city.principal import Duty, Kind, citizen
from cityloop.command import orders
from cityloop.command.deeds.registry import does
from cityloop.command.reopening import is_past, reopen_until
from cityloop.command.scene import BadOrder, Scene, TooLate
from cityloop.command.stages import START, Stage
from cityloop.command.timely import can_undo


class OtherLife(BadOrder):
    """Cases of two lives: they may have to do with each other, but cannot become one."""

    code = "other-life"


class TooLateToReopen(TooLate):
    """A citizen could open it again ``until`` then. What is still wrong is reported anew."""

    code = "too-late-to-reopen"


@does(orders.Merge)
def merge(order: orders.Merge, scene: Scene) -> Iterator[CaseFact]:
    """Go on in another open case of the same life, with all that went on in this one; both say so."""
    other = scene.other(order.into)
    if other.id == scene.case.id or not other.is_open:
        raise BadOrder("A case can only be merged into another one that is open.", into=order.into)
    if scene.case.sensitive and not other.sensitive:
        what = f"A sensitive matter goes on in a sensitive case alone. First set such a category on '{other.id}'."
        raise BadOrder(what, into=order.into)
    if other.life is not scene.case.life:
        raise OtherLife("A matter on the street and a request cannot become one case. Link them.", into=other.id)
    yield scene.tells(bonds.Merged, into=other.id, note=scene.words(order.note))
    for each in (scene.case.id, *scene.case.absorbed):
        yield bonds.Absorbed(case=other.id, other=each, withheld=scene.case.withheld)


@does(orders.Split)
def split(order: orders.Split, scene: Scene) -> Iterator[CaseFact]:
    """Make a case of its own from a part of this one: same ground, same person, words of its own."""
    case, new = scene.case, _another(scene)
    category = scene.index.law.categories.find(order.category)
    if category is None or category.life is not case.life:
        raise BadOrder(f"'{order.category}' is no category of this life. Choose another one.", category=order.category)
    yield scene.tells(bonds.Split, other=new)
    yield Reported(
        case=new,
        category=category.id,
        sensitive=category.sensitive or case.sensitive,
        words=scene.words(order.words),
        **{name: getattr(case, name) for name in _INHERITED},
        **scene.clock(START[case.life], None, category.id),
    )
    yield bonds.Linked(case=new, other=case.id, how=bonds.Relation.SPLIT_FROM)


def _another(scene: Scene) -> str:
    """A number that is not the case's own; whether another case has it, is seen when it is written."""
    drawn = scene.new_id("case")
    return drawn if drawn != scene.case.id else _another(scene)


_INHERITED = "life kind where at place areas channel language subject contact spot point withheld".split()


@does(orders.Link)
def link(order: orders.Link, scene: Scene) -> bonds.Linked:
    """Say that two cases have to do with each other."""
    other = scene.other(order.other)
    return scene.tells(bonds.Linked, other=other.id, how=order.how, note=scene.words(order.note))


@does(orders.Reopen)
def reopen(order: orders.Reopen, scene: Scene) -> bonds.Reopened:
    """Begin a new round; a citizen within the days that the city sets."""
    by = "citizen" if scene.by.kind is Kind.CITIZEN else "officer"
    if by == "citizen" and is_past(scene.index, scene.case, scene.now):
        until = reopen_until(scene.index, scene.case)
        raise TooLateToReopen("It was closed too long ago to be opened again. Report it anew.", until=until)
    return bonds.Reopened(case=scene.case.id, by=by, **scene.clock(Stage.DISPATCH))


@does(orders.Undo)
def undo(order: orders.Undo, scene: Scene) -> Iterator[CaseFact]:
    """Take one's own last step (or the loop's) back, before anybody acted on it."""
    case, last = scene.case, scene.case.last
    if last is None or not can_undo(case, scene.by):
        raise BadOrder(
            "Only your own last step can be taken back, before anybody acted on it, where the law allows it."
        )
    if case.into and not scene.other(case.into).is_open:
        raise BadOrder("The case that it went into has ended or gone on in another one. Report the matter anew.")
    yield bonds.Undone(case=case.id, step=last.verb, due=last.before.due, soon=last.before.soon)
    if case.into:
        for each in (case.id, *case.absorbed):
            yield bonds.Parted(case=case.into, other=each)


@does(orders.Urge)
def urge(order: orders.Urge, scene: Scene) -> bonds.Urged:
    """Ask whoever has it to hurry."""
    return scene.tells(bonds.Urged, note=None if _is_guest(scene) else scene.words(order.note))


def _is_guest(scene: Scene) -> bool:
    """Whether the author's own report was merged into this case: no words of one are sealed under another's key."""
    return scene.by.kind is Kind.CITIZEN and scene.by != citizen(scene.case.id)


@does(orders.Supervise)
def supervise(order: orders.Supervise, scene: Scene) -> bonds.Supervised:
    """Watch it until it ends, from the tier of the leader's post."""
    tier = scene.index.node(scene.claim_of_author(Duty.SUPERVISE).jurisdiction).tier
    level = tier if tier in (Tier.CITY, Tier.DISTRICT) else Tier.STREET
    return scene.tells(bonds.Supervised, level=level.value, note=scene.words(order.note))


@does(orders.Thank)
def thank(order: orders.Thank, scene: Scene) -> bonds.Thanked:
    """Say thanks."""
    return scene.tells(bonds.Thanked, note=scene.words(order.note))


@does(orders.Publish)
def publish(order: orders.Publish, scene: Scene) -> bonds.Published:
    """Make the answer public that was let out last; nothing of what is on no public list."""
    case = scene.case
    if case.sensitive or case.withheld:
        raise BadOrder("This case is on no public list: nothing of it is published.")
    if case.released is None or case.released == case.public_answer:
        raise BadOrder("There is no answer that was let out and is not public yet.")
    return scene.tells(bonds.Published, what=order.what)
