"""受理 and 案卷建立: locate, classify, verify, establish, accept, answer at once, refuse, record."""

from collections.abc import Iterator
from typing import Any

from cityloop.city.catalogue import RequestKind
from cityloop.city.facts import intake
from cityloop.city.facts.fact import CaseFact
from cityloop.command import orders
from cityloop.command.deeds.dispatching import unit_known
from cityloop.command.deeds.registry import does
from cityloop.command.deeds.work import translated
from cityloop.command.duties import find_arbiter, has_desk
from cityloop.command.scene import BadOrder, Scene
from cityloop.command.stages import Stage
from cityloop.command.translating import language_said
from cityloop.command.whereabouts import lies_in, run_by, whereabouts


@does(orders.Locate)
def locate(order: orders.Locate, scene: Scene) -> intake.Located:
    """Set the place; who runs the case follows it."""
    where, place = whereabouts(scene.index, place=order.place, node=order.node)
    told = {"where": where, "at": run_by(scene.index, where), "place": place}
    return scene.tells(intake.Located, **told, areas=lies_in(scene.index, place), note=scene.words(order.note))


@does(orders.Classify)
def classify(order: orders.Classify, scene: Scene) -> intake.Classified:
    """Set the category. What has become too sensitive for its lead goes back, to a desk that may see it."""
    told = {**_category(scene, order.category), "note": scene.words(order.note)}
    told["arbiter"] = _arbiter(scene, sensitive=told["sensitive"])
    lead = scene.case.lead
    if lead is None or has_desk(scene.index, lead, sensitive=told["sensitive"]):
        return scene.tells(intake.Classified, **told)
    clock = scene.clock(Stage.DISPATCH, None, told["category"])
    return scene.tells(intake.Classified, recalled=True, **told, **clock)


def _arbiter(scene: Scene, *, sensitive: bool) -> str | None:
    """The post whose word is awaited, where one is; chosen anew, since not every arbiter may see what is sensitive."""
    if scene.case.stage is not Stage.ARBITRATE:
        return None
    found = find_arbiter(scene.index, scene.case.at, sensitive=sensitive)
    return found.id if found else None


@does(orders.Verify)
def verify(order: orders.Verify, scene: Scene) -> intake.Verified:
    """Tell what was found."""
    return scene.tells(intake.Verified, finding=order.finding, note=scene.words(order.note))


@does(orders.Establish)
def establish(order: orders.Establish, scene: Scene) -> intake.Established:
    """Make it a case; only what was found to exist can become one."""
    if scene.case.finding is not intake.Finding.EXISTS:
        raise BadOrder("Nothing is established before 核实 found that it exists. Verify it first, or refuse it.")
    category = _category(scene, order.category)
    return intake.Established(case=scene.case.id, **category, **scene.clock(Stage.DISPATCH, None, category["category"]))


@does(orders.Accept)
def accept(order: orders.Accept, scene: Scene) -> intake.Accepted:
    """Take the request on."""
    category = _category(scene, order.category)
    kind = order.kind or scene.case.kind or RequestKind.HELP
    clock = scene.clock(Stage.DISPATCH, None, category["category"])
    withheld = scene.case.withheld or kind is RequestKind.DENOUNCE
    return intake.Accepted(case=scene.case.id, kind=kind, withheld=withheld, **category, **clock)


@does(orders.AnswerDirectly)
def answer_directly(order: orders.AnswerDirectly, scene: Scene) -> Iterator[CaseFact]:
    """Answer at once: with an approved answer, with words of one's own, or with words after an approved one."""
    approved = _approved(scene, order.approved)
    words = "\n".join(filter(None, (approved, order.note)))
    if not words:
        raise BadOrder("An answer needs words. Write the answer, or send the request on.")
    said = scene.case.language if approved and not order.note else order.language
    language, note = language_said(scene.index, said), scene.words(words)
    yield scene.tells(intake.AnsweredDirectly, language=language, note=note, approved=order.approved)
    yield from translated(scene, note, language)


def _approved(scene: Scene, answer_id: str | None) -> str | None:
    """The approved answer in the language of the case."""
    if answer_id is None:
        return None
    found = scene.index.law.answers.find(answer_id)
    text = found.texts.get(scene.case.language) if found else None
    if text is None:
        what = f"There is no approved answer '{answer_id}' in the language of this case. Choose another, or write one."
        raise BadOrder(what, approved=answer_id)
    return text


@does(orders.HandOver)
def hand_over(order: orders.HandOver, scene: Scene) -> intake.HandedOver:
    """Say to whom the emergency went."""
    return scene.tells(intake.HandedOver, to=order.to, stays=order.stays, note=scene.words(order.note))


@does(orders.Refuse)
def refuse(order: orders.Refuse, scene: Scene) -> intake.Refused:
    """Do not take it on, on a ground."""
    ground = scene.ground(order.ground, "refuse")
    directed = any(each.id == ground and each.instead for each in scene.index.law.list_grounds("refuse"))
    return scene.tells(intake.Refused, ground=ground, directed=directed, note=scene.words(order.note))


@does(orders.Record)
def record(order: orders.Record, scene: Scene) -> intake.Recorded:
    """Set down what another system recorded: a code, and a unit of this city."""
    if not orders.is_outcome(order.outcome):
        raise BadOrder("An outcome is one short word, or two or three with hyphens between, without digits.")
    unit = unit_known(scene, order.unit) if order.unit else None
    note = scene.words(order.note)
    return scene.tells(intake.Recorded, outcome=order.outcome, unit=unit, ended=order.ended, note=note)


def _category(scene: Scene, category_id: str | None) -> dict[str, Any]:
    chosen = category_id or scene.case.category
    if chosen is None:
        raise BadOrder("A case needs a category. Choose one.")
    found = scene.index.law.categories.find(chosen)
    if found is None:
        raise BadOrder(f"There is no category '{chosen}' in this city's catalogue.", category=chosen)
    return {"category": found.id, "sensitive": found.sensitive or scene.case.sensitive}
