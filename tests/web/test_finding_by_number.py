"""A report is found by its number and the last four digits of the telephone number, and by nobody who guesses."""

import re
from datetime import timedelta

import pytest

from cityloop.city.catalogue import RequestKind
from cityloop.command.forgetting import Erasing, forget
from cityloop.command.given import Chance
from tests.web.browser import Browser, Served
from tests.web.test_ground_rules import refusals

TYPED = re.compile(r' value="[^"]*"')
CONTACT = "王女士 138 1234 5678"


def asked(browser: Browser, number: str, last: str = "5678") -> str:
    """Where the number and the digits lead."""
    browser.get("/follow")
    answer = browser.post("/follow", {"number": number, "last": last})
    return str(answer.headers.get("location", answer.text))


@pytest.fixture
def case(served: Served) -> str:
    return served.street.request(contact=CONTACT).case


@pytest.mark.parametrize("typed", ["{0}", "{1}", " {1} ", "{2}"])
def test_however_the_number_is_typed_it_is_found(served: Served, case: str, typed: str) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in case.replace("-", ""))
    browser = served.browser()
    place = asked(browser, typed.format(case, case.replace("-", ""), wide))
    page = browser.get(place)
    assert page.status_code == 200
    assert case in page.text
    assert "138****5678" not in page.text


def test_with_the_pass_one_can_do_what_one_can_with_the_link(served: Served, case: str) -> None:
    browser = served.browser()
    place = asked(browser, case)
    browser.get(place)
    assert browser.post(f"{place}/tell", {"note": "还在响"}).headers["location"] == f"{place}?done=tell"
    assert "Told" in served.street.facts(case)


def test_the_pass_is_good_for_two_hours_and_for_this_browser(served: Served, case: str) -> None:
    browser, other = served.browser(), served.browser()
    place = asked(browser, case)
    other.get("/follow")
    assert other.get(place).headers["location"] == "/follow?ended=1"
    elsewhere = served.street.request(contact=CONTACT).case
    assert browser.get(place.replace(case, elsewhere)).headers["location"] == "/follow?ended=1"
    served.street.now += timedelta(hours=2, seconds=1)
    assert browser.get(place).headers["location"] == "/follow?ended=1"
    assert browser.post(f"{place}/tell", {"note": "还在响"}).headers["location"] == "/follow?ended=1"
    assert "请重新输入编号和后四位" in browser.get("/follow?ended=1").text
    assert "Told" not in served.street.facts(case)


def test_a_wrong_check_digit_is_told_and_costs_no_try(served: Served, case: str) -> None:
    browser, digit = served.browser(), case[-1]
    misread = case[:-1] + str((int(digit) + 1) % 10)
    for _ in range(10):
        assert "有一位数字不对" in asked(browser, misread)
    assert "没有这个" not in asked(browser, misread)
    assert "十位数字" in asked(browser, case[:-1])
    assert asked(browser, case).startswith("/follow/")


def test_whatever_does_not_fit_is_told_the_same(served: Served, case: str) -> None:
    street = served.street
    denounced = street.request(contact=CONTACT, kind=RequestKind.DENOUNCE).case
    unreachable, by_mail = street.request().case, street.request(contact="wang@example.org").case
    told = {
        TYPED.sub("", asked(served.browser(source=f"203.0.113.{at}"), number, last))
        for at, (number, last) in enumerate(
            [(case, "5679"), (denounced, "5678"), (unreachable, "5678"), (by_mail, "5678"), ("482-913-0671", "5678")]
        )
    }
    assert len(told) == 1
    assert "只能用链接查询" in told.pop()


def test_a_case_of_letters_is_found_too(served: Served) -> None:
    desk = served.street.node.desk
    desk._chance = Chance(lambda kind: "ABCD-2345" if kind == "case" else kind, desk._chance.salt)
    served.street.request(contact=CONTACT)
    browser = served.browser()
    assert browser.get(asked(browser, "abcd 2345")).status_code == 200
    assert "对不上" in asked(browser, "abcd-2346")


def test_who_was_forgotten_is_not_found(served: Served, case: str) -> None:
    node = served.street.node
    street, erasing = served.street, Erasing(served.street.case(case).subject, "本人要求")
    forget(node.journal, node.accesses, node.in_force(), street.person("gao"), erasing, street.now)
    assert "对不上" in asked(served.browser(), case)


def test_five_wrong_tries_a_day_then_none_is_looked_at(served: Served, case: str) -> None:
    """From wherever they come; the right digits are not looked at either, and the link still opens it."""
    for at in range(5):
        assert "对不上" in asked(served.browser(source=f"203.0.113.{at}"), case, f"000{at}")
    browser = served.browser(source="198.51.100.7")
    browser.get("/follow")
    answer = browser.post("/follow", {"number": case, "last": "5678"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) == 24 * 3600
    assert "之后再试" in answer.text
    served.street.now += timedelta(hours=24)
    assert asked(browser, case).startswith("/follow/")
    counted = [(why, count) for _, route, why, count in refusals(served) if route == "find report"]
    assert counted.count(("wrong-digits", 1)) == 5
    assert ("too-many", 1) in counted


def test_one_source_may_be_wrong_ten_times_an_hour(served: Served) -> None:
    street, browser = served.street, served.browser()
    cases = [street.request(contact=CONTACT).case for _ in range(11)]
    told = [asked(browser, each, "0000") for each in cases]
    assert ["对不上，请在" in page for page in told] == [False] * 10 + [True]
    street.now += timedelta(hours=1)
    assert asked(browser, cases[-1]).startswith("/follow/")


def test_a_program_is_told_too(served: Served, case: str) -> None:
    browser = served.browser(accept="application/json")
    browser.get("/follow", accept="text/html")
    answer = browser.post("/follow", {"number": case, "last": "0000"})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-form")
    assert browser.get("/follow/482-913-0671~1~x").json()["type"] == "/problems/ticket-ended"


@pytest.mark.parametrize("said", [{}, {"number": "", "last": ""}, {"number": "x" * 900, "last": "y" * 900}])
def test_nothing_and_nonsense_are_told(served: Served, said: dict[str, str]) -> None:
    browser = served.browser()
    browser.get("/follow")
    assert browser.post("/follow", said).status_code == 422


def test_a_report_sent_with_a_telephone_number_says_how_it_is_found(served: Served) -> None:
    browser = served.browser()
    for path, said in (
        ("/report", {"words": "路灯不亮"}),
        ("/report/where", {"place": "柳岸路"}),
        ("/report/photo", {}),
        ("/report/reach", {"contact": CONTACT}),
        ("/report/check", {}),
    ):
        browser.get(path)
        browser.post(path, said)
    assert "电话的后四位" in browser.get("/report/sent").text
