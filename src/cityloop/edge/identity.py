"""A sign-in by the city's identity provider, from our door to theirs and back: what the browser holds meanwhile."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import timedelta
from urllib.parse import urlsplit

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from cityloop.edge.asker import asker, cookie_name, give_cookie, take_cookie
from cityloop.edge.keeping import keeping
from cityloop.edge.problem import NoSuchPage, Refused
from cityloop.edge.sign_in import AccountLocked, open_session
from cityloop.guard.identity import IdentityProvider, IdentityRefused, Journey, Vouched

JOURNEY = "journey"
"""The cookie that holds one sign-in on its way."""
BACK = "/sign-in/identity/back"
AT_MOST = timedelta(minutes=10)
CODE_CHARS = 2_000


class NotInCity(Refused):
    """The identity provider vouches for somebody whom the city's files do not know."""

    code = "not-in-city"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What the cookie says."""

    journey: Journey
    onward: str
    until: int


def provider(request: Request) -> IdentityProvider:
    """The city's identity provider. Raises ``NoSuchPage`` where it has none."""
    found = keeping(request).identity
    if found is None:
        raise NoSuchPage("No identity provider is configured.")
    return found


async def set_out(request: Request, onward: str) -> tuple[str, Kept]:
    """The address to which the browser goes, and what it takes along. Raises ``IdentityDown``."""
    kept = keeping(request)
    back = f"{asker(request).origin.site}{BACK}"
    journey = Journey(state=kept.draw(), nonce=kept.draw(), verifier=kept.draw(), back=back)
    address = await run_in_threadpool(provider(request).begin, journey)
    until = int((kept.clock() + AT_MOST).timestamp())
    return address, Kept(journey=journey, onward=onward, until=until)


def give_journey(request: Request, response: Response, taken: Kept) -> None:
    """Put it into the browser, sealed."""
    said = urlsafe_b64encode(msgspec.json.encode(taken)).decode()
    seal = keeping(request).seals.of(JOURNEY, said)
    give_cookie(response, JOURNEY, f"{said}.{seal}", asker(request).origin, int(AT_MOST.total_seconds()))


def end_journey(request: Request, response: Response) -> None:
    """Take it from the browser: no answer counts twice."""
    take_cookie(response, JOURNEY, asker(request).origin)


def find_journey(request: Request) -> Kept | None:
    """What the browser holds, while it is ours and not past."""
    said, _, seal = request.cookies.get(cookie_name(JOURNEY, asker(request).origin), "").partition(".")
    kept = keeping(request)
    if not said or not kept.seals.fits(seal, JOURNEY, said):
        return None
    try:
        found = msgspec.json.decode(urlsafe_b64decode(said), type=Kept)
    except (msgspec.DecodeError, Error):
        return None
    return found if kept.clock().timestamp() < found.until else None


async def come_back(request: Request) -> tuple[str, str, str]:
    """The person, the secret of a new session, and where one was going.

    Raises ``IdentityRefused``, ``IdentityDown``, ``NotInCity``, ``AccountLocked``.
    """
    taken, asked = find_journey(request), request.query_params
    if taken is None or not keeping(request).seals.alike(asked.get("state", ""), taken.journey.state):
        raise IdentityRefused("This sign-in was begun in another window, or took too long.", reason="state")
    if asked.get("error") or not asked.get("code") or len(asked["code"]) > CODE_CHARS:
        raise IdentityRefused("The identity provider did not let you in.", reason="denied")
    found = provider(request)
    vouched = await run_in_threadpool(found.finish, taken.journey, asked["code"], asked.get("iss", ""))
    await run_in_threadpool(refuse_unknown, request, vouched)
    secret = await open_session(request, vouched.person, vouched.subject, vouched.session)
    return vouched.person, secret, taken.onward


def refuse_unknown(request: Request, vouched: Vouched) -> None:
    """Raise ``NotInCity`` for one whom the city's files do not know; no account is made by itself."""
    kept = keeping(request)
    if vouched.person and kept.locks.find(vouched.person) is not None:
        raise AccountLocked("This account is locked. City IT can say why, and unlock it.")
    if not vouched.person or kept.people(vouched.person) is None:
        what = f"The identity provider vouches for “{vouched.said}”, who is not in the city's files."
        raise NotInCity(what, said=vouched.said)


async def way_out(request: Request) -> str:
    """The address at which one signs out at the identity provider too; empty where there is none."""
    found = keeping(request).identity
    if found is None:
        return ""
    address = await run_in_threadpool(found.leave, f"{asker(request).origin.site}/sign-in")
    return address if urlsplit(address).scheme in ("https", "http") else ""
