"""The words of a call, from address or form: each once, an empty one as good as none (GeoReport v2, Definitions)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NoReturn, TypeAlias

from starlette.datastructures import FormData, QueryParams

from cityloop.adapters.doors.open311.call import Call
from cityloop.adapters.doors.open311.problems import WrongFields, bad, not_found
from cityloop.adapters.doors.open311.shapes import Error
from cityloop.views.onlookers import Span

Said: TypeAlias = FormData | QueryParams
W3C = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")
"""Date and time with its zone (W3C NOTE-datetime, the forms that name an instant)."""
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=90)
"""GeoReport v2, GET Service Requests: a span may not be longer."""


class Fields:
    """The fields of one call, and everything that was found wrong with them."""

    def __init__(self, call: Call, said: Said) -> None:
        self.call = call
        self.said = said
        self.errors: list[Error] = []
        self._check_jurisdiction()

    def _check_jurisdiction(self) -> None:
        """There is one city: it need not be named, but no other may be. GeoReport v2, Definitions."""
        said = self.one("jurisdiction_id")
        if said and said != self.call.node.index.city.id:
            self.miss(self.call.say("No city is known here by the jurisdiction_id '%s'.") % said)

    def wrong(self, description: str) -> None:
        """Note what is missing, or not what it should be."""
        self.errors.append(bad(description))

    def miss(self, description: str) -> None:
        """Note something named that is not there."""
        self.errors.append(not_found(description))

    def refuse_wrong(self) -> None:
        """Raise ``WrongFields`` with all that was noted."""
        if self.errors:
            self.fail()

    def fail(self) -> NoReturn:
        """Raise ``WrongFields`` with what was noted."""
        raise WrongFields(self.errors)

    def words(self, name: str) -> list[str]:
        """Every value of a field that may stand several times, or parted by commas; none for an empty one."""
        return [word for value in self.values(name) for part in value.split(",") if (word := part.strip())]

    def values(self, name: str) -> list[str]:
        """The values of a field that are words and not empty; a file is told as wrong."""
        found = self.said.getlist(name)
        if any(not isinstance(value, str) for value in found):
            self.wrong(self.call.say("'%s' is a file. Photos have an address of their own.") % name)
        return [value.strip() for value in found if isinstance(value, str) and value.strip()]

    def one(self, name: str, most: int = 400) -> str | None:
        """The value of a field that stands once."""
        found = self.values(name)
        if len(found) > 1:
            self.wrong(self.call.say("'%s' is said twice. Say it once.") % name)
        if found and len(found[0]) > most:
            self.wrong(self.call.say("'%(name)s' has more than %(most)s characters.") % {"name": name, "most": most})
            return None
        return found[0] if found else None

    def need(self, name: str, most: int = 400) -> str:
        """The same of one that may not be missing."""
        found = self.one(name, most)
        if found is None and not self.values(name):
            self.wrong(self.call.say("'%s' is missing.") % name)
        return found or ""

    def moment(self, name: str) -> datetime | None:
        """An instant. A plus that was sent unescaped in an address has come as a space."""
        said = self.one(name, 40)
        found = None if said is None else find_moment(said.replace(" ", "+"))
        if said is not None and found is None:
            self.wrong(self.call.say("'%s' is no time with its zone, as 2026-11-23T08:00:00+08:00.") % name)
        return found

    def span(self) -> Span:
        """From ``start_date`` to ``end_date``; the last 90 days where neither is said, 90 days where one is."""
        now, start, end = self.call.node.clock(), self.moment("start_date"), self.moment("end_date")
        start = start or (end or now) - SPAN
        end = end or min(start + SPAN, max(now, start))
        if end < start:
            self.wrong(self.call.say("'end_date' lies before 'start_date'."))
        if end - start > SPAN:
            self.wrong(self.call.say("From 'start_date' to 'end_date' are more than 90 days. Ask for less at once."))
        return Span(start, end)

    def one_of(self, name: str, choices: Sequence[str]) -> str | None:
        """One of some words, whatever their case."""
        said = self.one(name)
        if said is not None and said.lower() not in choices:
            told = {"name": name, "choices": ", ".join(choices)}
            self.wrong(self.call.say("'%(name)s' is none of: %(choices)s.") % told)
            return None
        return said and said.lower()


def find_moment(said: str) -> datetime | None:
    """The instant that the words are; None for what is none, or lies beyond any city's days."""
    if not W3C.fullmatch(said):
        return None
    try:
        found = datetime.fromisoformat(said)
        return found.astimezone(UTC) if FIRST <= found <= LAST else None
    except (ValueError, OverflowError):
        return None
