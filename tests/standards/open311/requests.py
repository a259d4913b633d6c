"""GeoReport v2: GET Service Requests, GET Service Request."""

from datetime import timedelta
from functools import partial
from typing import Any

from cityloop.views.onlookers import MOST
from tests.standards.open311.door import CARS, LAMP, POINT, Door, refuses
from tests.standards.open311.rule import Rule, Rules

SEVERAL, ONE = "GET Service Requests", "GET Service Request"
FIELDS = (
    "service_request_id status status_notes service_name service_code description agency_responsible service_notice "
    "requested_datetime updated_datetime expected_datetime address address_id zipcode lat long media_url"
)
RULES = Rules()


def first(door: Door) -> dict[str, Any]:
    """One request of the list."""
    door.reported()
    return dict(door.read("requests")[0])


def alone(door: Door) -> dict[str, Any]:
    """The same, asked for by itself."""
    (found,) = door.read(f"requests/{door.reported()['service_request_id']}")
    return dict(found)


def ids(door: Door, **said: str) -> list[str]:
    """The ids of a list."""
    return [each["service_request_id"] for each in door.read("requests", **said)]


RULES.has(SEVERAL, FIELDS, first)
RULES.has(ONE, FIELDS, alone)


@RULES.says(SEVERAL, "service_request_id: several, parted by commas, stand over all other arguments")
def these_alone(door: Door) -> bool:
    wanted = [door.reported()["service_request_id"] for _ in range(3)][:2]
    over = {"status": "closed", "service_code": CARS, "start_date": "2020-01-01T00:00:00Z"}
    return set(ids(door, service_request_id=", ".join(wanted), **over)) == set(wanted)


@RULES.says(SEVERAL, "service_code: several, parted by commas; all where none is said")
def of_services(door: Door) -> bool:
    lamp = door.reported()["service_request_id"]
    cars = door.reported({"service_code": CARS, "address_id": "road-liuan", "attribute[blocks]": "exit"})
    both = {lamp, cars["service_request_id"]}
    return (
        (ids(door, service_code=LAMP), set(ids(door, service_code=f"{LAMP},{CARS}")))
        == ([lamp], both)
        == (
            [lamp],
            set(ids(door)),
        )
    )


@RULES.says(SEVERAL, "status: open, closed, several; all where none is said", "status is 'open' or 'closed'")
def by_status(door: Door) -> bool:
    closed, is_open = door.closed()["service_request_id"], door.reported()["service_request_id"]
    found = (ids(door, status="open"), ids(door, status="closed"), set(ids(door, status="open,closed")), set(ids(door)))
    return found == ([is_open], [closed], {is_open, closed}, {is_open, closed})


@RULES.says(SEVERAL, "start_date and end_date match requested_datetime")
def within_a_span(door: Door) -> bool:
    early = door.reported()["service_request_id"]
    door.street.later(days=10)
    late = door.reported()["service_request_id"]
    day = {"start_date": "2026-11-23T00:00:00+08:00", "end_date": "2026-11-24T00:00:00+08:00"}
    after = {"start_date": "2026-12-01T00:00:00Z"}
    return (ids(door, **day), ids(door, **after)) == ([early], [late])


@RULES.says(SEVERAL, "a span may not be longer than 90 days")
def no_longer_span(door: Door) -> bool:
    span = {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"}
    fits = span | {"end_date": "2026-04-01T00:00:00Z"}
    return refuses(door.get("requests", **span), 400, "90") and door.get("requests", **fits).status_code == 200


@RULES.says(SEVERAL, "where no span is said, the last 90 days", "where one end is said, 90 days from there")
def the_last_days(door: Door) -> bool:
    early = door.reported()["service_request_id"]
    door.street.later(days=91)
    late = door.reported()["service_request_id"]
    until = {"end_date": "2026-12-01T00:00:00Z"}
    return (ids(door), ids(door, **until)) == ([late], [early])


@RULES.says(SEVERAL, "dates are in W3C form with their zone")
def wrong_dates(door: Door) -> bool:
    wrong = ("yesterday", "2026-11-23", "2026-11-23T10:00:00", "2026-13-01T00:00:00Z")
    return all(refuses(door.get("requests", start_date=each), 400, "start_date") for each in wrong)


@RULES.says("GET Service Requests, Response Volume", "at most the first 1000 requests")
def no_more_rows(door: Door) -> bool:
    return MOST == 1_000 and door.fill(MOST + 5) and len(ids(door)) == MOST


@RULES.says(SEVERAL, "updated_datetime of a closed request is when it was closed")
def when_it_was_closed(door: Door) -> bool:
    door.reported()
    door.street.later(days=3)
    one = door.closed()["service_request_id"]
    (found,) = door.read(f"requests/{one}")
    return bool(found["status"] == "closed" and found["updated_datetime"] == "2026-11-26T00:00:00+08:00")


@RULES.says(SEVERAL, "address goes from the most specific to the most general")
def from_street_to_city(door: Door) -> bool:
    return bool(first(door)["address"] == "柳岸街道，东区，青溪市")


@RULES.says(SEVERAL, "lat and long are WGS-84")
def in_degrees(door: Door) -> bool:
    found = first(door)
    near = abs(float(found["lat"]) - float(POINT["lat"])), abs(float(found["long"]) - float(POINT["long"]))
    return max(near) < 0.05


@RULES.says(SEVERAL, "agency_responsible is who addresses it; expected_datetime when; description what was told")
def whole_for_its_own(door: Door) -> bool:
    key = door.key()
    one = door.reported(door.lamp(api_key=key))
    door.street.now += timedelta(hours=1)
    door.established(one)
    (found,) = door.read(f"requests/{one['service_request_id']}", api_key=key)
    told = "路灯" in found["agency_responsible"] and "路灯不亮" in found["description"]
    return bool(told and found["expected_datetime"] > found["requested_datetime"] == "2026-11-23T10:00:00+08:00")


@RULES.says(ONE, "the id stands in the path, and no other argument is needed")
def by_its_path(door: Door) -> bool:
    one = door.reported()
    (found,) = door.read(f"requests/{one['service_request_id']}")
    return bool(found["service_request_id"] == one["service_request_id"])


def is_not_there(said: str, door: Door) -> bool:
    """404."""
    return refuses(door.get(f"requests/{said}"), 404)


for _said in ("AAAAAAAAAAAA", "1", "x y", "%00"):
    RULES.append(Rule("Errors", f"404 for what does not exist: {_said}", partial(is_not_there, _said)))
