"""A gateway as a channel (短信, 语音, 政务微信, 钉钉): asked, and understood, as the city's files say."""

from collections.abc import Callable, Mapping
from time import time
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import msgspec

from cityloop.adapters.channels.calls import Answered, Caller, NotCalled, wrong_in_calling, wrong_with
from cityloop.adapters.channels.signing import is_signed
from cityloop.city.ways import FIELDS, Http
from cityloop.command.notices import Delivered, Failed, Letter, Outcome, Receipt, Refused
from cityloop.command.receipts import code_of
from cityloop.command.wording import filled

Escape = Callable[[str], str]


class HttpChannel:
    """Asks the gateway once a letter; what counts is what its answer says, not its status alone."""

    def __init__(self, way: Http, secret: str, now_s: Callable[[], float] = time) -> None:
        self._way, self._secret, self._now_s = way, secret, now_s
        self._caller = Caller(private=way.private)

    def deliver(self, letter: Letter, /) -> Outcome:
        """Ask it to send the letter."""
        fields = {"address": letter.address, "text": letter.text, "key": letter.key, "secret": self._secret}
        headers, body = _content(self._way, fields)
        try:
            answered = self._caller.call(self._way.method, _url(self._way.url, fields), headers, body)
        except (NotCalled, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return wrong_in_calling(error, down=True)
        return wrong_with(answered, down=answered.status >= 500) or self._understood(answered)

    def close(self) -> None:
        """Let go of the lines."""
        self._caller.close()

    @property
    def asks(self) -> bool:
        """Whether the city's files say where to ask."""
        return bool(self._way.later.url)

    def confirm(self, receipt: str, /) -> bool | None:
        """Whether what was taken has arrived, where it can be asked; None while that is not known."""
        later = self._way.later
        url = _url(later.url, {"receipt": receipt, "secret": self._secret})
        headers = _headers(self._way, {**dict.fromkeys(FIELDS, ""), "secret": self._secret})
        try:
            answered = self._caller.call("GET", url, headers, None)
        except (NotCalled, httpx.HTTPError, httpx.InvalidURL, ValueError):
            return None
        state = found_at(_decoded(answered.body), later.state_path)
        return True if state in later.arrived else False if state in later.lost else None

    def heard(self, headers: Mapping[str, str], body: bytes, /) -> Receipt | None:
        """A receipt that was brought, signed with the channel's secret."""
        later = self._way.later
        if not (later.receipt_path and is_signed(self._secret, headers, body, self._now_s())):
            return None
        said = _decoded(body)
        receipt, state = found_at(said, later.receipt_path), found_at(said, later.state_path)
        if receipt is None or state not in (*later.arrived, *later.lost):
            return None
        return Receipt(receipt, state in later.arrived)

    def _understood(self, answered: Answered) -> Outcome:
        answer = self._way.answer
        said = _decoded(answered.body)
        if answer.taken_path:
            state = found_at(said, answer.taken_path)
            if state in answer.refused:
                return Refused(why=code_of(state or ""))
            if state not in answer.taken:
                return Failed(why=code_of(state) if state else "no-word")
        receipt = found_at(said, answer.receipt_path) if answer.receipt_path else ""
        return Failed(why="no-receipt") if receipt is None else Delivered(receipt=receipt)


def _url(template: str, fields: Mapping[str, str]) -> str:
    return filled(template, {name: quote(word, safe="") for name, word in fields.items()})


def _content(way: Http, fields: Mapping[str, str]) -> tuple[dict[str, str], bytes | None]:
    """Headers and body."""
    headers = _headers(way, fields)
    if way.body is None:
        return headers, None
    tree = _tree(way.body, fields)
    if way.form:
        return {"Content-Type": "application/x-www-form-urlencoded", **headers}, urlencode(tree).encode()
    return {"Content-Type": "application/json", **headers}, msgspec.json.encode(tree)


def _headers(way: Http, fields: Mapping[str, str]) -> dict[str, str]:
    """What stands in a header may end no line."""
    plain = {name: " ".join(word.split()) for name, word in fields.items()}
    return {name: filled(text, plain) for name, text in way.headers.items()}


def _tree(value: Any, fields: Mapping[str, str]) -> Any:
    """The tree of the city's files with its fields filled in, each within its own text: nothing can break out."""
    if isinstance(value, Mapping):
        return {name: _tree(each, fields) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_tree(each, fields) for each in value]
    return filled(value, fields)


def _decoded(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def found_at(said: Any, path: str) -> str | None:
    """What stands at a path of names and places (``result.0.code``), as text; None where nothing does."""
    for step in path.split("."):
        if isinstance(said, Mapping):
            said = said.get(step)
        elif isinstance(said, list) and step.isascii() and step.isdigit() and int(step) < len(said):
            said = said[int(step)]
        else:
            return None
    if isinstance(said, bool):
        return "true" if said else "false"
    return str(said) if isinstance(said, str | int | float) else None
