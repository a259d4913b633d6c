"""What is done with the accounts of those who work for the city: each deed takes effect at once, and is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cityloop.city.facts.accounts import (
    AccountFact,
    FirstPasswordGiven,
    Locked,
    LockGround,
    PasswordChanged,
    SignInsEnded,
    Unlocked,
)
from cityloop.guard.credentials import Passwords
from cityloop.guard.locks import Locks
from cityloop.guard.sessions import Session, Sessions


@dataclass(frozen=True, slots=True)
class Accounts:
    """Passwords, locks and sign-ins of persons.

    What shuts somebody out is done, then told; what lets somebody in is told, then done: a disk that is full at the
    wrong moment leaves the door shut, never open without a trace.
    """

    passwords: Passwords
    sessions: Sessions
    locks: Locks
    keep: Callable[[str, AccountFact], None]
    """Keeps a fact of an author on the access journal, durable on return."""

    def give_first(self, by: str, person: str, password: str, until: datetime) -> None:
        """A first password for a person, who is signed out everywhere."""
        self.keep(by, FirstPasswordGiven(person=person, until=until))
        self.passwords.give_first(person, password, until)
        self.sessions.close_all(person)

    def set_password(self, by: str, person: str, password: str, *, but: str = "") -> None:
        """A password of a person's own; ends every other sign-in. Raises ``WeakPassword``; nothing is changed then."""
        self.passwords.set(person, password)
        self.sessions.close_all(person, but=but)
        self.keep(by, PasswordChanged(person=person))

    def lock(self, by: str, person: str, ground: LockGround) -> int:
        """Shut a person out; how many sign-ins that ended."""
        self.locks.put(person, ground)
        ended = self.sessions.close_all(person)
        self.keep(by, Locked(person=person, ground=ground))
        return ended

    def unlock(self, by: str, person: str) -> bool:
        """Let a person in again; False where there was no lock."""
        if self.locks.find(person) is None:
            return False
        self.keep(by, Unlocked(person=person))
        return self.locks.lift(person)

    def end_one(self, by: str, person: str, mark: str) -> bool:
        """End one sign-in of a person, as after a phone was lost."""
        ended = self.sessions.close_one(person, mark)
        self._tell_ended(by, person, int(ended))
        return ended

    def end_all(self, by: str, person: str, *, but: str = "") -> int:
        """End every sign-in of a person, but one; how many."""
        ended = self.sessions.close_all(person, but=but)
        self._tell_ended(by, person, ended)
        return ended

    def end_vouched(self, by: str, subject: str, provider_session: str) -> tuple[str, ...]:
        """End what the identity provider says is over; whose it was."""
        persons = self.sessions.close_vouched(subject, provider_session)
        for person in persons:
            self._tell_ended(by, person, 1)
        return persons

    def list_sign_ins(self, person: str) -> tuple[Session, ...]:
        """The sign-ins of a person that stand, the last used first."""
        return self.sessions.list_of(person)

    def _tell_ended(self, by: str, person: str, count: int) -> None:
        if count:
            self.keep(by, SignInsEnded(person=person, count=count))
