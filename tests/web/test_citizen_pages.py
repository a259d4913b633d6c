"""A citizen reports, follows, adds, thanks and reopens, without scripts and without an account."""

import re
from io import BytesIO

import httpx
import pytest
from PIL import Image

from cityloop.city.facts.intake import Finding
from cityloop.command import orders
from cityloop.views.queue import Wanted
from cityloop.web.citizen import drafts
from tests.street import Street
from tests.web.browser import Browser, Served

LINK = re.compile(r'class="link-box"><a href="http://localhost(/follow/[0-9A-Z]+)"')
KEY = re.compile(r'name="key" value="(\w[\w-]+)"')
HOSTILE = "<script>alert(1)</script> & <b onclick=x>"
EIGHT_MB = 8 * 1024 * 1024


def photo() -> bytes:
    """A picture."""
    out = BytesIO()
    Image.new("RGB", (640, 480), (90, 100, 110)).save(out, "JPEG")
    return out.getvalue()


def send_photo(browser: Browser, raw: bytes) -> httpx.Response:
    """The third page, with a file."""
    files = {"photo": ("p.jpg", raw, "image/jpeg")}
    return browser.send("POST", "/report/photo", data={"csrf": browser.token}, files=files)


def write(browser: Browser, words: str = "路灯不亮", place: str = "柳岸路", **first: str) -> None:
    """The first three questions."""
    browser.get("/report")
    assert browser.post("/report", {"words": words, **first}).headers["location"] == "/report/where"
    browser.get("/report/where")
    assert browser.post("/report/where", {"place": place}).headers["location"] == "/report/photo"
    browser.get("/report/photo")
    browser.post("/report/photo", {"skip": "yes"})
    browser.get("/report/reach")
    browser.post("/report/reach", {"contact": "王女士 13812345678"})


def sent(browser: Browser) -> str:
    """The last page is sent; the link that it gives."""
    browser.get("/report/check")
    assert browser.post("/report/check").headers["location"] == "/report/sent"
    found = LINK.search(browser.get("/report/sent").text)
    assert found
    return found.group(1)


def cases(street: Street) -> list[str]:
    """The ids of all cases, in the order they came."""
    entries = street.node.journal.read(0, 500)
    return [entry.about for entry in entries if type(entry.fact).__name__ == "Reported"]


def test_a_report_in_five_questions_becomes_a_case_with_a_link(served: Served) -> None:
    browser = served.browser()
    write(browser)
    page = browser.get("/report/check").text
    assert "路灯不亮" in page
    assert "柳岸路" in page
    assert "13812345678" in page
    link = sent(browser)
    (case,) = cases(served.street)
    assert case in browser.get(link).text
    kept = served.street.case(case)
    assert (kept.place, kept.life, kept.channel) == ("road-liuan", "grid", "web")


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("人行道上有很多垃圾，没人收", "grid.event.environment.exposed-rubbish"),
        ("路灯坏了", "grid.component.utility.street-lamp"),
        ("井盖坏了", None),
    ],
)
def test_a_report_is_sorted_as_the_page_of_calls_suggests(served: Served, words: str, category: str | None) -> None:
    browser = served.browser()
    write(browser, words)
    sent(browser)
    (case,) = cases(served.street)
    assert served.street.case(case).category == category


@pytest.mark.parametrize(
    ("chosen", "category"),
    [
        ("grid.event.emergency.road-collapse", "grid.event.emergency.road-collapse"),
        ("none", None),
        ("grid.component.building.notice-board", "grid.event.environment.road-damage"),
    ],
)
def test_who_reports_chooses_among_what_the_words_may_mean(served: Served, chosen: str, category: str | None) -> None:
    browser = served.browser()
    write(browser, "路面有坑")
    page = browser.get("/report/check").text
    assert re.search(r'value="grid.event.environment.road-damage" checked', page)
    assert 'value="grid.event.emergency.road-collapse"' in page
    browser.post("/report/check", {"category": chosen})
    (case,) = cases(served.street)
    assert served.street.case(case).category == category


def test_a_tip_off_is_sorted_by_a_person_alone(served: Served) -> None:
    browser = served.browser()
    write(browser, "城管收钱不管停车收费", kind="denounce")
    assert 'name="category"' not in browser.get("/report/check").text
    sent(browser)
    (case,) = cases(served.street)
    assert served.street.case(case).category is None


