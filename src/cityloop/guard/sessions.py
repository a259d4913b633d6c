"""Who is signed in: what a session is, when it ends, and the port of where sessions are kept."""

from datetime import datetime, timedelta
from typing import Protocol

import msgspec

MARK = 16
"""Characters of a digest by which one session of a person is told from the others."""


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """How and where somebody signed in, as far as it is kept: enough to know one's own phone by."""

    device: str = ""
    """Browser and system, as ``Firefox · Windows``; empty where the browser did not say."""
    network: str = ""
    """A keyed digest of the network address: tells whether two are the same, and nothing else."""
    subject: str = ""
    """Whom the city's identity provider vouched for, by its own name for them; empty: a password."""
    provider_session: str = ""
    """Its session there (``sid``), by which it may tell that it is over."""


UNTOLD = SignIn()


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in of one person on one device. The secret itself is in the browser alone; here stands its digest."""

    digest: str
    """SHA-256 of the secret, in hex."""
    person: str
    opened: datetime
    seen: datetime
    """The last request, to within a minute."""
    sign_in: SignIn = UNTOLD
    """Told by ``list_of`` alone."""

    @property
    def mark(self) -> str:
        """What a form calls it by; nothing can be done with it but by its person."""
        return self.digest[:MARK]


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

    @property
    def lifetimes(self) -> Lifetimes:
        """How long one lasts."""

    def open(self, person: str, sign_in: SignIn = UNTOLD, /) -> str:
        """A new session; the secret to give to the browser, which is told once and kept nowhere."""

    def find(self, secret: str, /, *, live: bool = False) -> Session | None:
        """The session of this secret while it stands; the use is written down, unless only looked up (``live``)."""

    def close(self, secret: str, /) -> bool:
        """End the session of this secret. True where there was one."""

    def close_all(self, person: str, /, *, but: str = "") -> int:
        """End every session of a person, but the one with this digest; how many there were."""

    def close_one(self, person: str, mark: str, /) -> bool:
        """End the session of a person that has this mark. True where there was one."""

    def close_vouched(self, subject: str, provider_session: str, /) -> tuple[str, ...]:
        """End what the identity provider vouched for: one session of its own, or all of a subject; whose they were."""

    def list_of(self, person: str, /) -> tuple[Session, ...]:
        """The sessions of a person that stand, the last used first, with how they were begun."""

    def sweep(self) -> int:
        """Forget those that have ended; how many."""
