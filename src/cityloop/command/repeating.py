"""What comes twice: an idempotency key stands on the record once, and leads to the case that it made or changed."""

from hashlib import sha256

from cityloop.city.facts.intake import Keyed
from cityloop.city.label import Grade
from cityloop.city.principal import Principal
from cityloop.command.orders import Order, Report
from cityloop.command.receipt import Receipt
from cityloop.journal.entry import Draft
from cityloop.journal.journal import Journal


def keyed(by: Principal, sent: Report | Order) -> str | None:
    """The thing that the key of a report or an order is in the record: a digest, since a key may tell of a person."""
    if sent.key is None:
        return None
    author_and_key = "\0".join((by.id, sent.key))
    return f"key:{sha256(author_and_key.encode()).hexdigest()}"


def find_keyed(journal: Journal, thing: str) -> Receipt | None:
    """The receipt of the case that was made or changed with this key; None where it was never used."""
    for entry in journal.about(thing):
        if isinstance(entry.fact, Keyed):
            return Receipt(entry.fact.case, journal.version(entry.fact.case), ())
    return None


def key_draft(first: Draft, thing: str, case: str, back: int = 1) -> Draft:
    """The draft that stands ``back`` places after the first of what came with the key."""
    return Draft(
        author=first.author,
        label=Grade.INTERNAL,
        jurisdiction=first.jurisdiction,
        about=thing,
        cause=-back,
        fact=Keyed(case=case),
    )