def test_pressed_twice_it_is_sent_once(served: Served) -> None:
    browser = served.browser()
    write(browser)
    sent(browser)
    assert browser.post("/report/check").headers["location"] == "/report/sent"
    assert len(cases(served.street)) == 1


def test_after_it_is_sent_the_next_report_begins_empty(served: Served) -> None:
    browser = served.browser()
    write(browser)
    sent(browser)
    assert "路灯不亮" not in browser.get("/report").text


def test_who_only_looks_puts_nobodys_draft_out(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "DRAFTS", 1)
    browser = served.browser()
    write(browser, words="井盖翘起来了")
    for page in ("/report", "/report/where", "/report/photo", "/report/reach", "/report/check", "/report/sent"):
        served.browser().get(page)
    assert "井盖翘起来了" in browser.get("/report/check").text


def test_nothing_typed_is_lost_on_the_way_back(served: Served) -> None:
    browser = served.browser()
    write(browser, words="井盖翘起来了")
    for page in ("/report", "/report/where", "/report/reach", "/report/check"):
        text = browser.get(page).text
        assert {"/report": "井盖翘起来了", "/report/where": "柳岸路"}.get(page, "") in text
        assert page == "/report/where" or "13812345678" in text or page == "/report"


def test_a_question_left_out_is_asked_again_at_the_top_and_beside(served: Served) -> None:
    browser = served.browser()
    browser.get("/report")
    answer = browser.post("/report", {"words": "  "})
    assert answer.status_code == 422
    assert answer.text.count("请写一下是什么问题") == 2
    assert 'aria-invalid="true"' in answer.text
    assert browser.get("/report/check").headers["location"] == "/report"


def test_an_ambiguous_place_is_asked_back(served: Served) -> None:
    browser = served.browser()
    browser.get("/report")
    browser.post("/report", {"words": "路灯不亮"})
    browser.get("/report/where")
    page = browser.post("/report/where", {"place": "柳"})
    assert page.status_code == 200
    assert 'value="road-liuan"' in page.text
    assert 'value="own"' in page.text
    answer = browser.post("/report/where", {"place": "柳", "pick": "road-liuan"})
    assert answer.headers["location"] == "/report/photo"


def test_a_place_that_nobody_knows_goes_to_a_person(served: Served) -> None:
    browser = served.browser()
    write(browser, place="老槐树底下")
    assert "会有人工核对" in browser.get("/report/check").text
    sent(browser)
    (case,) = cases(served.street)
    assert served.street.case(case).place is None


@pytest.mark.parametrize("place", ["", "x" * 201])
def test_a_report_without_a_place_is_refused(served: Served, place: str) -> None:
    browser = served.browser()
    browser.get("/report")
    browser.post("/report", {"words": "路灯不亮"})
    browser.get("/report/where")
    answer = browser.post("/report/where", {"place": place})
    assert answer.status_code == 422
    assert "请写路名和附近的标志物" in answer.text


def test_where_the_phone_is_counts_inside_the_city_alone(served: Served) -> None:
    browser = served.browser()
    browser.get("/report")
    browser.post("/report", {"words": "路灯不亮"})
    browser.get("/report/where")
    outside = browser.post("/report/where", {"longitude": "2.35", "latitude": "48.85", "place": ""})
    assert outside.status_code == 422
    assert "不在本市" in outside.text
    inside = browser.post("/report/where", {"longitude": "119.403", "latitude": "30.203", "place": ""})
    assert inside.headers["location"] == "/report/photo"


def test_where_the_phone_was_is_drawn_for_the_desk_and_for_who_goes_there(served: Served) -> None:
    street, mark = served.street, '<path class="mark"'
    inside = {"longitude": "119.403", "latitude": "30.203", "place": ""}
    browser = served.browser()
    browser.get("/report")
    browser.post("/report", {"words": "路灯不亮"})
    browser.get("/report/where")
    browser.post("/report/where", inside)
    browser.get("/report/check")
    browser.post("/report/check")
    (row,) = street.node.views.queue(street.person("an"), Wanted()).rows
    desk = served.browser("jin").get(f"/case/{row.id}").text
    assert mark in desk
    assert "上报时我所在的位置 · 119.403000 30.203000" in desk
    worker = "qin" if row.ground.endswith(("g1/", "g2/")) else "ren"
    assert mark in served.browser(worker).get(f"/field/{row.id}").text


