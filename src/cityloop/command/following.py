"""How a citizen's case is found again: by the link's secret, or by its number and the end of a telephone number."""

from hashlib import sha256

from sqlalchemy import select

from cityloop.city import number, telephone
from cityloop.command.case import Case
from cityloop.command.case_table import CASES, load
from cityloop.journal.journal import Journal


def find_followed(journal: Journal, secret: str) -> str | None:
    """The case whose follow-up link ends in ``secret``."""
    follow = sha256(secret.encode()).hexdigest()
    with journal.store.read() as transaction:
        return transaction.execute(select(CASES.c.id).where(CASES.c.follow == follow)).scalar()


def find_numbered(journal: Journal, typed: str, last: str) -> str | None:
    """The case of this number, if the telephone number left with it ends in the digits ``last``.

    None for whatever does not fit; which of them it was, nobody learns. So does a denunciation: whoever handles it
    knows its number, and could try out whether it was a certain person's.
    """
    found = number.normal(typed)
    with journal.store.read() as transaction:
        case = load(transaction, (found,)).get(found)
    contact = "" if case is None or case.withheld else _contact(journal, case)
    return found if telephone.ends_so(contact, last) else None


def _contact(journal: Journal, case: Case) -> str:
    """How to reach the reporter; empty where that was not told, or was forgotten."""
    content = journal.payload(case.contact) if case.contact else None
    return content.decode() if content else ""
