"""The question in a page's address: days that are none are told in the form that asks for them, and nothing is lost."""

from typing import Any, NamedTuple

from starlette.datastructures import QueryParams

from cityloop.edge.evaluation import asked_of
from cityloop.edge.problem import BadForm, note_code, wants_page
from cityloop.views.evaluation.asked import Asked
from cityloop.web.evaluation.frame import today
from cityloop.web.visit import Visit

DAYS = ("first", "last")


class Question(NamedTuple):
    """What a page shows: the usual days, where those that were typed are none."""

    asked: Asked
    wrong: str = ""
    """What is wrong with the days that were typed."""

    @property
    def status(self) -> int:
        """Of the page."""
        return 422 if self.wrong else 200


def question_of(visit: Visit) -> Question:
    """The question. Raises ``BadForm`` for anything but the days, and to a program, which has no form, for them too."""
    said = visit.request.query_params
    try:
        asked = asked_of(said, today(visit))
    except BadForm as wrong:
        if wrong.values.get("field") not in DAYS or not wants_page(visit.request):
            raise
        return without_days(visit, said, visit.say("A day is written like 2026-05-31."))
    if asked.last < asked.first and wants_page(visit.request):
        return without_days(visit, said, visit.say("The last day lies before the first. Turn them round."))
    return Question(asked)


def without_days(visit: Visit, said: QueryParams, wrong: str) -> Question:
    """The same of the usual days."""
    note_code(visit.request, BadForm.code)
    others = [(name, value) for name, value in said.multi_items() if name not in DAYS]
    return Question(asked_of(QueryParams(others), today(visit)), wrong)


def days_values(visit: Visit, question: Question) -> dict[str, Any]:
    """What the form of days shows: what was typed where it is wrong."""
    said, asked = visit.request.query_params, question.asked
    shown = {name: said.get(name, "") if question.wrong else str(getattr(asked, name)) for name in DAYS}
    return {"days_shown": shown, "days_wrong": question.wrong}
