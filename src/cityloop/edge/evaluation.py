"""How an address asks for evaluation, for pages and machines alike, and how it is asked for again with something else.

``?rates=handle,close&by=street&first=2026-05-01&last=2026-05-31&area=d1``; any of the words of ``by`` narrows it
(``&life=request``; an empty value: those without one). Without days: the last 30.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlencode

from msgspec.structs import replace
from starlette.datastructures import QueryParams

from cityloop.edge.problem import BadForm
from cityloop.views.evaluation.asked import Asked, By

OWN = frozenset({"rates", "by", "first", "last", "area", "part", "from", "format"})
USUAL = timedelta(days=29)
"""From the first day to the last, where none is said."""


def asked_of(said: QueryParams, today: date, rates: tuple[str, ...] = ()) -> Asked:
    """The question in the address; ``rates`` where the address itself names none. Raises ``BadForm``."""
    if len(said.multi_items()) != len(said):
        raise BadForm("Each word of the address stands once.")
    last = day_of(said, "last") or today
    return Asked(
        first=day_of(said, "first") or last - USUAL,
        last=last,
        rates=rates or tuple(filter(None, said.get("rates", "").split(","))),
        by=by_of(said["by"]) if said.get("by") else None,
        only={by_of(word): value for word, value in said.items() if word not in OWN},
        area=said.get("area", ""),
    )


def day_of(said: QueryParams, name: str) -> date | None:
    """A day; None where none is said. Raises ``BadForm``."""
    word = said.get(name, "")
    try:
        return date.fromisoformat(word) if word else None
    except ValueError:
        raise BadForm(f"'{name}' is a day like 2026-05-31.", field=name) from None


def by_of(word: str) -> By:
    """One of the words that rates are told apart by. Raises ``BadForm``."""
    if word not in tuple(By):
        raise BadForm(f"Nothing is told apart by '{word}'. Choose from: {', '.join(By)}.", word=word)
    return By(word)


def query_of(asked: Asked, **other: str) -> str:
    """The words by which the same is asked for again, beside ``other``; rates stand in the path."""
    return urlencode([*_said(asked), *other.items()])


def _said(asked: Asked) -> Iterator[tuple[str, str]]:
    yield "first", asked.first.isoformat()
    yield "last", asked.last.isoformat()
    if asked.area:
        yield "area", asked.area
    if asked.by:
        yield "by", asked.by.value
    yield from ((by.value, value) for by, value in asked.only.items())


def cell_of(asked: Asked, value: str | None) -> Asked:
    """One group of the question, asked for alone."""
    only = {**asked.only, asked.by: value or ""} if asked.by else asked.only
    return replace(asked, by=None, only=only)
