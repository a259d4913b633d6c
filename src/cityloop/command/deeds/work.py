"""任务处理, 处理反馈; 联系, 办理, 答复; photos and words."""

from cityloop.city.facts import work
from cityloop.command import orders
from cityloop.command.deeds.registry import does, side_of
from cityloop.command.scene import BadOrder, Scene

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
def answer(order: orders.Answer, scene: Scene) -> work.Answered:
    """Answer the person who asked."""
    if not order.note:
        raise BadOrder("An answer needs words. Write what was done, and what follows.")
    return scene.moves(work.Answered, unit=scene.unit_of_author(), note=scene.words(order.note))


@does(orders.AddPhoto)
def add_photo(order: orders.AddPhoto, scene: Scene) -> work.PhotoAdded:
    """Add a photo, sealed under the case's subject."""
    if order.view not in VIEWS:
        raise BadOrder(f"'{order.view}' is no view of a photo. Choose one of: {', '.join(VIEWS)}.")
    return scene.tells(
        work.PhotoAdded,
        photo=scene.seal(scene.case.subject, order.image),
        view=order.view,
        claimed=scene.words(order.claimed),
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
