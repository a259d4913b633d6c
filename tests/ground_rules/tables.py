"""Reads the tables written by hand, and asks the program the same questions."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from cityloop.city.catalogue import Life
from cityloop.city.label import INTERNAL, OPEN, PERSONAL, Label
from cityloop.city.principal import NOBODY, Claim, Duty, Kind, Principal, citizen
from cityloop.command.permission import matter_of
from cityloop.guard.access import access
from cityloop.guard.answer import Granted
from cityloop.guard.matter import Matter
from cityloop.guard.terms import Dataset, Office, Purpose
from tests.street import Street

FOLDER = Path(__file__).parent
PEOPLE = {
    "duty": "jin",
    "handler": "pan",
    "grid": "qin",
    "security": "fang",
    "it": "gao",
    "evaluator": "dai",
    "translator": "xie",
}
"""The posts of the tables, and who holds them in the city of one street."""
OF_PERSONS = frozenset({Dataset.WORDS, Dataset.ANSWER, Dataset.CONTACT, Dataset.PLACE, Dataset.PHOTOS, Dataset.SUBJECT})
OF_ANYBODY = frozenset({Dataset.CITY, Dataset.PUBLIC_CASE, Dataset.SESSION, Dataset.SERVICE})


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table by column."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def label_of(dataset: Dataset) -> Label:
    """What the dataset is like."""
    return PERSONAL if dataset in OF_PERSONS else OPEN if dataset in OF_ANYBODY else INTERNAL


def asker(street: Street, column: str, case: str) -> Principal:
    """Whom a column stands for."""
    special: Mapping[str, Principal] = {"nobody": NOBODY, "link": citizen(case)}
    return special[column] if column in special else street.person(PEOPLE[column])


def may_step(verb: str, office: Office) -> bool:
    """Whether the guard grants the step to one who holds nothing but this office, for any of its purposes."""
    case = Matter(id="c", path="city/d/s/", life=Life.GRID, lead="unit", sent=frozenset({"me"}), linked=True)
    me, asked = only(office), None if verb == "report" else case
    answers = (access(me, office, purpose, asked, verb, Dataset.CASE, {}, "") for purpose in Purpose)
    return any(isinstance(answer, Granted) for answer in answers)


def only(office: Office) -> Principal:
    """One who holds nothing but this office."""
    if not isinstance(office, Duty):
        return Principal(id="me", kind=office)
    claim = Claim(post="p", duties=frozenset({office}), jurisdiction="city", unit="unit", path="city/")
    return Principal(id="me", kind=Kind.PERSON, claims=(claim,))


def offices() -> Mapping[str, Office]:
    """The offices by the words of the table."""
    return {**{duty.value: duty for duty in Duty}, "link": Kind.CITIZEN, "anybody": Kind.NOBODY}


def seen(street: Street, case: str, dataset: Dataset, action: str, column: str) -> str:
    """``clear``, ``masked`` or ``no``: how the column sees the dataset of this case, or a list of it."""
    found = street.case(case)
    one = action in ("read", "follow") and dataset.value.startswith("case")
    matter = matter_of(found, path=found.where, linked=column == "link") if one else None
    reading = street.node.views.reading
    answer = reading.ask(asker(street, column, case), action, dataset, {"it": label_of(dataset)}, matter)
    if not isinstance(answer, Granted):
        return "no"
    return "clear" if answer.fields else "masked"
