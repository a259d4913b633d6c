"""Sign in, sign out, and “Come in as…” in a demonstration."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.area import Tier
from cityloop.city.errors import CityloopError
from cityloop.city.index import Index
from cityloop.city.organisation import Person
from cityloop.edge.identity import way_out
from cityloop.edge.keeping import keeping
from cityloop.edge.problem import NoSuchPage, Refused, status_of
from cityloop.edge.sign_in import FirstPasswordEnded, choose_first, come_in_as, give_session, ticket_of
from cityloop.edge.sign_in import sign_in as signed_in
from cityloop.edge.sign_in import sign_out as signed_out
from cityloop.guard.guessable import WeakPassword
from cityloop.web.parts.values import Field
from cityloop.web.problem import said_of
from cityloop.web.signin.own import own_password, unlike
from cityloop.web.visit import Visit, form_of, safe_way, to, visit_of

OUT = "/sign-in/identity"
CENTRES = (Tier.CITY, Tier.DISTRICT, Tier.STREET)


async def sign_in(request: Request) -> Response:
    """The form; with name and password, the way in."""
    visit = visit_of(request)
    if request.method != "POST":
        return form(visit, request.query_params.get("next", ""))
    sent = await form_of(request)
    person, onward = sent.get("person", ""), sent.get("next", "")
    try:
        secret = await signed_in(request, person, sent.get("password", ""))
    except CityloopError as wrong:
        return refused(visit, wrong, person, onward)
    if secret is None:
        return choosing(visit, person, ticket_of(request, person), onward)
    return give_session(request, to(safe_way(onward, "/")), person, secret)


async def choose(request: Request) -> Response:
    """A first password is exchanged for one of one's own, and that is the way in."""
    visit, sent = visit_of(request), await form_of(request)
    person, ticket, onward = (sent.get(name, "") for name in ("person", "ticket", "next"))
    wrong = unlike(visit, sent)
    if wrong:
        return choosing(visit, person, ticket, onward, wrong, 422)
    try:
        secret = await choose_first(request, person, ticket, sent.get("password", ""))
    except FirstPasswordEnded as ended:
        return refused(visit, ended, person, onward)
    except WeakPassword as weak:
        return choosing(visit, person, ticket, onward, said_of(visit, weak), 422)
    return give_session(request, to(safe_way(onward, "/")), person, secret)


def choosing(visit: Visit, person: str, ticket: str, onward: str, error: str = "", status: int = 200) -> Response:
    """The page on which one chooses a password."""
    values = {"fields": own_password(visit, error), "person_id": person, "ticket": ticket, "next": onward}
    return visit.page("signin/first.html", values, status)


def refused(visit: Visit, wrong: CityloopError, person: str, onward: str) -> Response:
    """The form again, with why."""
    wait_s = wrong.retry_s if isinstance(wrong, Refused) else None
    words = said_of(visit, wrong)
    if wait_s:
        words = visit.say("Several wrong passwords. Try again in %(seconds)s seconds.") % {"seconds": wait_s}
    answer = form(visit, onward, person, words, status_of(wrong))
    if wait_s:
        answer.headers["Retry-After"] = str(wait_s)
    return answer


def form(visit: Visit, onward: str, person: str = "", words: str = "", status: int = 200) -> Response:
    """The page with the two fields; where the city has an identity provider, with the way there first."""
    kept = keeping(visit.request)
    fields = (
        Field("person", visit.say("Name"), value=person, autocomplete="username"),
        Field("password", visit.say("Password"), "secret", autocomplete="current-password"),
    )
    values = {
        "fields": fields,
        "refused": words,
        "next": onward,
        "by_identity": f"{OUT}?{urlencode({'next': onward})}" if kept.identity else "",
        "by_password": kept.identity is None or kept.password_posts is None or bool(kept.password_posts),
        "is_open": bool(words),
    }
    return visit.page("signin/sign_in.html", values, status)


async def sign_out(request: Request) -> Response:
    """End the session; where the city has an identity provider, one is told how to end it there too."""
    return await signed_out(request, to("/signed-out" if keeping(request).identity else "/"))


async def after(request: Request) -> Response:
    """Signed out here; the way to sign out at the identity provider."""
    visit = visit_of(request)
    return visit.page("signin/signed_out.html", {"there": await way_out(request)})


async def come_in(request: Request) -> Response:
    """Everybody of the invented city, to come in as."""
    visit = visit_of(request)
    if not keeping(request).demo:
        raise NoSuchPage("There is nothing here.")
    if request.method != "POST":
        return visit.page("signin/come_in.html", {"first": tuple(first(visit)), "groups": tuple(groups(visit))})
    person = (await form_of(request)).get("person", "")
    return give_session(request, to("/"), person, await come_in_as(request, person))


def first(visit: Visit) -> Iterator[dict[str, Any]]:
    """One person for each sort of post at each tier, one who is on duty now."""
    index, seen = visit.index, set()
    for post in index.posts:
        sort = (index.node(post.jurisdiction).tier, post.duties)
        people = index.roster.on_duty(post.id, visit.now)
        if sort not in seen and people:
            seen.add(sort)
            yield {"id": people[0].id, "name": visit.name(people[0].name), "posts": [visit.name(post.name)]}


def groups(visit: Visit) -> Iterator[dict[str, Any]]:
    """Persons by the node of their first post, in the order of the tree; those of a grid with their street."""
    index = visit.index
    by_node: dict[str, list[Person]] = {}
    for person in index.persons:
        if person.posts:
            by_node.setdefault(_centre(index, index.post(person.posts[0]).jurisdiction), []).append(person)
    for node in index.tree:
        if node.id in by_node:
            yield {"name": visit.name(node.name), "people": [_shown(visit, each) for each in by_node[node.id]]}


def _centre(index: Index, node: str) -> str:
    """The node itself where it has a centre of its own, else the one above that has."""
    found = index.node(node)
    return node if found.parent is None or found.tier in CENTRES else _centre(index, found.parent)


def _shown(visit: Visit, person: Person) -> dict[str, Any]:
    posts = [visit.name(visit.index.post(post).name) for post in person.posts]
    return {"id": person.id, "name": visit.name(person.name), "posts": posts}
