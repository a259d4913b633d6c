"""An outside system for tests: it holds cases by its own numbers, tells of them, takes what it is told, and fails."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from threading import Lock
from typing import Any

import httpx
import msgspec

SECRET = "an outside secret"
LAMP = "0101"
"""Its own code for a lamp that is out."""


@dataclass
class Record:
    """One case as the outside system holds it."""

    number: str
    revision: int
    state: str
    case: str | None = None
    matter: dict[str, Any] | None = None
    answer: str | None = None
    into: str | None = None
    """The case, by our number, in which it goes on."""
    remarks: list[dict[str, str]] = field(default_factory=list)
    version: int = -1
    photos: dict[int, bytes] = field(default_factory=dict)
    told: int = 0

    def said(self) -> dict[str, Any]:
        """As it is told."""
        names = ("number", "revision", "state", "case", "matter", "answer", "remarks")
        return {name: value for name in names if (value := getattr(self, name)) not in (None, [])}


class Outside:
    """The system. ``faults`` may refuse or lose a request; what it tells stands in ``log``, in any order one likes."""

    def __init__(self, seed: int = 0) -> None:
        self.chance = Random(seed)
        self.records: dict[str, Record] = {}
        self.by_case: dict[str, str] = {}
        self.log: list[dict[str, Any]] = []
        self.answers: dict[str, bytes] = {}
        self.tellings: dict[str, list[tuple[int, str]]] = {}
        """What was taken in of each case: version and state."""
        self.asked = 0
        self.rows = 1_000
        """Cases of one page, at most."""
        self.lock = Lock()
        self.faults: Callable[[httpx.Request], httpx.Response | None] = lambda _: None
        self.forgets: Callable[[httpx.Request], bool] = lambda _: False
        """Whether the answer gets lost after the request was carried out."""

    def transport(self) -> httpx.MockTransport:
        """A way to it without a socket."""
        return httpx.MockTransport(self.answer)

    # Its own people

    def opens(self, **matter: Any) -> Record:
        """Somebody reports a matter there."""
        number = f"W{len(self.records) + 1:06d}"
        told = {"life": "grid", "category": LAMP, "words": "路灯不亮", "place": "road-liuan", **matter}
        record = self.records[number] = Record(number, 1, "open", matter=told)
        self.tells(record)
        return record

    def moves(self, record: Record, state: str, **said: Any) -> None:
        """Its people bring a case on."""
        record.revision, record.state = record.revision + 1, state
        for name, value in said.items():
            setattr(record, name, value)
        self.tells(record)

    def tells(self, record: Record) -> None:
        """What changed stands in the log."""
        self.log.append(record.said())

    # What it answers

    def answer(self, request: httpx.Request) -> httpx.Response:
        """One request."""
        request.read()
        with self.lock:
            self.asked += 1
            fault = self.faults(request)
            if fault is not None:
                return fault
            answer = self._answered(request)
            if self.forgets(request):
                raise httpx.ReadTimeout("the answer was lost", request=request)
            return answer

    def _answered(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("authorization") != f"Bearer {SECRET}":
            return httpx.Response(401)
        if request.method == "GET":
            return self._listing(int(request.url.params["after"]), int(request.url.params["limit"]))
        key = request.headers["idempotency-key"]
        if key not in self.answers:
            parts = request.url.path.rstrip("/").split("/")
            case = parts[parts.index("cases") + 1]
            photo = int(parts[-1]) if "photos" in parts else None
            self.answers[key] = self._take(case, request.content, photo)
        return httpx.Response(200, content=self.answers[key])

    def _listing(self, after: int, limit: int) -> httpx.Response:
        page = self.log[after : after + min(limit, self.rows)]
        more = after + len(page) < len(self.log)
        return httpx.Response(200, json={"cases": page, "cursor": after + len(page), "more": more})

    def _take(self, case: str, content: bytes, photo: int | None) -> bytes:
        record = self._record_of(case, content, photo)
        if photo is not None:
            record.photos[photo] = content
        else:
            self._told(record, msgspec.json.decode(content))
        return msgspec.json.encode({"number": record.number, "receipt": f"r{self.asked}"})

    def _record_of(self, case: str, content: bytes, photo: int | None) -> Record:
        told = {} if photo is not None else msgspec.json.decode(content)
        number = told.get("number") or self.by_case.get(case) or f"V{len(self.records) + 1:06d}"
        self.by_case[case] = number
        return self.records.setdefault(number, Record(number, 0, "open", case=case))

    def _told(self, record: Record, told: dict[str, Any]) -> None:
        """Take it over, unless something newer was told since; who began it says how it stands."""
        record.told += 1
        self.tellings.setdefault(told["case"], []).append((told["version"], told["state"]))
        if told["version"] <= record.version:
            return
        record.version, record.case = told["version"], told["case"]
        record.answer, record.into = told.get("answer") or record.answer, told.get("into")
        begins_anew = told["way"] == "out" and (record.revision == 0 or record.state == "merged")
        follows = told["way"] == "in" or told["state"] in ("closed", "refused", "merged")
        if begins_anew or (follows and record.state != told["state"]):
            self.moves(record, told["state"] if follows else "open")
