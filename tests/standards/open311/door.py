"""The door of Open311 as a client sees it: calls in either format, answers read into the same plain values."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
from defusedxml import ElementTree
from msgspec.structs import replace

from cityloop.adapters.doors.open311.shapes import ITEMS
from cityloop.city.catalogue import Life
from cityloop.city.facts.intake import Finding
from cityloop.city.principal import NOBODY, Duty
from cityloop.command import orders
from cityloop.command.receipt import Receipt
from cityloop.edge.keeping import Keeping
from cityloop.guard.credentials import Token
from tests.street import Street

BASE = "/open311/v2"
LAMP, CARS, NOISE, OTHER = (
    "grid.component.utility.street-lamp",
    "grid.event.street-order.car-parking",
    "request.environment.noise",
    "request.other",
)
POINT = {"lat": "30.2031", "long": "119.4041"}
"""In the first grid of the street."""
DUTIES = frozenset({Duty.ACCEPT})
SCOPES = "report:case read:case list:case read:case.words read:case.place tell:case reopen:case thank:case urge:case"
Send = Callable[..., httpx.Response]


@dataclass
class Door:
    """One caller at the door, in one format."""

    street: Street
    kept: Keeping
    send: Send
    format: str = "json"
    told: dict[Callable[["Door"], Any], Any] = field(default_factory=dict)

    def once(self, of: Callable[["Door"], Any]) -> Any:
        """What ``of`` tells, asked for once."""
        if of not in self.told:
            self.told[of] = of(self)
        return self.told[of]

    def get(self, path: str, **said: str) -> httpx.Response:
        """A call without a body."""
        return self.send("GET", self.address(path), params=said)

    def post(self, path: str, said: Mapping[str, Any], **headers: str) -> httpx.Response:
        """A form."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send("POST", self.address(path), data=said, headers=named)

    def address(self, path: str) -> str:
        """Where it is, with its format."""
        return f"{path}.{self.format}" if path.startswith("/") else f"{BASE}/{path}.{self.format}"

    def read(self, path: str, **said: str) -> Any:
        """The values of an answer that is expected."""
        return values(self.get(path, **said))

    def lamp(self, **said: str) -> dict[str, str]:
        """A lamp that is out: a form that is whole."""
        form = {"service_code": LAMP, "description": "路灯不亮", "attribute[fault]": "out", "address_id": "road-liuan"}
        return form | said

    def reported(self, form: Mapping[str, Any] | None = None, **headers: str) -> dict[str, str]:
        """What is answered to a report."""
        answer = self.post("requests", self.lamp() if form is None else form, **headers)
        assert answer.status_code == 200, answer.text
        (one,) = values(answer)
        self.street.node.step()
        return dict(one)

    def words(self, one: Mapping[str, str]) -> str:
        """The words that were kept of a report."""
        sealed = self.street.case(self.case(one)).words
        content = self.street.node.journal.payload(sealed) if sealed else None
        return content.decode() if content else ""

    def case(self, one: Mapping[str, str]) -> str:
        """The number of the case behind a report that was just answered."""
        return one["cityloop_number"]

    def established(self, one: Mapping[str, str]) -> str:
        """It lies with the lamp company."""
        case = self.case(one)
        self.street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
        self.street.do("jin", orders.Establish, case)
        return case

    def fill(self, count: int) -> bool:
        """So many reports more, from the desk."""
        report = orders.Report(life=Life.GRID, category=LAMP, words="路灯不亮", place="road-liuan")
        return all(isinstance(each, Receipt) for each in self.street.node.desk.report_each(NOBODY, [report] * count))

    def without(self, code: str) -> None:
        """The same city without a category comes into force."""
        kept = tuple(each for each in self.street.city.categories if each.id != code)
        self.street.apply(replace(self.street.city, categories=kept))

    def closed(self) -> dict[str, str]:
        """A lamp that was mended."""
        one, street = self.reported(), self.street
        case = self.established(one)
        street.do("pan", orders.Handle, case, note="换了灯泡")
        street.do("pan", orders.ReportBack, case, note="已修复")
        street.do("mei", orders.Check, case, passed=True)
        street.do("mei", orders.Close, case)
        return one

    def key(self, name: str = "fixit", scopes: str = SCOPES, jurisdiction: str = "qingxi") -> str:
        """The key of a machine that reports for others."""
        end = self.street.now + timedelta(days=300)
        token = Token(id=name, duties=DUTIES, scopes=frozenset(scopes.split()), jurisdiction=jurisdiction, end=end)
        return self.kept.tokens.issue(token)

    def update(self, one: Mapping[str, str], **said: str) -> dict[str, str]:
        """An update that is whole, with the follow-up link of the report."""
        form = {"update_id": "1", "service_request_id": one["service_request_id"], "status": "OPEN"}
        form |= {"updated_datetime": "2026-11-23T10:00:00+08:00", "description": "还是不亮"}
        follow = {"cityloop_follow": one["cityloop_follow"]} if "cityloop_follow" in one else {}
        return {name: value for name, value in (form | follow | said).items() if value != "-"}


def values(answer: httpx.Response) -> Any:
    """The plain values of an answer in either format: every scalar as text, nothing as an empty one."""
    if answer.headers["content-type"].startswith("text/xml"):
        return from_xml(ElementTree.fromstring(answer.content))
    return as_text(json.loads(answer.content))


def from_xml(element: Any) -> Any:
    """An element by the Spark convention: what holds elements of one kind is a list, however many there are."""
    children = list(element)
    if element.tag in ITEMS:
        assert {child.tag for child in children} <= {ITEMS[element.tag]}
        return [from_xml(child) for child in children]
    if children:
        return {own_name(child.tag): from_xml(child) for child in children}
    return element.text or ""


def own_name(tag: str) -> str:
    """An element of our own namespace by its name in JSON."""
    return f"cityloop_{tag.rpartition('}')[2]}" if tag.startswith("{") else tag


def as_text(value: Any) -> Any:
    """A value of JSON with its scalars as XML writes them."""
    if isinstance(value, dict):
        return {name: as_text(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_text(each) for each in value]
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def errors(answer: httpx.Response) -> list[dict[str, str]]:
    """The errors of an answer, whose form is checked."""
    told: list[dict[str, str]] = values(answer)
    assert told
    assert all(set(each) == {"code", "description"} and each["description"] for each in told)
    return told


def refuses(answer: httpx.Response, status: int, word: str = "") -> bool:
    """Whether it was refused in this way, with the word in what is said of it."""
    return answer.status_code == status and any(word in each["description"] for each in errors(answer))
