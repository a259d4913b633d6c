"""A day's reports, from a seed: who says what about which place, and when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from cityloop.app.demo.citizens import Citizen
from cityloop.app.demo.sayings import Matter, Sayings, Texts
from cityloop.city.area import Point
from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.facts.intake import Channel
from cityloop.city.index import Index
from cityloop.city.place import Place
from cityloop.city.words import Language
from cityloop.command.orders import Report

T = TypeVar("T")
RHYTHM = (3, 6, 9, 10, 9, 7, 5, 5, 7, 8, 7, 6, 6, 6, 5, 4, 3, 2, 1, 0.6, 0.4, 0.3, 0.4, 1)
"""Shares of a day's reports by the hour, from six in the morning."""
GRID = 0.6
"""The share of grid cases."""
ENGLISH = 0.14
DOUBLE = 0.06
"""The share of reports that tell again what another has told within the last hours."""
SHARES = (("named", 78), ("point", 9), ("in-words", 5), ("vague", 5), ("outside", 2), ("neighbour", 1))
"""How a place is told: chosen from the list, by the telephone's position, in the text alone, so that it could be
anywhere, by a position outside the city, in the text and outside the city."""
CHANNELS = ((Channel.WEB, 60), (Channel.PHONE, 30), (Channel.FIELD, 10))
ASIDE = 0.03
"""The share of requests that are not the city's to settle, or empty."""
BY_ITS_CODE = 0.4
"""The share of those who report a lamp or a cover and read its code."""
UNSORTED = 0.08
"""The share of reports whose reporter chose no category."""


class Telling(NamedTuple):
    """One report about to be made, and who makes it."""

    at: datetime
    report: Report
    citizen: Citizen


def tell_day(index: Index, sayings: Sayings, start: datetime, count: int, random: Random) -> list[Telling]:
    """The reports of the 24 hours from ``start``, in order of time; the rhythm is of a day that begins at six."""
    voices = Voices(index, sayings, random)
    told: list[Telling] = []
    for moment in sorted(_moments(start, count, random)):
        earlier = [each for each in told[-40:] if each.at > moment - timedelta(hours=3)]
        told.append(voices.again(moment, earlier) or voices.fresh(moment))
    return told


def _moments(start: datetime, count: int, random: Random) -> Iterator[datetime]:
    hours = random.choices(range(24), cum_weights=list(accumulate(RHYTHM)), k=count)
    return (start + timedelta(hours=hour, minutes=random.randrange(60)) for hour in hours)


class Voices:
    """Makes up one report after the other."""

    def __init__(self, index: Index, sayings: Sayings, random: Random) -> None:
        self._index = index
        self._sayings = sayings
        self._random = random
        self._named, self._assets = _places(index)
        self._matters = {life: _known(index, sayings.matters, life) for life in Life}

    def fresh(self, at: datetime) -> Telling:
        """Something new."""
        matter = self._matter()
        language = Language.EN if self._random.random() < ENGLISH else Language.ZH
        return self._telling(at, matter, language, self._place(matter), self._choose(SHARES))

    def _place(self, matter: Matter) -> Place:
        """Somewhere that has a name; of a lamp or a cover perhaps the code that it bears."""
        alike = self._assets.get(matter.category.rpartition(".")[2])
        bears = alike is not None and self._random.random() < BY_ITS_CODE
        return self._random.choice(alike if alike and bears else self._named)

    def again(self, at: datetime, earlier: Sequence[Telling]) -> Telling | None:
        """What somebody else told a while ago, in other words; None for something new."""
        known = [
            each for each in earlier if each.report.life is Life.GRID and each.report.place and each.report.category
        ]
        if not known or self._random.random() > DOUBLE:
            return None
        first = self._random.choice(known)
        matter = next(each for each in self._matters[Life.GRID] if each.category == first.report.category)
        place = self._index.places.get(first.citizen.place or "")
        return self._telling(at, matter, first.citizen.language, place, "named")

    def _matter(self) -> Matter:
        life = Life.GRID if self._random.random() < GRID else Life.REQUEST
        if life is Life.REQUEST and self._random.random() < ASIDE:
            return self._random.choice((*self._sayings.private, *self._sayings.empty))
        known = self._matters[life]
        return self._random.choices(known, [matter.weight for matter in known])[0]

    def _telling(self, at: datetime, matter: Matter, language: Language, place: Place, how: str) -> Telling:
        text = self._text(matter.texts, language)
        if "{place}" not in text:
            how = "nowhere"
        citizen = Citizen(self._contact(matter), language, place.id if how not in NO_PLACE else None)
        report = Report(
            life=matter.life,
            kind=matter.kind,
            category=None if self._random.random() < UNSORTED else matter.category,
            words=self._words(text, language, place, how),
            contact=citizen.contact,
            channel=self._channel(matter.life, how),
            language=language,
        )
        return Telling(at, self._placed(report, place, how), citizen)

    def _words(self, text: str, language: Language, place: Place, how: str) -> str:
        """The text with its place, and perhaps a sentence more."""
        said = {
            "vague": self._sayings.vague,
            "neighbour": self._sayings.neighbours,
            "outside": self._sayings.neighbours,
        }
        name = (
            self._text(said[how], language)
            if how in said
            else place.name.zh
            if language is Language.ZH
            else place.name.en
        )
        gap = " " if language is Language.EN else ""
        return gap.join(filter(None, (text.replace("{place}", name), self._text(self._sayings.added, language))))

    def _placed(self, report: Report, place: Place, how: str) -> Report:
        if how == "named":
            return replace(report, place=place.id)
        if how == "point":
            return replace(report, point=self._beside(place.point or (0.0, 0.0), 0.0004))
        if how == "outside":
            return replace(report, point=self._beside(place.point or (0.0, 0.0), 0.0004, far=1.5))
        return report

    def _beside(self, point: Point, degrees: float, far: float = 0.0) -> Point:
        east, north = (self._random.uniform(-degrees, degrees) for _ in range(2))
        return round(point[0] + east + far, 6), round(point[1] + north, 6)

    def _contact(self, matter: Matter) -> str | None:
        """An invented number: no telephone's begins with 100."""
        without = 0.25 if matter.life is Life.GRID else 0.5 if matter.kind is RequestKind.DENOUNCE else 0.06
        number = self._random.randrange(10**8)
        return None if self._random.random() < without else f"100{number:08}"

    def _channel(self, life: Life, how: str) -> Channel:
        channel = self._choose(CHANNELS)
        on_the_spot = life is Life.GRID and how in ("named", "point")
        return Channel.PHONE if channel is Channel.FIELD and not on_the_spot else channel

    def _choose(self, shares: Sequence[tuple[T, float]]) -> T:
        return self._random.choices([name for name, _ in shares], [share for _, share in shares])[0]

    def _text(self, texts: Texts, language: Language) -> str:
        return self._random.choice(texts.get(language) or texts[Language.ZH])


NO_PLACE = frozenset({"outside", "neighbour", "nowhere"})


def _known(index: Index, matters: Sequence[Matter], life: Life) -> tuple[Matter, ...]:
    """The matters of a life that the city's catalogue knows."""
    return tuple(each for each in matters if each.life is life and index.law.categories.find(each.category))


def _places(index: Index) -> tuple[Sequence[Place], Mapping[str, Sequence[Place]]]:
    """The places that have a name, and those that are facilities, by their kind."""
    known = [place for place in index.places if place.point]
    named = [place for place in known if place.id not in index.facilities]
    assets: dict[str, list[Place]] = {}
    for place in known:
        if place.id in index.facilities:
            assets.setdefault(place.kind, []).append(place)
    return named, assets
