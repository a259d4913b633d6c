"""The evaluator's pages: every number opens its cases, every page can be taken away, and nobody's words are on any."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cityloop.city.facts.access import Accessed
from cityloop.command.rates import RATES
from cityloop.views.evaluation.asked import By
from tests.web.browser import Browser, Served

PAGES = ("/evaluation", "/evaluation/handle?by=lead", "/evaluation/handle/cases")
NUMBER = re.compile(r'href="(/evaluation/[a-z-]+/cases[^"]+)">([\d,]+)<')


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Served]:
    """A city in which some work came due."""
    with Served(tmp_path) as made:
        made.street.closed()
        made.street.concluded()
        made.street.dispatched()
        made.street.later(days=20)
        yield made


@pytest.fixture
def evaluator(city: Served) -> Browser:
    return city.browser("dai")


def test_an_evaluator_comes_in_at_the_rates(evaluator: Browser) -> None:
    assert evaluator.get("/").headers["location"] == "/evaluation"


@pytest.mark.parametrize(("language", "words"), [("zh", "按期处置率"), ("en", "In time, as first granted")])
def test_every_rate_stands_on_the_first_page_in_both_languages(evaluator: Browser, language: str, words: str) -> None:
    evaluator.client.cookies.set("language", language)
    page = evaluator.get("/evaluation").text
    assert words in page
    shown = [rate.id for rate in RATES if f'id="rate-{rate.id}"' in page]
    assert shown == [rate.id for rate in RATES if rate.id != "recorded-on-time"]


def test_every_number_opens_as_many_cases_as_it_says(city: Served, evaluator: Browser) -> None:
    numbers = numbers_of(evaluator.get("/evaluation").text)
    assert len(numbers) > 40
    assert opened(city, evaluator, numbers) == numbers


@pytest.mark.parametrize("by", By)
def test_every_number_of_a_group_opens_as_many_cases_as_it_says(city: Served, evaluator: Browser, by: By) -> None:
    numbers = numbers_of(evaluator.get(f"/evaluation/handle?by={by}").text)
    assert len(numbers) >= 4
    assert opened(city, evaluator, numbers) == numbers


def test_what_rules_the_page_opens_its_cases(evaluator: Browser) -> None:
    found = re.search(r'<h1><a href="([^"]+)">[^<]*?(\d+)', evaluator.get("/evaluation").text)
    assert found
    assert total(evaluator.get(found[1].replace("&amp;", "&")).text) == int(found[2])


def opened(city: Served, evaluator: Browser, numbers: Iterable[str]) -> dict[str, int]:
    """How many cases each opens, one pressed a second."""
    found = dict[str, int]()
    for href in numbers:
        city.street.now += timedelta(seconds=1)
        found[href] = total(evaluator.get(href).text)
    return found


def numbers_of(page: str) -> dict[str, int]:
    """What each number that opens cases says."""
    return {href.replace("&amp;", "&"): int(count) for href, count in NUMBER.findall(page)}


def total(page: str) -> int:
    found = re.search(r"<h1>[^<]*：[^<]*?([\d,]+) 件</h1>", page)
    assert found
    return int(found[1].replace(",", ""))


def test_a_ranking_opens_its_cases_and_they_open_the_case(evaluator: Browser) -> None:
    page = evaluator.get("/evaluation/handle?by=lead").text
    assert "青溪路灯所" in page
    cases = next(href for href, _ in NUMBER.findall(page) if "lead=qx-light" in href).replace("&amp;", "&")
    rows = evaluator.get(cases).text
    found = re.search(r'<th scope="row"><a href="(/case/[^"]+)"', rows)
    assert found
    assert evaluator.get(found[1]).status_code == 200


def test_no_words_of_anybody_are_on_any_page(city: Served, evaluator: Browser) -> None:
    for path in PAGES:
        assert not {"路灯不亮", "半夜施工", "换了灯泡"} & set(
            re.findall(r"[\u4e00-\u9fff]{4}", evaluator.get(path).text)
        )


@pytest.mark.parametrize(
    ("path", "first"),
    [("/evaluation/export?by=lead", "qx-light"), ("/evaluation/handle/cases/export?part=due", None)],
)
def test_what_is_shown_can_be_taken_as_csv_and_xlsx(evaluator: Browser, path: str, first: str | None) -> None:
    answer = evaluator.get(f"{path}&format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(evaluator.get(f"{path}&format=xlsx").content))
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert book.worksheets[0].max_row == len(rows)
    assert first in (None, rows[1][0])


def test_a_file_is_noted_with_its_rows_and_who_leads_gets_none(city: Served, evaluator: Browser) -> None:
    evaluator.get("/evaluation/handle/cases/export?part=due")
    city.street.node.accesses.settle()
    facts = [entry.fact for entry in city.street.node.access.read(0, 1_000)]
    (told,) = [fact for fact in facts if isinstance(fact, Accessed) and fact.action == "export"]
    assert (told.dataset, told.count, told.personal, told.form) == ("case", 3, False, "export")
    assert city.browser("kong").get("/evaluation").status_code == 200
    assert city.browser("kong").get("/evaluation/export").status_code == 403


def test_the_desk_of_who_leads_leads_to_the_rates_and_others_see_no_way(city: Served) -> None:
    assert 'href="/evaluation?area=' in city.browser("kong").get("/command").text
    assert 'href="/evaluation' not in city.browser("jin").get("/command").text


def test_a_program_gets_rates_with_intervals(evaluator: Browser) -> None:
    told = evaluator.get("/v1/evaluation?rates=handle&by=lead", accept="application/json").json()
    figures = {group["value"]: group["figures"]["handle"] for group in told["groups"]}
    assert (figures["qx-light"]["counted"], figures["qx-light"]["due"]) == (1, 2)
    assert 0 < figures["qx-light"]["low"] < 0.5 < figures["qx-light"]["high"] < 1
    assert told["whole"]["handle"]["due"] == 3


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/evaluation/none", 404),
        ("/evaluation?first=yesterday", 422),
        ("/evaluation?by=mood", 422),
        ("/evaluation?mood=good", 422),
        ("/evaluation?first=2026-12-31&last=2026-01-01", 422),
        ("/evaluation?by=lead&by=post", 422),
        ("/evaluation?area=moon", 404),
        ("/v1/evaluation?rates=none", 422),
    ],
)
def test_what_cannot_be_asked_is_told(evaluator: Browser, path: str, status: int) -> None:
    assert evaluator.get(path).status_code == status


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ("first=yesterday&last=2026-05-01", "日期写成 2026-05-31 这样。"),
        ("first=2026-06-01&last=2026-05-01", "最后一天早于第一天，请对调。"),
        ("first=2126-06-01", "最后一天早于第一天，请对调。"),
    ],
)
@pytest.mark.parametrize("page", ["/evaluation", "/evaluation/handle", "/evaluation/handle/cases"])
def test_days_that_are_none_are_told_in_the_form(evaluator: Browser, page: str, days: str, told: str) -> None:
    answer = evaluator.get(f"{page}?{days}&life=grid")
    assert answer.status_code == 422
    assert f'id="e-days" role="alert">{told}' in answer.text
    typed = days.partition("&")[0].removeprefix("first=")
    assert f'name="first" type="date" value="{typed}"' in answer.text


def test_to_a_program_the_same_is_a_problem(evaluator: Browser) -> None:
    answer = evaluator.get("/v1/evaluation?first=2026-06-01&last=2026-05-01", accept="application/json")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (422, "bad-question")
