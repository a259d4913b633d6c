"""Who looked at what and why, and who was refused, when and where: for the data-security officer."""

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from cityloop.views.accesses import Accesses, Look, Recent, Refusals, Refused
from cityloop.views.accounts import Accounts, Befallen
from cityloop.web.command.queue_page import Number
from cityloop.web.parts.values import KeyHint
from cityloop.web.secure import words
from cityloop.web.secure.asking import HERE, address, before, fields, narrowed
from cityloop.web.visit import Visit, read, visit_of

REFUSALS = f"{HERE}/refusals"
ACCOUNTS = f"{HERE}/accounts"
SIGN_IN = "sign-in"
FEW = 8
"""Lines of a list that has a page of its own."""


async def looks(request: Request) -> Response:
    """The access journal, newest first, narrowed as the address asks; beside it what was refused lately."""
    visit, asked = visit_of(request), dict(request.query_params)
    found = await read(visit.views.accesses, visit.by, narrowed(visit, asked))
    return visit.page("secure/looks.html", looks_values(visit, found, asked))


async def refusals(request: Request) -> Response:
    """Refusals by minute, source, route and reason; all of them, or those of sign-in alone."""
    visit, asked = visit_of(request), dict(request.query_params)
    sign_in = asked.get("only") == SIGN_IN
    found = await read(visit.views.refusals, visit.by, before(asked), sign_in=sign_in)
    return visit.page("secure/refusals.html", refusals_values(visit, found, sign_in))


async def accounts(request: Request) -> Response:
    """What befell accounts: first passwords, locks, sign-ins that were ended."""
    visit, asked = visit_of(request), dict(request.query_params)
    found = await read(visit.views.accounts, visit.by, before(asked))
    return visit.page("secure/accounts.html", accounts_values(visit, found, asked))


def looks_values(visit: Visit, found: Accesses, asked: Mapping[str, str]) -> dict[str, Any]:
    """What the template shows."""
    refused = [line(visit, each) for each in found.refused]
    failed = [line(visit, each) for each in found.refused if each.is_sign_in]
    return {
        "state": state(visit, found.recent),
        "sentence": sentence(visit, found.recent),
        "numbers": tuple(numbers(visit, found.recent)),
        "looks": [row(visit, each, asked) for each in found.looks],
        "fields": fields(visit, asked),
        "only_personal": bool(asked.get("personal")),
        "is_narrowed": any(asked.get(name) for name in ("who", "dataset", "purpose", "case", "personal")),
        "all": HERE,
        "newest": address(asked) if "before" in asked else "",
        "older": address(asked, before=str(found.older)) if found.older is not None else "",
        "searched_to": found.searched_to,
        "refused": refused[:FEW],
        "failed": failed[:FEW],
        "all_refused": REFUSALS,
        "all_failed": f"{REFUSALS}?only={SIGN_IN}",
        "accounts": ACCOUNTS,
        "hints": (KeyHint("/", visit.say("narrow the list")),),
    }


def state(visit: Visit, recent: Recent) -> str:
    """The sentence that rules the page."""
    if not recent.refused:
        return visit.say("Nothing was refused in the last hour")
    return visit.say_many("%(num)s refusal in the last hour", "%(num)s refusals in the last hour", recent.refused)


def sentence(visit: Visit, recent: Recent) -> str:
    """The rest of it."""
    if not recent.looks:
        return visit.say("Nobody looked at anything in the last hour.")
    seen = visit.say_many("%(num)s look in the last hour", "%(num)s looks in the last hour", recent.looks)
    persons = visit.say_many("%(num)s of them at personal data", "%(num)s of them at personal data", recent.personal)
    return f"{seen}，{persons}。" if visit.is_zh else f"{seen}, {persons}."


def numbers(visit: Visit, recent: Recent) -> Iterator[Number]:
    """Each count opens what it counts."""
    yield Number("looks", recent.looks, visit.say("looks"), HERE)
    yield Number("personal", recent.personal, visit.say("at personal data"), f"{HERE}?personal=1")
    yield Number("refused", recent.refused, visit.say("refused"), REFUSALS)
    yield Number("failed", recent.failed, visit.say("failed sign-ins"), f"{REFUSALS}?only={SIGN_IN}")


def row(visit: Visit, look: Look, asked: Mapping[str, str]) -> dict[str, Any]:
    """One look as the table shows it; what stands in it narrows the list to its like."""
    return {
        "seq": look.seq,
        "time": look.time,
        "who": words.who(visit, look.who),
        "who_href": address(asked, who=look.who),
        "duty": words.said(visit, words.DUTIES, look.duty),
        "action": words.action(visit, look.action),
        "dataset": words.said(visit, words.DATASETS, look.dataset),
        "dataset_href": address(asked, dataset=look.dataset),
        "form": words.said(visit, words.FORMS, look.form),
        "case": look.case,
        "case_href": address(asked, case=look.case or ""),
        "purpose": words.said(visit, words.PURPOSES, look.purpose),
        "rows": words.rows(visit, look.rows),
        "count": look.count,
        "personal": look.personal,
    }


def line(visit: Visit, refused: Refused) -> dict[str, Any]:
    """One refusal as the list shows it."""
    return {
        "minute": refused.minute,
        "source": words.who(visit, refused.source),
        "route": words.said(visit, words.ROUTES, refused.route),
        "reason": words.reason(visit, refused.reason),
        "count": refused.count,
    }


def refusals_values(visit: Visit, found: Refusals, sign_in: bool) -> dict[str, Any]:
    """What the template shows."""
    query = f"only={SIGN_IN}&" if sign_in else ""
    return {
        "sign_in": sign_in,
        "title": visit.say("Failed sign-ins") if sign_in else visit.say("Refusals"),
        "lines": [line(visit, each) for each in found.refused],
        "older": f"{REFUSALS}?{query}before={found.older}" if found.older is not None else "",
        "up": HERE,
        "all_refused": REFUSALS,
        "all_failed": f"{REFUSALS}?only={SIGN_IN}",
        "hints": (KeyHint("Escape", visit.say("back")),),
    }


def accounts_values(visit: Visit, found: Accounts, asked: Mapping[str, str]) -> dict[str, Any]:
    """What the template shows."""
    return {
        "events": [event(visit, each) for each in found.befallen],
        "newest": ACCOUNTS if "before" in asked else "",
        "older": f"{ACCOUNTS}?before={found.older}" if found.older is not None else "",
        "here": ACCOUNTS,
        "up": HERE,
        "hints": (KeyHint("Escape", visit.say("back")),),
    }


def event(visit: Visit, each: Befallen) -> dict[str, Any]:
    """One thing that was done with an account, as the table shows it."""
    return {
        "seq": each.seq,
        "time": each.time,
        "whom": words.who(visit, f"person:{each.fact.person}"),
        "what": words.befallen(visit, each.fact),
        "by": words.who(visit, each.by),
    }
