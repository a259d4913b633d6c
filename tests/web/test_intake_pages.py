"""The call-taker's page without scripts: what is typed is understood, looked over, becomes a case, and is read back."""

import re
from typing import Any

import pytest

from cityloop.city.catalogue import RequestKind, Service
from cityloop.city.facts.access import Accessed
from cityloop.city.facts.intake import AnsweredDirectly, Channel, HandedOver
from cityloop.city.principal import Claim, Duty, Kind, Principal
from cityloop.command.stages import Stage
from cityloop.web.home.pages import own_page
from tests.street import LAMP, NOISE
from tests.web.browser import Browser, Served

CALLER = "138 1234 5678"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
MARKED = re.compile(r'<input type="radio" name="(\w+)" value="([^"]*)" checked')
NOISY = {"caller": CALLER, "words": "楼下夜里施工噪音太大", "place": "柳岸路"}


@pytest.fixture
def desk(served: Served) -> Browser:
    """The street's duty officer, who takes calls too."""
    made = served.browser("jin")
    made.get("/intake")
    return made


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of the form that it was shown, but for what is typed."""
    return {**dict(HIDDEN.findall(page)), **dict(MARKED.findall(page))}


def taken(desk: Browser, said: dict[str, str], **pressed: str) -> str:
    """The address of the case that a call becomes."""
    shown = form_of(desk.get("/intake").text)
    seen = form_of(desk.post("/intake/look", {**shown, **said}).text)
    answer = desk.post("/intake", {**seen, **said, **pressed})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def case_of(address: str) -> str:
    return address.removeprefix("/intake/").partition("?")[0]


def test_a_call_becomes_a_case_that_is_sent_on_and_read_back(served: Served, desk: Browser) -> None:
    address = taken(desk, NOISY)
    case = served.street.case(case_of(address))
    assert (case.category, case.kind, case.channel) == (NOISE, RequestKind.HELP, Channel.PHONE)
    assert (case.place, case.stage) == ("road-liuan", Stage.DISPATCH)
    page = desk.get(address).text
    first, second, third = case.id.split("-")
    assert f"<span>{first}</span><span>{second}</span><span>{third}</span>" in page
    assert "5678" in page
    assert "已受理，请向来电人复述编号" in page


def test_a_matter_on_the_street_is_taken_in_and_looked_at_first(served: Served, desk: Browser) -> None:
    case = served.street.case(case_of(taken(desk, {"words": "路灯不亮", "place": "柳岸路"})))
    assert (case.category, case.stage, case.contact) == (LAMP, Stage.ESTABLISH, None)
    assert "没有留电话" in desk.get(f"/intake/{case.id}").text


def test_without_a_script_what_was_understood_is_shown_before_it_is_sent(served: Served, desk: Browser) -> None:
    shown = form_of(desk.get("/intake").text)
    answer = desk.post("/intake", {**shown, **NOISY})
    assert answer.status_code == 200
    assert "请核对后再提交" in answer.text
    assert 'value="request.environment.noise" checked' in answer.text
    assert served.street.node.journal.tagged("case.reported") == []
    assert desk.post("/intake", {**form_of(answer.text), **NOISY}).status_code == 303


def test_the_callers_earlier_cases_are_shown_and_the_look_is_noted(served: Served, desk: Browser) -> None:
    earlier = case_of(taken(desk, NOISY))
    served.street.later(hours=1)
    page = desk.post("/intake/look", {"caller": "+86 13812345678"}).text
    assert earlier in page
    assert earlier not in desk.post("/intake/look", {"caller": "13812345679"}).text
    assert [(look.count, look.personal) for look in searches(served)][-2:] == [(1, True), (0, True)]


def searches(served: Served) -> list[Accessed]:
    """The looks at who called before, as they stand on the access journal."""
    served.street.node.accesses.settle()
    facts = [entry.fact for entry in served.street.node.access.read(0, 1_000)]
    return [f for f in facts if isinstance(f, Accessed) and (f.action, f.dataset) == ("search", "case.contact")]


def test_what_is_understood_while_one_types_looks_at_nobodys_cases(served: Served, desk: Browser) -> None:
    """At every pause the page asks the city's own files; people's cases once a field is filled."""
    case, part = case_of(taken(desk, NOISY)), {"hx-request": "true"}
    before = len(searches(served))
    for _ in range(5):
        assert case not in desk.post("/intake/look", NOISY, **part).text
    assert len(searches(served)) == before
    shown = desk.post("/intake/look?cases", NOISY, **part).text
    assert case in shown
    assert "<html" not in shown
    assert len(searches(served)) == before + 1


def test_a_denunciation_is_never_asked_to_go_with_another_case_of_its_reporter(served: Served, desk: Browser) -> None:
    case = case_of(taken(desk, NOISY))
    assert case_of(taken(desk, {**NOISY, "kind": "denounce"})) != case


@pytest.mark.parametrize("kind", ["denounce", "complain"])
def test_a_unit_gets_in_touch_with_nobody_who_is_withheld_from_it(served: Served, desk: Browser, kind: str) -> None:
    page = desk.get(taken(desk, {**NOISY, "kind": kind})).text
    assert ("承办单位会联系您" in page) is (kind == "complain")


def test_a_denunciation_is_not_among_a_callers_cases(served: Served, desk: Browser) -> None:
    denounced = case_of(taken(desk, {**NOISY, "kind": "denounce"}))
    assert served.street.case(denounced).withheld
    assert denounced not in desk.post("/intake/look", {"caller": CALLER}).text
    assert "举报人信息保密" in desk.get(f"/intake/{denounced}").text


def test_similar_cases_near_the_place_are_shown(served: Served, desk: Browser) -> None:
    lamp, elsewhere = served.street.report().case, served.street.report(place=None, node="qx-east").case
    page = desk.post("/intake/look", {"words": "路灯不亮", "place": "柳岸路"}).text
    assert lamp in page
    assert elsewhere not in page
    served.street.later(days=15)
    assert lamp not in desk.post("/intake/look", {"words": "路灯不亮", "place": "柳岸路"}).text


# The same call twice


def test_the_same_page_sent_twice_is_one_case(served: Served, desk: Browser) -> None:
    shown = form_of(desk.get("/intake").text)
    seen = form_of(desk.post("/intake/look", {**shown, **NOISY}).text)
    first, second = (desk.post("/intake", {**seen, **NOISY}).headers["location"] for _ in range(2))
    assert first == second
    assert len(served.street.node.journal.tagged("case.reported")) == 1
    assert served.street.facts(case_of(first)).count("Accepted") == 1


def test_the_same_call_again_is_asked_about_and_can_be_added(served: Served, desk: Browser) -> None:
    case = case_of(taken(desk, NOISY))
    shown = form_of(desk.get("/intake").text)
    seen = form_of(desk.post("/intake/look", {**shown, **NOISY}).text)
    asked = desk.post("/intake", {**seen, **NOISY})
    assert asked.status_code == 200
    assert "是同一个来电吗" in asked.text
    assert f'name="add_to" value="{case}"' in asked.text
    added = desk.post("/intake", {**form_of(asked.text), **NOISY, "words": "还在响", "add_to": case})
    assert case_of(added.headers["location"]) == case
    assert served.street.facts(case)[-1] == "Told"
    assert len(served.street.node.journal.tagged("case.reported")) == 1


def test_added_twice_the_same_words_are_added_once_and_other_words_are_added_too(served: Served, desk: Browser) -> None:
    case = case_of(taken(desk, NOISY))
    shown = form_of(desk.get("/intake").text)
    form = {**form_of(desk.post("/intake/look", {**shown, **NOISY}).text), **NOISY, "add_to": case}
    for words in ("还在响", "还在响", "更响了"):
        assert desk.post("/intake", {**form, "words": words}).status_code == 303
    assert served.street.facts(case).count("Told") == 2


def test_another_matter_is_another_case(served: Served, desk: Browser) -> None:
    first = case_of(taken(desk, NOISY))
    assert case_of(taken(desk, NOISY, again="1")) != first


def test_a_page_left_open_does_not_lose_what_was_typed_when_it_goes_wrong(desk: Browser) -> None:
    said = {"caller": "not a number", "words": "路" * 5_000, "place": "某处" * 150, "name": "王"}
    answer = desk.post("/intake", {**form_of(desk.get("/intake").text), **said})
    assert answer.status_code == 422
    for words in said.values():
        assert words in answer.text
    assert "这不是电话号码" in answer.text
    assert "太长了" in answer.text


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "{{ 7*7 }}", "'; DROP TABLE cases; --", "\u202e路灯\0"])
def test_hostile_words_are_words(served: Served, desk: Browser, words: str) -> None:
    case = served.street.case(case_of(taken(desk, {"words": words, "place": words, "name": words, "sort": "噪"})))
    assert case.where == "qingxi/"
    look = desk.post("/intake/look", {"words": words, "place": words, "sort": words}).text
    assert "<script>" not in look


# Places and categories


def test_an_unknown_place_goes_as_words(served: Served, desk: Browser) -> None:
    assert "由人工查找" in desk.post("/intake/look", {"words": "噪音", "place": "外星基地"}).text
    address = taken(desk, {"words": "夜里噪音", "place": "外星基地"})
    case = served.street.case(case_of(address))
    assert (case.place, case.where) == (None, "qingxi/")
    assert case.spot is not None
    assert served.street.node.journal.payload(case.spot) == "外星基地".encode()
    page = desk.get(address)
    assert page.status_code == 200
    assert "值班席会继续转办" in page.text


def test_own_words_for_a_place_are_read_back(served: Served, desk: Browser) -> None:
    case = served.street.report(place=None, node="qx-willow", spot="月亮后面的小桥").case
    assert "月亮后面的小桥 · 柳岸" in desk.get(f"/intake/{case}").text


def test_what_lies_beyond_the_post_once_it_is_taken_in_is_read_back_by_its_number(
    served: Served, desk: Browser
) -> None:
    """A matter on the street that nobody sends on yet, at a place that the city does not know."""
    address = taken(desk, {"words": "路灯不亮", "place": "月亮后面的小桥"})
    page = desk.get(address)
    assert page.status_code == 200
    assert f'aria-label="{case_of(address)}"' in page.text


def test_a_place_that_may_be_several_is_asked_back(served: Served, desk: Browser) -> None:
    said = {"words": "路灯不亮", "place": "荷园 门"}
    seen = form_of(desk.post("/intake/look", {**form_of(desk.get("/intake").text), **said}).text)
    answer = desk.post("/intake", {**seen, **said})
    assert answer.status_code == 422
    choices = re.findall(r'name="pick" value="([^"]+)"', answer.text)
    assert choices[-1] == "own"
    picked = desk.post("/intake", {**form_of(answer.text), **said, "pick": choices[0]})
    assert served.street.case(case_of(picked.headers["location"])).place == choices[0]


def test_a_category_that_a_person_chose_stays(desk: Browser) -> None:
    seen = form_of(desk.post("/intake/look", {"words": "夜里噪音"}).text)
    assert seen["category"] == seen["offered"] == NOISE
    other = "grid.component.utility.rain-cover"
    page = desk.post("/intake/look", {**seen, "words": "夜里噪音大", "category": other}).text
    assert f'value="{other}" checked' in page
    assert f'value="{LAMP}" checked' in desk.post("/intake/look", {**seen, "words": "路灯不亮"}).text


def test_what_may_be_several_is_offered_and_none_is_marked(served: Served, desk: Browser) -> None:
    said = {"words": "井盖坏了", "place": "柳岸路"}
    page = desk.post("/intake/look", said).text
    assert len(re.findall(r'name="category" value="([^"]+)"', page)) == 5
    assert "category" not in form_of(page)
    case = served.street.case(case_of(taken(desk, said, category="grid.component.utility.rain-cover")))
    assert case.category == "grid.component.utility.rain-cover"


def test_what_cannot_be_sorted_is_taken_in_for_a_person_to_sort(served: Served, desk: Browser) -> None:
    case = served.street.case(case_of(taken(desk, {"words": "哎呀呀", "place": "柳岸路"})))
    assert (case.category, case.stage) == (None, Stage.ACCEPT)


# Answers, grounds, emergencies


def test_an_approved_answer_ends_it_and_the_record_says_which(served: Served, desk: Browser) -> None:
    address = taken(desk, {**NOISY, "words": "社保怎么查"}, approved="social-insurance")
    case = served.street.case(case_of(address))
    assert (case.stage, case.kind) == (Stage.CLOSED, RequestKind.CONSULT)
    fact = served.street.node.journal.about(case.id)[-1].fact
    assert isinstance(fact, AnsweredDirectly)
    assert fact.approved == "social-insurance"
    assert "12333" in desk.get(address).text


@pytest.mark.parametrize(("words", "at_hand"), [("着火了", False), ("嗯嗯嗯", False), ("社保怎么办", True)])
def test_answers_have_keys_where_they_are_for_the_matter(desk: Browser, words: str, at_hand: bool) -> None:
    page = desk.post("/intake/look", {"words": words}, **{"hx-request": "true"}).text
    assert ('data-chord="Alt+Shift+1"' in page) is at_hand
    assert "暂无标准答复" not in page or not at_hand


def test_an_answer_is_given_in_the_callers_language(served: Served, desk: Browser) -> None:
    case = case_of(taken(desk, {**NOISY, "words": "社保怎么查", "language": "en"}, approved="social-insurance"))
    assert "answered on 12333" in desk.get(f"/intake/{case}").text
    assert served.street.case(case).language == "en"


@pytest.mark.parametrize(
    ("words", "ground", "where"),
    [
        ("我要上访", "refuse.petition", "信访部门"),
        ("有人受贿", "refuse.discipline", "12388"),
        ("我要起诉", "refuse.courts", "12368"),
    ],
)
def test_what_is_not_for_this_line_is_told_where_to_go(
    served: Served, desk: Browser, words: str, ground: str, where: str
) -> None:
    look = desk.post("/intake/look", {"words": words}).text
    assert f'name="ground" value="{ground}"' in look
    assert where in look
    address = taken(desk, {"words": words, "place": "柳岸路", "sort": "其他诉求"}, ground=ground)
    case = served.street.case(case_of(address))
    assert (case.stage, case.refusal) == (Stage.REFUSED, ground)
    assert where in desk.get(address).text


@pytest.mark.parametrize(
    ("words", "number"), [("楼道着火了", "119"), ("闻到煤气味", "119"), ("老人昏迷了", "120"), ("有人持刀", "110"),
                          ("I smell gas", "119"), ("He is not breathing", "120")],
)  # fmt: skip
def test_an_emergency_says_whom_to_call_first(desk: Browser, words: str, number: str) -> None:
    look = desk.post("/intake/look", {"words": words}).text
    assert look.index(f'href="tel:{number}"') < look.index('name="offered"')


def hand_over(desk: Browser, **said: str) -> str:
    shown = form_of(desk.get("/intake").text)
    asked = desk.post("/intake/emergency", {**shown, **said})
    assert f'href="tel:{said["to"]}"' in asked.text
    answer = desk.post("/intake/emergency", {**form_of(asked.text), "stays": said.get("stays", "no")})
    return case_of(answer.headers["location"])


@pytest.mark.parametrize(("stays", "stage"), [("no", Stage.CLOSED), ("yes", Stage.ACCEPT)])
def test_an_emergency_is_handed_over_and_ends_or_stays(served: Served, desk: Browser, stays: str, stage: Stage) -> None:
    served.street.apply(served.street.city)
    shown = form_of(desk.get("/intake").text)
    asked = desk.post("/intake/emergency", {**shown, "to": "119", "place": "柳岸路", "caller": CALLER})
    answer = desk.post("/intake/emergency", {**form_of(asked.text), "stays": stays})
    case = served.street.case(case_of(answer.headers["location"]))
    assert (case.handed_to, case.stage, case.closings) == (Service.FIRE, stage, int(stays == "no"))
    fact = served.street.node.journal.about(case.id)[-1]
    assert isinstance(fact.fact, HandedOver)
    assert fact.author == "person:jin"
    assert "紧急情况已移交 119" in desk.get(f"/intake/{case.id}").text


def test_an_emergency_without_a_word_is_handed_over_too(served: Served) -> None:
    desk = served.browser("an")
    case = served.street.case(hand_over(desk, to="120"))
    assert (case.stage, case.handed_to) == (Stage.CLOSED, Service.AMBULANCE)
    assert case.words is not None
    assert served.street.node.journal.payload(case.words) == "电话紧急求助：120：急救".encode()


def test_back_from_an_emergency_nothing_typed_is_lost(desk: Browser) -> None:
    shown = form_of(desk.get("/intake").text)
    asked = desk.post("/intake/emergency", {**shown, **NOISY, "to": "119"})
    back = desk.post("/intake/look", form_of(asked.text)).text
    for words in NOISY.values():
        assert words in back


def test_the_citizen_finds_out_that_it_was_handed_over(served: Served, desk: Browser) -> None:
    shown = form_of(desk.get("/intake").text)
    asked = desk.post("/intake/emergency", {**shown, "to": "119", "place": "柳岸路", "caller": CALLER})
    case = case_of(desk.post("/intake/emergency", {**form_of(asked.text), "stays": "no"}).headers["location"])
    browser = served.browser()
    browser.get("/follow")
    page = browser.get(browser.post("/follow", {"number": case, "last": "5678"}).headers["location"]).text
    assert "已移交 119" in page


# A caller asks after a case


@pytest.mark.parametrize("typed", ["{0}", "{1}"])
def test_a_number_leads_to_the_case_in_words(served: Served, desk: Browser, typed: str) -> None:
    case = case_of(taken(desk, NOISY))
    served.street.node.step()
    answer = desk.get(f"/intake?asked={typed.format(case, case.replace('-', ''))}")
    assert answer.headers["location"] == f"/intake/{case}"
    page = desk.get(f"/intake/{case}").text
    assert "已转办" in page
    assert "按时限" in page
    assert desk.post("/intake/look", {"caller": case}).headers["location"] == f"/intake/{case}"


@pytest.mark.parametrize("said", [{"words": "路灯不亮"}, {"place": "柳岸路"}, {"name": "王"}])
def test_a_number_of_a_case_leads_nowhere_once_more_was_typed(desk: Browser, said: dict[str, str]) -> None:
    case = case_of(taken(desk, NOISY))
    answer = desk.post("/intake/look", {"caller": case, **said})
    assert answer.status_code == 200
    assert all(words in answer.text for words in (case, *said.values()))


@pytest.mark.parametrize("phone", ["213-555-0123", "400 123 4567", "482-913-0671"])
def test_ten_digits_that_are_no_case_are_a_telephone_number(desk: Browser, phone: str) -> None:
    answer = desk.post("/intake/look", {"caller": phone})
    assert answer.status_code == 200
    assert f'value="{phone}"' in answer.text
    assert "已按电话号码处理" in answer.text


def test_who_asks_after_a_case_is_asked_for_the_last_digits_first(desk: Browser) -> None:
    address = taken(desk, NOISY)
    asked = "先请来电人说出电话后四位"
    assert asked not in desk.get(address).text
    assert asked in desk.get(f"/intake/{case_of(address)}").text


def test_a_misread_number_is_told(desk: Browser) -> None:
    case = case_of(taken(desk, NOISY))
    wrong = case[:-1] + str((int(case[-1]) + 1) % 10)
    assert "有一位数字不对" in desk.get(f"/intake?asked={wrong}").text
    assert "有一位数字不对" in desk.get(f"/command/find?q={wrong}").text
    answer = desk.get("/intake?asked=482-913-0671")
    assert answer.status_code == 404
    assert desk.get("/intake?asked=路灯").headers["location"].startswith("/command/find?q=")


def test_a_case_beyond_the_post_is_refused(served: Served, desk: Browser) -> None:
    elsewhere = served.street.report(place=None, node="qingxi").case
    assert desk.get(f"/intake/{elsewhere}").status_code == 403
    assert desk.get(f"/intake?asked={elsewhere}").status_code == 403


# In both languages


def test_everything_is_said_in_english_too(served: Served) -> None:
    desk = served.browser("jin", **{"accept-language": "en"})
    said: dict[str, Any] = {"caller": CALLER, "words": "Noise all night, I smell gas", "place": "Liu'an Road"}
    page = desk.get("/intake").text + desk.post("/intake/look", said).text + desk.get(taken(desk, said)).text
    for words in ("Take a call", "call 119 first", "Earlier cases of this caller", "Read the number back"):
        assert words in page
    assert re.findall(r"[\u4e00-\u9fff]+", re.sub(r"中文|zh-Hans", "", page)) == []


def test_who_takes_calls_and_nothing_else_begins_here(served: Served) -> None:
    claim = Claim(post="p", duties=frozenset({Duty.ACCEPT}), jurisdiction="qingxi", path="qingxi/")
    taker = Principal(id="person:x", kind=Kind.PERSON, claims=(claim,))
    assert own_page(taker) == "/intake"
    assert own_page(served.street.person("jin")) == "/command"
    assert "/intake" in served.browser("jin").get("/command").text
    assert "/intake" not in served.browser("pan").get("/command").text
