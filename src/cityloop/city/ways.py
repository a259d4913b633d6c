"""The kinds of channels, and what each is set up with. Passwords are never among it: they lie apart."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeAlias

import msgspec

from cityloop.city.address import Reach

FIELDS = ("address", "text", "key", "secret")
"""What the address, the headers and the body of a gateway may hold."""
RECEIPT_FIELDS = ("receipt", "secret")
SMS = 70
"""Characters of one text message in UCS-2 (3GPP TS 23.038, section 6.1)."""


class Way(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What a channel of one kind is set up with."""

    @property
    def reach(self) -> Reach:
        """What kind of address it takes."""
        return Reach.NONE

    @property
    def needs_secret(self) -> bool:
        """Whether it cannot work without a password, token or key."""
        return False


class Live(Way, frozen=True, kw_only=True, tag="sse"):
    """In the pages of those who are signed in."""


class File(Way, frozen=True, kw_only=True, tag="file"):
    """One line of JSON a letter, into a file."""

    path: str
    """Relative to the folder of the record."""


class Security(StrEnum):
    """How a line to a mail server is secured."""

    TLS = "tls"
    """From the first byte (port 465)."""
    STARTTLS = "starttls"
    """From the greeting on (port 587); without it nothing is sent."""
    NONE = "none"
    """Not at all: to this machine alone."""


class Mail(Way, frozen=True, kw_only=True, tag="mail"):
    """E-mail by SMTP."""

    host: str
    port: int
    sender: str
    security: Security = Security.TLS
    user: str = ""
    """Empty: nobody signs in there."""

    @property
    def reach(self) -> Reach:
        """A mail address."""
        return Reach.MAIL

    @property
    def needs_secret(self) -> bool:
        """The password of its user."""
        return bool(self.user)


class Webhook(Way, frozen=True, kw_only=True, tag="webhook"):
    """JSON by POST to a program of somebody else's, signed."""

    url: str = ""
    """Empty: each of those who are told has an address of their own."""
    private: bool = False
    """Whether addresses within one's own network may be called."""

    @property
    def reach(self) -> Reach:
        """An address of its own, or that of each."""
        return Reach.NONE if self.url else Reach.URL

    @property
    def needs_secret(self) -> bool:
        """The key that it signs with."""
        return True


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the answer of a gateway is read: paths into its JSON (``result.0.code``), and what stands there."""

    taken_path: str = ""
    """Empty: a good status is all that counts."""
    taken: tuple[str, ...] = ()
    """What stands there where the letter was taken; anything else is a failure, whatever the status says."""
    receipt_path: str = ""
    """Where its number for the letter stands; without one it was not taken."""
    refused: tuple[str, ...] = ()
    """What stands at ``taken_path`` where it will never take this letter."""


class Later(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a receipt that comes later is read: asked for, or brought to ``/v1/receipts/CHANNEL``."""

    url: str = ""
    """Where it is asked for, with ``{receipt}``; empty: it is brought."""
    receipt_path: str = ""
    """In what is brought: where the number of the letter stands."""
    state_path: str = ""
    arrived: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


class Http(Way, frozen=True, kw_only=True, tag="http"):
    """短信, 语音, 政务微信, 钉钉: whatever is spoken to by HTTP, in words that the city's files give."""

    url: str
    to: Reach = Reach.PHONE
    method: str = "POST"
    headers: Mapping[str, str] = {}
    body: Any = None
    """A tree of texts with fields, sent as JSON, or as a form where ``form`` is set."""
    form: bool = False
    answer: Answer = Answer()
    later: Later = Later()
    most: int = SMS
    """Characters of its texts."""
    spoken: bool = False
    """Its texts are read out: numbers are said figure by figure."""
    private: bool = False

    @property
    def reach(self) -> Reach:
        """What kind of address its people have."""
        return self.to

    @property
    def needs_secret(self) -> bool:
        """Where its words name one, and to know who brings a receipt."""
        return bool(self.later.receipt_path) or "{secret}" in f"{self.url}{self.headers}{self.body}{self.later.url}"


AnyWay: TypeAlias = Live | File | Mail | Webhook | Http
