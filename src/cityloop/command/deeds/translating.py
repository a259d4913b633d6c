"""翻译: a person writes down in one language what was written in another."""

from cityloop.city.facts.translating import Translated
from cityloop.command import orders
from cityloop.command.deeds.registry import does
from cityloop.command.scene import BadOrder, Scene


@does(orders.Translate)
def translate(order: orders.Translate, scene: Scene) -> Translated:
    """Say it in the language that is awaited; the same text again mends what was said before."""
    awaited = {(each.text, each.read_in) for each in scene.case.translations}
    if (order.text, order.read_in) not in awaited:
        raise BadOrder("This text awaits no translation into that language. Look at what waits for you again.")
    if not order.note:
        raise BadOrder("A translation needs words. Write down what the text says.")
    note = scene.seal(scene.case.subject, order.note.encode())
    return scene.tells(Translated, text=order.text, read_in=order.read_in, note=note)
