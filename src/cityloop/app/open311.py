"""What the addresses of Open311 may ask, and what their forms may say: for the description of the interface."""

from typing import Any

from cityloop.adapters.doors.open311 import shapes
from cityloop.adapters.doors.open311.updates import ORDERS, STATUSES
from cityloop.app.route import Contract, Query
from cityloop.city.catalogue import RequestKind


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


ERRORS = tuple[shapes.Error, ...]
OF_CITY = (Query("jurisdiction_id", "The city's id; it need not be said"),)
SPAN_ASKED = (
    *OF_CITY,
    Query("start_date", "From when on (W3C date and time with zone)"),
    Query("end_date", "Until when; at most 90 days after"),
)
REQUESTS_ASKED = (
    *SPAN_ASKED,
    Query("service_request_id", "These requests and no others", several=True),
    Query("service_code", "Requests of these services", several=True),
    Query("status", "open or closed", ("open", "closed"), several=True),
)
MEDIA = Query("media_url", "An address where media is: kept as words, never fetched")
KEY = Query("api_key", "A token of a machine, where one reports for others")
AGAIN = Query("cityloop_key", "An idempotency key, where the header Idempotency-Key cannot be sent")
PERSON = tuple(Query(each, "Of the one who reports") for each in ("email", "first_name", "last_name", "phone"))
REPORT_FORM = (
    *OF_CITY,
    KEY,
    Query("service_code", "What it is about", required=True),
    Query("lat", "Latitude, WGS-84"),
    Query("long", "Longitude, WGS-84"),
    Query("address_string", "Where it is, in words"),
    Query("address_id", "Where it is, by the city's list of places"),
    Query("description", "What is the matter"),
    *PERSON,
    MEDIA,
    Query("attribute[fault]", "Each question of the service has a field like this, by its code"),
    AGAIN,
    Query("cityloop_kind", "What a request asks for", tuple(RequestKind)),
    Query("cityloop_source", "Its number in the system that sends it"),
)
UPDATE_FORM = (
    *OF_CITY,
    KEY,
    Query("cityloop_follow", "The secret of the follow-up link, instead of a key"),
    Query("update_id", "Its id where it was written: sent again, it adds nothing", required=True),
    Query("service_request_id", "Of which request", required=True),
    Query("status", "As the one who writes sees it; reopen opens it again", STATUSES, required=True),
    Query("updated_datetime", "When it was written", required=True),
    Query("description", "What is added", required=True),
    MEDIA,
    Query("cityloop_do", "What is to be done, whatever the status says", tuple(ORDERS)),
)
PHOTO_FORM = (
    Query("cityloop_follow", "The secret of the follow-up link", required=True),
    Query("cityloop_photo", "JPEG, PNG or WebP", required=True),
    AGAIN,
)


def _contract(summary: str, gives: Any, asks: tuple[Query, ...] = (), form: tuple[Query, ...] = ()) -> Contract:
    """One whose refusals are told in the protocol's own way."""
    return Contract(summary, gives, asks=asks, form=form, refuses=ERRORS)


DISCOVERY = _contract(_("Open311: where the services are"), shapes.Discovery)
SERVICES = _contract(_("Open311: what can be reported by name"), tuple[shapes.Service, ...], asks=OF_CITY)
SERVICE = _contract(_("Open311: what one service asks"), shapes.ServiceDefinition, asks=OF_CITY)
REQUESTS = _contract(
    _("Open311: requests, as anybody may know them"), tuple[shapes.ServiceRequest, ...], asks=REQUESTS_ASKED
)
REPORT = _contract(_("Open311: report something"), tuple[shapes.Taken, ...], form=REPORT_FORM)
REQUEST = _contract(_("Open311: one request"), tuple[shapes.ServiceRequest, ...], asks=OF_CITY)
TOKEN = _contract(_("Open311: the id of a request by its token"), tuple[shapes.Token, ...], asks=OF_CITY)
UPDATES = _contract(_("Open311: what the city did"), tuple[shapes.Update, ...], asks=SPAN_ASKED)
UPDATE = _contract(_("Open311: add to a request, or open it again"), tuple[shapes.Updated, ...], form=UPDATE_FORM)
PHOTO = _contract(_("Open311: a photo for one's own report"), tuple[shapes.Photographed, ...], form=PHOTO_FORM)
