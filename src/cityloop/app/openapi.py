"""The description of the interface for machines (OpenAPI 3.1), made from the route table and its types."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args

import msgspec

from cityloop import __version__
from cityloop.app.route import Contract, Query, Row, Who
from cityloop.edge.limits import FORM_BYTES
from cityloop.edge.problem import JSON_TYPE, Problem

PREFIXES = ("/v1/", "/open311/")
"""What the addresses of the interface begin with."""
FORMAT = "format"
"""The part of a path that says how the answer is written; each of these, and its media type."""
FORMATS = {"json": "application/json", "xml": "text/xml"}
FORM_TYPE, UPLOAD_TYPE = "application/x-www-form-urlencoded", "multipart/form-data"
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
SPECIFIED = {
    "400": "A field is missing or wrong",
    "403": "The key is missing, wrong, or not for this",
    "404": "Nothing of that name",
    "413": "Too large",
    "415": "No form",
    "429": "Too often",
}
"""The same at doors whose protocol tells errors in its own way."""


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
    served = [row for row in rows if row.path.startswith(PREFIXES)]
    types = [Problem, *(each for row in served for each in named_in(row.contract))]
    _, components = msgspec.json.schema_components(tuple(dict.fromkeys(types)), ref_template=REFS)
    return {
        "openapi": "3.1.0",
        "info": {"title": "cityloop", "version": __version__, "license": LICENSE},
        "servers": [{"url": "/"}],
        "paths": paths(served),
        "components": {"schemas": components, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def named_in(contract: Contract) -> Iterator[Any]:
    """The types of what comes and goes."""
    return (each for each in (contract.takes, contract.gives, contract.refuses) if each is not None)


def paths(rows: Iterable[Row]) -> dict[str, dict[str, Any]]:
    """Each path with its methods."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        said = operation(row)
        found.setdefault(plain(row.path), {}).update({method.lower(): said for method in row.methods})
    return found


def operation(row: Row) -> dict[str, Any]:
    """One route as an operation."""
    contract = row.contract
    said: dict[str, Any] = {
        "operationId": row.name,
        "summary": contract.summary or row.name,
        "responses": {"200": {"description": "Done", **given(row, contract.gives)}, **refusals(row)},
        "security": [{"token": []}] if row.who is Who.SIGNED_IN else [],
    }
    if parameters := [*map(parameter, PARAMETER.findall(row.path)), *map(question, contract.asks)]:
        said["parameters"] = parameters
    if contract.takes is not None:
        said["requestBody"] = {"required": True, **body(contract.takes, "application/json")}
    if contract.form:
        said["requestBody"] = {"required": True, "content": {form_type(row): {"schema": form(contract.form)}}}
    return said


def given(row: Row, kind: Any) -> dict[str, Any]:
    """The content of an answer: as JSON alone, or as each format that its address can end in."""
    if f"{{{FORMAT}}}" not in row.path or kind is None:
        return body(kind, "application/json")
    as_json = body(kind, FORMATS["json"])["content"]
    return {"content": {**as_json, FORMATS["xml"]: {"schema": {"type": "string"}}}}


def refusals(row: Row) -> dict[str, Any]:
    """What may be answered instead: a problem (RFC 9457), or what the protocol of the door says in its place."""
    refused = row.contract.refuses
    if refused is not None:
        return {status: {"description": said, **given(row, refused)} for status, said in SPECIFIED.items()}
    return {status: {"description": said, **body(Problem, JSON_TYPE)} for status, said in REFUSALS.items()}


def form(fields: Iterable[Query]) -> dict[str, Any]:
    """The fields of a form."""
    asked = list(fields)
    return {
        "type": "object",
        "properties": {each.name: {**value_of(each), "description": each.said} for each in asked},
        "required": [each.name for each in asked if each.required],
    }


def form_type(row: Row) -> str:
    """How the form is sent: with a photo in parts."""
    return UPLOAD_TYPE if row.body > FORM_BYTES else FORM_TYPE


def body(kind: Any, media_type: str) -> dict[str, Any]:
    """The content of a request or an answer."""
    if kind is None:
        return {}
    (schema,), _ = msgspec.json.schema_components((kind,), ref_template=REFS)
    return {"content": {media_type: {"schema": schema}}}


def parameter(name: str) -> dict[str, Any]:
    """A part of the path."""
    of = {"enum": list(FORMATS)} if name == FORMAT else {}
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", **of}}


def question(asked: Query) -> dict[str, Any]:
    """A word after the question mark; several values of one stand together, parted by commas."""
    value = value_of(asked)
    said: dict[str, Any] = {"name": asked.name, "in": "query", "required": asked.required, "description": asked.said}
    if asked.several:
        return {**said, "schema": {"type": "array", "items": value}, "style": "form", "explode": False}
    return {**said, "schema": value}


def value_of(asked: Query) -> dict[str, Any]:
    """One value."""
    return {"type": "string", **({"enum": list(asked.one_of)} if asked.one_of else {})}


def plain(path: str) -> str:
    """The path as OpenAPI writes it."""
    return PARAMETER.sub(r"{\1}", path)


def described(rows: Iterable[Row]) -> list[Described]:
    """The routes of the interface in the order of the table."""
    served = [row for row in rows if row.path.startswith(PREFIXES)]
    return [_described(method, row) for row in served for method in row.methods]


def _described(method: str, row: Row) -> Described:
    contract = row.contract
    said = contract.summary or row.name
    return Described(method, plain(row.path), said, row.who, named(contract.takes), named(contract.gives))


def named(kind: Any) -> str:
    """The name of a type, of a list that of what is in it; empty for none."""
    one = get_args(kind)[0] if get_args(kind) else kind
    return "" if one is None else str(getattr(one, "__name__", one))
