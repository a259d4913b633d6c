"""The first page, which sends each person where they belong, and the choice of language."""

from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.principal import Duty, Kind, Principal
from cityloop.edge.language import COOKIE, find_language
from cityloop.edge.sign_in import YEAR_S
from cityloop.web.parts.values import Field
from cityloop.web.visit import Visit, form_of, safe_way, to, visit_of

ON_THE_SPOT = frozenset({Duty.FIELD})
OWN_PAGES = {frozenset({Duty.ACCEPT}): "/intake", frozenset({Duty.EVALUATE}): "/evaluation"}
"""Where the day begins of those who do one thing and nothing else: take calls (受理员), evaluate."""
AT_A_DESK = frozenset(
    {Duty.ACCEPT, Duty.DISPATCH, Duty.HANDLE, Duty.CHECK, Duty.CLOSE, Duty.ARBITRATE, Duty.SUPERVISE, Duty.EVALUATE}
)

ELSEWHERE = {Duty.TRANSLATE: "/translate", Duty.SECURE: "/secure"}
"""The pages of duties that have nothing to do with a queue."""


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


DOORS = {Duty.CONFIGURE: ((_("What could not be delivered"), "/notices"),)}
"""What a duty may see that begins its day on no page of its own: offered on the first page."""


async def home(request: Request) -> Response:
    """Citizens see what can be done for them; who works here goes to the own page."""
    visit = visit_of(request)
    own = own_page(visit.by)
    link = Field("link", visit.say("The link"))
    return to(own) if own else visit.page("home/home.html", {"fields": (link,), "doors": doors(visit)})


def doors(visit: Visit) -> list[tuple[str, str]]:
    """The pages that the person's duties open, by name and address."""
    duties = duties_of(visit.by)
    return [(visit.say(name), page) for duty, pages in DOORS.items() if duty in duties for name, page in pages]


def duties_of(by: Principal) -> frozenset[Duty]:
    """All that a person's posts are there for."""
    return frozenset(duty for claim in by.claims for duty in claim.duties)


def own_page(by: Principal) -> str | None:
    """Where a person's day begins; None for citizens, and for posts that have no page of cases."""
    if by.kind is not Kind.PERSON:
        return None
    duties = duties_of(by)
    if duties and duties <= ON_THE_SPOT:
        return "/field"
    if Duty.COMMAND in duties and Duty.DISPATCH not in duties:
        return "/street"
    if duties in OWN_PAGES:
        return OWN_PAGES[duties]
    if duties & AT_A_DESK:
        return "/command"
    return next((page for duty, page in ELSEWHERE.items() if duty in duties), None)


async def language(request: Request) -> Response:
    """Keep the chosen language for a year, and come back."""
    sent = await form_of(request)
    answer = to(safe_way(sent.get("back", ""), "/"))
    chosen = find_language(sent.get("language"))
    if chosen is not None:
        answer.set_cookie(COOKIE, chosen.value, max_age=YEAR_S, path="/", httponly=True, samesite="lax")
    return answer
