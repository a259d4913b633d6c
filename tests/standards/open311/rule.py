"""A rule of the specification: its section, what it says, and what shows that it is kept."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from tests.standards.open311.door import Door, refuses

Kept: TypeAlias = Callable[[Door], bool]
READING = {
    "GET Service List": "services",
    "GET Service Definition": "services/request.environment.noise",
    "GET service_request_id from a token": "tokens/AAAAAAAAAAAAAAAA",
    "GET Service Requests": "requests",
    "GET Service Request": "requests/AAAAAAAAAAAA",
    "mySociety, GET Service Request Updates": "servicerequestupdates",
}
"""Every section that reads, with an address of it."""


class Rule(NamedTuple):
    """One rule, kept where ``kept`` is true of a fresh door."""

    section: str
    said: str
    kept: Kept


def shown_by(rule: Rule) -> object:
    """What shows the rule: the fields of one answer are shown by one and the same."""
    kept = rule.kept
    return kept.args[0] if isinstance(kept, partial) and kept.func is holds else kept


class Rules(list[Rule]):
    """The rules of some sections."""

    def says(self, section: str, *said: str) -> Callable[[Kept], Kept]:
        """What is below shows these."""

        def register(kept: Kept) -> Kept:
            self.extend(Rule(section, each, kept) for each in said)
            return kept

        return register

    def has(self, section: str, fields: str, of: Callable[[Door], Any], within: str = "") -> None:
        """Each field of an answer is a rule of its own."""
        for field in fields.split():
            self.append(Rule(section, f"'{within}{field}' is answered", partial(holds, of, field)))


def holds(of: Callable[[Door], Any], field: str, door: Door) -> bool:
    """Whether the answer has the field."""
    return field in door.once(of)


def of_no_other_city(path: str, door: Door) -> bool:
    """A city that is not here."""
    return refuses(door.get(path, jurisdiction_id="elsewhere.gov"), 404, "elsewhere.gov")


def as_if_not_said(path: str, door: Door) -> bool:
    """An argument that is empty is none."""
    empty = dict.fromkeys(("jurisdiction_id", "service_code", "start_date", "end_date", "status", "api_key"), "")
    return door.get(path, **empty).content == door.get(path).content


def needs_no_key(path: str, door: Door) -> bool:
    """Anybody may read."""
    return door.get(path).status_code in (200, 404)
