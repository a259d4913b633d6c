"""Answers to the questions of a service: checked against its definition, and written as lines below the words."""

import math
from collections.abc import Callable, Iterator, Mapping

from cityloop.adapters.doors.open311.fields import Fields, find_moment
from cityloop.city.catalogue import Attribute, Category, Datatype
from cityloop.city.words import Language

LONGEST_LINE, LONGEST_TEXT = 200, 2_000
"""Characters of an answer in one line, and in several."""


def answers(fields: Fields, category: Category) -> list[str]:
    """One line for each question that was answered, as a person reads it; what is wrong is noted."""
    _refuse_unasked(fields, category)
    lines = (_line(fields, question) for question in category.attributes if question.variable)
    return [line for line in lines if line]


def _refuse_unasked(fields: Fields, category: Category) -> None:
    asked = {name for each in category.attributes if each.variable for name in _names(each)}
    for name in dict.fromkeys(name for name in fields.said if name.startswith("attribute[")):
        if name not in asked:
            fields.wrong(fields.call.say("'%s' is no question of this service.") % name)


def _names(question: Attribute) -> tuple[str, ...]:
    """What its answers are called: of a list of several also with brackets. GeoReport v2, POST Service Request."""
    name = f"attribute[{question.code}]"
    return (name, f"{name}[]") if question.datatype is Datatype.SEVERAL else (name,)


def _line(fields: Fields, question: Attribute) -> str:
    said = [value for name in _names(question) for value in fields.values(name)]
    if not said:
        if question.required:
            fields.wrong(fields.call.say("'%s' has to be answered.") % _names(question)[0])
        return ""
    if len(said) > 1 and question.datatype is not Datatype.SEVERAL:
        fields.wrong(fields.call.say("'%s' is said twice. Say it once.") % _names(question)[0])
    told = list(_told(fields, question, dict.fromkeys(said)))
    between = "、" if fields.call.language is Language.ZH else ", "
    return f"{fields.call.name(question.description)} {between.join(told)}"


def _told(fields: Fields, question: Attribute, said: dict[str, None]) -> Iterator[str]:
    """Each answer as a person reads it: of a list the name of the value, else as it was said."""
    named = {value.key: fields.call.name(value.name) for value in question.values}
    for value in said:
        if fits(question, value):
            yield named.get(value, value)
        else:
            told = {"name": _names(question)[0], "kind": question.datatype.value}
            fields.wrong(fields.call.say("'%(name)s' is not answered as a %(kind)s.") % told)


def fits(question: Attribute, said: str) -> bool:
    """Whether the words can be an answer."""
    if question.datatype.is_list:
        return said in {value.key for value in question.values}
    return FITTING[question.datatype](said)


def is_line(said: str) -> bool:
    """One line without breaks."""
    return len(said) <= LONGEST_LINE and len(said.splitlines()) == 1


def is_number(said: str) -> bool:
    """A number that can be counted with."""
    try:
        return len(said) <= LONGEST_LINE and math.isfinite(float(said))
    except ValueError:
        return False


FITTING: Mapping[Datatype, Callable[[str], bool]] = {
    Datatype.STRING: is_line,
    Datatype.NUMBER: is_number,
    Datatype.DATETIME: lambda said: find_moment(said) is not None,
    Datatype.TEXT: lambda said: len(said) <= LONGEST_TEXT,
}
"""What an answer has to be."""
