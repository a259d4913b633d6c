"""Clients of Open311 read, report, add and reopen; every rule of the specification is kept; nothing makes it fail.

A server of the city of one street on loopback. PyPI's ``georeport`` reads it, a plain HTTP client writes; each Required
row and stated rule of the specification (tests/standards/open311) is tried over the wire, as JSON and as XML, and again
with the door's errors told as another protocol's, which has to be noticed. schemathesis sends EXAMPLES an operation.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import httpx
from georeport import GeoReport

from benchmarks._doors import Doors, doors
from benchmarks._fuzzed import fuzz
from benchmarks.claim import Show
from cityloop.adapters.doors.open311.shapes import ITEMS
from tests.standards.open311 import RULES
from tests.standards.open311.door import CARS, LAMP, NOISE, OTHER, SCOPES, Door, as_text
from tests.standards.open311.rule import Rule, shown_by
from tests.street import Street

FORMATS = ("json", "xml")
QUICKLY = 4
"""One group of rules in so many, where little time is given."""
FASTER = 60
"""Before schemathesis the clock of the house runs so much faster: no rate keeps it from trying."""


def run(show: Show) -> None:
    """Show the claim."""
    show.row("client", "what", "format", "as expected")
    for format in FORMATS:
        with stage(format) as (door, served):
            told = [*reading(door, served), *writing(door)]
        for client, what, kept in told:
            show.row(client, what, format, "yes" if kept else "NO")
        for client in ("georeport", "plain HTTP"):
            fine = [good for by, _, good in told if by == client]
            show.figure(f"{client}, {format}", f"{sum(fine)} of {len(fine)}", f"{len(fine)} of {len(fine)}", all(fine))
    rules(show)
    fuzzed(show)


@contextmanager
def stage(format: str, street: type[Street] = Street) -> Iterator[tuple[Door, Doors]]:
    """A door of a running server."""
    with TemporaryDirectory(prefix="cityloop-open311-", ignore_cleanup_errors=True) as folder:
        there = street(Path(folder))
        with doors(there.node) as served, httpx.Client(base_url=served.address, timeout=60) as http:
            yield Door(there, served.kept, http.request, format), served
        there.node.stop()


# Clients


def reading(door: Door, served: Doors) -> Iterator[tuple[str, str, bool]]:
    """What ``georeport`` reads, beside what a plain client gets; its base address is the one of the discovery."""
    one = door.reported()
    door.closed()
    root = door.read("/open311/discovery")["endpoints"][0]["url"]
    yield "georeport", "base address", root == f"{served.address}/open311/v2"
    client = GeoReport(root, output_format=door.format)
    asked: dict[str, tuple[Callable[[], Any], str]] = {
        "services": (client.get_service_list, "services"),
        "definition": (lambda: client.get_service_definition(LAMP), f"services/{LAMP}"),
        "requests": (client.get_service_requests, "requests"),
        "one request": (
            lambda: [client.get_service_request(one["service_request_id"])],
            f"requests/{one['service_request_id']}",
        ),
    }
    for what, (ask, path) in asked.items():
        yield "georeport", what, spark(ask()) == door.read(path)


def spark(value: Any) -> Any:
    """What ``georeport`` made of XML, by the Spark convention: it keeps a container around each list."""
    if isinstance(value, dict):
        return {name: contents(name, each) if name in ITEMS else spark(each) for name, each in value.items()}
    return [spark(each) for each in value] if isinstance(value, list) else as_text(value)


def contents(name: str, value: Any) -> list[Any]:
    """The things of a list, in a container or without one."""
    inner = value.get(ITEMS[name]) if isinstance(value, dict) else value
    return [spark(each) for each in (inner if isinstance(inner, list) else [inner] if inner else [])]


def writing(door: Door) -> Iterator[tuple[str, str, bool]]:
    """What a plain client writes: a report, the same again, words, a wrong key; then it opens the request again."""
    one = door.reported(idempotency_key="first")
    again = door.reported(idempotency_key="first")
    yield "plain HTTP", "reports", bool(one["service_request_id"])
    yield "plain HTTP", "repeats: the same", again["service_request_id"] == one["service_request_id"]
    yield "plain HTTP", "adds words", door.post("servicerequestupdates", door.update(one)).status_code == 200
    yield "plain HTTP", "wrong key: 403", door.post("requests", door.lamp(api_key="wrong")).status_code == 403
    done = door.closed()
    status = [state(door, done)]
    door.post("servicerequestupdates", door.update(done, status="REOPEN"))
    yield "plain HTTP", "reopens", [*status, state(door, done)] == ["closed", "open"]
    told = [each["status"] for each in door.read("servicerequestupdates")]
    yield "plain HTTP", "reads updates", "CLOSED" in told and told[-1] == "OPEN"


def state(door: Door, one: dict[str, str]) -> str:
    """How a request stands."""
    return str(door.read(f"requests/{one['service_request_id']}")[0]["status"])


# Rules


def rules(show: Show) -> None:
    """Each rule over the wire; and how many notice errors that are told in another way."""
    groups: dict[object, list[Rule]] = {}
    for rule in RULES:
        groups.setdefault(shown_by(rule), []).append(rule)
    tried = list(groups.values())[:: QUICKLY if show.quick else 1]
    show.table("rules of", "tried", "kept", "format")
    for format in FORMATS:
        broken = [rule for group in tried for rule in list_broken(group, format)]
        count = sum(map(len, tried))
        show.row("GeoReport v2, discovery, updates", count, count - len(broken), format)
        for rule in broken:
            show.row(rule.section, 1, 0, rule.said)
        show.figure(f"rules kept, {format}", count - len(broken), count, not broken)
    of_errors = [group for group in tried if any("404" in rule.said or "403" in rule.said for rule in group)]
    noticed = [rule for group in of_errors for rule in list_broken(group, "json", planted=True)]
    show.figure("planted: other errors, rules that notice", len(noticed), "≥ 1", bool(noticed))


def list_broken(group: list[Rule], format: str, *, planted: bool = False) -> list[Rule]:
    """The rules of a group that are not kept by a fresh server."""
    with stage(format) as (door, served):
        if planted:
            served.app.state.voices = {}
        return [rule for rule in group if not is_kept(rule, door)]


def is_kept(rule: Rule, door: Door) -> bool:
    """Whether the rule is kept; what cannot be read at all keeps none."""
    try:
        return bool(door.once(rule.kept))
    except (AssertionError, KeyError, TypeError, ValueError):
        return False


# Anything at all


class Hurried(Street):
    """The city with a clock that runs on by itself, ``FASTER`` than real."""

    _began: float | None = None

    @property
    def now(self) -> datetime:
        """Now."""
        passed = 0.0 if self._began is None else monotonic() - self._began
        return self._set + timedelta(seconds=FASTER * passed)

    @now.setter
    def now(self, at: datetime) -> None:
        self._set, self._began = at, monotonic()


def fuzzed(show: Show) -> None:
    """schemathesis, with a key; then at a server of which one address fails, which has to be noticed."""
    examples = show.number("EXAMPLES", 5 if show.quick else 50)
    show.table("schemathesis", "operations", "cases", "server errors")
    for planted in (False, True):
        with stage("json", Hurried) as (door, served), TemporaryDirectory() as folder:
            if planted:
                served.app.state.node.views.services = None
            found = fuzz(served, "/open311/", door.key(scopes=KEYED), examples, known(door), Path(folder))
        show.row("one address fails" if planted else "as it is", found.operations, found.cases, found.internal)
        if planted:
            show.figure(
                "planted: a failing address is noticed", found.internal, "≥ 1", found.failed and found.internal > 0
            )
        else:
            fine = not found.failed and found.internal == 0 and found.cases >= examples * found.operations
            show.figure(f"server errors, {examples} examples an operation", found.internal, 0, fine)
            if not fine:
                print(found.words[-3000:])


KEYED = f"{SCOPES} add-photo:case"


def known(door: Door) -> dict[str, list[str]]:
    """Values that lead further than any string does."""
    one, done = door.reported(), door.closed()
    ids = [one["service_request_id"], done["service_request_id"]]
    return {
        "service_code": [LAMP, CARS, NOISE, OTHER],
        "code": [LAMP, CARS, NOISE],
        "request": ids,
        "service_request_id": ids,
        "address_id": ["road-liuan"],
        "lat": ["30.2031", "0"],
        "long": ["119.4041", "0"],
        "attribute[fault]": ["out", "flickers"],
        "status": ["open", "closed", "reopen"],
        "start_date": ["2026-11-23T00:00:00+08:00"],
        "end_date": ["2026-11-25T00:00:00Z"],
        "updated_datetime": ["2026-11-23T00:00:00+08:00"],
        "cityloop_follow": [one["cityloop_follow"], done["cityloop_follow"]],
        "jurisdiction_id": ["qingxi"],
        "api_key": [""],
    }
