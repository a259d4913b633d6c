"""What a route of the table says of itself."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from cityloop.edge.limits import NO_BODY, RateClass
from cityloop.guard.terms import Dataset, Purpose

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


class Who(StrEnum):
    """Who may knock; what they then may see is the guard's to say."""

    ANYBODY = "anybody"
    LINK = "link"
    """Anybody with an unguessable link, which the page itself looks up."""
    SIGNED_IN = "signed-in"
    """A person with a session, or a machine with a token."""
    DEMO = "demo"
    """Anybody, and only where the program runs as a demonstration."""


class Query(NamedTuple):
    """A word that an address may carry after its question mark."""

    name: str
    said: str
    """What it is for."""
    one_of: tuple[str, ...] = ()
    """Its values; empty: any."""
    several: bool = False
    """Whether it takes several of them, parted by commas."""
    required: bool = False


class Contract(NamedTuple):
    """What a route takes and gives, for the description of the interface."""

    summary: str = ""
    gives: Any = None
    takes: type[Any] | None = None
    """What the body is."""
    asks: tuple[Query, ...] = ()
    """What the address may ask."""
    form: tuple[Query, ...] = ()
    """Fields of the form that it takes."""
    refuses: Any = None
    """What it answers instead, where that is no problem of RFC 9457."""


NO_CONTRACT = Contract()


class Row(NamedTuple):
    """One route: how it is reached, who may knock, what for, and its limits."""

    path: str
    methods: tuple[str, ...]
    name: str
    handler: Handler
    who: Who
    action: str
    """As the guard's table calls it; ``{step}`` takes it from the address."""
    dataset: Dataset
    purposes: tuple[Purpose, ...]
    rate: RateClass = RateClass.PAGE
    body: int = NO_BODY
    """Bytes that a request may bring."""
    again: bool = False
    """Whether a form whose token holds no more is shown again with what was typed; nothing is done with it."""
    signed: bool = False
    """What comes is signed by a program: no cookie counts, and the handler judges the signature."""
    keyed: RateClass | None = None
    """A door for programs: no cookie counts, and a token may also come as ``api_key``; who has one draws from here."""
    contract: Contract = NO_CONTRACT
