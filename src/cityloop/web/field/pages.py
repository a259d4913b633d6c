"""The grid worker's phone: the next job, a photo, done; not mine; I need help."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.errors import CityloopError
from cityloop.city.facts.intake import Finding
from cityloop.command import orders
from cityloop.edge.forms import number
from cityloop.edge.limits import NOTE_CHARS
from cityloop.edge.problem import NoSuchPage, status_of
from cityloop.edge.uploads import order_of, photo_of
from cityloop.views.case_page import CasePage
from cityloop.views.jobs import Job, Jobs
from cityloop.web.command.case_values import photos
from cityloop.web.parts.values import Field
from cityloop.web.photos import photo_fields
from cityloop.web.problem import said_of
from cityloop.web.shapes import map_near, row, title
from cityloop.web.visit import Visit, form_of, read, to, visit_of

LATER = 5


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


NOT_YOURS = _("That job is not, or no longer, yours. Your first page has those that are.")


async def next_job(request: Request) -> Response:
    """The job that is due first, the others below."""
    visit = visit_of(request)
    found = await read(visit.views.jobs, visit.by)
    done = said_after(visit, request.query_params.get("done", ""))
    todo, waiting = apart(found)
    if not todo:
        others = [row(visit, each.row, "/field/") for each in waiting]
        return visit.page("field/job.html", {"job": None, "said": done, "position": "", "waiting": others})
    return await shown(visit, found, todo[0].row.id, said=done)


async def job(request: Request) -> Response:
    """One job."""
    visit = visit_of(request)
    found = await read(visit.views.jobs, visit.by)
    return await shown(
        visit, found, request.path_params["case"], said_after(visit, request.query_params.get("done", ""))
    )


def said_after(visit: Visit, verb: str) -> str:
    """What is said once something was done."""
    words = {
        "handle": visit.say("Done. The desk has it."),
        "verify": visit.say("Thank you. The desk goes on from here."),
        "check": visit.say("Thank you. The desk goes on from here."),
        "add-photo": visit.say("The photo is with the case."),
        "tell": visit.say("The desk has your words."),
    }
    return words.get(verb, "")


def apart(found: Jobs) -> tuple[list[Job], list[Job]]:
    """The jobs in which something is to be done now, those sent to oneself first; and those that wait for others."""
    every = (*found.sent, *found.look)
    return [each for each in every if verb_of(each)], [each for each in every if not verb_of(each)]


def verb_of(job: Job) -> str:
    """What is to be done on the spot; empty where nothing is."""
    verbs = {step.verb for step in job.steps}
    return next((verb for verb in ("handle", "verify", "check") if verb in verbs), "")


async def shown(visit: Visit, found: Jobs, case: str, said: str = "", wrong: str = "", status: int = 200) -> Response:
    """The page of one job."""
    todo, waiting = apart(found)
    here = next((each for each in (*todo, *waiting) if each.row.id == case), None)
    if here is None:
        raise NoSuchPage(NOT_YOURS)
    page = await read(visit.views.case, visit.by, case)
    values = job_values(visit, page, here)
    position = visit.say("Job %(n)s of %(of)s") % {"n": todo.index(here) + 1, "of": len(todo)} if here in todo else ""
    more = {
        "said": said,
        "wrong": (wrong,) if wrong else (),
        "later": [row(visit, each.row, "/field/") for each in todo if each is not here][:LATER],
        "waiting": [row(visit, each.row, "/field/") for each in waiting if each is not here][:LATER],
        "position": position,
    }
    return visit.page("field/job.html", {**values, **more}, status)


def job_values(visit: Visit, page: CasePage, here: Job) -> dict[str, Any]:
    """What the template shows of one job."""
    case, verbs = here.row, {step.verb for step in here.steps}
    verb = verb_of(here)
    place = " · ".join(filter(None, (page.spot, visit.name(case.place), visit.name(page.path[-1][1]))))
    tell = f"/field/{case.id}/tell" if "tell" in verbs else ""
    before = any(photo.view == "before" for photo in page.photos)
    return {
        "job": {
            "id": case.id,
            "seen": case.version,
            "title": visit.name(case.title),
            "place": place,
            "clock": case.clock,
            "words": page.words,
            "words_in": case.language,
            "translated": page.translated,
            "may": verbs,
            "verb": verb,
            "photos": photos(visit, page),
            "not_mine": tell and f"{tell}?why=not-mine",
            "need_help": tell and f"{tell}?why=help",
            "add_words": tell,
            **task(visit, verb, page),
        },
        "fields": photo_fields(visit, ("after" if before else "before") if verb == "handle" else "near"),
        "drawing": map_near(visit, page.path[-1][0], page.point),
    }


def task(visit: Visit, verb: str, page: CasePage) -> dict[str, Any]:
    """What is to be done, and the buttons for it."""
    say = visit.say
    tasks = {
        "handle": (say("Put it right"), say("then press Done")),
        "verify": (say("Go and look"), say("is it there?")),
        "check": (say("Go and check"), say("is it done well?")),
    }
    task_words, second = tasks.get(verb, (visit.name(page.row.stage_name), say("it waits for others")))
    answers = {
        "verify": [("finding", f.value, words) for f, words in findings(visit).items()],
        "check": [("passed", "yes", say("Done well")), ("passed", "no", say("Not done"))],
    }.get(verb, [])
    return {
        "task": task_words,
        "task_second": second,
        "verb_name": say("Done"),
        "question": {"verify": say("What did you find?"), "check": say("Is it done well?")}.get(verb, ""),
        "answers": [{"name": name, "value": value, "title": words} for name, value, words in answers],
    }


def findings(visit: Visit) -> dict[Finding, str]:
    """What one may find on the spot."""
    return {
        Finding.EXISTS: visit.say("It is there"),
        Finding.ABSENT: visit.say("It is not there"),
        Finding.CANNOT_TELL: visit.say("I cannot tell"),
    }


async def act(request: Request) -> Response:
    """Do it: handled, verified, checked, a photo added, or words for the desk (GET asks for them)."""
    visit = visit_of(request)
    case, verb = request.path_params["case"], request.path_params["verb"]
    if verb not in ("handle", "verify", "check", "add-photo", "tell"):
        raise NoSuchPage(f"'{verb}' is nothing that is done on the spot.")
    found = await read(visit.views.jobs, visit.by)
    if request.method != "POST":
        return ask_words(visit, found, case)
    try:
        order = await ordered(visit, case, verb)
        if order is None:
            return again(visit, found, case, verb)
        await read(visit.desk.do, visit.by, order)
    except CityloopError as wrong:
        return await shown(visit, found, case, wrong=said_of(visit, wrong), status=status_of(wrong))
    return to(f"/field/{case}?done={verb}" if verb in ("add-photo", "tell") else f"/field?done={verb}")


def again(visit: Visit, found: Jobs, case: str, verb: str) -> Response:
    """Something was left out: the words again, or the job."""
    if verb == "tell":
        return ask_words(visit, found, case, visit.say("Write a few words."))
    return to(f"/field/{case}")


async def ordered(visit: Visit, case: str, verb: str) -> orders.Order | None:
    """The order that the form means; None where something is missing."""
    form = await form_of(visit.request)
    seen = number(form.get("seen", "")) or 0
    if verb == "add-photo":
        photo = await photo_of(visit.request)
        return order_of(photo, case, seen, form.get("view", "near")) if photo else None
    if verb == "tell":
        note = form.get("note", "")
        return orders.Tell(case=case, seen=seen, note=f"{form.get('why', '')}{note}"[:NOTE_CHARS]) if note else None
    return _simple(case, verb, seen, form)


def _simple(case: str, verb: str, seen: int, form: Mapping[str, str]) -> orders.Order | None:
    if verb == "handle":
        return orders.Handle(case=case, seen=seen)
    if verb == "check":
        return orders.Check(case=case, seen=seen, passed=form["passed"] == "yes") if "passed" in form else None
    known = form.get("finding", "") in list(Finding)
    return orders.Verify(case=case, seen=seen, finding=Finding(form["finding"])) if known else None


def ask_words(visit: Visit, found: Jobs, case: str, wrong: str = "") -> Response:
    """The page that asks for words to the desk."""
    here = next((each for each in (*found.sent, *found.look) if each.row.id == case), None)
    if here is None:
        raise NoSuchPage(NOT_YOURS)
    why = visit.request.query_params.get("why", "")
    questions = {
        "not-mine": (visit.say("Why is it not yours?"), visit.say("Not mine: ")),
        "help": (visit.say("What help do you need?"), visit.say("I need help: ")),
    }
    question, start = questions.get(why, (visit.say("What do you want to say?"), ""))
    fields = (
        Field("why", "", "hidden", start),
        Field("note", visit.say("A few words"), "words", error=wrong),
    )
    values = {
        "question": question,
        "meaning": visit.say("The desk reads it at once. The job stays yours until they change it."),
        "fields": fields,
        "wrong": (),
        "up": f"/field/{case}",
        "action": f"/field/{case}/tell",
        "seen": here.row.version,
        "job": title(visit, here.row),
    }
    return visit.page("field/ask.html", values, 422 if wrong else 200)
