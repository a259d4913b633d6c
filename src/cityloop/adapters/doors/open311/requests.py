"""``requests`` and ``tokens``: report, and see how it stands (GeoReport v2, POST and GET Service Request)."""

import re
from collections.abc import Iterable, Iterator

from msgspec import UNSET
from starlette.requests import Request
from starlette.responses import Response

from cityloop.adapters.doors.open311 import shapes
from cityloop.adapters.doors.open311.call import Call, call_of, read
from cityloop.adapters.doors.open311.fields import Fields
from cityloop.adapters.doors.open311.posted import Posted, posted
from cityloop.adapters.doors.open311.sentences import NOTICES, STANDS
from cityloop.city.words import Language
from cityloop.command.receipt import Receipt
from cityloop.edge.forms import read_form
from cityloop.edge.problem import NoSuchPage
from cityloop.views.requests import Referred, ServiceRequest, Wanted

REFERENCE = re.compile(r"[A-Z2-7]{12,20}")
"""An id of a request or a token; anything else is none, whatever it is."""
CODE = re.compile(r"[A-Za-z0-9_.-]{1,80}")
STATUS = {"open": True, "closed": False}


async def report(request: Request) -> Response:
    """POST: take a report in; one that was repeated with its key is told of its request."""
    call = call_of(request)
    said = await posted(call, await read_form(request))
    receipt = await read(call.desk.report, call.by, said.report)
    found = await read(call.views.referred, case=receipt.case)
    return call.answer("service_requests", [taken(call, said, receipt, found)])


def taken(call: Call, said: Posted, receipt: Receipt, found: Referred) -> shapes.Taken:
    """What is answered: an id, or of a service in batches a token; and where to follow it, once."""
    return shapes.Taken(
        service_request_id=UNSET if said.category.batch else found.reference,
        token=found.token if said.category.batch else UNSET,
        service_notice=sentences(call, [*first(call, said), notice(call, found)]),
        cityloop_number=found.case if receipt.secret else UNSET,
        cityloop_follow=f"{call.site}/follow/{receipt.secret}" if receipt.secret else UNSET,
    )


def first(call: Call, said: Posted) -> Iterator[str]:
    """What comes before anything else: whom to call in danger, or where to go instead; the report is taken in."""
    category, law = said.category, call.node.index.law
    for signal in law.list_signals(" ".join([said.report.words or "", call.name(category.name), *category.aliases])):
        ground = law.grounds.find(signal.ground) if signal.ground else None
        if signal.call:
            yield call.say("%(what)s: call %(number)s first") % {"what": call.name(signal.name), "number": signal.call}
        if ground and ground.instead:
            yield f"{call.name(signal.name)}: {call.name(ground.instead)}"


def notice(call: Call, found: Referred) -> str:
    """What happens next, and by when."""
    words = call.say(NOTICES.get(found.stage, STANDS[found.stage]))
    by = call.say("By %(time)s.") % {"time": f"{found.due:%Y-%m-%d %H:%M}"} if found.due else ""
    return sentences(call, [words, by])


def sentences(call: Call, said: Iterable[str]) -> str:
    """Sentences one after another, each with an end."""
    stop, between = ("。", "") if call.language is Language.ZH else (".", " ")
    return between.join(each if each.endswith((".", "。")) else f"{each}{stop}" for each in said if each)


async def requests(request: Request) -> Response:
    """GET: the requests that are asked for, as the caller may know them."""
    call = call_of(request)
    wanted = wanted_of(Fields(call, request.query_params))
    found = await read(call.views.requests, call.by, wanted) if wanted is not None else ()
    return call.answer("service_requests", [shown(call, each) for each in found])


def wanted_of(fields: Fields) -> Wanted | None:
    """What is asked for; None where it can be nothing. Ids stand over everything else. Raises ``WrongFields``."""
    ids, codes, stands = (fields.words(name) for name in ("service_request_id", "service_code", "status"))
    span = fields.span()
    for word in stands:
        if word.lower() not in STATUS:
            fields.wrong(fields.call.say("'status' is 'open' or 'closed', not '%s'.") % word)
    fields.refuse_wrong()
    known, of = frozenset(filter(REFERENCE.fullmatch, ids)), frozenset(filter(CODE.fullmatch, codes))
    if (ids and not known) or (codes and not of and not ids):
        return None
    only = {STATUS[word.lower()] for word in stands}
    return Wanted(span=span, references=known, categories=of, is_open=only.pop() if len(only) == 1 else None)


async def one_request(request: Request) -> Response:
    """GET: one request, in a list of one."""
    call = call_of(request)
    Fields(call, request.query_params).refuse_wrong()
    found = await read(call.views.request, call.by, reference_of(request.path_params["request"]))
    return call.answer("service_requests", [shown(call, found)])


def reference_of(said: str) -> str:
    """The word as the id of a request or a token. Raises ``NoSuchPage``."""
    if not REFERENCE.fullmatch(said):
        raise NoSuchPage("There is no such request, or nothing of it is public.")
    return said


def shown(call: Call, it: ServiceRequest) -> shapes.ServiceRequest:
    """One request in the words of the specification."""
    longitude, latitude = (round(each, 6) for each in it.point) if it.point else (None, None)
    between = "，" if call.language is Language.ZH else ", "
    return shapes.ServiceRequest(
        service_request_id=it.reference,
        status="open" if it.is_open else "closed",
        status_notes=it.answer or call.say(STANDS[it.stage]),
        service_name=call.name(it.title),
        service_code=it.category,
        description=it.words,
        agency_responsible=call.name(it.unit) or None,
        service_notice=call.say(NOTICES[it.stage]) if it.stage in NOTICES else None,
        requested_datetime=it.requested.isoformat(timespec="seconds"),
        updated_datetime=it.updated.isoformat(timespec="seconds"),
        expected_datetime=it.expected.isoformat(timespec="seconds") if it.expected else None,
        address=between.join(call.name(each) for each in it.where),
        address_id=it.place,
        lat=latitude,
        long=longitude,
    )


async def token(request: Request) -> Response:
    """GET: the id of a request by its token, once somebody has taken it on."""
    call = call_of(request)
    Fields(call, request.query_params).refuse_wrong()
    found = await read(call.views.referred, token=reference_of(request.path_params["token"]))
    known = found.reference if found.is_taken_on else None
    return call.answer("service_requests", [shapes.Token(service_request_id=known, token=found.token)])
