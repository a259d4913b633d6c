"""Nobody gets further than a table written by hand says; who tries is refused, counted, and on record once a minute.

Four posts and a stranger knock at every route of a running server; every dataset, step and area is asked for; sessions
expire, forms are forged, passwords and ten thousand links guessed. The clock is set by hand. LINKS=, PASSWORDS=.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.routing import BaseRoute, Route

from benchmarks._areas import areas
from benchmarks._doors import Client, Doors, doors, size_of
from benchmarks.claim import Show
from cityloop.app.door import Door
from cityloop.app.route import Row, Who
from cityloop.app.routes import ROUTES
from cityloop.city.facts.access import RefusalsCounted
from cityloop.city.facts.intake import Finding
from cityloop.city.principal import Kind
from cityloop.command import orders
from cityloop.guard import table
from cityloop.guard.access import may_ask
from cityloop.guard.terms import Dataset
from tests.ground_rules.tables import PEOPLE, may_step, offices, rows, seen
from tests.street import Street

POSTS = ("nobody", "duty", "handler", "grid", "security")
PASSWORD, GUESS = "路灯 lamps 42 lit", "wrong wrong wrong"
MINUTES = 10
SERVED = tuple(row for row in ROUTES if row.who is not Who.DEMO)
PART = re.compile(r"\{(\w+)(?::\w+)?\}")
"""A part of a route's path that differs from address to address."""


@dataclass
class Stage:
    """The running city of one street, with one case that lies with the lamp company."""

    street: Street
    served: Doors
    case: str
    folder: Path


def run(show: Show) -> None:
    """Show the claim."""
    show.row("what", "asked", "as written", "seconds")
    with TemporaryDirectory() as folder:
        street = Street(Path(folder))
        case = lying_with_the_lamps(street)
        with doors(street.node) as served:
            stage = Stage(street, served, case, Path(folder))
            for title, question in QUESTIONS.items():
                timed(show, title, partial(question, stage))
            guesses = show.number("PASSWORDS", 200 if show.quick else 1_000)
            timed(show, "wrong passwords", partial(counted(partial(passwords, count=guesses)), stage))
            guessing(show, stage, show.number("LINKS", 1_000 if show.quick else 10_000))
        street.node.stop()
    timed(show, "areas: officers and cases", areas)


def timed(show: Show, title: str, ask: Callable[[], tuple[int, int]]) -> None:
    """One row and one figure: how many questions were answered as written."""
    began = time.perf_counter()
    asked, right = ask()
    show.row(title, asked, right, time.perf_counter() - began)
    show.figure(title, right, asked, ok=0 < asked == right)


def lying_with_the_lamps(street: Street) -> str:
    """A case of the first grid that lies with the lamp company."""
    case = street.report(place=None, node="g1").case
    street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    street.do("jin", orders.Establish, case)
    return case


# The tables


def routes(stage: Stage) -> tuple[int, int]:
    """The routes of the running program, each of which is a door of the table; one that is added is noticed."""
    extra = Route("/backdoor", lambda _: None)
    alone, trespass = outside(stage.served.routes), outside([*stage.served.routes, extra])
    return len(SERVED), len(SERVED) if (alone, trespass) == ([], ["/backdoor"]) else 0


def outside(found: Iterable[BaseRoute]) -> list[str]:
    """Routes that no row of the table stands for, and rows without a route."""
    doors_ = {route.path: route for route in found if isinstance(route, Route) and isinstance(route.endpoint, Door)}
    strange = [getattr(route, "path", str(route)) for route in found if route not in doors_.values()]
    paths = {row.path for row in SERVED}
    missing = paths - set(doors_)
    return [path for path in strange if path not in paths] + sorted(missing)


def posts(stage: Stage) -> tuple[int, int]:
    """Four posts and a stranger at every route."""
    stage.served.kept.seats.stopping.set()
    answers = [route_as_written(stage, row, post) for post in POSTS for row in rows("routes.csv")]
    return len(answers), sum(answers)


def route_as_written(stage: Stage, row: dict[str, str], post: str) -> bool:
    """Whether one route answers one post as the table says."""
    client = stage.served.client(PEOPLE.get(post), source=f"192.0.2.{POSTS.index(post)}")
    path = row["path"].format(case=stage.case)
    stage.street.now += timedelta(seconds=5)
    if row["method"] == "POST":
        client.get("/sign-in")
        client.get("/style")
    answer = client.get(path) if row["method"] == "GET" else client.post(path)
    led = answer.headers.get("location", "").startswith("/sign-in?")
    return row[post] == ("sign-in" if led else str(answer.status_code))


