"""From the form of POST Service Request to a report: every field checked, all that is wrong told at once.

A ``media_url`` is an address that a stranger wrote: it is kept among the words, where a person may open it, and nothing
here ever does. ``device_id`` and ``account_id`` are not kept: there are no accounts, and a device tells of a person.
"""

from collections.abc import Mapping
from hashlib import sha256
from math import isfinite

import msgspec
from starlette.datastructures import FormData

from cityloop.adapters.doors.open311.answers import answers
from cityloop.adapters.doors.open311.call import Call
from cityloop.adapters.doors.open311.fields import Fields
from cityloop.adapters.doors.open311.services import find_service
from cityloop.city.address import find_mail, find_phone
from cityloop.city.area import Point
from cityloop.city.catalogue import Category, Life, RequestKind
from cityloop.city.facts.intake import Channel
from cityloop.city.words import Language
from cityloop.command import orders
from cityloop.edge.limits import CONTACT_CHARS, NOTE_CHARS

URL_CHARS, URLS = 1_000, 10
PERSON = ("last_name", "first_name", "phone", "email")
KEY_HEADER, KEY_FIELD = "idempotency-key", "cityloop_key"
KEY_CHARS = 200
KIND, SOURCE = "cityloop_kind", "cityloop_source"
SOURCE_CHARS = 80
UNSAID = frozenset({"api_key", "jurisdiction_id", KEY_FIELD})
"""What says nothing of the report itself."""


class Posted(msgspec.Struct, frozen=True):
    """A form as it was understood."""

    report: orders.Report
    category: Category


async def posted(call: Call, form: FormData) -> Posted:
    """The report that the form means. Raises ``WrongFields`` with all that is wrong."""
    fields = Fields(call, form)
    code = fields.need("service_code")
    found = await find_service(fields, code) if code else None
    where, person, links = _where(fields), _person(fields), _links(fields)
    _refuse_files(fields)
    if found is None:
        fields.fail()
    report = _report(fields, found.category, where, person, links)
    fields.refuse_wrong()
    return Posted(report, found.category)


def _refuse_files(fields: Fields) -> None:
    """No photo comes this way: whoever sends one is told where, and it is not lost unseen."""
    for name, value in fields.said.multi_items():
        if not isinstance(value, str):
            fields.wrong(fields.call.say("'%s' is a file. Photos have an address of their own.") % name)


def _report(fields: Fields, category: Category, where: "Where", person: str | None, links: list[str]) -> orders.Report:
    key, description = key_of(fields), fields.one("description", NOTE_CHARS)
    told = [*answers(fields, category), *links]
    return orders.Report(
        life=category.life,
        kind=_kind(fields, category),
        category=category.id,
        words="\n".join([description or fields.call.name(category.name), *told]),
        contact=person,
        place=where.place,
        point=where.point,
        spot=where.spot,
        channel=Channel.MACHINE,
        language=fields.call.language,
        source=_source(fields),
        key=None if key is None else scoped(fields, key),
    )


class Where(msgspec.Struct, frozen=True):
    """Where it is, as far as it was said."""

    point: Point | None
    spot: str | None
    place: str | None


def _where(fields: Fields) -> Where:
    """One of point, words and entry of the gazetteer at least; words alone are looked up."""
    point, spot, said = _point(fields), fields.one("address_string"), fields.one("address_id")
    if not any(fields.values(name) for name in ("lat", "long", "address_string", "address_id")):
        fields.wrong(fields.call.say("Say where it is: 'lat' and 'long', 'address_string', or 'address_id'."))
    places = fields.call.node.index.places
    if said and said not in places:
        fields.wrong(fields.call.say("There is no place '%s' in the city's list of places.") % said)
    found = None if said or point or not spot else fields.call.node.index.gazetteer.find(spot)
    return Where(point, spot, said or (found.id if found else None))


