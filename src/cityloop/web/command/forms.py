"""The form of a step, made from its order: one field for each thing that the order asks for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from cityloop.city import number
from cityloop.city.catalogue import Service
from cityloop.city.facts.bonds import Publication
from cityloop.city.index import Index
from cityloop.city.organisation import Person
from cityloop.city.words import Language, Name
from cityloop.command import orders
from cityloop.command.case import CLAIMS
from cityloop.command.deeds.registry import keeps_words
from cityloop.command.lifecycle import STEPS
from cityloop.web.languages import name_of
from cityloop.web.parts.values import Choice, Field

Say = Callable[[str], str]
"""gettext in the page's language."""

OWN_PAGES = frozenset({orders.verb_of(orders.Translate)})
"""Verbs that have a page of their own."""
ORDERS: dict[str, type[orders.Order]] = {
    verb: order for order in orders.EVERY if (verb := orders.verb_of(order)) not in OWN_PAGES
}
NOTE_NEEDED = frozenset({"answer", "tell"})
WORDED = frozenset(step.verb for step in STEPS if keeps_words(step))
"""Verbs whose notes are kept; the others' forms ask for none."""
GROUND_STEPS = {"ask-extension": "extension"}
"""Verbs whose grounds stand in the catalogue under another word."""
HIDDEN = frozenset({"case", "seen", "key", "image", "width", "height", "view", "how", "ended", *CLAIMS})
"""Fields that no person fills in here."""
EITHER = {"send": ("team", "person"), "locate": ("place", "node"), "answer-directly": ("note", "approved")}
"""Of these, one is enough."""


@dataclass(frozen=True, slots=True)
class Making:
    """What the fields of one form are made from."""

    verb: str
    index: Index
    language: Language
    say: Say
    units: tuple[str, ...] = ()
    """Units to put first: who answers by the city's data."""
    nodes: tuple[str, ...] = ()
    """Nodes to choose from: those below, or grids."""
    category: str = ""
    lead: str = ""
    answered_in: str = ""
    """The language in which the one who reported is to be answered."""

    def name(self, named: Name) -> str:
        """A name in the page's language."""
        return named.of(self.language)


def fields_of(making: Making, typed: Mapping[str, str] | None = None) -> tuple[Field, ...]:
    """The fields of the form for ``making.verb``, filled in with what was typed."""
    names = [each.encode_name for each in msgspec.structs.fields(ORDERS[making.verb])]
    ordered = [name for name in names if name not in (*HIDDEN, "note")] + ["note"]
    fields = (MAKERS[name](making) for name in ordered if name in names and name in MAKERS)
    return tuple(_filled(field, typed or {}) for field in fields if field.kind != "none")


def _filled(field: Field, typed: Mapping[str, str]) -> Field:
    return replace(field, value=typed[field.name]) if field.name in typed else field


def _note(making: Making) -> Field:
    needed = making.verb in NOTE_NEEDED
    labels = {"answer": making.say("Your answer"), "answer-directly": making.say("Your answer")}
    labels["tell"] = making.say("What you want to add")
    kind = "words" if making.verb in WORDED else "none"
    return Field("note", labels.get(making.verb, making.say("Note")), kind, required=needed)


def _words(making: Making) -> Field:
    return Field("words", making.say("What the new case is about"), "words")


def _ground(making: Making) -> Field:
    step = GROUND_STEPS.get(making.verb, making.verb)
    grounds = [(ground.id, making.name(ground.name)) for ground in making.index.law.list_grounds(step)]
    return Field("ground", making.say("On which ground?"), "choice", choices=_choices(grounds))


def _until(making: Making) -> Field:
    return Field("until", making.say("Until when?"), "when")


def _to(making: Making) -> Field:
    if making.verb == "order-down":
        nodes = [(node, making.name(making.index.node(node).name)) for node in making.nodes]
        return Field("to", making.say("To which centre?"), "choice", choices=_choices(nodes))
    if making.verb == "hand-over":
        return Field("to", making.say("To whom?"), "choice", choices=_choices(services(making.say).items()))
    required = making.verb != "dispatch" or not making.units
    return Field("to", making.say("Which unit shall lead?"), "select", choices=_units(making), required=required)


def services(say: Say) -> dict[Service, str]:
    """Who comes out at once, by number."""
    return {
        Service.FIRE: say("119: fire, gas, rescue"),
        Service.AMBULANCE: say("120: ambulance"),
        Service.POLICE: say("110: police"),
    }


def _approved(making: Making) -> Field:
    found = making.index.law.list_answers(making.category, making.verb)
    choices = _choices((each.id, making.name(each.name)) for each in found)
    return Field("approved", making.say("Or an approved answer"), "select", required=False, choices=choices)


def _units(making: Making) -> tuple[Choice, ...]:
    first = [making.index.unit(unit) for unit in making.units]
    rest = [unit for unit in making.index.units if unit.id not in making.units]
    by_data = making.say("by the city's data")
    chosen = tuple(Choice(u.id, f"{making.name(u.name)} ({by_data})", chosen=i == 0) for i, u in enumerate(first))
    return chosen + _choices((unit.id, making.name(unit.name)) for unit in rest)


