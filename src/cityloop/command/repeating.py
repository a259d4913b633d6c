"""What comes twice: a report's idempotency key leads to the case that it made; a number that is taken is told apart."""

from hashlib import sha256

from cityloop.city.facts.intake import Keyed
from cityloop.city.label import Grade
from cityloop.city.principal import Principal
from cityloop.command.orders import Report
from cityloop.command.receipt import Receipt
from cityloop.journal.entry import Draft
from cityloop.journal.errors import Conflict
from cityloop.journal.journal import Journal

_KEY = "key:"


def is_drawn_twice(outcome: object) -> bool:
    """Whether something could not be written because its new case drew a number that another case has."""
    thing = outcome.values if isinstance(outcome, Conflict) else {}
    return thing.get("seen") == 0 and not str(thing.get("thing")).startswith(_KEY)


def keyed(by: Principal, report: Report) -> str | None:
    """The thing that the report's key is in the record: a digest, since a key may tell of a person."""
    if report.key is None:
        return None
    author_and_key = "\0".join((by.id, report.key))
    return f"{_KEY}{sha256(author_and_key.encode()).hexdigest()}"


def find_keyed(journal: Journal, thing: str) -> Receipt | None:
    """The receipt of the case that was made with this key; None where it was never used."""
    for entry in journal.about(thing):
        if isinstance(entry.fact, Keyed):
            return Receipt(entry.fact.case, journal.version(entry.fact.case), ())
    return None


def key_draft(reported: Draft, thing: str, case: str) -> Draft:
    """The draft that stands right after the report's own."""
    return Draft(
        author=reported.author,
        label=Grade.INTERNAL,
        jurisdiction=reported.jurisdiction,
        about=thing,
        cause=-1,
        fact=Keyed(case=case),
    )
