"""How a row of the tables of channels, addresses and notices becomes a thing of the city."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from cityloop.adapters.catalogue.row import Row
from cityloop.city.address import Reach
from cityloop.city.channel import AT_ONCE, GIVE_UP_H, Address, Audience, Channel, Event, NoticeRule
from cityloop.city.ways import SMS, Answer, AnyWay, File, Http, Later, Live, Mail, Security, Webhook

E = TypeVar("E", bound=StrEnum)
LONGEST_GIVE_UP_H, MOST_AT_ONCE = 24 * 30, 64


def channel(row: Row, frame: object) -> Channel:
    """A way out; what else its row may say hangs on its kind."""
    return Channel(
        id=row.id(),
        name=row.name(),
        way=_way(row),
        audience=frozenset(_each(row, "for", Audience)),
        give_up_h=min(row.whole("give_up_h") or GIVE_UP_H, LONGEST_GIVE_UP_H),
        at_once=min(row.whole("at_once") or AT_ONCE, MOST_AT_ONCE),
    )


def address(row: Row, frame: object) -> Address:
    """Where somebody is reached."""
    return Address(channel=row.need("channel"), to=row.need("to"), address=row.need("address"))


def notice(row: Row, frame: object) -> NoticeRule:
    """What is told to whom."""
    return NoticeRule(
        id=row.id(),
        event=row.choice("event", Event),
        to=row.choice("to", Audience),
        text=row.name(),
        by=row.several("by"),
    )


def _each(row: Row, column: str, choices: type[E]) -> list[E]:
    return [row.choice(column, choices, word) for word in row.several(column)]


# Kinds of channels


def _way(row: Row) -> AnyWay:
    kind = row.maybe("kind") or ""
    if kind in WAYS:
        return WAYS[kind](row)
    row.wrong("unknown-kind", f"“{kind}” is no kind of channel.", f"Choose from: {', '.join(WAYS)}.")
    return Live()


def _live(row: Row) -> Live:
    return Live()


def _file(row: Row) -> File:
    return File(path=row.need("path"))


def _mail(row: Row) -> Mail:
    security = row.choice("security", Security, row.maybe("security") or Security.TLS)
    return Mail(
        host=row.need("host"),
        port=row.whole("port") or PORTS[security],
        sender=row.need("sender"),
        security=security,
        user=row.maybe("user") or "",
    )


def _webhook(row: Row) -> Webhook:
    return Webhook(url=row.maybe("url") or "", private=row.flag("private"))


def _http(row: Row) -> Http:
    return Http(
        url=row.need("url"),
        to=row.choice("reach", Reach, row.maybe("reach") or Reach.PHONE),
        method=(row.maybe("method") or "POST").upper(),
        headers=_texts(row, "headers"),
        body=_tree(row, "body"),
        form=row.flag("form"),
        answer=_answer(row),
        later=_later(row),
        most=row.whole("longest") or SMS,
        spoken=row.flag("spoken"),
        private=row.flag("private"),
    )


def _answer(row: Row) -> Answer:
    return Answer(
        taken_path=row.maybe("taken_path") or "",
        taken=row.several("taken"),
        receipt_path=row.maybe("receipt_path") or "",
        refused=row.several("refused"),
    )


def _later(row: Row) -> Later:
    return Later(
        url=row.maybe("later_url") or "",
        receipt_path=row.maybe("later_receipt_path") or "",
        state_path=row.maybe("later_state_path") or "",
        arrived=row.several("arrived"),
        lost=row.several("lost"),
    )


def _texts(row: Row, column: str) -> dict[str, str]:
    """A set of plain texts under their names."""
    said = _tree(row, column) or {}
    if not isinstance(said, dict) or not all(isinstance(each, str) for each in said.values()):
        row.wrong("wrong-shape", f"“{column}” is no set of texts.", f"Write {column}: {{Name: text}}.")
        return {}
    return said


def _tree(row: Row, column: str) -> Any:
    row.used.add(column)
    return row.cells.get(column) or None


WAYS: Mapping[str, Callable[[Row], AnyWay]] = {
    "sse": _live,
    "file": _file,
    "mail": _mail,
    "webhook": _webhook,
    "http": _http,
}
PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}
