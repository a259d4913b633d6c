"""``services``: what can be reported by name, and what each asks (GET Service List, GET Service Definition)."""

from starlette.requests import Request
from starlette.responses import Response

from cityloop.adapters.doors.open311 import shapes
from cityloop.adapters.doors.open311.call import Call, call_of, read
from cityloop.adapters.doors.open311.fields import Fields
from cityloop.city.catalogue import Attribute
from cityloop.views.services import Gone, Service


async def services(request: Request) -> Response:
    """Every service."""
    call = call_of(request)
    Fields(call, request.query_params).refuse_wrong()
    found = await read(call.views.services)
    return call.answer("services", [listed(call, each) for each in found])


async def service(request: Request) -> Response:
    """The questions of one service; none for one that asks none."""
    call = call_of(request)
    fields = Fields(call, request.query_params)
    found = await find_service(fields, request.path_params["code"])
    fields.refuse_wrong()
    questions = () if found is None else found.category.attributes
    told = tuple(asked(call, order, each) for order, each in enumerate(questions, 1))
    defined = shapes.ServiceDefinition(service_code=request.path_params["code"], attributes=told)
    return call.answer("service_definition", defined)


async def find_service(fields: Fields, code: str) -> Service | None:
    """The service of this code; of another one it is noted what became of it."""
    found = await read(fields.call.views.find_service, code)
    if isinstance(found, Service):
        return found
    fields.miss(gone(fields.call, found) if found else fields.call.say("There is no service '%s'.") % code)
    return None


def gone(call: Call, found: Gone) -> str:
    """What is told of a service that was given up."""
    if found.instead is None:
        return call.say("The service '%s' is no longer offered, and nothing stands in its place.") % found.code
    told = {"code": found.code, "instead": found.instead.id, "name": call.name(found.instead.name)}
    return call.say("The service '%(code)s' is no longer offered: use '%(instead)s' (%(name)s).") % told


def listed(call: Call, service: Service) -> shapes.Service:
    """One service of the list."""
    category, group = service.category, call.name(service.group)
    name = call.name(category.name)
    return shapes.Service(
        service_code=category.id,
        service_name=name,
        description=f"{group}: {name}" if group else name,
        metadata=bool(category.attributes),
        type="batch" if category.batch else "realtime",
        keywords=", ".join(category.aliases),
        group=group,
    )


def asked(call: Call, order: int, question: Attribute) -> shapes.Attribute:
    """One question of the definition."""
    return shapes.Attribute(
        variable=question.variable,
        code=question.code,
        datatype=question.datatype,
        required=question.required,
        datatype_description=call.name(question.hint) or None,
        order=order,
        description=call.name(question.description),
        values=tuple(shapes.Value(key=each.key, name=call.name(each.name)) for each in question.values),
    )
