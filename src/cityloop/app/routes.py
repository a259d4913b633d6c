"""The one table of routes. What is not here is not served; a test walks the running program to see that.

A new page: a handler ``async def page(request) -> Response`` in its folder of ``web``, and a row here.
"""

from cityloop.app import service
from cityloop.app.route import Row, Who
from cityloop.edge.limits import RateClass
from cityloop.guard.terms import Dataset, Purpose

GET, POST = ("GET",), ("POST",)
ANYBODY, LINK, SIGNED_IN, DEMO = Who.ANYBODY, Who.LINK, Who.SIGNED_IN, Who.DEMO
PUBLIC = (Purpose.PUBLICATION,)
FREE, API = RateClass.FREE, RateClass.API

ROUTES: tuple[Row, ...] = (
    Row("/healthz", GET, "health", service.health, ANYBODY, "read", Dataset.SERVICE, PUBLIC, FREE),
    Row("/static/{path:path}", GET, "static", service.static, ANYBODY, "read", Dataset.SERVICE, PUBLIC, FREE),
    Row("/v1/openapi.json", GET, "openapi", service.openapi, ANYBODY, "read", Dataset.SERVICE, PUBLIC, API),
    Row("/v1/", GET, "interface", service.interface, ANYBODY, "read", Dataset.SERVICE, PUBLIC),
)
