"""Reports and steps that cannot be carried out: each told clearly, counted, and nothing else changed."""

import asyncio
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from cityloop.city.catalogue import Life
from cityloop.city.facts.intake import Finding
from cityloop.command import orders
from cityloop.command.receipt import Receipt
from cityloop.command.scene import BadOrder
from cityloop.command.whereabouts import OutsideCity, UnknownPlace
from cityloop.journal.errors import Conflict
from tests.faults.hands import cases, counted, page_of, problem, program, send, standing, unchanged, write
from tests.street import LAMP
from tests.web.browser import Served

TREE = "grid.component.green.ancient-tree"
"""For whose category nobody answers outside the street."""
FAR_AWAY = {"longitude": "0.1", "latitude": "51.5"}


@pytest.fixture
def waiting(served: Served) -> str:
    """A case that was found to be so, and waits to be established."""
    case = served.street.report().case
    served.street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    return case


# A report without a place, or outside the city


def test_a_report_without_a_place_goes_to_a_person(served: Served) -> None:
    browser = served.browser()
    write(browser, words="有人在喊救命", place="老槐树后面那条没有名字的巷子")
    send(browser)
    served.street.node.step()
    (case,) = cases(served)
    assert served.street.case(case).place is None
    assert served.street.case(case).where == "qingxi/"
    for language in ("zh", "en"):
        assert f"/case/{case}" in page_of(served, "an", "/command", language)
    served.street.do("an", orders.Locate, case, place="road-liuan")
    assert served.street.case(case).where.startswith("qingxi/qx-east/qx-willow/")


def test_a_report_that_says_nothing_of_the_place_is_asked_for_it(served: Served) -> None:
    browser = served.browser()
    browser.get("/report")
    browser.post("/report", {"words": "路灯不亮"})
    with unchanged(served):
        page = browser.post("/report/where", {"place": " "})
        told = problem(program(served, browser).post("/report/where", {"place": " "}), "bad-form", 422)
    assert (page.status_code, told["values"]["fields"]) == (422, ["place"])
    assert "路灯不亮" in browser.get("/report").text


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "您所在的位置不在本市"), ("en", "Where you are lies outside the city")]
)
def test_a_report_from_outside_the_city_is_refused_and_nothing_typed_is_lost(
    served: Served, language: str, words: str
) -> None:
    browser = served.browser(**{"accept-language": language})
    browser.get("/report")
    browser.post("/report", {"words": "路灯不亮"})
    with unchanged(served):
        page = browser.post("/report/where", FAR_AWAY)
        problem(program(served, browser).post("/report/where", FAR_AWAY), "outside-city", 422)
    assert page.status_code == 422
    assert words in page.text
    assert "路灯不亮" in browser.get("/report").text
    assert counted(served)["report where", "outside-city"] == 2


def test_in_a_batch_only_the_wrong_ones_fall(served: Served) -> None:
    whole: dict[str, Any] = {"life": Life.GRID, "words": "路灯不亮", "category": LAMP}
    said = {"point": (0.1, 51.5)}, {"place": "road-liuan"}, {"place": "atlantis"}, {"words": ""}
    parts: tuple[dict[str, Any], ...] = ({}, *said)
    before = standing(served)
    batch = [orders.Report(**(whole | part)) for part in parts]
    outcomes = served.street.node.desk.report_each(served.street.person("jin"), batch)
    assert [type(each) for each in outcomes] == [Receipt, OutsideCity, Receipt, UnknownPlace, BadOrder]
    after = standing(served)
    assert (after.size - before.size, after.keys - before.keys) == (2, 2)


# A duplicate


def test_the_same_form_sent_twice_at_once_is_one_case_with_one_receipt(served: Served) -> None:
    browser = served.browser()
    write(browser)

    async def both() -> list[int]:
        said = {"csrf": browser.token}
        answers = await asyncio.gather(*(browser.client.post("/report/check", data=said) for _ in range(2)))
        return [answer.status_code for answer in answers]

    assert served.runner.run(both()) == [303, 303]
    assert len(cases(served)) == 1
    first, again = browser.get("/report/sent").text, browser.get("/report/sent").text
    assert first == again


