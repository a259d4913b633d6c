"""Holds are placed and lifted on the record, by whoever holds the duty to configure, and always have an end."""

from datetime import UTC, datetime

from cityloop.city import number
from cityloop.city.errors import CityloopError
from cityloop.city.facts.keeping import HoldLifted, HoldPlaced
from cityloop.city.label import Grade
from cityloop.city.principal import Duty, Principal
from cityloop.command.forgetting import AlreadyForgotten, find_subject, is_forgotten
from cityloop.command.hold_table import Hold, list_holds
from cityloop.command.permission import forbidden
from cityloop.guard.access import access
from cityloop.guard.accesses import Accesses
from cityloop.guard.answer import Denied, Granted
from cityloop.guard.terms import Dataset, Purpose
from cityloop.journal.entry import Append, Draft, Entry
from cityloop.journal.journal import Journal


class BadHold(CityloopError):
    """A hold without a ground or an end that lies ahead, or one that does not stand."""

    code = "bad-hold"


class Holding:
    """Places and lifts holds on one journal."""

    def __init__(self, journal: Journal, accesses: Accesses, by: Principal, now: datetime) -> None:
        self._journal = journal
        self._accesses = accesses
        self._by = by
        self._now = now

    def place(self, case_or_subject: str, ground: str, until: datetime) -> Entry:
        """Place one on a person, or on whose case it is, however its number was typed.

        ``until`` is told back in the zone that it has. Raises ``BadHold``, ``Forbidden``, ``NoSuchSubject``.
        """
        granted = self._permit("hold")
        subject = find_subject(self._journal, case_or_subject)
        if not ground.strip() or until <= self._now:
            what = f"“{ground}” until {until:%Y-%m-%d %H:%M} {until.tzinfo}"
            raise BadHold(f"A hold has a ground, and an end that lies ahead; {what} has not both.")
        seen = self._seen(subject)
        if is_forgotten(self._journal, subject):
            raise AlreadyForgotten(f"{subject} was forgotten already: there is nothing left to hold.")
        case = number.normal(case_or_subject) if case_or_subject != subject else None
        return self._write(
            granted, seen, HoldPlaced(subject=subject, case=case, ground=ground, until=until.astimezone(UTC))
        )

    def lift(self, case_or_subject: str, ground: str, hold: int | None = None) -> Entry:
        """Lift the one that stands, or of several that with the number ``hold``. Raises as ``place`` does."""
        granted = self._permit("lift")
        subject = find_subject(self._journal, case_or_subject)
        seen = self._seen(subject)
        standing = [each for each in self._standing(subject) if hold in (None, each.number)]
        if not ground.strip() or len(standing) != 1:
            told = ", ".join(f"{each.number} ({each.ground})" for each in standing) or "none"
            raise BadHold(
                f"To lift a hold takes a ground and one hold that stands; there stand {told}. Name its number."
            )
        return self._write(granted, seen, HoldLifted(subject=subject, hold=standing[0].number, ground=ground))

    def _standing(self, subject: str) -> list[Hold]:
        with self._journal.store.read() as transaction:
            return [hold for hold in list_holds(transaction, subject) if hold.stands(self._now)]

    def _permit(self, action: str) -> Granted:
        self._accesses.make_room()
        answer = access(self._by, Duty.CONFIGURE, Purpose.LAWFUL_REQUEST, None, action, Dataset.SUBJECT, {}, "")
        if isinstance(answer, Denied):
            raise forbidden(answer, action, None)
        return answer

    def _seen(self, subject: str) -> int:
        """What is known of the subject, read before it is judged: whatever is written meanwhile is a conflict."""
        return self._journal.version(_about(subject))

    def _write(self, granted: Granted, seen: int, fact: HoldPlaced | HoldLifted) -> Entry:
        """With the version seen, so that a hold and an erasure at the same time do not both stand."""
        about = _about(fact.subject)
        draft = Draft(author=self._by.id, label=Grade.INTERNAL, jurisdiction="", about=about, fact=fact)
        (entry,) = self._journal.append(Append(drafts=(draft,), expect={about: seen}))
        self._accesses.note_steps((granted,))
        return entry


def _about(subject: str) -> str:
    return f"subject:{subject}"
