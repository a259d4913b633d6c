"""Each post against every route and dataset, as a table written by hand says it; and what is refused is counted."""

from datetime import timedelta
from pathlib import Path

import pytest
from starlette.routing import Route

from cityloop.app.door import Door
from cityloop.app.route import Who
from cityloop.app.routes import ROUTES
from cityloop.city.facts.access import RefusalsCounted
from cityloop.city.facts.intake import Finding
from cityloop.command import orders
from cityloop.command.lifecycle import VERBS
from cityloop.guard.table import RIGHTS
from cityloop.guard.terms import Dataset
from tests.ground_rules.tables import PEOPLE, may_step, offices, rows, seen
from tests.web.browser import Browser, Served

ROUTE_ROWS = list(rows("routes.csv"))
POSTS = ("nobody", "duty", "handler", "grid", "security")
SIGN_IN = "/sign-in?"


@pytest.fixture
def case(served: Served) -> str:
    """A case of the first grid that lies with the lamp company."""
    street = served.street
    case = street.report(place=None, node="g1").case
    street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    street.do("jin", orders.Establish, case)
    assert street.case(case).lead == "qx-light"
    return case


def asked(served: Served, browser: Browser, row: dict[str, str], case: str) -> str:
    """What the route answers: its status, or ``sign-in``. Some time passes, so that nobody asks too often."""
    served.street.now += timedelta(seconds=1)
    path = row["path"].format(case=case)
    if row["method"] == "POST":
        browser.get("/style")
        browser.get("/sign-in")
    answer = browser.get(path) if row["method"] == "GET" else browser.post(path)
    led = answer.headers.get("location", "").startswith(SIGN_IN)
    return "sign-in" if led else str(answer.status_code)


@pytest.mark.parametrize("post", POSTS)
def test_every_route_answers_each_post_as_written(served: Served, case: str, post: str) -> None:
    served.kept.seats.stopping.set()
    browser = served.browser(PEOPLE.get(post))
    told = {f"{row['method']} {row['path']}": (row[post], asked(served, browser, row, case)) for row in ROUTE_ROWS}
    assert {route: pair for route, pair in told.items() if pair[0] != pair[1]} == {}


def test_every_route_stands_in_the_table_written_by_hand() -> None:
    written = {(row["route"], row["method"]) for row in ROUTE_ROWS}
    served = {(row.name, method) for row in ROUTES for method in row.methods if row.who is not Who.DEMO}
    assert written == served


def test_the_program_serves_no_route_outside_the_table(served: Served) -> None:
    routes = served.app.routes
    assert all(isinstance(route, Route) and isinstance(route.endpoint, Door) for route in routes)
    assert {route.path for route in routes if isinstance(route, Route)} == {
        row.path for row in ROUTES if row.who is not Who.DEMO
    }


def test_every_row_asks_for_a_right_that_somebody_has() -> None:
    rights = {(action, dataset) for _, action, dataset in RIGHTS}
    assert [row.name for row in ROUTES if "{" not in row.action and (row.action, row.dataset) not in rights] == []


@pytest.mark.parametrize("row", list(rows("datasets.csv")), ids=lambda row: f"{row['action']} {row['dataset']}")
def test_every_dataset_is_seen_by_each_post_as_written(served: Served, case: str, row: dict[str, str]) -> None:
    columns = [column for column in row if column not in ("dataset", "action")]
    dataset, action = Dataset(row["dataset"]), row["action"]
    assert {column: seen(served.street, case, dataset, action, column) for column in columns} == {
        column: row[column] for column in columns
    }


def test_every_dataset_stands_in_the_table_written_by_hand() -> None:
    assert {row["dataset"] for row in rows("datasets.csv")} == set(Dataset)


@pytest.mark.parametrize("row", list(rows("steps.csv")), ids=lambda row: row["verb"])
def test_every_step_is_taken_by_the_duties_as_written(row: dict[str, str]) -> None:
    may = {word for word, office in offices().items() if may_step(row["verb"], office)}
    assert may == set(row["duties"].split())


def test_every_step_stands_in_the_table_written_by_hand() -> None:
    assert {row["verb"] for row in rows("steps.csv")} == {*VERBS, "report", "split"}


# What is refused


def refusals(served: Served) -> list[tuple[str, str, str, int]]:
    """What stands on the access journal of refusals, after the minute is over."""
    served.street.now += timedelta(minutes=1)
    served.street.node.stop()
    facts = [entry.fact for entry in served.street.node.access.read(0, 10_000)]
    counted = [fact for fact in facts if isinstance(fact, RefusalsCounted)]
    return [(each.source, each.route, each.reason, each.count) for fact in counted for each in fact.refusals]


def test_a_case_of_another_area_is_refused(served: Served) -> None:
    elsewhere = served.street.report(place=None, node="qingxi").case
    browser = served.browser("jin", accept="application/json")
    answer = browser.get(f"/case/{elsewhere}")
    assert (answer.status_code, answer.json()["values"]["reason"]) == (403, "wrong-area")
    assert refusals(served) == [("person:jin", "case", "forbidden", 1)]


def test_a_case_of_another_unit_is_refused(served: Served, case: str) -> None:
    answer = served.browser("ouyang", accept="application/json").get(f"/case/{case}")
    assert (answer.status_code, answer.json()["values"]["reason"]) == (403, "not-your-unit")


