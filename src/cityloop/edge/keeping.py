"""What the doors need of the guard, put together once at start and handed in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from starlette.requests import HTTPConnection

from cityloop.city.principal import Principal
from cityloop.edge.buckets import Buckets
from cityloop.edge.forms import Seals
from cityloop.edge.seats import Seats
from cityloop.edge.transport import Transport
from cityloop.guard.accesses import Accesses
from cityloop.guard.accounts import Accounts
from cityloop.guard.credentials import Passwords, Token, Tokens
from cityloop.guard.identity import IdentityProvider
from cityloop.guard.locks import Locks
from cityloop.guard.sessions import Sessions
from cityloop.guard.tally import Tally
from cityloop.guard.throttle import Throttle
from cityloop.guard.tries import Tries
from cityloop.journal.ports import Clock

LONGEST_ACCOUNT = timedelta(seconds=30)
"""An account's longest wait seen from an unknown device: short, since anybody can cause it."""
LONGEST_PAIR = timedelta(minutes=15)
"""The longest wait of one source for one account, or of one known device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Ports and memory of the doors; ``people`` and ``machines`` know the city in force."""

    clock: Clock
    sessions: Sessions
    passwords: Passwords
    locks: Locks
    digits: Tries
    """At the number of one case."""
    guesses: Tries
    """From one source, at whatever number."""
    accounts: Accounts
    tokens: Tokens
    accesses: Accesses
    seals: Seals
    draw: Callable[[], str]
    """Chance, for cookies."""
    people: Callable[[str], Principal | None]
    machines: Callable[[Token], Principal | None]
    transport: Transport = field(default_factory=Transport)
    tally: Tally = field(default_factory=Tally)
    buckets: Buckets = field(default_factory=Buckets)
    by_account: Throttle = field(default_factory=lambda: Throttle(LONGEST_ACCOUNT))
    pairs: Throttle = field(default_factory=lambda: Throttle(LONGEST_PAIR))
    seats: Seats = field(default_factory=Seats)
    identity: IdentityProvider | None = None
    """The city's; None where people come in by passwords alone."""
    password_posts: frozenset[str] | None = None
    """Posts whose holders may come in by a password all the same; None: everybody may."""
    demo: bool = False


def keeping(request: HTTPConnection) -> Keeping:
    """What the application was made with."""
    kept: Keeping = request.app.state.keeping
    return kept
