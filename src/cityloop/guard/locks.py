"""Who may not sign in for now, though the city's files name them: the port of where locks are kept."""

from datetime import datetime
from typing import Protocol

import msgspec

from cityloop.city.facts.accounts import LockGround


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """停用: one person, locked out since, and why."""

    person: str
    since: datetime
    ground: LockGround


class Locks(Protocol):
    """Where locks are kept. Every method is durable on return."""

    def put(self, person: str, ground: LockGround, /) -> None:
        """Lock a person out; a lock that stands is replaced."""

    def find(self, person: str, /) -> Lock | None:
        """The lock on a person, or None."""

    def lift(self, person: str, /) -> bool:
        """Let a person in again. True where there was a lock."""

    def list_all(self) -> tuple[Lock, ...]:
        """Every lock, by person."""