def test_back_and_sent_again_is_the_same_receipt(served: Served) -> None:
    browser = served.browser()
    write(browser)
    link = send(browser)
    with unchanged(served):
        assert browser.get("/report/check").headers["location"] == "/report/sent"
        assert browser.post("/report/check").headers["location"] == "/report/sent"
        assert link in browser.get("/report/sent").text


def test_the_same_matter_reported_by_somebody_else_is_merged_by_a_person(served: Served) -> None:
    links = []
    for source in ("198.51.100.1", "198.51.100.2"):
        browser = served.browser(source=source)
        write(browser)
        links.append(send(browser))
    first, second = cases(served)
    desk = served.browser("jin")
    desk.get(f"/case/{second}/merge")
    assert desk.post(f"/case/{second}/merge", {"into": first, "seen": "1"}).status_code == 303
    assert first in served.browser("jin").get(f"/case/{second}").text
    assert second in served.browser("jin").get(f"/case/{first}").text
    assert "Others reported the same" in served.browser(**{"accept-language": "en"}).get(links[1]).text


# A category nobody owns


def test_a_category_that_nobody_owns_waits_in_a_visible_queue(served: Served) -> None:
    case = served.street.report(category=TREE, place=None, node="qingxi").case
    served.street.do("an", orders.Verify, case, finding=Finding.EXISTS)
    served.street.do("an", orders.Establish, case)
    assert served.street.case(case).unowned
    for language in ("zh", "en"):
        assert f"/case/{case}" in page_of(served, "an", "/command?unowned=1", language)
    served.street.do("an", orders.Dispatch, case, to="qx-urban")
    assert (served.street.case(case).unowned, served.street.case(case).lead) == (False, "qx-urban")


# A step that the life cycle forbids


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", "当前环节不能这样办"), ("en", "This step is not possible: the case is at “Establish”")],
)
def test_a_forbidden_step_is_told_with_what_is_possible(
    served: Served, waiting: str, language: str, words: str
) -> None:
    browser = served.browser("jin", **{"accept-language": language})
    browser.get(f"/case/{waiting}/dispatch")
    with unchanged(served):
        page = browser.post(f"/case/{waiting}/dispatch", {"seen": "2", "to": "qx-light"})
        answer = program(served, browser).post(f"/case/{waiting}/dispatch", {"to": "qx-light"})
    told = problem(answer, "illegal-step", 409)
    assert page.status_code == 409
    assert words in page.text
    assert {"establish", "refuse"} <= set(told["values"]["possible"])
    assert counted(served)["step", "illegal-step"] == 2


def test_a_step_that_is_none_is_not_there(served: Served, waiting: str) -> None:
    browser = served.browser("jin")
    browser.get(f"/case/{waiting}")
    with unchanged(served):
        assert browser.post(f"/case/{waiting}/explode").status_code == 403
        assert browser.get("/case/no-such-case").status_code == 404


def test_fields_that_no_form_has_change_nothing(served: Served, waiting: str) -> None:
    browser = served.browser("jin")
    browser.get(f"/case/{waiting}/establish")
    more = {"seen": "2", "stage": "closed", "lead": "qx-water", "author": "person:mei", "at": "qingxi/"}
    assert browser.post(f"/case/{waiting}/establish", more).status_code == 303
    case = served.street.case(waiting)
    assert (case.stage, case.lead, case.at) != ("closed", "qx-water", "qingxi/")
    assert served.street.node.journal.about(waiting)[2].author == "person:jin"


# Numbers and times that are none

LONG = "9" * 5_000


@pytest.mark.parametrize("seen", [LONG, "-1", "1e3", "²"])
def test_a_version_that_is_no_number_was_never_seen(served: Served, waiting: str, seen: str) -> None:
    desk, spot = served.browser("jin"), served.browser("qin")
    desk.get(f"/case/{waiting}/establish")
    spot.get("/field")
    with unchanged(served):
        assert desk.post(f"/case/{waiting}/establish", {"seen": seen}).status_code == 409
        assert spot.post(f"/field/{waiting}/verify", {"seen": seen, "finding": "exists"}).status_code in (404, 409)


