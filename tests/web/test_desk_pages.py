"""The duty officer, the commander and the grid worker on their pages, without scripts."""

import re

import pytest

from cityloop.city.catalogue import RequestKind
from cityloop.city.facts.intake import Finding
from cityloop.command import orders
from cityloop.command.stages import Stage
from tests.web.browser import Browser, Served

SEEN = re.compile(r'name="seen" value="(\d+)"')


def step(browser: Browser, case: str, verb: str, **said: str) -> int:
    """Take a step by its form; the status of the answer."""
    found = SEEN.search(browser.get(f"/case/{case}/{verb}").text)
    return browser.post(f"/case/{case}/{verb}", {"seen": found.group(1) if found else "", **said}).status_code


@pytest.mark.parametrize(
    ("person", "page"),
    [("jin", "/command"), ("an", "/command"), ("ning", "/command"), ("kong", "/street"), ("qin", "/field")],
)
def test_each_person_is_led_to_the_own_page(served: Served, person: str, page: str) -> None:
    browser = served.browser(person)
    led = browser.get("/").headers["location"]
    assert led == page
    assert browser.get(led).status_code == 200


@pytest.mark.parametrize("person", ["gao"])
def test_a_post_without_cases_finds_a_page_that_says_so(served: Served, person: str) -> None:
    page = served.browser(person).get("/")
    assert page.status_code == 200
    assert "/sign-out" in page.text


def test_city_it_finds_from_the_first_page_what_its_duty_opens(served: Served) -> None:
    browser = served.browser("gao")
    assert 'href="/notices"' in browser.get("/").text
    assert browser.get("/notices").status_code == 200
    assert 'href="/notices"' not in served.browser().get("/").text


def test_a_case_goes_its_way_by_forms_alone(served: Served) -> None:
    street = served.street
    case = street.report().case
    assert step(served.browser("jin"), case, "verify", finding="exists") == 303
    assert step(served.browser("jin"), case, "establish") == 303
    street.node.step()
    assert street.case(case).stage is Stage.HANDLE
    assert step(served.browser("pan"), case, "handle", note="换了灯泡") == 303
    assert step(served.browser("pan"), case, "report-back", note="已修复") == 303
    assert step(served.browser("mei"), case, "check", passed="yes") == 303
    assert step(served.browser("mei"), case, "close") == 303
    assert street.case(case).stage is Stage.CLOSED


def test_the_page_offers_the_steps_of_the_table_that_this_person_may_take(served: Served) -> None:
    case = served.street.report().case
    jin = served.browser("jin").get(f"/case/{case}").text
    assert f'href="/case/{case}/verify"' in jin
    assert f'href="/case/{case}/close"' not in jin
    assert f'href="/case/{case}/establish"' not in jin, "not before it was verified"


def test_the_record_and_its_causes_stand_on_the_page(served: Served) -> None:
    case = served.street.dispatched()
    page = served.browser("jin").get(f"/case/{case}").text
    entries = served.street.node.journal.about(case)
    assert all(f'id="entry-{entry.seq}"' in page for entry in entries)
    caused = [entry.cause for entry in entries if entry.cause is not None]
    assert caused
    assert all(f'href="#entry-{cause}"' in page for cause in caused)


def test_cases_that_have_to_do_with_this_one_are_a_link_away(served: Served) -> None:
    street = served.street
    case, other = street.report().case, street.report().case
    street.do("jin", orders.Link, case, other=other, how="duplicate")
    page = served.browser("jin", **{"accept-language": "en"}).get(f"/case/{case}").text
    assert f'href="/case/{other}"' in page
    assert "the same matter" in page


def test_the_arbiter_is_named_on_the_page_of_a_case_returned_twice(served: Served) -> None:
    street = served.street
    case = street.dispatched()
    for _ in range(2):
        if street.case(case).lead is None:
            street.do("jin", orders.Dispatch, case, to="qx-light")
        street.do("pan", orders.Return, case, ground="return.not-ours")
    page = served.browser("jin", **{"accept-language": "en"}).get(f"/case/{case}").text
    assert "It waits for City leader on duty, whose word binds." in page
    assert "Chen Lixia" in page
    assert "→ City leader on duty" in page
    assert "City leader on duty" in served.browser("jin", **{"accept-language": "en"}).get("/command").text


def test_words_are_shown_where_they_are_granted_and_their_absence_is_explained(served: Served) -> None:
    street = served.street
    case = street.request(kind=RequestKind.DENOUNCE, words="局里有人收钱", contact="王女士 13812345678").case
    street.do("jin", orders.Accept, case)
    page = served.browser("ning").get(f"/case/{case}").text
    assert "王女士" not in page
    assert "承办方不得知道举报人" in page
    assert "王女士 13812345678" in served.browser("an").get(f"/case/{case}").text


def test_a_step_that_the_life_cycle_forbids_is_refused_with_the_form(served: Served) -> None:
    case = served.street.report().case
    browser = served.browser("jin")
    browser.get(f"/case/{case}")
    answer = browser.post(f"/case/{case}/dispatch", {"seen": "1"})
    assert answer.status_code == 409
    assert "当前环节不能这样办" in answer.text
    assert served.street.facts(case) == ["Reported"]