def _assisting(making: Making) -> Field:
    """Any number of units; those that help by the city's data stand first, chosen."""
    near = making.units[1:] if making.verb == "dispatch" else ()
    ordered = sorted(making.index.units, key=lambda unit: unit.id not in near)
    choices = (Choice(u.id, making.name(u.name), chosen=u.id in near) for u in ordered if u.id != making.lead)
    label, hint = making.say("Who shall assist?"), making.say("Several can be chosen. Each gets a clock of its own.")
    required = making.verb == "ask-help"
    return Field("assisting", label, "several", hint=hint, choices=tuple(choices), required=required)


def _category(making: Making) -> Field:
    leaves = [(each.id, making.name(each.name)) for each in making.index.law.leaves]
    needed = making.verb in ("classify", "split") or not making.category
    label = making.say("Which category?")
    return Field("category", label, "select", making.category, required=needed, choices=_choices(leaves))


def _kind(making: Making) -> Field:
    names = {
        "consult": making.say("A question"),
        "help": making.say("A call for help"),
        "complain": making.say("A complaint"),
        "denounce": making.say("A tip-off (the reporter is withheld)"),
        "suggest": making.say("An idea"),
    }
    return Field("kind", making.say("What sort of request?"), "select", required=False, choices=_choices(names.items()))


def _finding(making: Making) -> Field:
    names = {
        "exists": making.say("It is there"),
        "absent": making.say("It is not there"),
        "cannot-tell": making.say("I cannot tell"),
    }
    return Field("finding", making.say("What did you find?"), "choice", choices=_choices(names.items()))


def _yes_no(name: str, question: str, yes: str, no: str) -> Callable[[Making], Field]:
    def make(making: Making) -> Field:
        choices = _choices((("yes", making.say(yes)), ("no", making.say(no))))
        return Field(name, making.say(question), "choice", choices=choices)

    return make


def _word(making: Making) -> Field:
    names = {
        "satisfied": making.say("Solved, and content"),
        "unsatisfied": making.say("Solved, but not content"),
        "unsolved": making.say("Not solved: back to the unit"),
        "no-answer": making.say("Nobody answered"),
    }
    return Field("word", making.say("What did the person say?"), "choice", choices=_choices(names.items()))


def _assessment(making: Making) -> Field:
    names = {"good": making.say("Good"), "fair": making.say("Fair"), "poor": making.say("Poor")}
    return Field("assessment", making.say("How did the unit do?"), "choice", choices=_choices(names.items()))


def _team(making: Making) -> Field:
    own = [team for team in making.index.teams if team.unit == making.lead]
    choices = _choices((team.id, making.name(team.name)) for team in own)
    return Field("team", making.say("Which team?"), "choice" if own else "none", choices=choices, required=False)


def _person(making: Making) -> Field:
    own = list(_persons_of_lead(making))
    choices = _choices((person.id, making.name(person.name)) for person in own)
    kind = "select" if own else "none"
    return Field("person", making.say("Or one person"), kind, choices=choices, required=False)


def _persons_of_lead(making: Making) -> Iterator[Person]:
    """Those in a team of the lead, or at one of its posts."""
    index, lead = making.index, making.lead
    members = {member for team in index.teams if team.unit == lead for member in team.members}
    for person in index.persons:
        if person.id in members or any(index.post(post).unit == lead for post in person.posts):
            yield person


def _case_number(name: str, label: str) -> Callable[[Making], Field]:
    return lambda making: Field(name, making.say(label), hint=making.say("The number of the other case"))


def _place(making: Making) -> Field:
    hint = making.say("A road, a gate, an estate, a stop or a lamp-post code")
    return Field("place", making.say("Where is it?"), hint=hint, required=False)


def _node(making: Making) -> Field:
    nodes = [(node, making.name(making.index.node(node).name)) for node in making.nodes]
    return Field("node", making.say("Or which area?"), "select", choices=_choices(nodes), required=False)


def _what(making: Making) -> Field:
    names = {Publication.ANSWER: making.say("The answer that was let out, with names and numbers in it masked")}
    return Field("what", making.say("What may everybody see?"), "choice", choices=_choices(names.items()))


def _outcome(making: Making) -> Field:
    return Field("outcome", making.say("What does the other system's record say?"))


def _unit(making: Making) -> Field:
    return Field("unit", making.say("Which unit?"), "select", choices=_units(making), required=False)


def _choices(pairs: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, title) for value, title in pairs)


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


def _language(making: Making) -> Field:
    """Asked where the answer is awaited in another language than the city's own: nobody guesses it."""
    known = making.index.city.languages
    if making.answered_in in ("", known[0]):
        return Field("language", "", "none", required=False)
    first = sorted(known, key=lambda tag: tag != making.answered_in)
    hint = making.say("The one who reported is to be answered in %(language)s. In any other, a translator has it next.")
    return Field(
        "language",
        making.say("In which language is your answer?"),
        "choice",
        hint=hint % {"language": name_of(making.answered_in, making.language)},
        choices=_choices((tag, name_of(tag, making.language)) for tag in first),
    )