@pytest.mark.parametrize("number", ["9" * 19, LONG, "0", "x"])
def test_a_photo_that_is_none_is_not_there(served: Served, waiting: str, number: str) -> None:
    assert served.browser("jin").get(f"/photo/{waiting}/{number}").status_code == 404


@pytest.mark.parametrize("until", ["0001-01-01T00:00", "2027-01-01T10:00+05:00", "soon"])
def test_a_time_that_is_none_is_told_at_its_field(served: Served, until: str) -> None:
    case = served.street.dispatched()
    browser = served.browser("pan")
    browser.get(f"/case/{case}/ask-extension")
    said = {"until": until, "ground": "extension.weather"}
    with unchanged(served):
        page = browser.post(f"/case/{case}/ask-extension", said)
        told = problem(program(served, browser).post(f"/case/{case}/ask-extension", said), "bad-form", 422)
    assert (page.status_code, told["values"]["fields"]) == (422, ["until"])


# An extension asked too late


@pytest.mark.parametrize(("language", "words"), [("zh", "已过期限"), ("en", "It is too late for this")])
def test_an_extension_asked_too_late_is_refused_with_until_when(served: Served, language: str, words: str) -> None:
    case = served.street.dispatched()
    due = served.street.case(case).due
    assert due is not None
    served.street.now = due + timedelta(minutes=1)
    browser = served.browser("pan", **{"accept-language": language})
    browser.get(f"/case/{case}/ask-extension")
    said = {"until": "2027-01-01T10:00", "ground": "extension.weather", "seen": "9"}
    with unchanged(served):
        page = browser.post(f"/case/{case}/ask-extension", said)
        told = problem(program(served, browser).post(f"/case/{case}/ask-extension", said), "too-late", 409)
    assert page.status_code == 409
    assert words in page.text
    assert told["values"]["until"] == str(due)
    assert counted(served)["step", "too-late"] == 2


# Two people at once


def test_two_people_dispatching_the_same_case_at_once(served: Served) -> None:
    street = served.street
    for _ in range(12):
        case = street.report(place=None, node="qingxi", category=TREE).case
        street.do("an", orders.Verify, case, finding=Finding.EXISTS)
        street.do("an", orders.Establish, case)
        assert race(served, case) == {"won": 1, "lost": 1}
        assert street.facts(case).count("Dispatched") == 1


def race(served: Served, case: str) -> dict[str, int]:
    """Two posts order different leads from the very same version, each in a thread of its own."""
    street, gate = served.street, Barrier(2)
    seen, outcomes = street.node.journal.version(case), list[Receipt | Conflict]()

    def dispatch(who: str, to: str) -> None:
        gate.wait()
        try:
            outcomes.append(street.node.desk.do(street.person(who), orders.Dispatch(case=case, seen=seen, to=to)))
        except Conflict as conflict:
            outcomes.append(conflict)

    threads = [Thread(target=dispatch, args=each) for each in (("an", "qx-urban"), ("shen", "qx-water"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lost = [each for each in outcomes if isinstance(each, Conflict)]
    winner = street.node.journal.about(case)[-1].author
    assert [each.values["author"] for each in lost] == [winner]
    return {"won": len(outcomes) - len(lost), "lost": len(lost)}


@pytest.mark.parametrize(("language", "words"), [("zh", "安心宁"), ("en", "An Xinning was first")])
def test_who_comes_second_is_told_by_whom(served: Served, language: str, words: str) -> None:
    street = served.street
    case = street.report(place=None, node="qingxi", category=TREE).case
    street.do("an", orders.Verify, case, finding=Finding.EXISTS)
    street.do("an", orders.Establish, case)
    seen = str(street.node.journal.version(case))
    second = served.browser("shen", **{"accept-language": language})
    second.get(f"/case/{case}/dispatch")
    street.do("an", orders.Dispatch, case, to="qx-urban")
    said = {"seen": seen, "to": "qx-water"}
    with unchanged(served):
        page = second.post(f"/case/{case}/dispatch", said)
        told = problem(program(served, second).post(f"/case/{case}/dispatch", said), "conflict", 409)
    assert page.status_code == 409
    assert words in page.text
    assert told["values"]["author"] == "person:an"
    assert counted(served)["step", "conflict"] == 2
