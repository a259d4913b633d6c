"""Every part in every state, on one page: what the tests look at, and what whoever builds a page looks at first."""

from starlette.requests import Request
from starlette.responses import Response

from cityloop.web.style import samples
from cityloop.web.visit import visit_of


async def style(request: Request) -> Response:
    """The page."""
    visit = visit_of(request)
    values = {
        "clocks": samples.clocks(visit.now),
        "readings": samples.readings(visit.now),
        "rows": samples.rows(visit.now),
        "moments": samples.moments(visit.now),
        "fields": samples.fields(),
        "drawing": samples.drawing(),
        "keys": samples.KEYS,
        "levels": samples.LEVELS,
    }
    return visit.page("style/style.html", values)
