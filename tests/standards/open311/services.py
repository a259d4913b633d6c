"""GeoReport v2: GET Service List, GET Service Definition."""

from typing import Any

from tests.standards.open311.door import CARS, LAMP, NOISE, OTHER, Door, refuses
from tests.standards.open311.rule import Rules

LIST, DEFINITION = "GET Service List", "GET Service Definition"
DATATYPES = {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
RULES = Rules()


def listed(door: Door) -> dict[str, Any]:
    """The street lamp in the list."""
    return dict(next(each for each in door.read("services") if each["service_code"] == LAMP))


def defined(door: Door, code: str = LAMP) -> dict[str, Any]:
    """A definition."""
    return dict(door.read(f"services/{code}"))


def asked(door: Door) -> dict[str, Any]:
    """The question of a lamp's fault."""
    return dict(next(each for each in defined(door)["attributes"] if each["code"] == "fault"))


def offered(door: Door) -> dict[str, Any]:
    """An answer to it."""
    return dict(asked(door)["values"][0])


RULES.has(LIST, "service_code service_name description metadata type keywords group", listed)
RULES.has(DEFINITION, "service_code attributes", defined)
RULES.has(DEFINITION, "variable code datatype required datatype_description order description values", asked)
RULES.has(DEFINITION, "key name", offered)


@RULES.says(LIST, "metadata is 'true' where there are additional fields, else 'false'")
def metadata_is_true(door: Door) -> bool:
    told = {each["service_code"]: each["metadata"] for each in door.read("services")}
    with_questions = {code for code, metadata in told.items() if metadata == "true"}
    return with_questions == {LAMP, CARS, NOISE} and set(told.values()) == {"true", "false"}


@RULES.says(LIST, "type is 'realtime', 'batch' or 'blackbox'")
def of_a_type(door: Door) -> bool:
    told = {each["service_code"]: each["type"] for each in door.read("services")}
    return set(told.values()) == {"realtime", "batch"} and told[OTHER] == "batch"


@RULES.says(LIST, "keywords are separated by commas")
def keywords_are_parted(door: Door) -> bool:
    return {"街灯", "lamp post"} <= set(listed(door)["keywords"].split(", "))


@RULES.says(LIST, "service_code is the unique identifier of the type")
def codes_are_unique(door: Door) -> bool:
    codes = [each["service_code"] for each in door.read("services")]
    return len(codes) == len(set(codes)) > 100


@RULES.says(DEFINITION, "service_code is the one submitted, in the path")
def same_code(door: Door) -> bool:
    return all(defined(door, code)["service_code"] == code for code in (LAMP, NOISE, OTHER))


@RULES.says(DEFINITION, "datatype is one of the six")
def of_six_datatypes(door: Door) -> bool:
    told = {each["datatype"] for code in (LAMP, CARS, NOISE) for each in defined(door, code)["attributes"]}
    return told == DATATYPES


@RULES.says(DEFINITION, "variable is 'false' where it only informs")
def some_only_inform(door: Door) -> bool:
    told = {each["code"]: (each["variable"], each["required"]) for each in defined(door)["attributes"]}
    return told == {"fallen": ("false", "false"), "fault": ("true", "true"), "pole": ("true", "false")}


@RULES.says(DEFINITION, "order is a positive integer, used once in a service, and 1 is first")
def in_order(door: Door) -> bool:
    definitions = [defined(door, code)["attributes"] for code in (LAMP, CARS, NOISE)]
    return all([int(each["order"]) for each in it] == list(range(1, len(it) + 1)) for it in definitions)


@RULES.says(DEFINITION, "values stand with lists")
def lists_have_values(door: Door) -> bool:
    questions = [each for code in (LAMP, CARS, NOISE) for each in defined(door, code)["attributes"]]
    return all(bool(each["values"]) is each["datatype"].endswith("list") for each in questions)


@RULES.says(DEFINITION, "404 - service_code was not found, told in the error")
def unknown_code(door: Door) -> bool:
    return refuses(door.get("services/none"), 404, "none")
