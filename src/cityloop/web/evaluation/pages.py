"""The evaluator's pages: all rates, one of them told apart, the cases behind a number, and each of these as a file."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from cityloop.edge.evaluation import asked_of
from cityloop.edge.forms import number
from cityloop.edge.limits import OFFSET_DIGITS
from cityloop.edge.sheets import Sheet, Sheets
from cityloop.views.evaluation.asked import Asked
from cityloop.views.evaluation.behind import Part
from cityloop.web.evaluation.asking import Question, days_values, question_of
from cityloop.web.evaluation.behind_page import behind_values
from cityloop.web.evaluation.export import cases_as_sheet, rates_as_sheets
from cityloop.web.evaluation.frame import today
from cityloop.web.evaluation.overview import overview_values
from cityloop.web.evaluation.ranking import ranking_values, rate_of
from cityloop.web.visit import Visit, read, visit_of

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def overview(request: Request) -> Response:
    """All rates of an area."""
    visit = visit_of(request)
    question = question_of(visit)
    return shown(visit, "overview", question, await read(overview_values, visit, question.asked))


async def rate(request: Request) -> Response:
    """One rate, told apart by something."""
    visit, row = visit_of(request), rate_of(request.path_params["rate"])
    question = question_of(visit)
    return shown(visit, "rate", question, await read(ranking_values, visit, row, question.asked))


async def behind(request: Request) -> Response:
    """The cases behind one number."""
    visit, row = visit_of(request), rate_of(request.path_params["rate"])
    offset = number(request.query_params.get("from", ""), OFFSET_DIGITS) or 0
    question = question_of(visit)
    values = await read(behind_values, visit, row, question.asked, part_of(visit), offset)
    return shown(visit, "behind", question, values)


def shown(visit: Visit, template: str, question: Question, values: dict[str, Any]) -> Response:
    """The page, with its form of days."""
    values = {**values, **days_values(visit, question)}
    return visit.page(f"evaluation/{template}.html", values, question.status)


async def export(request: Request) -> Response:
    """Rates as a file."""
    visit = visit_of(request)
    return await file_of(visit, "evaluation", await read(rates_as_sheets, visit, asked(visit)))


async def export_cases(request: Request) -> Response:
    """The cases behind a number as a file."""
    visit, row = visit_of(request), rate_of(request.path_params["rate"])
    sheet = await read(cases_as_sheet, visit, row, asked(visit, row.id), part_of(visit))
    return await file_of(visit, f"{row.id}-cases", (sheet,))


def asked(visit: Visit, *rates: str) -> Asked:
    """The question in the address."""
    return asked_of(visit.request.query_params, today(visit), rates)


def part_of(visit: Visit) -> Part:
    """Which part of the number; all that was due, where nothing else is said."""
    said = visit.request.query_params.get("part", "")
    return Part(said) if said in tuple(Part) else Part.DUE


async def file_of(visit: Visit, name: str, sheets: Sequence[Sheet]) -> Response:
    """The tables as the kind of file that was asked for; as CSV, the first alone."""
    writer: Sheets = visit.request.app.state.sheets
    kind = "xlsx" if visit.request.query_params.get("format") == "xlsx" else "csv"
    content = await (read(writer.xlsx, sheets) if kind == "xlsx" else read(writer.csv, sheets[0]))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "no-store"}
    return Response(content, media_type=KINDS[kind], headers=headers)
