"""The one table of routes. What is not here is not served; a test walks the running program to see that.

A new page: a handler ``async def page(request) -> Response`` in its folder of ``web``, and a row here.
"""

from cityloop.adapters.doors import counts, looks
from cityloop.app import service
from cityloop.app.health import Health
from cityloop.app.route import Query, Row, Who
from cityloop.edge.limits import FORM_BYTES, NO_BODY, PHOTO_FORM_BYTES, SIGN_IN_BYTES, RateClass
from cityloop.guard.terms import Dataset, Purpose
from cityloop.views.counts import By, Counts
from cityloop.views.looks import Looks
from cityloop.web import live, problem
from cityloop.web.citizen import finding, report
from cityloop.web.citizen import pages as citizen
from cityloop.web.command import pages as command
from cityloop.web.field import pages as field
from cityloop.web.home import pages as home
from cityloop.web.intake import pages as intake
from cityloop.web.secure import pages as secure
from cityloop.web.signin import pages as signin
from cityloop.web.street import pages as street
from cityloop.web.style import pages as style


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
ANYBODY, LINK, SIGNED_IN, DEMO = Who.ANYBODY, Who.LINK, Who.SIGNED_IN, Who.DEMO
CASE, PHOTOS, BOARD, CITY, PUBLIC = Dataset.CASE, Dataset.PHOTOS, Dataset.BOARD, Dataset.CITY, Dataset.PUBLIC_CASE
CONTACT = Dataset.CONTACT
SESSION, SERVICE, EVALUATION, ACCESS = Dataset.SESSION, Dataset.SERVICE, Dataset.EVALUATION, Dataset.ACCESS
KNOWN = (Purpose.PUBLICATION,)
OWN = (Purpose.UPKEEP,)
FOLLOWED = (Purpose.FOLLOWING,)
WORK = (Purpose.CASEWORK, Purpose.OVERSIGHT, Purpose.EVALUATION)
AUDITED = (Purpose.AUDIT,)
JUDGED = (Purpose.OVERSIGHT, Purpose.EVALUATION)
FREE, PAGE, ACT, REPORTS, LINKS, SIGNING, LIVE, API = (
    RateClass.FREE, RateClass.PAGE, RateClass.ACT, RateClass.REPORT, RateClass.LINK, RateClass.SIGN_IN, RateClass.LIVE,
    RateClass.API,
)  # fmt: skip
WORDS, PICTURES = FORM_BYTES, PHOTO_FORM_BYTES