def _point(fields: Fields) -> Point | None:
    """Longitude and latitude, both or neither."""
    said = {"long": fields.one("long"), "lat": fields.one("lat")}
    missing = [name for name, value in said.items() if value is None]
    if len(missing) == 1 and not fields.values(missing[0]):
        fields.wrong(fields.call.say("'lat' and 'long' are sent together: '%s' is missing.") % missing[0])
    found = {name: _degrees(fields, name, value) for name, value in said.items()}
    longitude, latitude = found["long"], found["lat"]
    return None if longitude is None or latitude is None else (longitude, latitude)


MOST_DEGREES = {"long": 180.0, "lat": 90.0}


def _degrees(fields: Fields, name: str, said: str | None) -> float | None:
    """Degrees in WGS-84."""
    if said is None:
        return None
    try:
        found = float(said)
    except ValueError:
        found = float("nan")
    if isfinite(found) and abs(found) <= MOST_DEGREES[name]:
        return found
    fields.wrong(fields.call.say("'%s' is no number of degrees (WGS-84).") % name)
    return None


def _person(fields: Fields) -> str | None:
    """How to reach the one who reports, in one line as people write it."""
    said = {name: fields.one(name, CONTACT_CHARS) for name in PERSON}
    last, first, *reached = (said[name] or "" for name in PERSON)
    _check_reached(fields, said)
    name = f"{last}{first}" if fields.call.language is Language.ZH else f"{first} {last}".strip()
    told = "，".join(part for part in (name, *reached) if part)
    if len(told) > orders.LONGEST_SHORT:
        fields.wrong(fields.call.say("Name, 'phone' and 'email' together are too long."))
    return told or None


def _check_reached(fields: Fields, said: Mapping[str, str | None]) -> None:
    """A number that is none and an address that is none reach nobody."""
    phone, mail = said["phone"], said["email"]
    if phone and find_phone(phone) is None:
        fields.wrong(fields.call.say("'phone' is no telephone number. Write it whole, or leave it out."))
    if mail and find_mail(mail) is None:
        fields.wrong(fields.call.say("'email' is no mail address. Write it whole, or leave it out."))


def _links(fields: Fields) -> list[str]:
    """Addresses of media as lines among the words. Nothing is fetched."""
    found = fields.values("media_url")
    if len(found) > URLS or any(len(each) > URL_CHARS for each in found):
        fields.wrong(fields.call.say("'media_url' is too long, or said too often."))
    return [f"media_url: {each}" for each in found]


def _kind(fields: Fields, category: Category) -> RequestKind | None:
    """What a request asks for; help, where nothing is said. A matter on the street has none."""
    said = fields.one_of(KIND, tuple(RequestKind))
    if category.life is Life.GRID:
        return None
    return RequestKind(said) if said else RequestKind.HELP


def _source(fields: Fields) -> str | None:
    """Its number in the system that sends it; believed of whoever shows a key."""
    said = fields.one(SOURCE, SOURCE_CHARS)
    if said is not None and not said.isprintable():
        fields.wrong(fields.call.say("'%s' has characters that cannot be printed.") % SOURCE)
    return said if fields.call.is_machine else None


def key_of(fields: Fields) -> str | None:
    """The idempotency key, from the header or from the form."""
    header = fields.call.request.headers.get(KEY_HEADER, "").strip().strip('"')
    field = fields.one(KEY_FIELD, KEY_CHARS)
    if len(header) > KEY_CHARS or (header and field and header != field):
        fields.wrong(fields.call.say("The idempotency key is too long, or said twice and differently."))
    return header or field


def scoped(fields: Fields, key: str) -> str:
    """The key among the caller's own: of a machine as it is; of anybody together with what is sent.

    Strangers may choose the same key, and none of their reports may get lost for it.
    """
    if fields.call.is_machine:
        return f"report:{sha256(key.encode()).hexdigest()}"
    said = sorted((name, str(value)) for name, value in _pairs(fields) if name not in UNSAID)
    return f"report:{sha256(repr((key, said)).encode()).hexdigest()}"


def _pairs(fields: Fields) -> list[tuple[str, object]]:
    return list(fields.said.multi_items())
