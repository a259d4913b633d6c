"""Who is signed in: what a session is, when it ends, and the port of where sessions are kept."""

from datetime import datetime, timedelta
from typing import Protocol

import msgspec


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in of one person on one device. The secret itself is in the browser alone; here stands its digest."""

    digest: str
    """SHA-256 of the secret, in hex."""
    person: str
    opened: datetime
    seen: datetime
    """The last request, to within a minute."""


class Lifetimes(msgspec.Struct, frozen=True, kw_only=True):
    """How long a session lasts (OWASP ASVS 5.0, 7.3): unused, and at most."""

    idle: timedelta = timedelta(hours=2)
    absolute: timedelta = timedelta(hours=12)
    """One shift."""
    touch: timedelta = timedelta(minutes=1)
    """How often a use is written down."""


def stands(session: Session, now: datetime, lifetimes: Lifetimes) -> bool:
    """Whether the session is still good at ``now``."""
    return now < session.opened + lifetimes.absolute and now < session.seen + lifetimes.idle


def ends(session: Session, lifetimes: Lifetimes) -> datetime:
    """When it ends if nothing more is asked with it."""
    return min(session.opened + lifetimes.absolute, session.seen + lifetimes.idle)


class Sessions(Protocol):
    """Where sessions are kept. Every method is durable on return."""

    def open(self, person: str, /) -> str:
        """A new session; the secret to give to the browser, which is told once and kept nowhere."""

    def find(self, secret: str, /, *, live: bool = False) -> Session | None:
        """The session of this secret while it stands; the use is written down, unless only looked up (``live``)."""

    def close(self, secret: str, /) -> bool:
        """End the session of this secret. True where there was one."""

    def close_all(self, person: str, /) -> int:
        """End every session of a person who left, or whose password changed; how many there were."""

    def sweep(self) -> int:
        """Forget those that have ended; how many."""
