"""Forgetting a person on a lawful request: the key goes, every proof still holds."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from cityloop.city import number
from cityloop.city.errors import CityloopError
from cityloop.city.facts.record import SubjectErased
from cityloop.city.label import Grade
from cityloop.city.principal import Duty, Principal
from cityloop.command.case_table import CASES
from cityloop.command.given import InForce
from cityloop.command.keeping import bars, refuse_barred
from cityloop.command.permission import forbidden
from cityloop.guard.access import access
from cityloop.guard.accesses import Accesses
from cityloop.guard.answer import Denied
from cityloop.guard.terms import Dataset, Purpose
from cityloop.journal.entry import Append, Draft, Entry
from cityloop.journal.erasing import erased_among
from cityloop.journal.journal import Journal


class NoSuchSubject(CityloopError):
    """Nobody is known by this case number or subject."""

    code = "no-such-subject"


class AlreadyForgotten(CityloopError):
    """This person was forgotten before: there is nothing left."""

    code = "already-forgotten"


def find_subject(journal: Journal, case_or_subject: str) -> str:
    """The subject, from itself or from the number of one of its cases. Raises ``NoSuchSubject``."""
    if number.is_misread(case_or_subject):
        raise NoSuchSubject(f"One digit of '{case_or_subject}' is wrong. Read the number again.")
    case_id = number.normal(case_or_subject)
    known = select(CASES.c.subject).where((CASES.c.id == case_id) | (CASES.c.subject == case_or_subject))
    with journal.store.read() as transaction:
        found = transaction.execute(known.limit(1)).scalar()
    if found is None:
        raise NoSuchSubject(f"No case and no person is known as '{case_or_subject}'. Check the number.")
    return str(found)


def cases_of(journal: Journal, subject: str) -> list[str]:
    """The numbers of the cases whose words are sealed under the subject's key."""
    with journal.store.read() as transaction:
        return list(transaction.execute(select(CASES.c.id).where(CASES.c.subject == subject)).scalars())


def is_forgotten(journal: Journal, subject: str) -> bool:
    """Whether an erasure of the subject stands on the record."""
    with journal.store.read() as transaction:
        return bool(erased_among(transaction, journal.tables, (subject,)))


class Erasing(NamedTuple):
    """A request that somebody be forgotten: whose key goes, on which ground."""

    subject: str
    ground: str


def forget(
    journal: Journal, accesses: Accesses, given: InForce, by: Principal, erasing: Erasing, now: datetime
) -> Entry:
    """Destroy the subject's key, and everything that was sealed with it.

    Raises ``Forbidden``, ``NoSuchSubject``, ``AlreadyForgotten``, and ``ErasureBarred`` while a hold stands or the
    archive period of a case runs; ``Conflict`` where a hold was placed in this very moment.
    """
    accesses.make_room()
    answer = access(by, Duty.CONFIGURE, Purpose.LAWFUL_REQUEST, None, "erase", Dataset.SUBJECT, {}, "")
    if isinstance(answer, Denied):
        raise forbidden(answer, "erase", None)
    subject = find_subject(journal, erasing.subject)
    about = f"subject:{subject}"
    seen = journal.version(about)
    refuse(journal, given, subject, now)
    fact = SubjectErased(subject=subject, ground=erasing.ground)
    drafts = (Draft(author=by.id, label=Grade.INTERNAL, jurisdiction="", about=about, fact=fact),)
    (entry,) = journal.append(Append(drafts=drafts, expect={about: seen}))
    accesses.note_steps((answer,))
    return entry


def refuse(journal: Journal, given: InForce, subject: str, now: datetime) -> None:
    """Raise what keeps a subject from being forgotten now: ``AlreadyForgotten``, ``ErasureBarred``."""
    if is_forgotten(journal, subject):
        raise AlreadyForgotten(f"{subject} was forgotten already; the record says when and why.")
    with journal.store.read() as transaction:
        refuse_barred(bars(transaction, given, subject, now), subject)