def test_who_comes_second_is_told(served: Served) -> None:
    case = served.street.report().case
    first, second = served.browser("jin"), served.browser("an")
    seen = SEEN.search(first.get(f"/case/{case}/verify").text)
    assert seen
    second.get(f"/case/{case}/verify")
    assert first.post(f"/case/{case}/verify", {"seen": seen[1], "finding": "exists"}).status_code == 303
    late = second.post(f"/case/{case}/verify", {"seen": seen[1], "finding": "absent", "note": "没看到"})
    assert late.status_code == 409
    assert "别人先动了这件案子" in late.text
    assert "没看到" in late.text, "nothing typed is lost"


def test_a_form_left_empty_says_what_is_missing(served: Served) -> None:
    case = served.street.report().case
    browser = served.browser("jin")
    browser.get(f"/case/{case}/verify")
    answer = browser.post(f"/case/{case}/verify", {"seen": "1"})
    assert answer.status_code == 422
    assert answer.text.count("请选一项：现场看到什么？") == 2


def test_htmx_is_given_the_form_alone(served: Served) -> None:
    case = served.street.report().case
    part = served.browser("jin").get(f"/case/{case}/verify", **{"hx-request": "true"}).text
    assert "<html" not in part
    assert "<dialog" in part
    assert SEEN.search(part)


@pytest.mark.parametrize("query", ["", "?late=1", "?soon=1", "?unowned=1", "?stage=handle", "?area=g1", "?from=50"])
def test_every_part_of_the_queue_has_its_address(served: Served, query: str) -> None:
    served.street.dispatched()
    assert served.browser("jin").get(f"/command{query}").status_code == 200


@pytest.mark.parametrize("query", ["?stage=nonsense", "?area=nowhere", "?from=-1", "?from=99999999999", "?unit=x"])
def test_an_address_that_means_nothing_does_no_harm(served: Served, query: str) -> None:
    assert served.browser("jin").get(f"/command{query}").status_code == 200


def test_one_line_finds_cases_areas_units_and_places(served: Served) -> None:
    case = served.street.report().case
    browser = served.browser("jin")
    assert browser.get(f"/command/find?q={case}").headers["location"] == f"/case/{case}"
    assert "青溪路灯所" in browser.get("/command/find?q=路灯").text
    assert browser.get("/command/find?q=xyzxyz").status_code == 200
    assert browser.get("/command/find?q=").headers["location"] == "/command"


def test_the_grid_worker_puts_a_job_right(served: Served) -> None:
    street = served.street
    case = street.dispatched()
    street.do("pan", orders.Send, case, person="pan") if street.case(case).person is None else None
    browser = served.browser("pan")
    page = browser.get("/field").text
    assert "路灯" in page
    found = SEEN.search(page)
    assert found
    assert browser.post(f"/field/{case}/handle", {"seen": found[1]}).headers["location"] == "/field?done=handle"
    assert "已办完" in browser.get("/field?done=handle").text


def test_the_grid_worker_verifies_on_the_spot(served: Served) -> None:
    street = served.street
    case = street.report(place=None, node="g1").case
    browser = served.browser("qin")
    seen = SEEN.search(browser.get("/field").text)
    assert seen
    answer = browser.post(f"/field/{case}/verify", {"seen": seen[1], "finding": "exists"})
    assert answer.status_code == 303
    assert street.case(case).finding is Finding.EXISTS


def test_the_board_sends_a_team_with_one_press(served: Served) -> None:
    street = served.street
    case = street.report(category="grid.event.environment.exposed-rubbish").case
    street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    street.do("jin", orders.Establish, case)
    assert street.case(case).lead == "qx-willow-office"
    browser = served.browser("kong")
    page = browser.get("/street").text
    assert f'action="/case/{case}/send"' in page
    said = {"seen": str(street.case(case).version), "team": "willow-crew", "back": "/street"}
    assert browser.post(f"/case/{case}/send", said).headers["location"] == "/street"
    sent = street.case(case)
    members = street.node.index.teams.get("willow-crew").members
    assert (sent.team, sent.person in members) == ("willow-crew", bool(members))


def test_the_board_asks_a_commander_of_the_street_s_own_units_alone(served: Served) -> None:
    case = served.street.dispatched()
    page = served.browser("kong").get("/street").text
    assert f'action="/case/{case}/send"' not in page
    assert "外单位承办的" in page


def test_whoever_may_not_see_a_case_any_more_is_led_to_the_queue(served: Served) -> None:
    case = served.street.dispatched()
    browser = served.browser("pan")
    page = browser.get(f"/case/{case}/return").text
    ground = re.search(r'name="ground" value="([^"]+)"', page)
    assert ground
    seen = {"seen": str(served.street.case(case).version), "ground": ground[1], "note": "不在我们辖区"}
    assert browser.post(f"/case/{case}/return", seen).headers["location"] == "/command?done=return"
    assert "案件已离开您的岗位" in browser.get("/command?done=return").text
    assert served.street.facts(case)[-2:] == ["Returned", "Told"]


def test_what_nobody_can_order_is_no_page(served: Served) -> None:
    case = served.street.report().case
    for verb in ("absorb", "part"):
        assert served.browser("jin").get(f"/case/{case}/{verb}").status_code == 404


def test_every_part_in_every_state_can_be_looked_at(served: Served) -> None:
    for language in ("zh", "en"):
        assert served.browser().get(f"/style?language={language}").status_code == 200


def test_the_interface_has_a_page(served: Served) -> None:
    assert served.browser().get("/v1/").status_code == 200