COUNTED = (
    Query("by", "What is counted by; up to four", tuple(By), several=True, required=True),
    Query("area", "A node of the jurisdiction tree: nothing beyond it is counted"),
    *(Query(each, f"Cases whose {each} is this alone; empty: those without one") for each in By),
)
ROUTES: tuple[Row, ...] = (
    # The program itself
    Row("/healthz", GET, "health", service.health, ANYBODY, "read", SERVICE, KNOWN, FREE, gives=Health),
    Row("/static/{path:path}", GET, "static", service.static, ANYBODY, "read", SERVICE, KNOWN, FREE),
    Row("/style", GET, "style", style.style, ANYBODY, "read", SERVICE, KNOWN),
    Row(
        "/v1/openapi.json",
        GET,
        "openapi",
        service.openapi,
        ANYBODY,
        "read",
        SERVICE,
        KNOWN,
        API,
        summary=_("Every address here, as OpenAPI"),
    ),
    Row(
        "/v1/",
        GET,
        "interface",
        service.interface,
        ANYBODY,
        "read",
        SERVICE,
        KNOWN,
        summary=_("Every address here, to be read"),
    ),
    Row("/problems/{code}", GET, "problem", problem.about, ANYBODY, "read", SERVICE, KNOWN),
    # In and out
    Row("/", GET, "home", home.home, ANYBODY, "read", CITY, KNOWN),
    Row("/language", POST, "language", home.language, ANYBODY, "open", SESSION, OWN, PAGE, SIGN_IN_BYTES),
    Row("/sign-in", GET, "sign-in page", signin.sign_in, ANYBODY, "read", SESSION, OWN),
    Row("/sign-in", POST, "sign-in", signin.sign_in, ANYBODY, "open", SESSION, OWN, SIGNING, SIGN_IN_BYTES),
    Row("/sign-out", POST, "sign-out", signin.sign_out, ANYBODY, "close", SESSION, OWN, PAGE, SIGN_IN_BYTES),
    Row("/come-in", GET, "come-in page", signin.come_in, DEMO, "read", SESSION, OWN),
    Row("/come-in", POST, "come-in", signin.come_in, DEMO, "open", SESSION, OWN, SIGNING, SIGN_IN_BYTES),
    # Citizens
    Row("/report", BOTH, "report", report.what, ANYBODY, "report", CASE, FOLLOWED, PAGE, WORDS),
    Row("/report/where", BOTH, "report where", report.where, ANYBODY, "report", CASE, FOLLOWED, PAGE, WORDS),
    Row("/report/photo", BOTH, "report photo", report.photo, ANYBODY, "report", CASE, FOLLOWED, PAGE, PICTURES),
    Row("/report/reach", BOTH, "report reach", report.reach, ANYBODY, "report", CASE, FOLLOWED, PAGE, WORDS),
    Row("/report/check", GET, "report check", report.check, ANYBODY, "report", CASE, FOLLOWED),
    Row("/report/check", POST, "report send", report.check, ANYBODY, "report", CASE, FOLLOWED, REPORTS, WORDS),
    Row("/report/sent", GET, "report sent", report.sent, ANYBODY, "report", CASE, FOLLOWED),
    Row("/follow", BOTH, "find report", finding.find, LINK, "follow", CASE, FOLLOWED, LINKS, SIGN_IN_BYTES),
    Row("/follow/{secret}", GET, "follow", citizen.follow, LINK, "follow", CASE, FOLLOWED, LINKS),
    Row("/follow/{secret}/{verb}", POST, "follow act", citizen.act, LINK, "{verb}", CASE, FOLLOWED, LINKS, PICTURES),
    Row("/public", GET, "public", citizen.public, ANYBODY, "list", PUBLIC, KNOWN),
    Row("/public/{case}", GET, "public case", citizen.public_case, ANYBODY, "read", PUBLIC, KNOWN),
    # The desk
    Row("/command", GET, "queue", command.queue, SIGNED_IN, "list", CASE, WORK),
    Row("/command/find", GET, "find", command.find, SIGNED_IN, "search", CASE, WORK),
    Row("/case/{case}", GET, "case", command.case, SIGNED_IN, "read", CASE, WORK),
    Row("/photo/{case}/{number}", GET, "photo", command.photo, SIGNED_IN, "read", PHOTOS, WORK),
    Row("/case/{case}/{verb}", GET, "step page", command.step, SIGNED_IN, "{verb}", CASE, WORK, ACT),
    Row("/case/{case}/{verb}", POST, "step", command.step, SIGNED_IN, "{verb}", CASE, WORK, ACT, PICTURES),
    # The telephone
    Row("/intake", GET, "call", intake.page, SIGNED_IN, "search", CONTACT, WORK),
    Row("/intake", POST, "take call", intake.take, SIGNED_IN, "accept", CASE, WORK, ACT, WORDS),
    Row("/intake/look", POST, "look up call", intake.look_up, SIGNED_IN, "search", CONTACT, WORK, PAGE, WORDS),
    Row("/intake/emergency", POST, "emergency", intake.emergency, SIGNED_IN, "hand-over", CASE, WORK, ACT, WORDS),
    Row("/intake/{case}", GET, "told", intake.told, SIGNED_IN, "search", CONTACT, WORK),
    # The street and the spot
    Row("/street", GET, "board", street.board, SIGNED_IN, "list", BOARD, WORK),
    Row("/field", GET, "next job", field.next_job, SIGNED_IN, "list", CASE, WORK),
    Row("/field/{case}", GET, "job", field.job, SIGNED_IN, "read", CASE, WORK),
    Row("/field/{case}/{verb}", GET, "job page", field.act, SIGNED_IN, "{verb}", CASE, WORK, ACT),
    Row("/field/{case}/{verb}", POST, "job act", field.act, SIGNED_IN, "{verb}", CASE, WORK, ACT, PICTURES),
    # Who guards the data
    Row("/secure", GET, "looks", secure.looks, SIGNED_IN, "list", ACCESS, AUDITED),
    Row("/secure/refusals", GET, "refusals", secure.refusals, SIGNED_IN, "list", ACCESS, AUDITED),
    # Numbers, for machines too
    Row(
        "/v1/counts",
        GET,
        "counts",
        counts.counts,
        SIGNED_IN,
        "list",
        EVALUATION,
        JUDGED,
        API,
        gives=Counts,
        summary=_("Cases counted by street, unit, month, kind …: ?by=street,month"),
        asks=COUNTED,
    ),
    Row(
        "/v1/accesses",
        GET,
        "accesses",
        looks.looks,
        SIGNED_IN,
        "list",
        ACCESS,
        AUDITED,
        API,
        gives=Looks,
        summary=_("Who looked at what and why, and who was refused: ?from=0"),
        asks=(Query("from", "The position in the access journal to begin at"),),
    ),
    # Live
    Row("/live", GET, "live", live.live, SIGNED_IN, "list", CASE, WORK, LIVE, NO_BODY),
)