MISREAD = _("One digit of this number is wrong. Read it again.")
MAKERS: dict[str, Callable[[Making], Field]] = {
    "note": _note,
    "language": _language,
    "words": _words,
    "ground": _ground,
    "until": _until,
    "to": _to,
    "assisting": _assisting,
    "category": _category,
    "kind": _kind,
    "finding": _finding,
    "reached": _yes_no("reached", _("Was the person reached?"), _("Yes, we spoke"), _("No answer")),
    "passed": _yes_no("passed", _("Is it done well?"), _("Yes"), _("No: back to the unit")),
    "granted": _yes_no("granted", _("Grant more time?"), _("Yes"), _("No: the due time stands")),
    "upheld": _yes_no("upheld", _("Is the contest right?"), _("Yes: the assessment falls"), _("No: it stands")),
    "word": _word,
    "assessment": _assessment,
    "team": _team,
    "person": _person,
    "into": _case_number("into", _("Into which case?")),
    "other": _case_number("other", _("With which case?")),
    "place": _place,
    "node": _node,
    "what": _what,
    "outcome": _outcome,
    "unit": _unit,
    "approved": _approved,
    "stays": _yes_no(
        "stays", _("Is something left for the city to do?"), _("Yes: it stays open"), _("No: it ends here")
    ),
}


# From what was typed to the order


@dataclass(frozen=True, slots=True)
class Typed:
    """An order, or the fields again with what is wrong at each."""

    order: orders.Order | None
    fields: tuple[Field, ...]


def typed(making: Making, case: str, seen: int, form: Mapping[str, str]) -> Typed:
    """The order that a filled-in form means; of a field that takes several, its values parted by spaces."""
    fields = tuple(_checked(field, making, form) for field in fields_of(making, form))
    if any(field.error for field in fields):
        return Typed(None, fields)
    values = {field.name: _value(field, making, form) for field in fields}
    asked = {
        "do": making.verb,
        "case": case,
        "seen": seen,
        **{k: v for k, v in values.items() if v not in (None, "", ())},
    }
    try:
        return Typed(msgspec.convert(asked, ORDERS[making.verb]), fields)
    except msgspec.ValidationError:
        longest = making.say("This is too long. Keep it under 4000 characters.")
        return Typed(None, tuple(replace(f, error=longest if f.name == "note" else f.error) for f in fields))


def _checked(field: Field, making: Making, form: Mapping[str, str]) -> Field:
    value = form.get(field.name, "").strip()
    if field.name == "place" and value:
        return _meant(field, making, value)
    if field.kind == "when" and value and _when(value, making) is None:
        return replace(field, error=making.say("Give a day and a time, for example 2026-07-08T17:00."))
    if field.name in ("into", "other") and number.is_misread(value):
        return replace(field, error=making.say(MISREAD))
    if field.name == "outcome" and value and not orders.is_outcome(value):
        no_code = making.say("An outcome is one short word, or two or three with hyphens between, without digits.")
        return replace(field, error=no_code)
    one_of = EITHER.get(making.verb, ())
    missing = not any(form.get(name, "").strip() for name in one_of) if field.name in one_of[:1] else field.required
    return replace(field, error=_missing(field, making)) if missing and not value else field


def _meant(field: Field, making: Making, words: str) -> Field:
    """The place that the words mean: one is taken, several are asked back, none is told."""
    found = making.index.places.find(words) or making.index.gazetteer.find(words)
    if found is not None:
        return replace(field, value=found.id)
    matches = [match.place for match in making.index.gazetteer.list_matches(words)]
    if not matches:
        return replace(field, error=making.say("The city knows no such place. Try a part of its name, or an area."))
    named = ((each.id, f"{making.name(each.name)} · {_area(making, each.jurisdiction)}") for each in matches)
    return replace(field, kind="choice", error=making.say("Which of these is meant?"), choices=_choices(named))


def _area(making: Making, node: str) -> str:
    return making.name(making.index.node(node).name)


def _missing(field: Field, making: Making) -> str:
    chosen = field.kind in ("choice", "select", "several")
    return making.say("Choose one: %s") % field.label if chosen else making.say("Fill this in: %s") % field.label


def _value(field: Field, making: Making, form: Mapping[str, str]) -> Any:
    value = form.get(field.name, "").strip()
    if field.name == "place":
        return field.value
    if field.name in ("into", "other"):
        return number.normal(value.upper())
    if field.kind == "several":
        return tuple(value.split())
    if field.kind == "when":
        return _when(value, making)
    if field.kind == "choice" and {choice.value for choice in field.choices} == {"yes", "no"}:
        return value == "yes"
    return value


def _when(value: str, making: Making) -> datetime | None:
    """The moment in the city's own time; None for what is none, names a zone of its own, or lies beyond all years."""
    try:
        said = datetime.fromisoformat(value)
        local = said.replace(tzinfo=ZoneInfo(making.index.city.zone))
        return local.astimezone(UTC) if said.tzinfo is None else None
    except (ValueError, OverflowError):
        return None