def datasets(stage: Stage) -> tuple[int, int]:
    """Every post at every dataset; a right that is added is noticed."""
    asked, right = datasets_as_written(stage)
    with widened():
        noticed = datasets_as_written(stage)[1] < right
    return asked + 1, right + noticed


def datasets_as_written(stage: Stage) -> tuple[int, int]:
    """How many questions, and how many are answered as the table says."""
    told = [
        seen(stage.street, stage.case, Dataset(row["dataset"]), row["action"], column) == written
        for row in rows("datasets.csv")
        for column, written in row.items()
        if column not in ("dataset", "action")
    ]
    return len(told), sum(told)


@contextmanager
def widened() -> Iterator[None]:
    """While the block runs, anybody may list cases."""
    key = (Kind.NOBODY, "list", Dataset.CASE)
    rights = dict(table.RIGHTS)
    changed = table.RIGHTS
    assert isinstance(changed, dict)
    changed[key] = table.right(*key[:2], Dataset.CASE, table.ANYWHERE, table.PUBLISH, (table.INTERNAL, table.NO))
    try:
        yield
    finally:
        changed.clear()
        changed.update(rights)


def steps(_: Stage) -> tuple[int, int]:
    """Every duty at every step."""
    told = [
        may_step(row["verb"], office) == (word in row["duties"].split())
        for row in rows("steps.csv")
        for word, office in offices().items()
    ]
    return len(told), sum(told)


# What is refused


def counted(refuse: Callable[[Stage], tuple[int, int]]) -> Callable[[Stage], tuple[int, int]]:
    """The question, and beside it whether each of its refusals stands counted on the access journal."""

    def asked(stage: Stage) -> tuple[int, int]:
        settle(stage)
        size = stage.street.node.access.size()
        tried, right = refuse(stage)
        settle(stage)
        return tried + 1, right + (sum(fact.total for fact in refusals_since(stage, size)) == tried)

    return asked


def refusals_since(stage: Stage, size: int) -> list[RefusalsCounted]:
    """The records of refusals from a position of the access journal on."""
    facts = [entry.fact for entry in stage.street.node.access.read(size, 10_000)]
    return [fact for fact in facts if isinstance(fact, RefusalsCounted)]


def strangers(stage: Stage) -> tuple[int, int]:
    """A case of another area, and of another unit."""
    elsewhere = stage.street.report(place=None, node="qingxi").case
    tried = [
        ("jin", elsewhere),
        ("kong", elsewhere),
        ("liang", stage.case),
        ("ouyang", stage.case),
        ("ren", stage.case),
    ]
    answers = [stage.served.client(person).get(f"/case/{case}").status_code for person, case in tried]
    return len(tried), answers.count(403)


def expired(stage: Stage) -> tuple[int, int]:
    """Every route of those who are signed in, with a session of the shift before."""
    stage.street.now += timedelta(minutes=5)
    clients = {post: stage.served.client(person) for post, person in PEOPLE.items()}
    stage.street.now += timedelta(hours=12)
    wanted = [(client, row) for client in clients.values() for row in SERVED if row.who is Who.SIGNED_IN]
    return len(wanted), sum(session_ended(client, row, stage) for client, row in wanted)


def session_ended(client: Client, row: Row, stage: Stage) -> bool:
    """Whether the route says that the session is over."""
    stage.street.now += timedelta(seconds=1)
    path = address(row, case=stage.case, verb="sign")
    answer = client.http.request(row.methods[0], path, headers={"accept": "application/json"})
    return (answer.status_code, answer.json()["type"]) == (401, "/problems/session-ended")


def forged(stage: Stage) -> tuple[int, int]:
    """Every form, without its token, with another's, with a part of it, and from another site; nothing changes.

    Each is sent by somebody to whom it is open. Doors for programs ask for a key or a signature; no cookie counts.
    """
    before = stage.street.node.journal.size()
    forms = [row for row in SERVED if "POST" in row.methods and not (row.signed or row.keyed)]
    told = [answer for row in forms for answer in forgeries(stage, row)]
    unchanged = stage.street.node.journal.size() == before
    return len(told), sum(told) if unchanged else 0


