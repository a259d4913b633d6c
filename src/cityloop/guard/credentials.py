"""How somebody proves to be who they say: ports of passwords and of machines' tokens."""

from datetime import datetime
from typing import Protocol

import msgspec

from cityloop.city.errors import CityloopError
from cityloop.city.principal import Claim, Duty, Kind, Principal


class TooBusy(CityloopError):
    """So many sign-ins at once that this one was not looked at."""

    code = "too-busy"


class Passwords(Protocol):
    """Keeps one slow hash a person, and does a bounded number of them at once."""

    def set(self, person: str, password: str, /) -> None:
        """Give a person a password of their own, durable on return. Raises ``WeakPassword``."""

    def give_first(self, person: str, password: str, until: datetime, /) -> None:
        """Give a person a password to come in with once, until then; it replaces the one before."""

    def first_until(self, person: str, /) -> datetime | None:
        """Until when the first password holds; None where the person has none, or one of their own."""

    def has(self, person: str, /) -> bool:
        """Whether the person has a password at all."""

    def verify(self, person: str, password: str, /) -> bool:
        """Whether it is this person's, a first one too; takes as long for one who is not there. Raises ``TooBusy``."""

    def drop(self, person: str, /) -> bool:
        """Take the password away. True where there was one."""


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """What a machine may do, where, and until when. The secret is kept as its digest alone."""

    id: str
    duties: frozenset[Duty]
    scopes: frozenset[str]
    """Each ``action:dataset``; the token does nothing else, whatever its duties carry."""
    jurisdiction: str
    unit: str | None = None
    end: datetime


class Tokens(Protocol):
    """Where machines' tokens are kept. Every method is durable on return."""

    def issue(self, token: Token, /) -> str:
        """A new token; the secret to give to the machine, told once and kept nowhere."""

    def find(self, secret: str, /) -> Token | None:
        """The token of this secret while it holds."""

    def revoke(self, token_id: str, /) -> bool:
        """End a token now. True where it held."""

    def list_all(self) -> list[Token]:
        """Every token that was issued and not revoked, by id."""


def machine(token: Token, path: str) -> Principal:
    """The machine as an author; ``path`` is that of the token's jurisdiction."""
    claim = Claim(
        post=f"token:{token.id}",
        duties=token.duties,
        jurisdiction=token.jurisdiction,
        unit=token.unit,
        path=path,
        scopes=token.scopes,
    )
    return Principal(id=f"machine:{token.id}", kind=Kind.MACHINE, claims=(claim,))
