"""Signing in and out: the password asked of the guard, slowed for those who guess, the session always a new one."""

import math
from datetime import datetime, timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from cityloop.edge.asker import DEVICE, SESSION, VISITOR, Asker, asker, cookie_name, give_cookie, source_of, take_cookie
from cityloop.edge.keeping import Keeping, keeping
from cityloop.edge.problem import NoSuchPage, Refused, TooMany

YEAR_S = 365 * 24 * 3600


class WrongPassword(Refused):
    """Name and password do not fit; which of them is not said."""

    code = "wrong-password"


async def sign_in(request: Request, person: str, password: str) -> str:
    """The secret of a new session. Raises ``WrongPassword``, ``TooMany`` (wait) or ``TooBusy``."""
    kept, who = keeping(request), asker(request)
    account, pair = keys_of(person, request, who, kept)
    refuse_waiting(kept, account, pair)
    right = await run_in_threadpool(kept.passwords.verify, person, password)
    now = kept.clock()
    if not right or kept.people(person) is None:
        note_wrong(kept, account, pair, now)
        raise WrongPassword("Name and password do not fit together.")
    for key in (account, pair):
        kept.accounts.succeed(key)
        kept.pairs.succeed(key)
    return await open_session(kept, who, person)


def keys_of(person: str, request: Request, who: Asker, kept: Keeping) -> tuple[str, str]:
    """What wrong attempts are remembered by: a device known for this account stands apart from everybody else."""
    name = kept.seals.of("name", person.casefold())
    device, _, seal = request.cookies.get(cookie_name(DEVICE, who.origin), "").partition(".")
    if device and kept.seals.fits(seal, "device", device, name):
        return f"device:{device}", f"device:{device}"
    return f"account:{name}", f"{source_of(who, kept.seals)} {name}"


def refuse_waiting(kept: Keeping, account: str, pair: str) -> None:
    """Raise ``TooMany`` while the account or this source has to wait; no password is looked at then."""
    now = kept.clock()
    wait = max(kept.accounts.wait(account, now), kept.pairs.wait(pair, now))
    if wait > timedelta():
        seconds = math.ceil(wait.total_seconds())
        raise TooMany(f"Several wrong passwords: try again in {seconds} s.", retry_s=seconds)


def note_wrong(kept: Keeping, account: str, pair: str, now: datetime) -> None:
    """One wrong attempt, for the account and for the source."""
    kept.accounts.fail(account, now)
    kept.pairs.fail(pair, now)


async def open_session(kept: Keeping, who: Asker, person: str) -> str:
    """A new session; the one shown until now ends, so that none can be planted beforehand."""
    if who.secret is not None:
        await run_in_threadpool(kept.sessions.close, who.secret)
    return await run_in_threadpool(kept.sessions.open, person)


async def come_in_as(request: Request, person: str) -> str:
    """The secret of a new session without a password; there is no such thing but in the demo."""
    kept = keeping(request)
    if not kept.demo or kept.people(person) is None:
        raise NoSuchPage("There is nothing here.")
    return await open_session(kept, asker(request), person)


def give_session(request: Request, response: Response, person: str, secret: str) -> Response:
    """Put the session, and the sign of a known device, into the browser."""
    origin, kept = asker(request).origin, keeping(request)
    device = kept.draw()
    seal = kept.seals.of("device", device, kept.seals.of("name", person.casefold()))
    give_cookie(response, SESSION, secret, origin)
    give_cookie(response, DEVICE, f"{device}.{seal}", origin, YEAR_S)
    take_cookie(response, VISITOR, origin)
    return response


async def sign_out(request: Request, response: Response) -> Response:
    """End the session, here and in the browser."""
    who = asker(request)
    if who.secret is not None:
        await run_in_threadpool(keeping(request).sessions.close, who.secret)
    take_cookie(response, SESSION, who.origin)
    return response
