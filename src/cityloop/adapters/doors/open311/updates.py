"""``servicerequestupdates``: what the city did, and what others add (mySociety's extension of GeoReport v2).

An update may add words, open the request again, thank, or ask to hurry. It needs a key, or the secret of the follow-up
link. Name and contact of its author are not kept: whom the city reaches is who reported.
"""

from hashlib import sha256

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from cityloop.adapters.doors.open311 import shapes
from cityloop.adapters.doors.open311.call import Call, call_of, read
from cityloop.adapters.doors.open311.fields import Fields
from cityloop.adapters.doors.open311.requests import reference_of
from cityloop.adapters.doors.open311.sentences import STEPS
from cityloop.city.principal import Principal, citizen
from cityloop.command import orders
from cityloop.command.case import NoSuchCase
from cityloop.command.stages import Stage
from cityloop.edge.forms import read_form
from cityloop.edge.limits import NOTE_CHARS
from cityloop.edge.problem import BadToken
from cityloop.views.public_steps import PublicStep
from cityloop.views.requests import Referred

FOLLOW, DO = "cityloop_follow", "cityloop_do"
REOPEN = "reopen"
ORDERS: dict[str, type[orders.Order]] = {
    "tell": orders.Tell,
    "reopen": orders.Reopen,
    "thank": orders.Thank,
    "urge": orders.Urge,
}
STATUSES = tuple(
    "open closed fixed in_progress action_scheduled investigating duplicate not_councils_responsibility "
    "no_further_action internal_referral reopen for_triage".split()
)
"""What mySociety's clients say; of these only ``reopen`` moves anything: how a request stands, the city says."""
UPDATE_CHARS = 100


class Hand(msgspec.Struct, frozen=True):
    """On whose behalf an update is made: to do what, on which case, as it was seen."""

    by: Principal
    verb: str
    case: str
    seen: int
    referred: Referred


async def updates(request: Request) -> Response:
    """GET: the steps of a span of time, the oldest first."""
    call = call_of(request)
    fields = Fields(call, request.query_params)
    span = fields.span()
    fields.refuse_wrong()
    found = await read(call.views.public_steps, call.by, span)
    return call.answer("service_request_updates", [told(call, each) for each in found])


def told(call: Call, it: PublicStep) -> shapes.Update:
    """One step in the words of the extension."""
    return shapes.Update(
        update_id=it.id,
        service_request_id=it.reference,
        status="OPEN" if it.is_open else "CLOSED",
        updated_datetime=it.at.isoformat(timespec="seconds"),
        description=it.answer or call.say(STEPS[it.step]),
    )


async def update(request: Request) -> Response:
    """POST: one update; sent again with its ``update_id``, it is answered the same and adds nothing."""
    call = call_of(request)
    fields = Fields(call, await read_form(request))
    name = "update_id_ext" if fields.values("update_id_ext") else "update_id"
    said = {each: fields.need(each, UPDATE_CHARS) for each in (name, "service_request_id", "status")}
    verb, note, secret = _verb(fields), _note(fields), fields.one(FOLLOW)
    fields.refuse_wrong()
    hand = await _hand(call, said["service_request_id"], verb, secret)
    key = f"update:{sha256(repr((hand.referred.reference, said[name])).encode()).hexdigest()}"
    await read(call.desk.do, hand.by, ORDERS[hand.verb](case=hand.case, seen=hand.seen, note=note, key=key))
    return call.answer("service_request_updates", [shapes.Updated(update_id=hand.referred.step(key))])


def _verb(fields: Fields) -> str:
    """What is to be done: as our own field says, else by the status."""
    status, said = fields.one_of("status", STATUSES), fields.one_of(DO, tuple(ORDERS))
    if fields.moment("updated_datetime") is None and not fields.values("updated_datetime"):
        fields.wrong(fields.call.say("'%s' is missing.") % "updated_datetime")
    return said or (REOPEN if status == "reopen" else "tell")


def _note(fields: Fields) -> str:
    """The words, with addresses of media among them. Nothing is fetched."""
    links = (f"media_url: {each}" for each in fields.values("media_url"))
    note = "\n".join([fields.need("description", NOTE_CHARS), *links])
    if len(note) > NOTE_CHARS:
        told = {"name": "description, media_url", "most": NOTE_CHARS}
        fields.wrong(fields.call.say("'%(name)s' has more than %(most)s characters.") % told)
    return note


async def _hand(call: Call, reference: str, verb: str, secret: str | None) -> Hand:
    """The citizen who followed the link, or the machine that showed a key. Raises ``BadToken``, ``NoSuchCase``."""
    if secret is None and not call.is_machine:
        raise BadToken("An update needs 'api_key', or the secret of the follow-up link as 'cityloop_follow'.")
    found = await read(call.views.referred, reference=reference_of(reference))
    if secret is None:
        return Hand(call.by, possible(verb, found.stage), found.case, found.version, found)
    followed = await read(call.views.followed, secret.rpartition("/")[2])
    if followed.id != found.case:
        raise NoSuchCase("This link belongs to another request.")
    verb = possible(verb, followed.stage)
    return Hand(citizen(followed.id), verb, *followed.about(verb), found)


def possible(verb: str, stage: Stage) -> str:
    """What is done of what was meant: what is open already is not opened, and the words with it are kept."""
    return "tell" if verb == REOPEN and stage is not Stage.CLOSED else verb
