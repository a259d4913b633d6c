"""Forgetting a person on a lawful request: the key goes, every proof still holds."""

from sqlalchemy import select

from cityloop.city import number
from cityloop.city.errors import CityloopError
from cityloop.city.facts.record import SubjectErased
from cityloop.city.label import Grade
from cityloop.city.principal import Duty, Principal
from cityloop.command.case_table import CASES
from cityloop.command.permission import forbidden
from cityloop.guard.access import access
from cityloop.guard.accesses import Accesses
from cityloop.guard.answer import Denied
from cityloop.guard.terms import Dataset, Purpose
from cityloop.journal.entry import Append, Draft, Entry
from cityloop.journal.journal import Journal


class NoSuchSubject(CityloopError):
    """Nobody is known by this case number or subject."""

    code = "no-such-subject"


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


def forget(journal: Journal, accesses: Accesses, by: Principal, subject: str, ground: str) -> Entry:
    """Destroy the subject's key, and everything that was sealed with it. Raises ``Forbidden``, ``NoSuchSubject``."""
    accesses.make_room()
    answer = access(by, Duty.CONFIGURE, Purpose.LAWFUL_REQUEST, None, "erase", Dataset.SUBJECT, {}, "")
    if isinstance(answer, Denied):
        raise forbidden(answer, "erase", None)
    fact = SubjectErased(subject=find_subject(journal, subject), ground=ground)
    drafts = (Draft(author=by.id, label=Grade.INTERNAL, jurisdiction="", about=f"subject:{fact.subject}", fact=fact),)
    (entry,) = journal.append(Append(drafts=drafts))
    accesses.note_steps((answer,))
    return entry