def test_hostile_words_are_shown_as_words(served: Served) -> None:
    browser = served.browser()
    write(browser, words=HOSTILE)
    link = sent(browser)
    desk = served.browser("jin")
    (case,) = cases(served.street)
    for page in (browser.get(link), desk.get(f"/case/{case}")):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


def test_a_photo_comes_to_the_case_and_only_to_those_who_may_see_it(served: Served) -> None:
    browser = served.browser()
    browser.get("/report")
    browser.post("/report", {"words": "路灯不亮"})
    browser.get("/report/where")
    browser.post("/report/where", {"place": "柳岸路"})
    browser.get("/report/photo")
    assert send_photo(browser, photo()).headers["location"] == "/report/reach"
    assert "一张" in browser.get("/report/check").text
    sent(browser)
    (case,) = cases(served.street)
    (kept,) = served.street.case(case).photos
    address = f"/photo/{case}/{kept.seq}"
    seen = served.browser("jin").get(address)
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/jpeg")
    assert seen.headers["cache-control"] == "no-store"
    assert browser.get(address).status_code in (303, 401)
    assert served.browser("dai").get(address).status_code == 403


def test_a_photo_that_is_none_is_refused_and_nothing_else_is_lost(served: Served) -> None:
    browser = served.browser()
    write(browser)
    browser.get("/report/photo")
    answer = send_photo(browser, b"hello")
    assert answer.status_code == 422
    assert "这不是能读的照片" in answer.text
    assert "路灯不亮" in browser.get("/report/check").text


def test_a_body_of_fifty_megabytes_is_refused_with_a_page(served: Served) -> None:
    browser = served.browser()
    write(browser)
    browser.get("/report/photo")
    answer = send_photo(browser, bytes(50 * 1024 * 1024))
    assert answer.status_code == 413
    assert "太大" in answer.text


def test_a_forged_link_leads_to_a_page_that_says_so(served: Served) -> None:
    answer = served.browser().get("/follow/ABCDEFGHJKLMNPQRSTUVWXYZ23")
    assert answer.status_code == 404
    assert "请检查是否完整" in answer.text


def followed(served: Served) -> tuple[Browser, str, str]:
    """A browser with the link of a report that has come to its end."""
    browser, street = served.browser(), served.street
    write(browser)
    link = sent(browser)
    (case,) = cases(street)
    street.node.step()
    street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    street.do("jin", orders.Establish, case, category="grid.component.utility.street-lamp")
    street.do("pan", orders.Handle, case, note="换了灯泡")
    street.do("pan", orders.ReportBack, case, note="已修复")
    street.do("mei", orders.Check, case, passed=True)
    street.do("mei", orders.Close, case)
    return browser, link, case


def test_who_has_the_link_sees_the_way_and_can_thank(served: Served) -> None:
    browser, link, case = followed(served)
    page = browser.get(link).text
    assert "已办结" in page
    assert "王女士" not in page
    assert browser.post(f"{link}/thank").headers["location"] == f"{link}?done=thank"
    assert served.street.case(case).thanked
    assert "/thank" not in browser.get(link).text


def test_what_is_not_solved_is_opened_again_with_the_link(served: Served) -> None:
    browser, link, case = followed(served)
    browser.get(link)
    assert browser.post(f"{link}/reopen").status_code == 303
    assert served.street.case(case).is_open
    assert "重新办理" in browser.get(f"{link}?done=reopen").text


def test_words_are_added_with_the_link_and_empty_ones_are_not(served: Served) -> None:
    browser, link, case = followed(served)
    browser.get(link)
    wrong = browser.post(f"{link}/tell", {"note": ""})
    assert wrong.status_code == 422
    assert "没有可补充的内容" in wrong.text
    assert browser.post(f"{link}/tell", {"note": "又不亮了"}).status_code == 303
    assert served.street.facts(case)[-1] == "Told"


def test_a_number_that_seems_to_lack_something_is_asked_about_once(served: Served) -> None:
    browser = served.browser()
    write(browser)
    browser.get("/report/reach")
    asked = browser.post("/report/reach", {"contact": "王 138123456"})
    assert asked.status_code == 422
    assert "号码写全了吗" in asked.text
    assert 'name="sure" value="王 138123456"' in asked.text
    assert browser.post("/report/reach", {"contact": "王 138", "sure": "王 138123456"}).status_code == 422
    kept = browser.post("/report/reach", {"contact": "王 138123456", "sure": "王 138123456"})
    assert kept.headers["location"] == "/report/check"


