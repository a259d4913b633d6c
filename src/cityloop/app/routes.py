"""The one table of routes. What is not here is not served; a test walks the running program to see that.

A new page: a handler ``async def page(request) -> Response`` in its folder of ``web``, and a row here.
"""

from cityloop.adapters.doors import counts, evaluation, looks, receipts
from cityloop.adapters.doors.open311 import discovery, photos, requests, services, updates
from cityloop.app import interface, open311, service
from cityloop.app.route import Row, Who
from cityloop.edge.limits import FORM_BYTES, NO_BODY, PHOTO_FORM_BYTES, SIGN_IN_BYTES, RateClass
from cityloop.guard.terms import Dataset, Purpose
from cityloop.web import live, problem
from cityloop.web.citizen import finding, on_the_map, report, sending
from cityloop.web.citizen import pages as citizen
from cityloop.web.command import pages as command
from cityloop.web.evaluation import pages as evaluator
from cityloop.web.exchange import pages as exchange
from cityloop.web.field import pages as field
from cityloop.web.home import pages as home
from cityloop.web.intake import pages as intake
from cityloop.web.notices import pages as notices
from cityloop.web.secure import pages as secure
from cityloop.web.signin import identity, own
from cityloop.web.signin import pages as signin
from cityloop.web.street import pages as street
from cityloop.web.style import pages as style
from cityloop.web.translate import pages as translate

GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
ANYBODY, LINK, SIGNED_IN, DEMO = Who.ANYBODY, Who.LINK, Who.SIGNED_IN, Who.DEMO
CASE, PHOTOS, BOARD, CITY, PUBLIC = Dataset.CASE, Dataset.PHOTOS, Dataset.BOARD, Dataset.CITY, Dataset.PUBLIC_CASE
CONTACT = Dataset.CONTACT
SESSION, SERVICE, EVALUATION, ACCESS = Dataset.SESSION, Dataset.SERVICE, Dataset.EVALUATION, Dataset.ACCESS
NOTICES = Dataset.NOTICES
KNOWN = (Purpose.PUBLICATION,)
OWN = (Purpose.UPKEEP,)
FOLLOWED = (Purpose.FOLLOWING,)
WORK = (Purpose.CASEWORK, Purpose.OVERSIGHT, Purpose.EVALUATION)
SEEN_TO = (Purpose.OVERSIGHT, Purpose.UPKEEP)
AUDITED = (Purpose.AUDIT,)
JUDGED = (Purpose.OVERSIGHT, Purpose.EVALUATION)
FREE, PAGE, ACT, REPORTS, LINKS, SIGNING, LIVE, API = (
    RateClass.FREE, RateClass.PAGE, RateClass.ACT, RateClass.REPORT, RateClass.LINK, RateClass.SIGN_IN, RateClass.LIVE,
    RateClass.API,
)  # fmt: skip
WORDS, PICTURES = FORM_BYTES, PHOTO_FORM_BYTES

