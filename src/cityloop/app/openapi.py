"""The description of the interface for machines (OpenAPI 3.1), made from the route table and its types."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from cityloop import __version__
from cityloop.app.route import Query, Row, Who
from cityloop.edge.problem import JSON_TYPE, Problem

PREFIX = "/v1/"
LICENSE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
REFS = "#/components/schemas/{name}"
PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
REFUSALS = {
    "400": "What was sent cannot be read",
    "401": "No token, or one that holds no longer",
    "403": "Not allowed",
    "413": "Too large",
    "422": "The question cannot be answered so",
    "429": "Too often",
}


class Described(msgspec.Struct, frozen=True):
    """One route of the interface, as its page tells it."""

    method: str
    path: str
    summary: str
    who: Who
    takes: str
    gives: str


def document(rows: Iterable[Row]) -> dict[str, Any]:
    """The whole description."""
    served = [row for row in rows if row.path.startswith(PREFIX)]
    types = [Problem, *(each for row in served for each in (row.takes, row.gives) if each is not None)]
    _, components = msgspec.json.schema_components(tuple(dict.fromkeys(types)), ref_template=REFS)
    return {
        "openapi": "3.1.0",
        "info": {"title": "cityloop", "version": __version__, "license": LICENSE},
        "servers": [{"url": "/"}],
        "paths": paths(served),
        "components": {"schemas": components, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def paths(rows: Iterable[Row]) -> dict[str, dict[str, Any]]:
    """Each path with its methods."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        said = operation(row)
        found.setdefault(plain(row.path), {}).update({method.lower(): said for method in row.methods})
    return found


def operation(row: Row) -> dict[str, Any]:
    """One route as an operation."""
    said: dict[str, Any] = {
        "operationId": row.name,
        "summary": row.summary or row.name,
        "responses": {"200": {"description": "Done", **body(row.gives, "application/json")}, **refusals()},
        "security": [{"token": []}] if row.who is Who.SIGNED_IN else [],
    }
    if parameters := [*map(parameter, PARAMETER.findall(row.path)), *map(question, row.asks)]:
        said["parameters"] = parameters
    if row.takes is not None:
        said["requestBody"] = {"required": True, **body(row.takes, "application/json")}
    return said


def refusals() -> dict[str, Any]:
    """What may be answered instead, always as a problem (RFC 9457)."""
    return {status: {"description": said, **body(Problem, JSON_TYPE)} for status, said in REFUSALS.items()}


def body(kind: type[Any] | None, media_type: str) -> dict[str, Any]:
    """The content of a request or an answer."""
    if kind is None:
        return {}
    (schema,), _ = msgspec.json.schema_components((kind,), ref_template=REFS)
    return {"content": {media_type: {"schema": schema}}}


def parameter(name: str) -> dict[str, Any]:
    """A part of the path."""
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def question(asked: Query) -> dict[str, Any]:
    """A word after the question mark; several values of one stand together, parted by commas."""
    value: dict[str, Any] = {"type": "string", **({"enum": list(asked.one_of)} if asked.one_of else {})}
    said: dict[str, Any] = {"name": asked.name, "in": "query", "required": asked.required, "description": asked.said}
    if asked.several:
        return {**said, "schema": {"type": "array", "items": value}, "style": "form", "explode": False}
    return {**said, "schema": value}


def plain(path: str) -> str:
    """The path as OpenAPI writes it."""
    return PARAMETER.sub(r"{\1}", path)


def described(rows: Iterable[Row]) -> list[Described]:
    """The routes of the interface in the order of the table."""
    return [
        Described(method, plain(row.path), row.summary or row.name, row.who, named(row.takes), named(row.gives))
        for row in rows
        if row.path.startswith(PREFIX)
        for method in row.methods
    ]


def named(kind: type[Any] | None) -> str:
    """The name of a type; empty for none."""
    return "" if kind is None else getattr(kind, "__name__", str(kind))
