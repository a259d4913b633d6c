"""``/open311/discovery``: where the services are, in which formats, and when they changed last (Service Discovery)."""

from starlette.requests import Request
from starlette.responses import Response

from cityloop.adapters.doors.open311.call import Call, call_of, read
from cityloop.adapters.doors.open311.shapes import Discovery, Endpoint
from cityloop.edge.keeping import keeping
from cityloop.views.services import Offer

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
BASE = "/open311/v2"
FORMATS = ("text/xml", "application/json")


async def discovery(request: Request) -> Response:
    """The discovery file."""
    call = call_of(request)
    return call.answer("discovery", discovered(call, await read(call.views.offer)))


def discovered(call: Call, offer: Offer) -> Discovery:
    """What it says."""
    told = {"city": call.name(offer.city), "hotline": offer.hotline}
    changed = offer.changed.isoformat(timespec="seconds")
    endpoint = Endpoint(
        specification=SPECIFICATION,
        url=f"{call.site}{BASE}",
        changeset=changed,
        type="test" if keeping(call.request).demo else "production",
        formats=FORMATS,
    )
    return Discovery(
        changeset=changed,
        contact=call.say("%(city)s: call %(hotline)s.") % told,
        key_service=call.say("Nobody needs a key to report. Who reports for others asks for one at %(hotline)s.")
        % told,
        endpoints=(endpoint,),
    )
