"""One's own way in: where one is signed in, ending it there, and another password."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.errors import CityloopError
from cityloop.edge.asker import asker, network_source, person_id
from cityloop.edge.keeping import Keeping, keeping
from cityloop.edge.problem import BadForm, NoSuchPage, status_of
from cityloop.edge.sign_in import prove
from cityloop.guard.guessable import WeakPassword
from cityloop.guard.sessions import Session, ends
from cityloop.web.parts.values import Field
from cityloop.web.problem import said_of
from cityloop.web.visit import Visit, form_of, read, to, visit_of

HERE, PASSWORD = "/my/sign-ins", "/my/password"
OTHERS = "others"


async def sign_ins(request: Request) -> Response:
    """Every device on which one is signed in."""
    visit, this = visit_of(request), own_session(request)
    found = await read(keeping(request).accounts.list_sign_ins, this.person)
    values = {
        "this": [shown(visit, each, this) for each in found if each.digest == this.digest],
        "others": [shown(visit, each, this) for each in found if each.digest != this.digest],
        "said": said_of_end(visit, request.query_params.get("ended", "")),
        "may_choose": await read(keeping(request).passwords.has, this.person),
    }
    return visit.page("signin/own.html", values)


def own_session(request: Request) -> Session:
    """The session by which somebody asks. Raises ``NoSuchPage`` for a program, which has none."""
    found = asker(request).session
    if found is None:
        raise NoSuchPage("There is nothing here for a program.")
    return found


def shown(visit: Visit, session: Session, this: Session) -> dict[str, Any]:
    """One sign-in as the list shows it."""
    kept, began = keeping(visit.request), session.sign_in
    here = network_source(asker(visit.request).origin, kept.seals)
    return {
        "mark": session.mark,
        "device": began.device or visit.say("a device that does not say what it is"),
        "way": visit.say("by the city's identity provider") if began.subject else visit.say("by password"),
        "network": _network(visit, began.network, here),
        "opened": session.opened,
        "seen": session.seen,
        "until": ends(session, kept.sessions.lifetimes),
    }


def _network(visit: Visit, network: str, here: str) -> str:
    if not network:
        return ""
    return visit.say("from the network you are on now") if network == here else visit.say("from another network")


def said_of_end(visit: Visit, ended: str) -> str:
    """What was done, said on the page that follows."""
    return visit.say("Signed out there.") if ended else ""


async def end(request: Request) -> Response:
    """End one sign-in, or all others: a phone was lost, or a machine is not one's own."""
    this, asked = own_session(request), (await form_of(request)).get("end", "")
    accounts, by = keeping(request).accounts, asker(request).principal.id
    if not asked:
        raise BadForm("Which sign-in is to be ended was not said.")
    if asked == OTHERS:
        await read(accounts.end_all, by, this.person, but=this.digest)
    else:
        await read(accounts.end_one, by, this.person, asked)
    return to(f"{HERE}?ended=1")


# Another password


async def password(request: Request) -> Response:
    """The form; with the password that holds and the new one, the change: every other sign-in ends."""
    visit, this = visit_of(request), own_session(request)
    if not await read(keeping(request).passwords.has, this.person):
        raise NoSuchPage("You sign in without a password of this house.")
    if request.method != "POST":
        return password_page(visit)
    sent = await form_of(request)
    wrong = unlike(visit, sent)
    if wrong:
        return password_page(visit, wrong)
    try:
        await change(request, keeping(request), sent)
    except WeakPassword as weak:
        return password_page(visit, said_of(visit, weak))
    except CityloopError as refused:
        return password_page(visit, old=said_of(visit, refused), status=status_of(refused))
    return to(f"{HERE}?ended=1")


async def change(request: Request, kept: Keeping, sent: Mapping[str, str]) -> None:
    """The new password, once the old one is shown. Raises ``WrongPassword``, ``TooMany`` or ``WeakPassword``."""
    this, who = own_session(request), asker(request).principal
    await prove(request, person_id(who), sent.get("old", ""))
    await read(kept.accounts.set_password, who.id, this.person, sent["password"], but=this.digest)


def password_page(visit: Visit, error: str = "", old: str = "", status: int = 422) -> Response:
    """The page on which one changes one's password."""
    field = Field("old", visit.say("The password until now"), "secret", error=old, autocomplete="current-password")
    wrong = bool(error or old)
    values = {"fields": (field, *own_password(visit, error)), "up": HERE}
    return visit.page("signin/password.html", values, status if wrong else 200)


def own_password(visit: Visit, error: str = "") -> tuple[Field, ...]:
    """The two fields of a new password."""
    hint = visit.say("At least 15 characters; a short sentence does well. No signs or digits are asked for.")
    return (
        Field("password", visit.say("New password"), "secret", hint=hint, error=error, autocomplete="new-password"),
        Field("again", visit.say("The new password again"), "secret", autocomplete="new-password"),
    )


def unlike(visit: Visit, sent: Mapping[str, str]) -> str:
    """Why a new password cannot be taken down; empty where both times it is the same."""
    if not sent.get("password"):
        return visit.say("Type the new password.")
    return "" if sent.get("again") == sent["password"] else visit.say("The two are not the same. Type them again.")
