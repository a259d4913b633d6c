"""Reports and orders that come twice: an idempotency key stands on the record once, and leads to its case."""

from hashlib import sha256

from cityloop.city.facts.intake import Keyed
from cityloop.city.label import Grade
from cityloop.city.principal import Principal
from cityloop.command.receipt import Receipt
from cityloop.journal.entry import Draft
from cityloop.journal.journal import Journal


def keyed(by: Principal, key: str | None) -> str | None:
    """The thing that an author's key is in the record: a digest, since a key may tell of a person."""
    if key is None:
        return None
    author_and_key = "\0".join((by.id, key))
    return f"key:{sha256(author_and_key.encode()).hexdigest()}"


def find_keyed(journal: Journal, thing: str) -> Receipt | None:
    """The receipt of the case that this key was used for; None where it never was."""
    for entry in journal.about(thing):
        if isinstance(entry.fact, Keyed):
            return Receipt(entry.fact.case, journal.version(entry.fact.case), ())
    return None


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
