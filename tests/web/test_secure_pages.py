"""The data-security officer sees who looked at what and why, and who was refused; never what a case says."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cityloop.app.routes import ROUTES
from cityloop.city.facts.access import Accessed, Form
from cityloop.city.facts.accounts import LockGround
from cityloop.city.principal import Duty
from cityloop.edge.problem import TITLES
from cityloop.guard.terms import Dataset, Purpose
from cityloop.views import accesses
from cityloop.views.accesses import LINES, ROWS, Asked
from cityloop.web.secure import words
from tests.web.browser import Browser, Served

SAID = "绝密的路灯故事"
CONTACT = "王女士 13812345678"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A city in which some have looked, and some were refused."""
    with Served(tmp_path) as made:
        yield made


@pytest.fixture
def case(served: Served) -> str:
    """A case at which two people looked."""
    made = served.street.report(words=SAID, contact=CONTACT).case
    served.browser("jin").get(f"/case/{made}")
    served.browser("jin").get("/command")
    served.browser("mei").get(f"/case/{made}")
    return made


def officer(served: Served, **headers: str) -> Browser:
    """The officer's browser, once all that happened is written down."""
    served.street.now += timedelta(minutes=1)
    served.street.node.stop()
    return served.browser("fang", **headers)


def looks(served: Served, **asked: object) -> list[tuple[str, str]]:
    """Who looked at which dataset, newest first, as the view has it."""
    by = served.street.person("fang")
    served.street.node.stop()
    found = served.street.node.views.accesses(by, Asked(**asked))  # type: ignore[arg-type]
    return [(look.who.removeprefix("person:"), look.dataset) for look in found.looks if look.dataset != "access"]


@pytest.mark.parametrize(
    ("language", "shown"), [("zh", ("金小满", "所说所写", "办案")), ("en", ("Jin Xiaoman", "to work on the case"))]
)
def test_who_looked_at_what_and_why_is_told_in_words(
    served: Served, case: str, language: str, shown: tuple[str, ...]
) -> None:
    page = officer(served, **{"accept-language": language}).get("/secure")
    assert page.status_code == 200
    assert all(each in page.text for each in shown)
    assert case in page.text


def test_what_a_case_says_is_never_shown(served: Served, case: str) -> None:
    browser = officer(served)
    for path in ("/secure", f"/secure?case={case}", "/secure/refusals", "/secure?dataset=case.words"):
        page = browser.get(path).text
        assert SAID not in page
        assert "1381234" not in page
        assert f'href="/case/{case}"' not in page


def test_the_newest_is_first(served: Served, case: str) -> None:
    found = looks(served)
    assert found[0][0] == "mei"
    assert [who for who, _ in found[-2:]] == ["jin", "nobody"], "the report itself was the first step"


def test_the_list_is_narrowed_by_what_stands_in_it(served: Served, case: str) -> None:
    assert {who for who, _ in looks(served, who=frozenset({"person:mei"}))} == {"mei"}
    assert {what for _, what in looks(served, dataset="case.words")} == {"case.words"}
    assert looks(served, purpose="evaluation") == []
    assert {what for _, what in looks(served, case=case)} >= {"case", "case.words", "case.contact"}
    assert {what for _, what in looks(served, personal=True)} == {"case.words", "case.contact"}
    assert looks(served, case="ABCD-2345") == []


@pytest.mark.parametrize("name", ["金小满", "小满", "Jin", "jin xiaoman", "person:jin"])
def test_a_person_is_found_by_any_part_of_the_name(served: Served, case: str, name: str) -> None:
    page = officer(served, **{"accept-language": "en"}).get("/secure").text
    assert "Mei Ruohan" in page
    narrowed = officer(served, **{"accept-language": "en"}).send("GET", "/secure", params={"who": name}).text
    assert "Jin Xiaoman" in narrowed
    assert "Mei Ruohan" not in narrowed


def test_nobody_by_that_name_is_told_so(served: Served, case: str) -> None:
    assert "No such look." in officer(served, **{"accept-language": "en"}).get("/secure?who=zzz").text


def test_pages_follow_one_another_without_gap_or_overlap(served: Served, case: str) -> None:
    for _ in range(ROWS):
        served.browser("jin").get("/command")
    served.street.node.stop()
    by, seen, before = served.street.person("fang"), list[int](), None
    newest = served.street.node.access.size()
    while True:
        page = served.street.node.views.accesses(by, Asked(before=before or newest))
        seen += [look.seq for look in page.looks]
        if page.older is None:
            break
        assert len(page.looks) == ROWS
        before = page.older
    entries = served.street.node.access.read(0, newest)
    assert seen == [entry.seq for entry in reversed(entries) if isinstance(entry.fact, Accessed)]


