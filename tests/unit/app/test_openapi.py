"""The description of the interface is made from the table and is valid JSON Schema."""

from typing import Annotated

import msgspec
from jsonschema import Draft202012Validator
from starlette.requests import Request
from starlette.responses import Response

from cityloop.app.openapi import described, document
from cityloop.app.route import Contract, Row, Who
from cityloop.guard.terms import Dataset, Purpose


class Asked(msgspec.Struct, frozen=True):
    """What is asked."""

    words: Annotated[str, msgspec.Meta(max_length=10)]


class Told(msgspec.Struct, frozen=True):
    """What is told."""

    asked: Asked
    count: int


async def page(_: Request) -> Response:
    return Response()


CASES = "/v1/cases/{case:str}"
WORK = (Purpose.CASEWORK,)
CONTRACT = Contract(gives=Told, takes=Asked)
ROWS = (
    Row("/page", ("GET",), "page", page, Who.ANYBODY, "read", Dataset.CASE, WORK),
    Row(CASES, ("GET", "POST"), "case", page, Who.SIGNED_IN, "read", Dataset.CASE, WORK, contract=CONTRACT),
)


def test_only_the_interface_is_described() -> None:
    assert list(document(ROWS)["paths"]) == ["/v1/cases/{case}"]
    assert [(each.method, each.path, each.gives) for each in described(ROWS)] == [
        ("GET", "/v1/cases/{case}", "Told"),
        ("POST", "/v1/cases/{case}", "Told"),
    ]


def test_types_become_schemas_with_their_limits() -> None:
    schemas = document(ROWS)["components"]["schemas"]
    assert set(schemas) == {"Asked", "Told", "Problem"}
    assert schemas["Asked"]["properties"]["words"]["maxLength"] == 10
    assert schemas["Told"]["properties"]["asked"] == {"$ref": "#/components/schemas/Asked"}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


def test_an_operation_says_what_it_takes_gives_and_who_may_ask() -> None:
    said = document(ROWS)["paths"]["/v1/cases/{case}"]["post"]
    assert said["parameters"] == [{"name": "case", "in": "path", "required": True, "schema": {"type": "string"}}]
    assert said["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Asked"}
    assert said["security"] == [{"token": []}]
    assert said["responses"]["429"]["content"]["application/problem+json"]["schema"] == {
        "$ref": "#/components/schemas/Problem"
    }
