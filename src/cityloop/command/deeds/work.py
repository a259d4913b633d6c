"""任务处理, 处理反馈; 联系, 办理, 答复; photos and words."""

from collections.abc import Iterator

from cityloop.city.facts import work
from cityloop.city.facts.fact import CaseFact, Sealed
from cityloop.command import orders
from cityloop.command.case import CLAIMS
from cityloop.command.deeds.registry import does, side_of
from cityloop.command.scene import BadOrder, Scene
from cityloop.command.translating import answer_awaits, language_said

VIEWS = ("far", "near", "before", "after")


@does(orders.Contact)
def contact(order: orders.Contact, scene: Scene) -> work.Contacted:
    """Tell whether the person was reached."""
    return scene.moves(work.Contacted, reached=order.reached)


@does(orders.Handle)
def handle(order: orders.Handle, scene: Scene) -> work.Handled:
    """The work is done."""
    return scene.moves(work.Handled, unit=scene.unit_of_author(), note=scene.words(order.note))


@does(orders.ReportBack)
def report_back(order: orders.ReportBack, scene: Scene) -> work.ReportedBack:
    """Say what was done."""
    return scene.moves(work.ReportedBack, unit=scene.unit_of_author(), note=scene.words(order.note))


@does(orders.Answer)
def answer(order: orders.Answer, scene: Scene) -> Iterator[CaseFact]:
    """Answer the person who asked."""
    if not order.note:
        raise BadOrder("An answer needs words. Write what was done, and what follows.")
    language, note = language_said(scene.index, order.language), scene.words(order.note)
    yield scene.moves(work.Answered, unit=scene.unit_of_author(), language=language, note=note)
    yield from translated(scene, note, language)


def translated(scene: Scene, note: Sealed | None, language: str) -> Iterator[CaseFact]:
    """That a translator has the answer next, where it is in another language than the one asked for."""
    if note and not scene.adopted:
        yield from answer_awaits(scene.case, scene.timing, note, language, scene.now)


@does(orders.AddPhoto)
def add_photo(order: orders.AddPhoto, scene: Scene) -> work.PhotoAdded:
    """Add a photo, sealed under the case's subject."""
    if order.view not in VIEWS:
        raise BadOrder(f"'{order.view}' is no view of a photo. Choose one of: {', '.join(VIEWS)}.")
    return scene.tells(
        work.PhotoAdded,
        photo=scene.seal(scene.case.subject, order.image),
        view=order.view,
        **{name: scene.words(getattr(order, name)) for name in CLAIMS},
        bytes=len(order.image),
        width=order.width,
        height=order.height,
    )


@does(orders.Tell)
def tell(order: orders.Tell, scene: Scene) -> work.Told:
    """Add words."""
    if not order.note:
        raise BadOrder("There is nothing to add. Write it down first.")
    return scene.tells(work.Told, by=side_of(scene.by), note=scene.words(order.note))
