"""How a row of each table becomes a thing of the city."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from cityloop.adapters.catalogue import parts_of_notices
from cityloop.adapters.catalogue.attributes import attributes
from cityloop.adapters.catalogue.row import Row
from cityloop.city.area import Jurisdiction, Tier
from cityloop.city.catalogue import (
    Afterwards,
    ApprovedAnswer,
    Category,
    Ground,
    Life,
    Limit,
    ListedDuty,
    ListKind,
    Responsibility,
    Retention,
    Service,
    Signal,
    TimeKind,
)
from cityloop.city.crs import Projection
from cityloop.city.facility import Datastream, Facility, Feed
from cityloop.city.organisation import Person, Post, Shift, StandIn, Team, Unit
from cityloop.city.place import Place
from cityloop.city.principal import Duty
from cityloop.city.system import EVERY_S, System
from cityloop.city.words import Language, Name, is_tag


@dataclass(frozen=True, slots=True)
class Frame:
    """What a row is read against: the city's zone, and the reference system of the file's points."""

    zone: ZoneInfo
    projection: Projection | None = None


Build: TypeAlias = Callable[[Row, Frame], Any]


def jurisdiction(row: Row, frame: Frame) -> Jurisdiction:
    """A node of the tree."""
    return Jurisdiction(
        id=row.id(),
        tier=row.choice("tier", Tier),
        name=row.name(),
        parent=row.maybe("parent"),
        areas=row.several("areas"),
        aliases=row.several("aliases"),
    )


def unit(row: Row, frame: Frame) -> Unit:
    """A department, company or street office."""
    return Unit(
        id=row.id(),
        name=row.name(),
        jurisdiction=row.need("jurisdiction"),
        parent=row.maybe("parent"),
        aliases=row.several("aliases"),
        hours=row.hours("hours"),
        languages=languages(row),
    )


def languages(row: Row) -> tuple[str, ...]:
    """The tags of a cell; one that is none is noted."""
    said = row.several("languages")
    for tag in said:
        if not is_tag(tag):
            row.wrong("wrong-language", f"“{tag}” is no language.", "Write its BCP 47 tag: zh, en, ug, zh-Hant.")
    return said


def post(row: Row, frame: Frame) -> Post:
    """A post with its duties."""
    duties = row.several("duties")
    if not duties:
        row.wrong("missing-duties", "The post has no duties.", "Give it one at least.")
    return Post(
        id=row.id(),
        name=row.name(),
        duties=frozenset(row.choice("duty", Duty, text) for text in duties),
        jurisdiction=row.need("jurisdiction"),
        unit=row.maybe("unit"),
        named=row.flag("named"),
        hours=row.hours("hours"),
    )


def person(row: Row, frame: Frame) -> Person:
    """One who works for the city."""
    language = row.maybe("language")
    return Person(
        id=row.id(),
        name=row.name(),
        posts=row.several("posts"),
        language=row.choice("language", Language, language) if language else Language.ZH,
    )


def team(row: Row, frame: Frame) -> Team:
    """A crew."""
    return Team(
        id=row.id(),
        name=row.name(),
        unit=row.need("unit"),
        members=row.several("members"),
        skills=frozenset(row.several("skills")),
    )


def _span(row: Row, frame: Frame) -> dict[str, Any]:
    start, end = row.moment("start", frame.zone), row.moment("end", frame.zone)
    if row.maybe("start") and row.maybe("end") and end <= start:
        row.wrong("wrong-span", "The end is not after the start.", "Correct one of them.")
    return {"post": row.need("post"), "person": row.need("person"), "start": start, "end": end}


def shift(row: Row, frame: Frame) -> Shift:
    """A line of the rota."""
    return Shift(**_span(row, frame))


def stand_in(row: Row, frame: Frame) -> StandIn:
    """A line of 代班."""
    return StandIn(**_span(row, frame))


def facility(row: Row, frame: Frame) -> Facility:
    """A component."""
    since, until = row.day("since"), row.day("until")
    if since and until and until < since:
        row.wrong("wrong-span", "It ends before it begins.", "Correct “since” or “until”.")
    return Facility(
        id=row.id(),
        name=row.name(),
        kind=row.need("kind"),
        maintainer=row.need("maintainer"),
        point=row.point(frame.projection),
        code=row.maybe("code"),
        since=since,
        until=until,
    )


def feed(row: Row, frame: Frame) -> Feed:
    """What feeds what."""
    return Feed(source=row.need("source"), target=row.need("target"), carries=row.need("carries"))


def datastream(row: Row, frame: Frame) -> Datastream:
    """What is measured."""
    return Datastream(
        id=row.id(),
        facility=row.need("facility"),
        property=row.need("property"),
        unit=row.need("unit"),
        maintainer=row.need("maintainer"),
    )


def place(row: Row, frame: Frame) -> Place:
    """An entry of the gazetteer; without a jurisdiction it is put into the lowest one that its point lies in."""
    return Place(
        id=row.id(),
        kind=row.need("kind"),
        name=row.name(),
        jurisdiction=row.maybe("jurisdiction") or "",
        point=row.point(frame.projection),
        aliases=row.several("aliases"),
    )


def category(row: Row, frame: Frame) -> Category:
    """A sort of case; its life is the first part of its id."""
    category_id = row.id()
    return Category(
        id=category_id,
        name=row.name(),
        life=row.choice("life", Life, category_id.split(".")[0]),
        limits=tuple(_limits(row)),
        sensitive=row.flag("sensitive"),
        aliases=row.several("aliases"),
        source=row.maybe("source") or "",
        attributes=attributes(row),
        retired=row.flag("retired"),
        replaced_by=row.maybe("replaced_by"),
        batch=row.flag("batch"),
    )


def _limits(row: Row) -> list[Limit]:
    row.used.add("limits")
    said = row.cells.get("limits") or {}
    if not isinstance(said, dict):
        row.wrong("wrong-limit", "The limits are no set of stages.", "Write limits: {handle: 4 hour}.")
        return []
    return [limit for stage, text in said.items() if (limit := _limit(row, stage, text)) is not None]


def _limit(row: Row, stage: str, text: Any) -> Limit | None:
    """One limit, written ``4 hour``."""
    parts = text.split() if isinstance(text, str) else []
    if len(parts) == 1:
        kinds = ", ".join(TimeKind)
        row.wrong("limit-without-kind", f"The limit of {stage}, “{text}”, has no kind.", f"Add one of {kinds}.")
        return None
    if len(parts) != 2 or not parts[0].isascii() or not parts[0].isdigit() or int(parts[0]) == 0:
        row.wrong("wrong-limit", f"The limit of {stage}, “{text}”, is no time.", "Write it as “4 hour” or “2 workday”.")
        return None
    return Limit(stage=stage, kind=row.choice("limit-kind", TimeKind, parts[1]), amount=int(parts[0]))


def responsibility(row: Row, frame: Frame) -> Responsibility:
    """Who answers for what, where. Category ``*`` is every category."""
    category_id = row.need("category")
    return Responsibility(
        category="" if category_id == "*" else category_id,
        jurisdiction=row.need("jurisdiction"),
        unit=row.need("unit"),
        assisting=row.several("assisting"),
        source=row.maybe("source") or "",
    )


def listed(row: Row, frame: Frame) -> ListedDuty:
    """A line of a street's list."""
    return ListedDuty(
        street=row.need("street"),
        category=row.need("category"),
        kind=row.choice("kind", ListKind),
        unit=row.maybe("unit"),
    )


