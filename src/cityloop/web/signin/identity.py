"""In by the city's identity provider: there, back, and out when it says so."""

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cityloop.city.errors import CityloopError
from cityloop.edge.identity import come_back, end_journey, give_journey, provider, set_out
from cityloop.edge.keeping import keeping
from cityloop.edge.problem import BadRequest, status_of
from cityloop.edge.sign_in import give_session
from cityloop.guard.identity import IdentityDown, IdentityRefused
from cityloop.web.problem import said_of
from cityloop.web.signin.pages import form
from cityloop.web.visit import form_of, safe_way, to, visit_of

PROVIDER = "identity-provider"
"""The author of what the provider ends."""
TOKEN_CHARS = 4_000


async def out(request: Request) -> Response:
    """Off to the identity provider; where it is down, the page says so, and which way is left."""
    visit, onward = visit_of(request), safe_way(request.query_params.get("next", ""), "/")
    try:
        address, taken = await set_out(request, onward)
    except IdentityDown as down:
        return form(visit, onward, words=said_of(visit, down), status=status_of(down))
    answer = RedirectResponse(address, HTTPStatus.SEE_OTHER)
    give_journey(request, answer, taken)
    return answer


async def back(request: Request) -> Response:
    """Back from the identity provider: in, or told why not. What the browser held is done with, either way."""
    visit = visit_of(request)
    provider(request)
    try:
        person, secret, onward = await come_back(request)
    except CityloopError as wrong:
        answer = form(visit, "", words=said_of(visit, wrong), status=status_of(wrong))
    else:
        answer = give_session(request, to(safe_way(onward, "/")), person, secret)
    end_journey(request, answer)
    return answer


async def over(request: Request) -> Response:
    """The provider itself says that a session ended there (OpenID Connect Back-Channel Logout 1.0).

    A token that is shown twice ends nothing twice, so none is remembered.
    """
    token = (await form_of(request)).get("logout_token", "")[:TOKEN_CHARS]
    try:
        ended = await run_in_threadpool(provider(request).heard_over, token)
    except IdentityRefused as wrong:
        raise BadRequest(f"This is no logout token of the identity provider: {wrong.values.get('reason')}.") from wrong
    await run_in_threadpool(keeping(request).accounts.end_vouched, PROVIDER, ended.subject, ended.session)
    return Response(status_code=HTTPStatus.OK, headers={"Cache-Control": "no-store"})
