"""The city's identity provider (统一身份认证), which vouches for people who work here: its port, and what it says."""

from typing import Protocol

import msgspec

from cityloop.city.errors import CityloopError


class IdentityDown(CityloopError):
    """The identity provider does not answer, or answers nothing that can be read."""

    code = "identity-down"


class IdentityRefused(CityloopError):
    """What the identity provider sent proves nothing; ``reason`` says why, for the log of whoever keeps the program."""

    code = "identity-refused"


class Journey(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in on its way: secrets that its browser alone holds until it comes back."""

    state: str
    """Comes back with the answer, so that nobody can hand a person another's answer (RFC 6749, 10.12)."""
    nonce: str
    """Stands in what is signed, so that no earlier proof can be shown again (OpenID Connect Core, 3.1.2.1)."""
    verifier: str
    """Shows that who redeems the code is who asked for it (RFC 7636)."""
    back: str
    """Our own address to which the browser is sent back."""


class Vouched(msgspec.Struct, frozen=True, kw_only=True):
    """For whom the identity provider vouches."""

    person: str
    """The id of a person as the city's files may have it; empty where none is known by what was said."""
    said: str
    """What the provider calls the person, for whoever has to look into it."""
    subject: str
    """The provider's own, stable name for the person."""
    session: str = ""
    """Its session, where it keeps one (``sid``)."""


class Over(msgspec.Struct, frozen=True, kw_only=True):
    """A session at the identity provider, or all of a person's, that ended there."""

    subject: str
    session: str


class IdentityProvider(Protocol):
    """An identity provider. Its methods wait for the network, a few seconds at most; nothing of a person is kept."""

    def begin(self, journey: Journey, /) -> str:
        """The address at the provider to which the browser is sent. Raises ``IdentityDown``."""

    def finish(self, journey: Journey, code: str, issuer: str, /) -> Vouched:
        """For whom it vouches, by the code that came back. Raises ``IdentityDown``, ``IdentityRefused``."""

    def leave(self, back: str, /) -> str:
        """The address at which one signs out there too; empty where there is none, or nobody answers."""

    def heard_over(self, token: str, /) -> Over:
        """What ended there, as the provider itself says. Raises ``IdentityDown``, ``IdentityRefused``."""
