"""Signing in and out: the password asked of the guard, slowed for those who guess, the session always a new one."""

import math
from datetime import datetime, timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from cityloop.edge.asker import (
    DEVICE,
    SESSION,
    VISITOR,
    Asker,
    asker,
    cookie_name,
    give_cookie,
    network_source,
    source_of,
    take_cookie,
)
from cityloop.edge.device import device_of
from cityloop.edge.forms import number
from cityloop.edge.keeping import Keeping, keeping
from cityloop.edge.problem import NoSuchPage, Refused, TooMany
from cityloop.guard.claims import PREFIX
from cityloop.guard.guessable import WeakPassword
from cityloop.guard.sessions import SignIn

YEAR_S = 365 * 24 * 3600
TICKET = timedelta(minutes=15)


class WrongPassword(Refused):
    """Name and password do not fit; which of them is not said."""

    code = "wrong-password"


class AccountLocked(Refused):
    """The person may not sign in for now, though the password is right."""

    code = "account-locked"


class PasswordNotHere(Refused):
    """The person's posts are none of those that may come in by a password."""

    code = "password-not-here"


class FirstPasswordEnded(Refused):
    """The first password was not used in time."""

    code = "first-password-ended"


async def sign_in(request: Request, person: str, password: str) -> str | None:
    """The secret of a new session; None where it was a first password, and one's own is to be chosen (``ticket_of``).

    Raises ``WrongPassword``, ``AccountLocked``, ``FirstPasswordEnded``, ``TooMany`` (wait) or ``TooBusy``.
    """
    kept = keeping(request)
    await prove(request, person, password)
    until = await run_in_threadpool(kept.passwords.first_until, person)
    if until is None:
        return await open_session(request, person)
    if kept.clock() >= until:
        raise FirstPasswordEnded("This first password was not used in time. City IT gives a new one.")
    return None


async def prove(request: Request, person: str, password: str) -> None:
    """Whether it is the person's password; wrong ones are slowed. Raises what ``sign_in`` does."""
    kept = keeping(request)
    account, pair = keys_of(person, request, asker(request), kept)
    refuse_waiting(kept, account, pair)
    right = await run_in_threadpool(kept.passwords.verify, person, password)
    lock = await run_in_threadpool(kept.locks.find, person)
    if not right or (lock is None and kept.people(person) is None):
        note_wrong(kept, account, pair, kept.clock())
        raise WrongPassword("Name or password is wrong.")
    for key in (account, pair):
        kept.by_account.succeed(key)
        kept.pairs.succeed(key)
    if lock is not None:
        raise AccountLocked("This account is locked. City IT can say why, and unlock it.")
    refuse_password(kept, person)


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
    wait = max(kept.by_account.wait(account, now), kept.pairs.wait(pair, now))
    if wait > timedelta():
        seconds = math.ceil(wait.total_seconds())
        raise TooMany(f"Several wrong passwords: try again in {seconds} s.", retry_s=seconds)


def note_wrong(kept: Keeping, account: str, pair: str, now: datetime) -> None:
    """One wrong attempt, for the account and for the source."""
    kept.by_account.fail(account, now)
    kept.pairs.fail(pair, now)


def refuse_password(kept: Keeping, person: str) -> None:
    """Raise ``PasswordNotHere`` for a person who comes in by the city's identity provider alone."""
    found = kept.people(person)
    posts = frozenset(claim.post for claim in found.claims) if found else frozenset()
    if kept.password_posts is not None and not posts & kept.password_posts:
        raise PasswordNotHere("Your post signs in by the city's identity provider.")


# A first password


def ticket_of(request: Request, person: str) -> str:
    """What lets this browser, and no other, choose a password for ``person`` within a quarter of an hour."""
    until = int((keeping(request).clock() + TICKET).timestamp())
    return f"{until}.{_ticket_seal(request, person, until)}"


def refuse_ticket(request: Request, person: str, ticket: str) -> None:
    """Raise ``FirstPasswordEnded`` where the ticket is none, is past, or the first password was exchanged meanwhile."""
    until, _, seal = ticket.partition(".")
    ends, kept = number(until), keeping(request)
    fits = ends is not None and kept.seals.alike(seal, _ticket_seal(request, person, ends))
    first = kept.passwords.first_until(person)
    if not fits or ends is None or kept.clock().timestamp() >= ends or first is None or kept.clock() >= first:
        raise FirstPasswordEnded("That took too long, or the password was changed meanwhile. Sign in again.")


def _ticket_seal(request: Request, person: str, until: int) -> str:
    return keeping(request).seals.of("first-password", person, str(until), asker(request).binding or "")


async def choose_first(request: Request, person: str, ticket: str, password: str) -> str:
    """The secret of a new session, once the person's own password holds. Raises ``WeakPassword`` and as above."""
    kept = keeping(request)
    await run_in_threadpool(refuse_ticket, request, person, ticket)
    if await run_in_threadpool(kept.passwords.verify, person, password):
        raise WeakPassword("The first password is done with: choose another one.", reason="first")
    await run_in_threadpool(kept.accounts.set_password, f"{PREFIX}{person}", person, password)
    return await open_session(request, person)


# Sessions


async def open_session(request: Request, person: str, subject: str = "", provider_session: str = "") -> str:
    """A new session; the one shown until now ends, so that none can be planted beforehand."""
    who, kept = asker(request), keeping(request)
    if who.secret is not None:
        await run_in_threadpool(kept.sessions.close, who.secret)
    began = SignIn(
        device=device_of(request.headers.get("user-agent", "")),
        network=network_source(who.origin, kept.seals),
        subject=subject,
        provider_session=provider_session,
    )
    return await run_in_threadpool(kept.sessions.open, person, began)


async def come_in_as(request: Request, person: str) -> str:
    """The secret of a new session without a password; there is no such thing but in the demo."""
    kept = keeping(request)
    if not kept.demo or kept.people(person) is None:
        raise NoSuchPage("There is nothing here.")
    return await open_session(request, person)


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
