"""Numbers for machines: the question in the address, the answer as JSON, refusals as problems."""

from pathlib import Path

import pytest

from tests.sheets import SHEET, bring, sheet
from tests.web.browser import Served


@pytest.fixture
def served(tmp_path: Path) -> object:
    """The program over five imported cases."""
    with Served(tmp_path / "data") as made:
        bring(made.street, sheet(tmp_path, *SHEET))
        yield made


def test_counts_are_given_as_json(served: Served) -> None:
    answer = served.browser("dai").get("/v1/counts?by=street,outcome&life=request")
    assert answer.headers["cache-control"] == "no-store"
    said = answer.json()
    assert (said["by"], said["recorded"], said["total"]) == (["street", "outcome"], ["outcome"], 3)
    assert {"of": ["qx-willow", "overtime"], "count": 1} in said["cells"]


def test_an_empty_value_means_those_without_one(served: Served) -> None:
    assert served.browser("dai").get("/v1/counts?by=life&street=").json()["total"] == 1


def test_how_long_cases_took_is_given_where_it_is_asked_for(served: Served) -> None:
    case = served.street.closed()
    said = served.browser("dai").get("/v1/counts?by=life&measure=time-to-close").json()
    assert [cell.get("times", {}).get("count") for cell in said["cells"]] == [1, None]
    assert case


ODD = (
    "",
    "by=",
    "by=colour",
    "by=street&colour=red",
    "by=street&by=kind",
    "by=street,street",
    "by=street&measure=length",
)


@pytest.mark.parametrize("query", ODD)
def test_a_question_that_cannot_be_answered_is_told_how(served: Served, query: str) -> None:
    answer = served.browser("dai").get(f"/v1/counts?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_who_is_not_signed_in_is_told_so(served: Served) -> None:
    assert served.browser().get("/v1/counts?by=street").status_code == 401


def test_whose_post_counts_nothing_is_refused(served: Served) -> None:
    assert served.browser("pan").get("/v1/counts?by=street").status_code == 403
