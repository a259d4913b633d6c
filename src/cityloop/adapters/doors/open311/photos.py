"""``cityloop/photos``: a photo for one's own report, with the secret of its follow-up link. No part of GeoReport v2."""

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from cityloop.adapters.doors.open311 import shapes
from cityloop.adapters.doors.open311.call import call_of, read
from cityloop.adapters.doors.open311.fields import Fields
from cityloop.adapters.doors.open311.posted import key_of
from cityloop.adapters.doors.open311.updates import FOLLOW
from cityloop.city.principal import citizen
from cityloop.edge.forms import read_form
from cityloop.edge.uploads import order_of, photo_of

PHOTO = "cityloop_photo"


async def photo(request: Request) -> Response:
    """POST: made anew, and kept sealed with the report; sent again with its key, it is kept once."""
    call = call_of(request)
    form = await read_form(request)
    fields = Fields(call, form)
    secret, key, encoded = fields.need(FOLLOW), key_of(fields), await photo_of(request, PHOTO)
    if encoded is None:
        fields.wrong(call.say("'%s' is missing.") % PHOTO)
        fields.fail()
    fields.refuse_wrong()
    followed = await read(call.views.followed, secret.rpartition("/")[2])
    found = await read(call.views.referred, case=followed.id)
    order = replace(order_of(encoded, followed.id, followed.version, "near"), key=key and f"photo:{key}")
    await read(call.desk.do, citizen(followed.id), order)
    return call.answer("service_requests", [shapes.Photographed(service_request_id=found.reference)])
