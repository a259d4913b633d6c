"""How a row of the tables of channels, addresses and notices becomes a thing of the city."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from cityloop.adapters.catalogue.row import Row
from cityloop.city.channel import AT_ONCE, GIVE_UP_H, Address, Audience, Channel, Event, File, Live, NoticeRule

E = TypeVar("E", bound=StrEnum)


def channel(row: Row, frame: object) -> Channel:
    """A way out; what else its row may say hangs on its kind."""
    return Channel(
        id=row.id(),
        name=row.name(),
        way=_way(row),
        audience=frozenset(_each(row, "for", Audience)),
        give_up_h=row.whole("give_up_h") or GIVE_UP_H,
        at_once=row.whole("at_once") or AT_ONCE,
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


def _way(row: Row) -> Live | File:
    kind = row.maybe("kind") or ""
    if kind in WAYS:
        return WAYS[kind](row)
    row.wrong("unknown-kind", f"“{kind}” is no kind of channel.", f"Choose from: {', '.join(WAYS)}.")
    return Live()


def _live(row: Row) -> Live:
    return Live()


def _file(row: Row) -> File:
    return File(path=row.need("path"))


WAYS: Mapping[str, Callable[[Row], Live | File]] = {"sse": _live, "file": _file}