def test_a_forged_form_is_refused_and_changes_nothing(served: Served, case: str) -> None:
    browser = served.browser("pan")
    before = served.street.node.journal.size()
    browser.get(f"/case/{case}")
    own = browser.token
    other = served.browser("pan")
    other.get(f"/case/{case}")
    for token in ("", "guessed", own[:-1], other.token):
        browser.token = token
        assert browser.post(f"/case/{case}/sign").status_code == 403
    browser.token = own
    for headers in (
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        assert browser.post(f"/case/{case}/sign", **headers).status_code == 403
    assert served.street.node.journal.size() == before
    assert browser.post(f"/case/{case}/sign", origin="null").status_code == 303
    assert refusals(served) == [("person:pan", "step", "forged-form", 7)]


def test_the_token_may_come_in_a_header_as_htmx_sends_it(served: Served, case: str) -> None:
    browser = served.browser("pan")
    browser.get(f"/case/{case}")
    answer = browser.send("POST", f"/case/{case}/sign", headers={"x-csrf-token": browser.token})
    assert answer.status_code == 303


def test_a_part_of_a_page_is_told_to_sign_in_as_a_whole(served: Served) -> None:
    answer = served.browser().get("/command", **{"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in")


def test_a_live_line_is_told_401_and_is_not_led_to_a_page(served: Served) -> None:
    answer = served.browser(accept="text/event-stream").get("/live")
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-signed-in")


def test_guessing_links_is_slowed_counted_and_written_once_a_minute(served: Served) -> None:
    browser = served.browser()
    codes = [browser.get(f"/follow/guess{number}").status_code for number in range(200)]
    assert set(codes) == {404, 429}
    assert codes.count(404) == 30
    (first, second) = refusals(served)
    assert {first[1:], second[1:]} == {("follow", "too-many", 170), ("follow", "no-such-case", 30)}
    assert first[0] == second[0]
    assert first[0].startswith("net:")
    assert "203.0.113" not in first[0]


def test_a_link_that_is_right_is_found_where_wrong_ones_are_not(served: Served) -> None:
    receipt = served.street.report(words="路灯不亮 13812341234")
    page = served.browser().get(f"/follow/{receipt.secret}")
    assert page.status_code == 200
    assert "138****1234" in page.text


@pytest.mark.parametrize(("path", "most"), [("/report", 64 * 1024), ("/sign-in", 4 * 1024), ("/language", 4 * 1024)])
def test_what_is_too_large_is_refused_before_it_is_read(served: Served, path: str, most: int) -> None:
    answer = served.browser(accept="application/json").post(path, {"words": "x" * (most + 1)})
    assert (answer.status_code, answer.json()["values"]) == (413, {"most_bytes": most})


def test_a_body_that_lies_about_its_size_is_refused_as_it_comes(served: Served) -> None:
    async def chunks() -> object:
        for _ in range(100):
            yield b"x" * 1024

    browser = served.browser(accept="application/json")
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.send("POST", "/sign-in", content=chunks(), headers=kind).status_code == 413


def test_who_asks_too_often_is_told_when_to_ask_again(served: Served) -> None:
    browser = served.browser(accept="application/json")
    answers = [browser.get("/public") for _ in range(70)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429] * 10
    assert int(answers[-1].headers["retry-after"]) >= 1
    served.street.now += timedelta(seconds=1)
    assert browser.get("/public").status_code == 200
    assert served.browser(source="198.51.100.1").get("/public").status_code == 200


def test_only_configured_names_are_answered_for(served: Served) -> None:
    assert served.browser(host="evil.example").get("/").status_code == 421
    assert served.browser(host="127.0.0.1:8000").get("/").status_code == 200


def test_headers_of_a_stranger_are_not_believed(served: Served) -> None:
    browsers = [served.browser(**{"x-forwarded-for": f"10.0.0.{number}"}) for number in range(70)]
    assert browsers[0].get("/public").status_code == 200
    assert [browser.get("/public").status_code for browser in browsers][-1] == 429


def test_nobody_is_served_past_the_proxy_that_ends_tls(tmp_path: Path) -> None:
    with Served(tmp_path, host="0.0.0.0", proxies=("10.0.0.0/8",), hosts=("city.example",)) as served:
        told = {"host": "city.example", "x-forwarded-proto": "https"}
        past = served.browser(source="8.8.8.8", accept="application/json", **told).get("/sign-in")
        assert (past.status_code, past.json()["type"]) == (421, "/problems/in-clear")
        through = served.browser(source="10.0.0.9", **told, **{"x-forwarded-for": "8.8.8.8"})
        assert through.get("/sign-in").status_code == 200
        assert served.browser(source="127.0.0.1").get("/sign-in").status_code == 200
        assert [(route, why, count) for _, route, why, count in refusals(served)] == [("-", "in-clear", 1)]


def test_every_answer_carries_the_headers(served: Served) -> None:
    browser = served.browser()
    for path in ("/", "/nothing", "/command", "/static/css/base.css", "/healthz"):
        headers = browser.get(path).headers
        assert "default-src 'none'; script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert len(headers["x-request-id"]) == 16


def test_no_page_has_script_or_style_within_it(served: Served, case: str) -> None:
    """The policy would stop it; so it must not be there."""
    for person, path in (
        (None, "/"),
        (None, "/report"),
        ("jin", "/command"),
        ("jin", f"/case/{case}"),
        ("qin", "/field"),
    ):
        text = served.browser(person).get(path).text
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick=" not in text
        assert "<script>" not in text


def test_a_problem_is_told_as_its_reader_can_read_it(served: Served) -> None:
    as_json = served.browser(accept="application/json").get("/nothing")
    assert as_json.headers["content-type"] == "application/problem+json"
    assert as_json.json()["type"] == "/problems/no-such-page"
    page = served.browser(**{"accept-language": "en"}).get("/nothing")
    assert page.headers["content-type"].startswith("text/html")
    assert "There is nothing here" in page.text
    assert as_json.json()["instance"] == as_json.headers["x-request-id"]
