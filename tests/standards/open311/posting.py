"""GeoReport v2: POST Service Request, GET service_request_id from a token."""

from functools import partial
from typing import Any

from cityloop.command import orders
from tests.standards.open311.door import CARS, LAMP, NOISE, OTHER, POINT, Door, refuses, values
from tests.standards.open311.rule import Rule, Rules

POST, TOKEN = "POST Service Request", "GET service_request_id from a token"
RULES = Rules()
OPTIONAL = {
    "lat": "30.2031",
    "long": "119.4041",
    "address_string": "柳岸路 3 号门口",
    "address_id": "road-liuan",
    "email": "wang@example.org",
    "device_id": "tt222111",
    "account_id": "123456",
    "first_name": "三",
    "last_name": "王",
    "phone": "13812345678",
    "description": "灯不亮\n三天了",
    "media_url": "https://media.example/1.jpg",
}
"""The optional arguments, each with a value."""


def taken(door: Door) -> dict[str, Any]:
    """What is answered to a report."""
    return door.reported()


RULES.has(POST, "service_request_id service_notice account_id", taken)


def is_taken(field: str, door: Door) -> bool:
    """With a value, and as an empty one."""
    whole = door.lamp(**POINT) | OPTIONAL
    return all("service_request_id" in door.reported({**whole, field: said}) for said in (OPTIONAL[field], ""))


RULES.extend(
    Rule(POST, f"'{field}' is optional", partial(is_taken, field)) for field in OPTIONAL if field not in ("lat", "long")
)


@RULES.says(POST, "service_code is required", "400 - service_code was not provided, told in the error")
def needs_a_code(door: Door) -> bool:
    return refuses(door.post("requests", door.lamp(service_code="")), 400, "service_code")


@RULES.says(POST, "404 - service_code was not found, told in the error")
def needs_a_known_code(door: Door) -> bool:
    return refuses(door.post("requests", door.lamp(service_code="none")), 404, "none")


@RULES.says(POST, "404 - jurisdiction_id was not found, told in the error")
def of_no_other_city(door: Door) -> bool:
    return refuses(door.post("requests", door.lamp(jurisdiction_id="elsewhere.gov")), 404, "elsewhere.gov")


@RULES.says(POST, "a location is required: lat and long, address_string or address_id")
def needs_a_place(door: Door) -> bool:
    placeless = {name: said for name, said in door.lamp().items() if name != "address_id"}
    ways = (POINT, {"address_string": "柳岸路"}, {"address_id": "road-liuan"})
    refused = refuses(door.post("requests", placeless), 400, "address_string")
    return refused and all("service_request_id" in door.reported(placeless | way) for way in ways)


@RULES.says(POST, "lat and long both need to be sent")
def needs_both(door: Door) -> bool:
    halves = ({"lat": "30.2031", "address_id": ""}, {"long": "119.4041", "address_id": ""})
    return all(refuses(door.post("requests", door.lamp(**half)), 400) for half in halves)


@RULES.says(POST, "lat and long are WGS-84: a point is found in its jurisdiction")
def finds_the_point(door: Door) -> bool:
    return door.street.case(door.case(door.reported(door.lamp(address_id="", **POINT)))).where.endswith("/g1/")


@RULES.says(POST, "address_id is the id of the city's own list of places")
def finds_the_place(door: Door) -> bool:
    known = door.street.case(door.case(door.reported())).place == "road-liuan"
    return known and refuses(door.post("requests", door.lamp(address_id="nowhere")), 400, "nowhere")


@RULES.says(POST, "attribute is required where the definition requires it")
def needs_required_answers(door: Door) -> bool:
    return refuses(door.post("requests", door.lamp(**{"attribute[fault]": ""})), 400, "attribute[fault]")


@RULES.says(POST, "attribute[code]=value answers a question")
def keeps_answers(door: Door) -> bool:
    said = {"attribute[fault]": "flickers", "attribute[pole]": "LA-117"}
    words = door.words(door.reported(door.lamp(**said)))
    return "闪烁" in words and "LA-117" in words


@RULES.says(POST, "attribute[code][] takes several values of a multivaluelist")
def keeps_several_answers(door: Door) -> bool:
    form = {"service_code": CARS, "address_id": "road-liuan", "attribute[blocks][]": ["tactile", "fire"]}
    words = door.words(door.reported(form))
    return "盲道" in words and "消防通道" in words


@RULES.says(POST, "description may contain line breaks, and is limited to 4,000 characters")
def long_words(door: Door) -> bool:
    whole = "灯\n" * 2_000
    kept = door.words(door.reported(door.lamp(description=whole)))
    return whole.strip() in kept and refuses(door.post("requests", door.lamp(description="灯" * 4_001)), 400)


@RULES.says(POST, "description is free text and no html: it is kept as text")
def no_html(door: Door) -> bool:
    return "<b>灯</b>" in door.words(door.reported(door.lamp(description="<b>灯</b>")))


@RULES.says(POST, "a token is not returned with a service_request_id")
def never_both(door: Door) -> bool:
    return "token" not in door.reported()


@RULES.says(POST, "a service_request_id is not returned with a token", "'token' is answered by a batch service")
def token_alone(door: Door) -> bool:
    one = batched(door)
    return "token" in one and "service_request_id" not in one


@RULES.says("Errors", "403 - Invalid API Key, told in the error", "the key is asked for where one is shown")
def wrong_key(door: Door) -> bool:
    return refuses(door.post("requests", door.lamp(api_key="cityloop_wrong")), 403)


@RULES.says(POST, "api_key is taken: a machine reports for others")
def right_key(door: Door) -> bool:
    case = door.case(door.reported(door.lamp(api_key=door.key())))
    return door.street.node.journal.about(case)[0].author == "machine:fixit"


@RULES.says(POST, "the realtime id can be asked for at once")
def at_once(door: Door) -> bool:
    (found,) = door.read(f"requests/{door.reported()['service_request_id']}")
    return bool(found["service_code"] == LAMP)


def batched(door: Door) -> dict[str, str]:
    """What is answered to a report of a service in batches."""
    return door.reported({"service_code": OTHER, "address_id": "road-liuan", "description": "想问一件事"})


def exchanged(door: Door) -> dict[str, Any]:
    """What a token is exchanged for, once the report was taken on."""
    one = batched(door)
    door.street.do("jin", orders.Accept, door.case(one))
    (found,) = door.read(f"tokens/{one['token']}")
    return dict(found)


RULES.has(TOKEN, "service_request_id token", exchanged)


@RULES.says(TOKEN, "the id can be used to call GET Service Request")
def token_leads_on(door: Door) -> bool:
    (found,) = door.read(f"requests/{exchanged(door)['service_request_id']}")
    return bool(found["service_code"] == OTHER)


@RULES.says(TOKEN, "the id comes later: none until somebody has taken it on")
def not_yet(door: Door) -> bool:
    one = batched(door)
    return bool(door.read(f"tokens/{one['token']}") == [{"service_request_id": "", "token": one["token"]}])


@RULES.says(TOKEN, "404 - token not found, told in the error")
def no_token(door: Door) -> bool:
    return refuses(door.get("tokens/AAAAAAAAAAAAAAAA"), 404)


@RULES.says("Errors", "several errors can be told at once, each with code and description")
def all_at_once(door: Door) -> bool:
    answer = door.post("requests", {"service_code": NOISE, "lat": "x", "long": "1", "attribute[from]": "mars"})
    return answer.status_code == 400 and len(values(answer)) == 2
