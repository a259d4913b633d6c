"""The address that a problem's details name says what it means, in the reader's language."""

from datetime import timedelta

import pytest

from cityloop.edge.meanings import MEANINGS
from tests.web.browser import Served


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_kind_of_problem_has_a_page(served: Served, language: str) -> None:
    browser = served.browser(**{"accept-language": language})
    for code, (zh, en) in MEANINGS.items():
        served.street.now += timedelta(seconds=1)
        page = browser.get(f"/problems/{code}")
        assert (page.status_code, code in page.text) == (200, True)
        assert (zh if language == "zh" else en).partition("'")[0] in page.text


def test_there_is_no_page_for_what_is_no_problem(served: Served) -> None:
    assert served.browser().get("/problems/none").status_code == 404


def test_a_program_is_told_in_one_language(served: Served) -> None:
    for language, words in (("zh", "没有这个编号"), ("en", "There is no case")):
        program = served.browser("jin", accept="application/json", **{"accept-language": language})
        told = program.get("/case/none").json()
        assert words in told["detail"]
        assert served.browser().get(told["type"]).status_code == 200
