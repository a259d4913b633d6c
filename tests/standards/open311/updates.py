"""mySociety's extension: GET Service Request Updates, POST Service Request Update."""

from functools import partial
from typing import Any

from tests.standards.open311.door import Door, refuses, values
from tests.standards.open311.rule import Rule, Rules

GET, POST = "mySociety, GET Service Request Updates", "mySociety, POST Service Request Update"
RULES = Rules()


def step(door: Door) -> dict[str, Any]:
    """What the city did last."""
    door.closed()
    return dict(door.read("servicerequestupdates")[-1])


def sent(door: Door) -> dict[str, Any]:
    """What is answered to an update."""
    (found,) = values(door.post("servicerequestupdates", door.update(door.reported())))
    return dict(found)


RULES.has(GET, "update_id service_request_id status updated_datetime description media_url", step)
RULES.has(POST, "update_id account_id", sent)


@RULES.says(GET, "status is OPEN or CLOSED, as it was after the update")
def as_it_then_was(door: Door) -> bool:
    one = door.closed()
    told = [each["status"] for each in door.read("servicerequestupdates")]
    mine = {each["service_request_id"] for each in door.read("servicerequestupdates")} == {one["service_request_id"]}
    return mine and told == ["OPEN", "OPEN", "OPEN", "CLOSED"]


@RULES.says(GET, "start_date and end_date are the earliest and the latest update")
def within_a_span(door: Door) -> bool:
    door.closed()
    before = {"start_date": "2026-11-01T00:00:00Z", "end_date": "2026-11-20T00:00:00Z"}
    around = {"start_date": "2026-11-22T16:00:00Z", "end_date": "2026-11-24T00:00:00Z"}
    found = [len(door.read("servicerequestupdates", **span)) for span in (before, around)]
    return found == [0, 4]


@RULES.says(GET, "update_id is unique")
def ids_are_unique(door: Door) -> bool:
    for _ in range(3):
        door.closed()
    told = [each["update_id"] for each in door.read("servicerequestupdates")]
    return len(told) == len(set(told)) == 12


def is_required(field: str, door: Door) -> bool:
    """Without it, and with an empty one."""
    one = door.reported()
    return all(
        refuses(door.post("servicerequestupdates", door.update(one, **{field: said})), 400, field) for said in ("-", "")
    )


RULES.extend(
    Rule(POST, f"'{field}' is required", partial(is_required, field))
    for field in ("update_id", "service_request_id", "status", "updated_datetime", "description")
)


@RULES.says(POST, "api_key is required")
def needs_a_key(door: Door) -> bool:
    one = door.reported()
    keyless = door.post("servicerequestupdates", door.update(one, cityloop_follow="-"))
    return refuses(keyless, 403, "api_key")


@RULES.says(POST, "email, first_name, last_name, title, media_url, account_id and update_id_ext are taken")
def takes_more(door: Door) -> bool:
    more = dict.fromkeys("email first_name last_name title account_id media_url update_id_ext".split(), "x")
    return door.post("servicerequestupdates", door.update(door.reported(), **more)).status_code == 200


@RULES.says(POST, "status is one of those that mySociety's clients send")
def of_a_status(door: Door) -> bool:
    one = door.reported()
    fine = [door.post("servicerequestupdates", door.update(one, status=it, update_id=it)) for it in ("OPEN", "FIXED")]
    wrong = door.post("servicerequestupdates", door.update(one, status="PERHAPS"))
    return [it.status_code for it in fine] == [200, 200] and refuses(wrong, 400, "status")


@RULES.says(POST, "the words stand with the request")
def words_are_added(door: Door) -> bool:
    one = door.reported()
    door.post("servicerequestupdates", door.update(one, description="还是不亮"))
    return door.street.facts(door.case(one)) == ["Reported", "Told"]


@RULES.says(POST, "REOPEN opens a closed request again")
def opens_again(door: Door) -> bool:
    one = door.closed()
    answer = door.post("servicerequestupdates", door.update(one, status="REOPEN"))
    (found,) = door.read(f"requests/{one['service_request_id']}")
    return answer.status_code == 200 and found["status"] == "open"


@RULES.says(POST, "with a key, a machine adds to what it reported")
def with_a_key(door: Door) -> bool:
    key = door.key()
    one = door.reported(door.lamp(api_key=key))
    door.post("servicerequestupdates", door.update(one, api_key=key, cityloop_follow="-"))
    return door.street.node.journal.about(door.case(one))[-1].author == "machine:fixit"


@RULES.says(POST, "404 for a request that is not there")
def no_such_request(door: Door) -> bool:
    one = {**door.reported(), "service_request_id": "AAAAAAAAAAAA"}
    return refuses(door.post("servicerequestupdates", door.update(one)), 404)