def forgeries(stage: Stage, row: Row) -> Iterator[bool]:
    """Whether each forgery of one form is refused."""
    stage.street.now += timedelta(minutes=1)
    verb = "sign" if row.who is Who.SIGNED_IN else "tell"
    person = whose(stage, row, verb)
    own, other = stage.served.client(person), stage.served.client(person)
    token, foreign = token_of(own), token_of(other)
    path = address(row, secret="guessed", case=stage.case, verb=verb)
    for tried in ("", foreign, token[:-1], "guessed"):
        own.token = tried
        yield is_forged(own.post(path, headers={"accept": "application/json"}))
    own.token = token
    for said in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        yield is_forged(own.post(path, headers={"accept": "application/json", **said}))


def whose(stage: Stage, row: Row, verb: str) -> str:
    """The first to whom the route is open; anybody, where it is open to anybody."""
    action, open_to = row.action.format(verb=verb), frozenset(row.purposes)
    people = [name for name in PEOPLE.values() if may_ask(stage.street.person(name), action, row.dataset, open_to)]
    return people[0] if row.who is Who.SIGNED_IN else "pan"


def address(row: Row, **said: str) -> str:
    """An address of the route; what is not said is 1."""
    return PART.sub(lambda part: said.get(part[1], "1"), row.path)


def token_of(client: Client) -> str:
    """The token of the client's own forms."""
    client.get("/sign-in")
    return client.token


def is_forged(answer: object) -> bool:
    """Whether the answer calls the form a forgery."""
    return getattr(answer, "status_code", 0) == 403 and "/problems/forged-form" in getattr(answer, "text", "")


# Guessing


def passwords(stage: Stage, count: int) -> tuple[int, int]:
    """Wrong passwords by the thousand are refused, few of them looked at; then the right one opens."""
    stage.served.kept.passwords.set("jin", PASSWORD)
    client = stage.served.client(source="198.51.100.7")
    token_of(client)
    answers = [attempt(stage, client, number, GUESS) for number in range(count)]
    stage.street.now += timedelta(minutes=15)
    token_of(client)
    refused = sum(status in (403, 429) for status in answers)
    few = answers.count(403) < 30
    return count, refused if few and attempt(stage, client, 0, PASSWORD) == 303 else 0


def attempt(stage: Stage, client: Client, number: int, password: str) -> int:
    """The status of one attempt; ten of them a second."""
    stage.street.now += timedelta(seconds=1 if number % 10 == 0 else 0)
    return client.post("/sign-in", {"person": "jin", "password": password}).status_code


def guessing(show: Show, stage: Stage, count: int) -> None:
    """Links guessed over ten minutes, half of them from one address, half from another address each."""
    node = stage.street.node
    settle(stage)
    size, bytes_before, began = node.access.size(), size_of(stage.folder), time.perf_counter()
    refused = sum(refused_in_a_minute(stage, minute, count // MINUTES) for minute in range(MINUTES))
    took_s = time.perf_counter() - began
    settle(stage)
    facts = refusals_since(stage, size)
    show.row("guessed links", count, refused, took_s)
    show.figure("guessed links refused", refused, count, ok=refused == count)
    total = sum(fact.total for fact in facts)
    show.figure("refusals counted", total, count, ok=total == count)
    written = node.access.size() - size
    show.figure("records written, one a minute", written, MINUTES, ok=written == len(facts) == MINUTES)
    lines = max(len(fact.refusals) for fact in facts)
    show.figure("lines of the longest record", lines, "<= 200", ok=lines <= 200)
    grown = size_of(stage.folder) - bytes_before
    show.figure("growth of every file", grown / count, "< 200", ok=grown / count < 200, unit="bytes a guess")


def refused_in_a_minute(stage: Stage, minute: int, count: int) -> int:
    """How many of the guesses of one minute were refused."""
    one = stage.served.client(source="203.0.113.77")
    answers = [one.get(f"/follow/{minute}one{number}").status_code for number in range(count // 2)]
    for number in range(count - count // 2):
        source = {"x-forwarded-for": f"100.{64 + minute}.{number // 250}.{number % 250}"}
        answers.append(one.get(f"/follow/{minute}many{number}", source).status_code)
    stage.street.now += timedelta(minutes=1)
    return sum(status in (404, 429) for status in answers)


def settle(stage: Stage) -> None:
    """Let the minute pass, and what waits be written."""
    stage.street.now += timedelta(minutes=1)
    node = stage.street.node
    node.accesses.settle()
    node.accesses.count_refusals(*node.tally.take(node.clock()))


QUESTIONS: dict[str, Callable[[Stage], tuple[int, int]]] = {
    "routes of the program": routes,
    "posts and routes": posts,
    "posts and datasets": datasets,
    "duties and steps": steps,
    "wrong area, wrong unit": counted(strangers),
    "forged forms": counted(forged),
    "expired sessions": counted(expired),
}
