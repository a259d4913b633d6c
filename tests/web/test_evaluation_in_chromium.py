"""The evaluator's pages in a real browser: what fits, and in how few actions a number opens its cases."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.web.test_in_chromium import (
    CHROMIUM,
    DESK,
    LANGUAGES,
    LETTERS,
    NARROW,
    SMALL,
    TARGETS,
    Town,
    Visitor,
    chromium,
)

__all__ = ["chromium"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed: apt-get install chromium")
PAGES = ("/evaluation", "/evaluation/handle-on-time?by=lead", "/evaluation/handle/cases?part=due")
SATURATED = """() => [...document.querySelectorAll('svg.interval *')].map((it) => getComputedStyle(it))
  .flatMap((it) => [it.stroke, it.fill]).filter((it) => it.startsWith('rgb')).map((it) => it.match(/\\d+/g).map(Number))
  .filter((it) => Math.max(...it.slice(0, 3)) - Math.min(...it.slice(0, 3)) > 24)"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A city in which enough came due that departments are told apart."""
    made = Town(tmp_path_factory.mktemp("evaluated"))
    for _ in range(20):
        made.street.closed()
        made.street.established("grid.event.environment.dirty-road")
    made.street.later(days=20)
    yield made
    made.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_the_smallest_phone(town: Town, chromium: Browser, path: str, language: str) -> None:
    page = seen(town, chromium, path, language, SMALL)
    assert page.evaluate(NARROW) <= 0
    assert page.evaluate(LETTERS, 16) == []
    assert page.evaluate(TARGETS) == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_on_them_is_coloured_but_what_warns(town: Town, chromium: Browser, path: str) -> None:
    page = seen(town, chromium, path, "en", DESK)
    assert page.evaluate(NARROW) <= 0
    assert page.evaluate(SATURATED) == []


def test_from_a_ranking_to_the_cases_behind_a_number_is_one_press_and_a_file_another(
    town: Town, chromium: Browser
) -> None:
    page = seen(town, chromium, "/evaluation", "en", DESK)
    page.click("#rate-handle th a")
    page.click("table.groups tbody tr:first-child .of a")
    assert page.locator("table.behind tbody tr").count() > 0
    with page.expect_download() as taken:
        page.click("text=CSV")
    assert taken.value.suggested_filename == "handle-cases.csv"


def seen(town: Town, chromium: Browser, path: str, language: str, size: dict[str, int]) -> Page:
    """The page as the evaluator sees it."""
    return Visitor(town, chromium, viewport=size).see(path, "dai", language)
