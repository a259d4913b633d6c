"""A person named on the command line: of the city's files, or told whom one may have meant."""

from cityloop.city.errors import UnknownId
from cityloop.city.index import Index
from cityloop.city.organisation import Person
from cityloop.command import configuration

SHELL = configuration.machine("").id
"""The author of what is done to accounts on the command line."""


def known(index: Index, person: str) -> Person:
    """The person with this id. Raises ``UnknownId`` with the nearest ones."""
    if person in index.persons:
        return index.persons.get(person)
    raise UnknownId(f"{unknown(person)} {remedy(index, person)}", kind="person", id=person)


def unknown(person: str) -> str:
    """What is wrong."""
    return f"“{person}” is no person of the city's files."


def remedy(index: Index, person: str) -> str:
    """What to do about it."""
    near = ", ".join(f"{each.id} ({each.name.zh} {each.name.en})" for each in index.persons.list_near(person))
    return f"Did you mean {near}?" if near else "Add the person to persons.csv, and apply the city."