@pytest.mark.parametrize("kind", ["denounce", "complain"])
def test_a_unit_gets_in_touch_with_nobody_who_is_withheld_from_it(served: Served, kind: str) -> None:
    browser = served.browser()
    write(browser, "工地夜里偷排泥浆", kind=kind)
    link = sent(browser)
    promised = "承办单位会联系您" in browser.get("/report/sent").text
    (case,) = cases(served.street)
    assert (served.street.case(case).kind, promised) == (kind, kind == "complain")
    assert browser.get(link).status_code == 200


@pytest.mark.parametrize(("verb", "name", "fact"), [("tell", "note", "Told"), ("thank", "thanks", "Thanked")])
def test_pressed_twice_on_one_page_it_is_said_once(served: Served, verb: str, name: str, fact: str) -> None:
    browser, link, case = followed(served)
    key = KEY.search(browser.get(link).text)
    assert key
    for words in ("谢谢师傅", "谢谢师傅", "另外，路牌也歪了" if verb == "tell" else "谢谢师傅"):
        assert browser.post(f"{link}/{verb}", {name: words, "key": key.group(1)}).status_code == 303
    assert served.street.facts(case).count(fact) == (2 if verb == "tell" else 1)


def test_a_photo_is_added_with_the_link(served: Served) -> None:
    browser = served.browser()
    write(browser)
    link = sent(browser)
    (case,) = cases(served.street)
    assert "/add-photo" in browser.get(link).text
    assert browser.post(f"{link}/add-photo").status_code == 422
    files = {"photo": ("p.jpg", photo(), "image/jpeg")}
    assert browser.send("POST", f"{link}/add-photo", data={"csrf": browser.token}, files=files).status_code == 303
    assert len(served.street.case(case).photos) == 1


def test_a_report_that_nobody_has_sorted_is_promised_a_time(served: Served) -> None:
    browser = served.browser()
    write(browser, "这里不太对劲")
    sent(browser)
    (case,) = cases(served.street)
    kept = served.street.case(case)
    assert kept.category is None
    assert kept.due is not None
    assert "今天（" in browser.get("/report/sent").text


def test_a_published_answer_has_a_page_that_anybody_reads(served: Served) -> None:
    case = served.street.concluded()
    officer = served.browser("mei")
    assert "照片" not in officer.get(f"/case/{case}/publish").text
    assert officer.post(f"/case/{case}/publish", {"what": "张三 13812345678"}).status_code == 422
    assert officer.post(f"/case/{case}/publish", {"what": "answer"}).status_code == 303
    assert "已要求停工" in served.browser().get("/public").text
    page = served.browser().get(f"/public/{case}")
    assert (page.status_code, "已要求停工" in page.text) == (200, True)
    assert served.browser().get("/public/none").status_code == 404


def test_others_see_category_coarse_place_and_status_alone(served: Served) -> None:
    followed(served)
    page = served.browser().get("/public").text
    assert "2026年11月23日（周一）" in page
    assert re.findall(r"\d\d:\d\d", page) == []
    assert "路灯" in page
    assert "柳岸街道" in page
    for secret in ("换了灯泡", "不亮", "王女士", "13812345678", "柳岸路"):
        assert secret not in page


@pytest.mark.parametrize("path", ["/", "/report", "/follow", "/public", "/sign-in"])
def test_a_page_is_written_in_the_language_that_the_browser_asks_for(served: Served, path: str) -> None:
    chinese = served.browser(**{"accept-language": "zh-CN"}).get(path).text
    english = served.browser(**{"accept-language": "en-GB"}).get(path).text
    assert 'lang="zh-Hans"' in chinese
    assert 'html lang="en"' in english
    body = english.partition("<main")[2]
    assert re.findall(r"[\u4e00-\u9fff]", body) == []


def test_the_language_that_was_chosen_stays(served: Served) -> None:
    browser = served.browser(**{"accept-language": "zh-CN"})
    browser.get("/report")
    assert browser.post("/language", {"language": "en", "back": "/report"}).headers["location"] == "/report"
    assert "What is the problem?" in browser.get("/report").text
    assert browser.post("/language", {"language": "zh", "back": "//evil.example"}).headers["location"] == "/"