ROUTES: tuple[Row, ...] = (
    # The program itself
    Row("/healthz", GET, "health", service.health, ANYBODY, "read", SERVICE, KNOWN, FREE, contract=interface.HEALTH),
    Row("/static/{path:path}", GET, "static", service.static, ANYBODY, "read", SERVICE, KNOWN, FREE),
    Row("/style", GET, "style", style.style, ANYBODY, "read", SERVICE, KNOWN),
    Row("/v1/openapi.json", GET, "openapi", service.openapi, ANYBODY, "read", SERVICE, KNOWN, API,
        contract=interface.OPENAPI),
    Row("/v1/", GET, "interface", service.interface, ANYBODY, "read", SERVICE, KNOWN, contract=interface.INTERFACE),
    Row("/problems/{code}", GET, "problem", problem.about, ANYBODY, "read", SERVICE, KNOWN),
    # In and out
    Row("/", GET, "home", home.home, ANYBODY, "read", CITY, KNOWN),
    Row("/language", POST, "language", home.language, ANYBODY, "open", SESSION, OWN, PAGE, SIGN_IN_BYTES),
    Row("/sign-in", GET, "sign-in page", signin.sign_in, ANYBODY, "read", SESSION, OWN),
    Row("/sign-in", POST, "sign-in", signin.sign_in, ANYBODY, "open", SESSION, OWN, SIGNING, SIGN_IN_BYTES),
    Row("/first-password", POST, "choose", signin.choose, ANYBODY, "open", SESSION, OWN, SIGNING, SIGN_IN_BYTES),
    Row("/sign-out", POST, "sign-out", signin.sign_out, ANYBODY, "close", SESSION, OWN, PAGE, SIGN_IN_BYTES),
    Row("/come-in", GET, "come-in page", signin.come_in, DEMO, "read", SESSION, OWN),
    Row("/come-in", POST, "come-in", signin.come_in, DEMO, "open", SESSION, OWN, SIGNING, SIGN_IN_BYTES),
    Row("/signed-out", GET, "signed out", signin.after, ANYBODY, "read", SESSION, OWN),
    # The city's identity provider
    Row("/sign-in/identity", GET, "identity", identity.out, ANYBODY, "open", SESSION, OWN, SIGNING),
    Row("/sign-in/identity/back", GET, "identity back", identity.back, ANYBODY, "open", SESSION, OWN, SIGNING),
    Row("/sign-in/identity/over", POST, "identity over", identity.over, ANYBODY, "close", SESSION, OWN, SIGNING,
        SIGN_IN_BYTES, signed=True),
    # One's own account
    Row("/my/sign-ins", GET, "my sign-ins", own.sign_ins, SIGNED_IN, "read", SESSION, OWN),
    Row("/my/sign-ins", POST, "end sign-ins", own.end, SIGNED_IN, "close", SESSION, OWN, ACT, SIGN_IN_BYTES),
    Row("/my/password", GET, "my password page", own.password, SIGNED_IN, "read", SESSION, OWN),
    Row("/my/password", POST, "my password", own.password, SIGNED_IN, "open", SESSION, OWN, SIGNING, SIGN_IN_BYTES),
    # Citizens
    Row("/report", BOTH, "report", report.what, ANYBODY, "report", CASE, FOLLOWED, PAGE, WORDS, again=True),
    Row("/report/where", BOTH, "report where", report.where, ANYBODY, "report", CASE, FOLLOWED, PAGE, WORDS,
        again=True),
    Row("/report/photo", BOTH, "report photo", report.photo, ANYBODY, "report", CASE, FOLLOWED, PAGE, PICTURES,
        again=True),
    Row("/report/reach", BOTH, "report reach", report.reach, ANYBODY, "report", CASE, FOLLOWED, PAGE, WORDS,
        again=True),
    Row("/report/map", BOTH, "report map", on_the_map.on_the_map, ANYBODY, "report", CASE, FOLLOWED, body=WORDS,
        again=True),
    Row("/report/check", GET, "report check", sending.check, ANYBODY, "report", CASE, FOLLOWED),
    Row("/report/check", POST, "report send", sending.check, ANYBODY, "report", CASE, FOLLOWED, REPORTS, WORDS,
        again=True),
    Row("/report/sent", GET, "report sent", sending.sent, ANYBODY, "report", CASE, FOLLOWED),
    Row("/follow", BOTH, "find report", finding.find, LINK, "follow", CASE, FOLLOWED, LINKS, SIGN_IN_BYTES),
    Row("/follow/{secret}", GET, "follow", citizen.follow, LINK, "follow", CASE, FOLLOWED, LINKS),
    Row("/follow/{secret}/{verb}", POST, "follow act", citizen.act, LINK, "{verb}", CASE, FOLLOWED, LINKS, PICTURES,
        again=True),
    Row("/public", GET, "public", citizen.public, ANYBODY, "list", PUBLIC, KNOWN),
    Row("/public/{case}", GET, "public case", citizen.public_case, ANYBODY, "read", PUBLIC, KNOWN),
    # The desk
    Row("/command", GET, "queue", command.queue, SIGNED_IN, "list", CASE, WORK),
    Row("/command/find", GET, "find", command.find, SIGNED_IN, "search", CASE, WORK),
    Row("/exchange", GET, "reconciliation", exchange.reconciliation, SIGNED_IN, "list", CASE, WORK),
    Row("/case/{case}", GET, "case", command.case, SIGNED_IN, "read", CASE, WORK),
    Row("/photo/{case}/{number}", GET, "photo", command.photo, SIGNED_IN, "read", PHOTOS, WORK),
    Row("/case/{case}/{verb}", GET, "step page", command.step, SIGNED_IN, "{verb}", CASE, WORK, ACT),
    Row("/case/{case}/{verb}", POST, "step", command.step, SIGNED_IN, "{verb}", CASE, WORK, ACT, PICTURES),
    # Who was told
    Row("/notices", GET, "notices", notices.given_up, SIGNED_IN, "list", NOTICES, SEEN_TO),
    Row("/notices/{notice}", POST, "notice retry", notices.retry, SIGNED_IN, "retry", NOTICES, SEEN_TO, ACT, WORDS),
    Row(
        "/notices/channel/{channel}",
        POST,
        "notices retry",
        notices.retry_all,
        SIGNED_IN,
        "retry",
        NOTICES,
        SEEN_TO,
        ACT,
        WORDS,
    ),
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
    # Who translates
    Row("/translate", GET, "to translate", translate.waiting, SIGNED_IN, "translate", CASE, WORK),
    Row("/translate/{case}/{text}/{language}", BOTH, "translate", translate.translate, SIGNED_IN, "translate", CASE,
        WORK, ACT, WORDS),
    # Who guards the data
    Row("/secure", GET, "looks", secure.looks, SIGNED_IN, "list", ACCESS, AUDITED),
    Row("/secure/accounts", GET, "account events", secure.accounts, SIGNED_IN, "list", ACCESS, AUDITED),
    Row("/secure/refusals", GET, "refusals", secure.refusals, SIGNED_IN, "list", ACCESS, AUDITED),
    # Who evaluates
    Row("/evaluation", GET, "evaluation", evaluator.overview, SIGNED_IN, "list", EVALUATION, JUDGED),
    Row("/evaluation/export", GET, "evaluation export", evaluator.export, SIGNED_IN, "export", EVALUATION, JUDGED),
    Row("/evaluation/{rate}", GET, "rate", evaluator.rate, SIGNED_IN, "list", EVALUATION, JUDGED),
    Row("/evaluation/{rate}/cases", GET, "rate cases", evaluator.behind, SIGNED_IN, "list", EVALUATION, JUDGED),
    Row("/evaluation/{rate}/cases/export", GET, "rate cases export", evaluator.export_cases, SIGNED_IN, "export", CASE,
        JUDGED),
    # Numbers, for machines too
    Row("/v1/counts", GET, "counts", counts.counts, SIGNED_IN, "list", EVALUATION, JUDGED, API,
        contract=interface.COUNTS),
    Row("/v1/evaluation", GET, "evaluation rates", evaluation.evaluation, SIGNED_IN, "list", EVALUATION, JUDGED, API,
        contract=interface.EVALUATION_RATES),
    Row("/v1/accesses", GET, "accesses", looks.looks, SIGNED_IN, "list", ACCESS, AUDITED, API,
        contract=interface.ACCESSES),
    Row("/v1/receipts/{channel}", POST, "receipts", receipts.receive, ANYBODY, "confirm", NOTICES, OWN, API,
        body=FORM_BYTES, signed=True, contract=interface.RECEIPTS),
    # Open311 GeoReport v2, for programs: no cookie counts, and a key is optional
    Row("/open311/discovery.{format}", GET, "open311 discovery", discovery.discovery, ANYBODY, "read", CITY, KNOWN, API,
        keyed=API, contract=open311.DISCOVERY),
    Row("/open311/v2/services.{format}", GET, "open311 services", services.services, ANYBODY, "list", CITY, KNOWN, API,
        keyed=API, contract=open311.SERVICES),
    Row("/open311/v2/services/{code}.{format}", GET, "open311 service", services.service, ANYBODY, "read", CITY, KNOWN,
        API, keyed=API, contract=open311.SERVICE),
    Row("/open311/v2/requests.{format}", GET, "open311 requests", requests.requests, ANYBODY, "list", PUBLIC, KNOWN,
        API, keyed=API, contract=open311.REQUESTS),
    Row("/open311/v2/requests.{format}", POST, "open311 report", requests.report, ANYBODY, "report", CASE, FOLLOWED,
        REPORTS, WORDS, keyed=API, contract=open311.REPORT),
    Row("/open311/v2/requests/{request}.{format}", GET, "open311 request", requests.one_request, ANYBODY, "read",
        PUBLIC, KNOWN, API, keyed=API, contract=open311.REQUEST),
    Row("/open311/v2/tokens/{token}.{format}", GET, "open311 token", requests.token, LINK, "follow", CASE, FOLLOWED,
        LINKS, keyed=API, contract=open311.TOKEN),
    Row("/open311/v2/servicerequestupdates.{format}", GET, "open311 updates", updates.updates, ANYBODY, "list", PUBLIC,
        KNOWN, API, keyed=API, contract=open311.UPDATES),
    Row("/open311/v2/servicerequestupdates.{format}", POST, "open311 update", updates.update, LINK, "tell", CASE,
        (*FOLLOWED, *WORK), LINKS, WORDS, keyed=API, contract=open311.UPDATE),
    Row("/open311/v2/cityloop/photos.{format}", POST, "open311 photo", photos.photo, LINK, "add-photo", CASE, FOLLOWED,
        LINKS, PICTURES, keyed=API, contract=open311.PHOTO),
    # Live
    Row("/live", GET, "live", live.live, SIGNED_IN, "list", CASE, WORK, LIVE, NO_BODY),
)  # fmt: skip
