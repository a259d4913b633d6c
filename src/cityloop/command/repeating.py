"""What comes twice: an idempotency key leads to the case that it was used for; a number that is taken is told apart."""

from hashlib import sha256

from cityloop.city.facts.intake import Keyed
from cityloop.city.label import Grade
from cityloop.city.principal import Principal
from cityloop.command.receipt import Receipt
from cityloop.journal.entry import Append, Draft
from cityloop.journal.errors import Conflict
from cityloop.journal.journal import Journal

_KEY = "key:"


def is_drawn_twice(append: Append, outcome: object) -> bool:
    """Whether ``append`` could not be written because its new case drew a number that another case has."""
    thing = str(outcome.values.get("thing")) if isinstance(outcome, Conflict) else ""
    return append.expect.get(thing) == 0 and not thing.startswith(_KEY)


def keyed(by: Principal, key: str | None) -> str | None:
    """The thing that an author's key is in the record: a digest, since a key may tell of a person."""
    if key is None:
        return None
    author_and_key = "\0".join((by.id, key))
    return f"{_KEY}{sha256(author_and_key.encode()).hexdigest()}"


def find_keyed(journal: Journal, thing: str) -> Receipt | None:
    """The receipt of the case that this key was used for; None where it never was."""
    for entry in journal.about(thing):
        if isinstance(entry.fact, Keyed):
            return Receipt(entry.fact.case, journal.version(entry.fact.case), ())
    return None


def find_repeated(journal: Journal, by: Principal, key: str | None) -> Receipt | None:
    """The receipt of what this author's ``key`` was used for already."""
    thing = keyed(by, key)
    return find_keyed(journal, thing) if thing else None


def key_draft(first: Draft, thing: str, case: str, cause: int) -> Draft:
    """The draft that keeps a key, beside the ``first`` of what was done with it."""
    return Draft(
        author=first.author,
        label=Grade.INTERNAL,
        jurisdiction=first.jurisdiction,
        about=thing,
        cause=cause,
        fact=Keyed(case=case),
    )
