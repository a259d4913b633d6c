"""Who asks: found once a request from the session's cookie or the machine's token."""

import msgspec
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from cityloop.city.principal import NOBODY, Principal
from cityloop.city.words import Language
from cityloop.edge.forms import FIELD, SAFE, Seals, read_form, refuse_no_form
from cityloop.edge.keeping import Keeping, keeping
from cityloop.edge.language import language_of
from cityloop.edge.problem import BadToken
from cityloop.edge.transport import Origin, network_of, origin_of
from cityloop.guard.claims import PREFIX
from cityloop.guard.sessions import Session

SESSION, VISITOR, DEVICE = "session", "visitor", "device"
"""Cookies: of one who is signed in; of one who is not, for forms; of a device that somebody signed in on before."""
BEARER = "bearer "
KEY = "api_key"
"""What a token is called where it comes as a word of the address or a field of a form (Open311 GeoReport v2)."""


class Asker(msgspec.Struct, kw_only=True):
    """Who asks, and by which proof."""

    principal: Principal
    origin: Origin
    language: Language
    session: Session | None = None
    secret: str | None = None
    """Of the session; never leaves the process but in its cookie."""
    visitor: str | None = None
    fresh_visitor: bool = False
    ended: bool = False
    """A session's cookie was shown that stands no longer."""
    token: str | None = None
    """Of a machine."""

    @property
    def by_token(self) -> bool:
        """Whether a machine asks: what it sends, no browser sends unasked."""
        return self.token is not None

    @property
    def binding(self) -> str | None:
        """What the tokens of this asker's forms are bound to."""
        return self.secret or self.visitor


def stranger(request: Request, origin: Origin) -> Asker:
    """Somebody of whom nothing is known yet."""
    return Asker(principal=NOBODY, origin=origin, language=language_of(request))


def find_asker(request: Request, kept: Keeping) -> Asker:
    """Look the asker up; reads the store, so not in the thread that answers requests. Raises ``BadToken``."""
    asker = stranger(request, origin_of(request.scope, kept.transport))
    asker.token = token_of(request)
    if asker.token is not None:
        asker.principal = machine_of(asker.token, kept)
        return asker
    sign_on(asker, request, kept)
    asker.visitor = request.cookies.get(cookie_name(VISITOR, asker.origin))
    return asker


def token_of(request: Request) -> str | None:
    """The token that a machine shows, if it shows one."""
    authorization = request.headers.get("authorization", "")
    return authorization[len(BEARER) :].strip() if authorization.lower().startswith(BEARER) else None


async def key_of(request: Request) -> str | None:
    """The key that a program shows: a bearer token, or ``api_key`` in the form or the address; an empty one is none.

    Raises ``WrongType`` and ``BadForm`` for a body in which none can be found.
    """
    shown = token_of(request) or request.query_params.get(KEY)
    if not shown and request.method not in SAFE:
        refuse_no_form(request)
        said = (await read_form(request)).get(KEY)
        shown = said if isinstance(said, str) else None
    return (shown or "").strip() or None


def find_program(request: Request, kept: Keeping, key: str | None) -> Asker:
    """Who asks at a door for programs: the machine of the key, or nobody; whatever cookie comes along. Reads the store.

    Raises ``BadToken``.
    """
    asker = stranger(request, origin_of(request.scope, kept.transport))
    asker.token = key
    asker.principal = NOBODY if key is None else machine_of(key, kept)
    return asker


def machine_of(secret: str, kept: Keeping) -> Principal:
    """The machine whose token this is."""
    principal = find_machine(secret, kept)
    if principal is None:
        raise BadToken("This token is unknown, was revoked, or is past its end.")
    return principal


def find_machine(secret: str, kept: Keeping) -> Principal | None:
    """The machine whose token this is, while the token holds."""
    token = kept.tokens.find(secret)
    return None if token is None else kept.machines(token)


def sign_on(asker: Asker, request: Request, kept: Keeping) -> None:
    """The person of the session; somebody who left the city's service loses every session."""
    secret = request.cookies.get(cookie_name(SESSION, asker.origin))
    session = None if secret is None else kept.sessions.find(secret)
    person = None if session is None else kept.people(session.person)
    if session is not None and person is None:
        kept.sessions.close_all(session.person)
    asker.ended = secret is not None and person is None
    if person is not None:
        asker.principal, asker.session, asker.secret = person, session, secret


def still_stands(asker: Asker, kept: Keeping) -> bool:
    """Whether session or token, holder and rights are as they were; reads the store."""
    if asker.token is not None:
        return find_machine(asker.token, kept) == asker.principal
    if asker.secret is None:
        return True
    session = kept.sessions.find(asker.secret, live=True)
    return session is not None and kept.people(session.person) == asker.principal


def asker(request: HTTPConnection) -> Asker:
    """Who asks; found before any page runs."""
    found: Asker = request.state.asker
    return found


def principal(request: HTTPConnection) -> Principal:
    """Whom the desk and the views are told."""
    return asker(request).principal


def source_of(asker: Asker, seals: Seals) -> str:
    """As whom this asker is counted: a principal, or a network address behind a keyed digest."""
    return asker.principal.id if asker.principal.kind != NOBODY.kind else network_source(asker.origin, seals)


def network_source(origin: Origin, seals: Seals) -> str:
    """A network address behind a keyed digest: told apart from others, and never written down."""
    return f"net:{seals.of('source', network_of(origin.source))[:16]}"


def csrf_token(request: Request) -> str:
    """The token for the forms of the page that is being made; gives a cookie to a visitor who has none."""
    who = asker(request)
    if who.binding is None:
        who.visitor, who.fresh_visitor = keeping(request).draw(), True
    return keeping(request).seals.of(FIELD, who.binding or "")


def cookie_name(name: str, origin: Origin) -> str:
    """Under TLS with the prefix by which browsers hold a cookie to this host alone (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{name}" if origin.is_secure else name


def cookie_line(name: str, value: str, origin: Origin) -> str:
    """The header that ``give_cookie`` sets, for an answer that is not made yet."""
    response = Response()
    give_cookie(response, name, value, origin)
    return response.headers["set-cookie"]


def give_cookie(response: Response, name: str, value: str, origin: Origin, age_s: int | None = None) -> None:
    """Set one of the cookies: out of reach of scripts, not sent along by other sites' forms."""
    named, secure = cookie_name(name, origin), origin.is_secure
    response.set_cookie(named, value, max_age=age_s, path="/", secure=secure, httponly=True, samesite="lax")


def take_cookie(response: Response, name: str, origin: Origin) -> None:
    """Take one of the cookies back."""
    response.delete_cookie(cookie_name(name, origin), path="/", secure=origin.is_secure, httponly=True, samesite="lax")


def person_id(principal: Principal) -> str:
    """The person's id in the city's files."""
    return principal.id.removeprefix(PREFIX)
