"""What the door answers, in the words of the specification: one value, written as JSON or as XML."""

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

ITEMS = {
    "endpoints": "endpoint",
    "formats": "format",
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
}
"""What the elements of each list are called in XML; JSON leaves the list's own name away (Spark convention)."""


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """One endpoint of the discovery. Service Discovery, Fields for All Versions."""

    specification: str
    url: str
    changeset: str
    type: Literal["production", "test"]
    formats: tuple[str, ...]


class Discovery(msgspec.Struct, frozen=True, kw_only=True):
    """Where the services of a city are, in which formats, and since when as they are."""

    changeset: str
    contact: str
    key_service: str
    endpoints: tuple[Endpoint, ...]


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """One service. GeoReport v2, GET Service List."""

    service_code: str
    service_name: str
    description: str
    metadata: bool
    """Whether it has attributes."""
    type: Literal["realtime", "batch"]
    keywords: str
    group: str


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a list."""

    key: str
    name: str


class Attribute(msgspec.Struct, frozen=True, kw_only=True):
    """One question."""

    variable: bool
    code: str
    datatype: str
    required: bool
    datatype_description: str | None
    order: int
    description: str
    values: tuple[Value, ...] = ()


class ServiceDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """The questions of a service. GeoReport v2, GET Service Definition."""

    service_code: str
    attributes: tuple[Attribute, ...]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a report: its id or a token, never both. GeoReport v2, POST Service Request."""

    service_request_id: str | UnsetType = UNSET
    token: str | UnsetType = UNSET
    service_notice: str
    account_id: None = None
    """There are no accounts."""
    cityloop_number: str | UnsetType = UNSET
    """The case's number, for the telephone."""
    cityloop_follow: str | UnsetType = UNSET
    """The follow-up link: told once, and not again where the report is repeated."""


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """What a token leads to; no id as long as nobody has taken the report on. GeoReport v2, GET from a token."""

    service_request_id: str | None
    token: str


class ServiceRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One request. GeoReport v2, GET Service Requests."""

    service_request_id: str
    status: Literal["open", "closed"]
    status_notes: str
    service_name: str
    service_code: str | None
    description: str | None
    """The reporter's words: for the one who told of it alone."""
    agency_responsible: str | None
    service_notice: str | None
    requested_datetime: str
    updated_datetime: str
    expected_datetime: str | None
    address: str
    address_id: str | None
    zipcode: None = None
    """The city's gazetteer has no postal codes."""
    lat: float | None
    long: float | None
    media_url: None = None
    """No photo is public."""


class Update(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the city. mySociety's extension, GET Service Request Updates."""

    update_id: str
    service_request_id: str
    status: Literal["OPEN", "CLOSED"]
    updated_datetime: str
    description: str
    media_url: None = None


class Updated(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an update that was sent. mySociety's extension, POST Service Request Update."""

    update_id: str
    account_id: None = None


class Photographed(msgspec.Struct, frozen=True, kw_only=True):
    """The request that a photo was added to. cityloop's own."""

    service_request_id: str


class Error(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong. GeoReport v2, Errors."""

    code: int
    description: str
