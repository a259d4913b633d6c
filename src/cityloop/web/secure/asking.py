"""What an address of these pages asks for, and the addresses that ask for something else."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from cityloop.edge.forms import number
from cityloop.views.accesses import Asked
from cityloop.web.parts.values import Choice, Field
from cityloop.web.secure.words import DATASETS, PURPOSES
from cityloop.web.visit import Visit

HERE = "/secure"
KEPT = ("who", "dataset", "purpose", "case", "personal")
"""What narrows the list."""
NOBODY = "-"
"""An author that nobody has: asked for where a name fits nobody."""


def before(asked: Mapping[str, str]) -> int | None:
    """The position before which to go on; what it cannot mean is left out."""
    return number(asked.get("before", ""))


def narrowed(visit: Visit, asked: Mapping[str, str]) -> Asked:
    """The looks that an address asks for."""
    name = asked.get("who", "").strip()
    return Asked(
        who=frozenset(authors(visit, name)) or frozenset({NOBODY}) if name else frozenset(),
        dataset=asked.get("dataset", ""),
        purpose=asked.get("purpose", ""),
        case=asked.get("case", "").strip(),
        personal="personal" in asked,
        before=before(asked),
    )


def authors(visit: Visit, name: str) -> Iterator[str]:
    """Whoever may be meant: an author as it stands in the record, or persons by a part of their name."""
    if name.partition(":")[0] in ("person", "machine", "citizen", "nobody"):
        yield name
    wanted = name.casefold()
    for person in visit.index.persons:
        if wanted in f"{person.id} {person.name.zh} {person.name.en}".casefold():
            yield f"person:{person.id}"


def address(asked: Mapping[str, str], **other: str) -> str:
    """The address of the same list with something else asked for; the page begins anew unless it is said where."""
    kept = {name: asked[name] for name in KEPT if asked.get(name)}
    query = urlencode({name: value for name, value in {**kept, **other}.items() if value})
    return f"{HERE}?{query}" if query else HERE


def fields(visit: Visit, asked: Mapping[str, str]) -> tuple[Field, ...]:
    """The form by which the list is narrowed."""
    datasets = tuple(Choice(value, visit.say(words)) for value, words in DATASETS.items())
    purposes = tuple(Choice(value, visit.say(words)) for value, words in PURPOSES.items())
    return (
        Field("who", visit.say("Person"), value=shown(visit, asked.get("who", "")), required=False),
        Field("dataset", visit.say("Data"), "select", asked.get("dataset", ""), required=False, choices=datasets),
        Field("purpose", visit.say("Why"), "select", asked.get("purpose", ""), required=False, choices=purposes),
        Field("case", visit.say("Case number"), value=asked.get("case", ""), required=False),
    )


def shown(visit: Visit, name: str) -> str:
    """What was asked for as a person would type it."""
    found = visit.index.persons.find(name.removeprefix("person:"))
    return visit.name(found.name) if found else name