def test_whoever_searches_for_something_rare_goes_on_from_where_it_ended(
    served: Served, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cityloop.views.newest.MOST", 2)
    monkeypatch.setattr("cityloop.views.newest.CHUNK", 2)
    served.street.node.stop()
    page = served.street.node.views.accesses(served.street.person("fang"), Asked(who=frozenset({"person:jin"})))
    assert page.looks == ()
    assert page.older is not None
    assert page.searched_to is not None


def test_the_officer_s_own_look_is_noted(served: Served, case: str) -> None:
    officer(served).get("/secure")
    served.street.node.stop()
    (last, *_) = reversed(served.street.node.access.read(0, 1_000))
    assert (last.author, last.fact.dataset) == ("person:fang", "access")  # type: ignore[attr-defined]


@pytest.mark.parametrize("person", ["jin", "pan", "qin", "gao", "chen", "dai"])
def test_nobody_else_sees_it(served: Served, case: str, person: str) -> None:
    browser = served.browser(person)
    assert [browser.get(path).status_code for path in ("/secure", "/secure/refusals")] == [403, 403]


def test_the_officer_s_day_begins_here(served: Served) -> None:
    assert served.browser("fang").get("/").headers["location"] == "/secure"


# Refusals


@pytest.mark.parametrize("language", ["zh", "en"])
def test_refusals_are_told_by_minute_source_route_and_reason(served: Served, case: str, language: str) -> None:
    for _ in range(3):
        served.browser("ouyang").get(f"/case/{case}")
        served.browser().get("/follow/guess")
    page = officer(served, **{"accept-language": language}).get("/secure/refusals").text
    zh, en = ("欧阳春", "案件页", "查询链接", "网络地址"), ("Ouyang Chun", "a case", "a follow-up link", "network")
    assert all(each in page for each in (zh if language == "zh" else en))
    assert page.count("<b>3</b>") == 2
    assert "203.0.113" not in page


def test_failed_sign_ins_stand_apart(served: Served) -> None:
    browser = served.browser(**{"accept-language": "en"})
    browser.get("/sign-in")
    for _ in range(7):
        browser.post("/sign-in", {"person": "jin", "password": "wrong"})
    browser.get("/nothing")
    page = officer(served, **{"accept-language": "en"}).get("/secure/refusals?only=sign-in").text
    assert "Name or password is wrong" in page
    assert "Asked too often" in page
    assert "There is nothing here" not in page


def test_what_many_did_at_once_is_one_line(served: Served) -> None:
    for each in range(250):
        served.browser(source=f"2001:db8:{each:x}::1").get("/follow/guess")
    page = officer(served, **{"accept-language": "en"}).get("/secure/refusals").text
    assert "many sources" in page
    assert "<b>50</b>" in page


def test_refusals_go_further_back(served: Served) -> None:
    for _ in range(3):
        for each in range(LINES // 2):
            served.browser(source=f"2001:db8:{each:x}::1").get("/follow/guess")
        served.street.now += timedelta(minutes=1)
    browser = officer(served)
    found = re.search(r"/secure/refusals\?before=\d+", browser.get("/secure/refusals").text)
    assert found
    assert "<b>1</b>" in browser.get(found[0]).text


@pytest.mark.parametrize("asked", ["before=x", "before=-1", f"before={'9' * 20}", "only=x", "who=%00&case=%ff"])
def test_an_address_that_means_nothing_is_read_as_far_as_it_does(served: Served, asked: str) -> None:
    browser = officer(served)
    assert browser.get(f"/secure?{asked}").status_code == 200
    assert browser.get(f"/secure/refusals?{asked}").status_code == 200


# Accounts


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ("金小满", "停用：已离职", "可以重新登录", "2 处登录已结束")),
        ("en", ("Jin Xiaoman", "was locked out: has left", "may sign in again", "2 sign-ins were ended")),
    ],
)
def test_what_befell_accounts_is_told_newest_first(served: Served, language: str, told: tuple[str, ...]) -> None:
    accounts = served.kept.accounts
    accounts.give_first("machine:shell", "jin", "K7QF-2M9X-PPDE-4RTZ", served.street.now + timedelta(days=14))
    accounts.lock("machine:shell", "jin", LockGround.LEFT)
    accounts.unlock("machine:shell", "jin")
    for _ in range(2):
        served.kept.sessions.open("jin")
    accounts.end_all("person:jin", "jin")
    page = officer(served, **{"accept-language": language}).get("/secure/accounts").text
    assert all(each in page for each in told)
    assert page.index(told[3]) < page.index(told[2]) < page.index(told[1])
    assert "K7QF" not in page


def test_accounts_are_read_page_by_page(served: Served) -> None:
    for _ in range(30):
        served.kept.accounts.lock("machine:shell", "jin", LockGround.AWAY)
        served.kept.accounts.unlock("machine:shell", "jin")
    browser = officer(served)
    first = browser.get("/secure/accounts").text
    older = re.search(r'href="(/secure/accounts\?before=[0-9]+)"', first)
    assert first.count("<tr id=") == 50
    assert older
    second = browser.get(older[1]).text
    assert second.count("<tr id=") == 10
    assert "回到最新" in second
    assert "更早的" not in second


def test_where_nothing_befell_accounts_that_is_said(served: Served) -> None:
    assert "还没有账号变动" in officer(served).get("/secure/accounts?before=nonsense").text


def test_every_ground_of_a_lock_has_words() -> None:
    assert set(words.GROUNDS) == {ground.value for ground in LockGround}


# Words


def test_every_term_of_the_guard_has_its_words() -> None:
    assert set(words.DATASETS) == set(Dataset)
    assert set(words.PURPOSES) == set(Purpose)
    assert set(words.FORMS) == set(Form)
    assert set(words.DUTIES) == {*Duty, "citizen", "nobody"}
    assert {row.name for row in ROUTES} - set(words.ROUTES) == set()


def test_every_reason_has_a_title_in_both_languages() -> None:
    assert all(zh and en and zh != en for zh, en in TITLES.values())
    assert {row.name for row in ROUTES} >= accesses.SIGN_IN
