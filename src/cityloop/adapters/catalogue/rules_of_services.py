"""What must hold of categories as services: their questions, and what stands in place of one that was given up."""

from collections.abc import Iterator, Sequence

from cityloop.adapters.catalogue.draft import Draft, Placed
from cityloop.city.catalogue import Attribute


def questions_are_told_apart(draft: Draft) -> None:
    """A category asks no question twice, and no question has an answer twice."""
    for placed in draft.of("categories"):
        questions: tuple[Attribute, ...] = placed.thing.attributes
        note_twice(placed, [each.code for each in questions], "attribute")
        for each in questions:
            note_twice(placed, [value.key for value in each.values], f"value of “{each.code}”")


def note_twice(placed: Placed, words: Sequence[str], what: str) -> None:
    """Note each word that stands more than once."""
    for word in sorted({word for word in words if words.count(word) > 1}):
        placed.row.wrong("duplicate-attribute", f"The {what} “{word}” stands twice.", "Give one of them another name.")


def questions_can_be_answered(draft: Draft) -> None:
    """A list has values and nothing else has; what only says something is not required."""
    for placed in draft.of("categories"):
        for question in placed.thing.attributes:
            for what, remedy in faults(question):
                placed.row.wrong("wrong-attribute", f"The attribute “{question.code}” {what}", remedy)


def faults(question: Attribute) -> Iterator[tuple[str, str]]:
    """What keeps a question from being answered, each with its remedy."""
    if question.datatype.is_list and question.variable and not question.values:
        yield "is a list without values.", "Add values: [{key: …, zh: …, en: …}]."
    if question.values and not question.datatype.is_list:
        yield f"is a {question.datatype}, but has values.", "Make it a singlevaluelist, or take the values out."
    if question.required and not question.variable:
        yield "asks nothing, but is required.", "Take out “required”, or “variable: no”."


def replaced_by_what_is_in_use(draft: Draft) -> None:
    """What stands in place of a category is in use itself, leads the same life, and stands in place of one given up."""
    categories = {each.id: each for each in draft.things("categories")}
    for placed in draft.of("categories"):
        given_up, instead = placed.thing, categories.get(placed.thing.replaced_by or "")
        if given_up.replaced_by and not given_up.retired:
            what = f"“{given_up.id}” is replaced, but not retired."
            placed.row.wrong("replaced-in-use", what, "Add “retired: yes”, or take out “replaced_by”.")
        if instead is not None and (instead.retired or instead.life is not given_up.life):
            what = f"“{instead.id}” cannot stand in place of “{given_up.id}”: it is retired, or leads another life."
            placed.row.wrong("replaced-by-none", what, "Name a category of the same life that is in use.")


RULES = (questions_are_told_apart, questions_can_be_answered, replaced_by_what_is_in_use)
