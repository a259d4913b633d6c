"""Service Discovery, and what GeoReport v2 says of formats, times and jurisdictions."""

import re
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from tests.standards.open311.door import CARS, LAMP, NOISE, Door, values
from tests.standards.open311.rule import READING, Rule, Rules, as_if_not_said, needs_no_key, of_no_other_city

W3C = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)")
FIELDS = "Service Discovery, Fields for All Versions"
RULES = Rules()


def discovered(door: Door) -> dict[str, Any]:
    """The discovery file."""
    return dict(door.read("/open311/discovery"))


def endpoint(door: Door) -> dict[str, Any]:
    """The endpoint of the city."""
    (found,) = discovered(door)["endpoints"]
    return dict(found)


RULES.has(FIELDS, "changeset contact key_service endpoints", discovered)
RULES.has(FIELDS, "specification url changeset type formats", endpoint, "endpoint.")


@RULES.says("Service Discovery, Base URL", "the address ends in /discovery.<format>, as xml and as json")
def in_both(door: Door) -> bool:
    return all(door.send("GET", f"/open311/discovery.{each}").status_code == 200 for each in ("xml", "json"))


@RULES.says(FIELDS, "type is 'production' or 'test'")
def of_a_type(door: Door) -> bool:
    return bool(endpoint(door)["type"] == "production")


@RULES.says(FIELDS, "formats are MIME types")
def formats_are_named(door: Door) -> bool:
    return bool(endpoint(door)["formats"] == ["text/xml", "application/json"])


@RULES.says(FIELDS, "specification is the token that the specification defines")
def by_its_token(door: Door) -> bool:
    return bool(endpoint(door)["specification"] == "http://wiki.open311.org/GeoReport_v2")


@RULES.says(FIELDS, "url is where the endpoint answers")
def url_answers(door: Door) -> bool:
    return door.send("GET", f"{endpoint(door)['url']}/services.{door.format}").status_code == 200


@RULES.says("Service Discovery, About", "the changeset sorts, and moves when services or definitions do")
def changeset_moves(door: Door) -> bool:
    before = endpoint(door)["changeset"]
    door.street.now += timedelta(hours=1)
    door.without(CARS)
    return bool(endpoint(door)["changeset"] > before)


@RULES.says("GeoReport v2, Date/time format", "every time names its zone")
def times_have_zones(door: Door) -> bool:
    door.closed()
    (one,), (*_, step) = door.read("requests"), door.read("servicerequestupdates")
    told = [one["requested_datetime"], one["updated_datetime"], step["updated_datetime"]]
    return all(W3C.fullmatch(each) and datetime.fromisoformat(each).tzinfo for each in told)


@RULES.says("GeoReport v2, Encoding", "text is UTF-8, and the headers say so")
def in_utf_8(door: Door) -> bool:
    answer = door.get("services")
    return "charset=utf-8" in answer.headers["content-type"] and "路灯" in answer.content.decode("utf-8")


@RULES.says("GeoReport v2, Encoding", "the root element is preceded by a declaration that names UTF-8")
def declared(door: Door) -> bool:
    begins = door.get("services").content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    return begins is (door.format == "xml")


@RULES.says("GeoReport v2, Encoding", "text from the client is read as UTF-8")
def read_as_utf_8(door: Door) -> bool:
    return "柱号１２ ★" in door.words(door.reported(door.lamp(description="柱号１２ ★")))


@RULES.says("GeoReport v2, Format Support", "the format is appended to the resource, and named in the header")
def by_its_ending(door: Door) -> bool:
    kind = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}[door.format]
    return all(door.get(path).headers["content-type"] == kind for path in ("services", "requests", f"services/{LAMP}"))


@RULES.says("GeoReport v2, Format Support", "a form is sent as application/x-www-form-urlencoded")
def forms_alone(door: Door) -> bool:
    sent = door.reported()
    other = door.send("POST", door.address("requests"), content=b"<r/>", headers={"content-type": "text/xml"})
    return "service_request_id" in sent and other.status_code == 415


@RULES.says("GeoReport v2, XML Support", "what the specification defines stands in no namespace")
def without_namespace(door: Door) -> bool:
    door.reported()
    return all("xmlns" not in door.get(path).text for path in ("services", "requests", f"services/{NOISE}"))


@RULES.says("GeoReport v2, JSON Support", "JSON is the mapping of the XML by the Spark convention")
def same_in_both(door: Door) -> bool:
    door.closed()
    both = [Door(door.street, door.kept, door.send, each) for each in ("json", "xml")]
    paths = ("/open311/discovery", "services", f"services/{CARS}", "requests", "servicerequestupdates", "services/none")
    return all(values(both[0].get(path)) == values(both[1].get(path)) for path in paths)


@RULES.says("GeoReport v2, jurisdiction_id", "an endpoint of one city may ignore it")
def jurisdiction_may_be_said(door: Door) -> bool:
    return door.get("services", jurisdiction_id="qingxi").content == door.get("services").content


NOT_FOUND = "404 - jurisdiction_id was not found, told in the error"
OPTIONAL = "GeoReport v2, Optional Arguments"
for _section, _path in READING.items():
    RULES.append(Rule(_section, "no key is required", partial(needs_no_key, _path)))
    RULES.append(Rule(_section, NOT_FOUND, partial(of_no_other_city, _path)))
    RULES.append(Rule(OPTIONAL, f"an empty one is not declared: {_path}", partial(as_if_not_said, _path)))