def ground(row: Row, frame: Frame) -> Ground:
    """A ground that may be chosen."""
    return Ground(
        id=row.id(),
        step=row.need("step"),
        name=row.name(),
        longest_days=row.whole("longest_days"),
        instead=_instead(row),
    )


def _instead(row: Row) -> Name | None:
    """Where to go instead, in both languages or in none."""
    said = {language: row.maybe(f"instead_{language}") or "" for language in Language}
    missing = [f"instead_{language}" for language, words in said.items() if not words]
    if len(missing) == 1:
        row.wrong("missing-language", f"“{missing[0]}” is empty.", "Say in both languages where to go instead.")
    return Name(zh=said[Language.ZH], en=said[Language.EN]) if not missing else None


def answer(row: Row, frame: Frame) -> ApprovedAnswer:
    """An approved answer."""
    return ApprovedAnswer(
        id=row.id(),
        category=row.maybe("category") or "",
        event=row.need("event"),
        name=row.name(),
        texts=row.texts("texts"),
    )


def signal(row: Row, frame: Frame) -> Signal:
    """Words that ask for something else first."""
    call = row.maybe("call")
    return Signal(
        id=row.id(),
        name=row.name(),
        words=row.several("words"),
        call=row.choice("call", Service, call) if call else None,
        ground=row.maybe("ground"),
    )


FOR_EVER = "permanent"
"""In the place of a number of years."""


def retention(row: Row, frame: Frame) -> Retention:
    """How long a category is kept. Category ``*`` is every category, ``permanent`` for ever."""
    category_id = row.need("category")
    for_ever = row.maybe("years") == FOR_EVER
    years = None if for_ever else row.whole("years")
    if years is None and not for_ever:
        row.wrong("missing-years", "“years” is empty.", f"Write a number of years, or {FOR_EVER}.")
    then = row.maybe("then")
    return Retention(
        category="" if category_id == "*" else category_id,
        years=years,
        then=row.choice("then", Afterwards, then) if then else Afterwards.REVIEW,
        source=row.need("source"),
    )


def system(row: Row, frame: Frame) -> System:
    """An outside system."""
    return System(
        id=row.id(),
        name=row.name(),
        door=row.need("door"),
        address=row.need("address"),
        jurisdiction=row.need("jurisdiction"),
        unit=row.maybe("unit"),
        ground=row.maybe("ground"),
        categories=_codes(row),
        every_s=row.whole("every_s") or EVERY_S,
    )


def _codes(row: Row) -> dict[str, str]:
    """Another system's codes and what they mean here."""
    row.used.add("categories")
    said = row.cells.get("categories") or {}
    if not isinstance(said, dict):
        row.wrong("wrong-codes", "The categories are no set of codes.", 'Write categories: {"0101": grid.component}.')
        return {}
    return {str(code): str(category) for code, category in said.items()}


BUILD: Mapping[str, Build] = {
    "jurisdictions": jurisdiction,
    "units": unit,
    "posts": post,
    "persons": person,
    "teams": team,
    "rota": shift,
    "stand-ins": stand_in,
    "facilities": facility,
    "feeds": feed,
    "datastreams": datastream,
    "places": place,
    "categories": category,
    "responsibilities": responsibility,
    "lists": listed,
    "grounds": ground,
    "systems": system,
    "channels": parts_of_notices.channel,
    "addresses": parts_of_notices.address,
    "notices": parts_of_notices.notice,
    "retention": retention,
    "answers": answer,
    "signals": signal,
}
"""What a file can hold, and how a row of it is read. Areas come from GeoJSON alone."""
WITH_POINTS = {"areas", "facilities", "places"}
"""The tables for which city.toml must name a reference system."""
