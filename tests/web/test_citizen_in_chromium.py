"""A citizen with the smallest of phones: in how few actions, with what letters, also without scripts."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from cityloop.city.facts.intake import Finding
from cityloop.command import orders
from tests.journeys.test_g_languages import SALAM, in_three_languages
from tests.web.test_in_chromium import CHROMIUM, KIB, LETTERS, NARROW, PIXEL, SMALL, TARGETS, Town, Visitor, weight

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed: apt-get install chromium")
LANGUAGES = ("zh", "en")
WIDE = {"width": 1280, "height": 800}
BODY = 18
NAMELESS = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter((it) => it.getClientRects().length)
  .filter((it) => !(it.getAttribute('aria-label') || it.alt || it.textContent.trim() || it.value
    || it.labels?.length || it.closest('[aria-hidden=true]')))
  .map((it) => it.outerHTML.slice(0, 80))"""
TWICE = """() => [...document.querySelectorAll('[id]')].map((it) => it.id)
  .filter((id, at, every) => every.indexOf(id) !== at)"""
HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3')].map((it) => Number(it.tagName[1]))"""
CONTRAST = """() => {
  const numbers = (colour) => (colour.match(/[0-9.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((each) => each / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (it) => {
    for (; it; it = it.parentElement) {
      const [r, g, b, a = 1] = numbers(getComputedStyle(it).backgroundColor);
      if (a > 0) return [r, g, b];
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')]
    .filter((it) => [...it.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim())
      && it.getClientRects().length && !it.closest('svg, .hidden-name, .skip'))
    .map((it) => [it, ...[numbers(getComputedStyle(it).color), ground(it)].map(light).sort()])
    .filter(([, dark, bright]) => (bright + 0.05) / (dark + 0.05) < 4.5)
    .map(([it]) => it.outerHTML.slice(0, 80));
}"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-gpu", "--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One city for all tests of this file, which answers in three languages."""
    made = Town(tmp_path_factory.mktemp("town"))
    made.street.apply(in_three_languages())
    yield made
    made.close()


class Hands:
    """Somebody with a browser, each of whose actions counts: a field that is filled, a tap."""

    def __init__(self, town: Town, chromium: Browser, language: str = "zh", **options: Any) -> None:
        self.visitor = Visitor(town, chromium, viewport=SMALL, has_touch=True, **options)
        self.page: Page = self.visitor.see("/", None, language)
        self.actions = 0
        self.pages: list[str] = []
        self.page.on("framenavigated", lambda frame: self.pages.append(frame.url.partition("?")[0]))

    def open(self, path: str) -> None:
        """Begin at a page; that is no action."""
        self.page.goto(path)
        self.actions, self.pages[:] = 0, [self.page.url]

    def fill(self, field: str, words: str) -> None:
        """Fill one field, however much is written into it."""
        self.page.fill(field, words)
        self.actions += 1

    def tap(self, what: str) -> None:
        """Tap what there is one of."""
        self.page.locator(what).first.click()
        self.actions += 1

    def choose(self, file: Path) -> None:
        """Take a photo."""
        self.page.locator("#f-photo").set_input_files(file)
        self.actions += 1

    def close(self) -> None:
        """Go."""
        self.visitor.context.close()
        assert self.visitor.complaints == []


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A photo."""
    made = tmp_path / "p.png"
    made.write_bytes(PIXEL)
    return made


GO_ON = "main form button.primary"
WITHOUT_NAME = "main button[name=skip][formaction]"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_with_a_place_and_a_photo_takes_six_actions_on_five_pages(
    town: Town, chromium: Browser, picture: Path, language: str
) -> None:
    hands = Hands(town, chromium, language)
    hands.open("/report")
    hands.fill("textarea", "路灯不亮")
    hands.tap(GO_ON)
    hands.fill("#f-place", "柳岸路")
    hands.tap(GO_ON)
    hands.choose(picture)
    hands.page.wait_for_url("**/report/reach")
    hands.tap(WITHOUT_NAME)
    hands.page.wait_for_url("**/report/sent")
    assert hands.page.locator(".link-box").count() == 2
    assert (hands.actions, len(dict.fromkeys(hands.pages))) == (6, 5)
    hands.close()


def test_where_the_phone_is_takes_one_action_fewer(town: Town, chromium: Browser, picture: Path) -> None:
    here = {"longitude": 119.403, "latitude": 30.203}
    hands = Hands(town, chromium, geolocation=here, permissions=["geolocation"])
    hands.open("/report")
    hands.fill("textarea", "路灯不亮")
    hands.tap(GO_ON)
    hands.tap("[data-here]")
    hands.page.wait_for_url("**/report/photo")
    hands.choose(picture)
    hands.page.wait_for_url("**/report/reach")
    hands.tap(WITHOUT_NAME)
    hands.page.wait_for_url("**/report/sent")
    assert hands.actions == 5
    hands.close()


def concluded(town: Town) -> str:
    """The link of a report that came to its end."""
    street, receipt = town.street, town.street.report()
    case = receipt.case
    street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    street.do("jin", orders.Establish, case)
    street.do("pan", orders.Handle, case, note="换了灯泡")
    street.do("pan", orders.ReportBack, case, note="已修复")
    street.do("mei", orders.Check, case, passed=True)
    street.do("mei", orders.Close, case)
    return f"{town.address}/follow/{receipt.secret}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_is_my_report_takes_two_actions_and_reopening_it_three(
    town: Town, chromium: Browser, language: str
) -> None:
    link = concluded(town)
    hands = Hands(town, chromium, language)
    hands.open("/")
    hands.fill("#f-link", link)
    hands.tap("main form[action='/follow'] button")
    hands.page.wait_for_url("**/follow/*")
    assert hands.actions == 2
    hands.tap("form[action$='/reopen'] button")
    hands.page.wait_for_url("**?done=reopen")
    assert hands.actions == 3
    hands.close()


def test_a_press_puts_a_pin_and_a_button_takes_it(town: Town, chromium: Browser) -> None:
    hands = Hands(town, chromium)
    hands.open("/report")
    hands.fill("textarea", "路灯不亮")
    hands.tap(GO_ON)
    hands.tap("button[formaction='/report/map']")
    picture = hands.page.locator("input[type=image]")
    assert hands.page.locator("[data-take]").is_hidden()
    picture.click(position={"x": 120, "y": 90})
    assert hands.page.locator("svg.map path.mark").count() == 1
    picture.click(position={"x": 150, "y": 100})
    assert hands.page.locator("svg.map path.mark").count() == 1
    hands.tap("[data-take]")
    hands.page.wait_for_url("**/report/photo")
    hands.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_it_works_without_scripts(town: Town, chromium: Browser, picture: Path, language: str) -> None:
    hands = Hands(town, chromium, language, java_script_enabled=False)
    hands.open("/report")
    hands.fill("textarea", "路灯不亮")
    hands.tap(GO_ON)
    hands.tap("button[formaction='/report/map']")
    hands.page.locator("input[type=image]").click(position={"x": 120, "y": 90})
    hands.page.wait_for_url("**/report/map?at=qx-willow")
    hands.tap("[data-take]")
    hands.page.wait_for_url("**/report/photo")
    hands.choose(picture)
    hands.tap(GO_ON)
    hands.page.wait_for_url("**/report/reach")
    hands.fill("#f-contact", "王女士 13812345678")
    hands.tap(GO_ON)
    hands.page.wait_for_url("**/report/check")
    hands.tap(GO_ON)
    hands.page.wait_for_url("**/report/sent")
    hands.tap(".actions a.primary")
    hands.page.wait_for_url("**/follow/*")
    hands.tap("details summary")
    hands.fill("#f-note", "又不亮了")
    hands.tap("form[action$='/tell'] button")
    hands.page.wait_for_url("**?done=tell")
    hands.close()


def test_what_was_typed_is_there_again_by_the_back_button(town: Town, chromium: Browser) -> None:
    hands = Hands(town, chromium, java_script_enabled=False)
    hands.open("/report")
    hands.fill("textarea", "井盖翘起来了")
    hands.tap(GO_ON)
    hands.page.wait_for_url("**/report/where*")
    hands.page.go_back()
    assert hands.page.input_value("textarea") == "井盖翘起来了"
    hands.close()


LONG = "没有空格的很长很长的一句话" * 20 + " " + "Donaudampfschifffahrtsgesellschaftskapitän" * 4


def shown(town: Town) -> Iterator[str]:
    """The pages of citizens that stand at an address of their own."""
    street = town.street
    yield from ("/", "/report", "/follow", "/public", "/nowhere", "/problems/conflict", "/sign-in", "/follow/none")
    arabic = street.request(language="ar", words=f"{SALAM} {LONG}")
    street.do("jin", orders.AnswerDirectly, arabic.case, note=f"请拨 12345。{LONG}")
    refused = street.report(words=LONG)
    street.do("jin", orders.Refuse, refused.case, ground="refuse.not-exists")
    for receipt in (street.report(words=LONG), arabic, refused):
        yield f"/follow/{receipt.secret}"
    yield concluded(town).removeprefix(town.address)
    case = street.concluded()
    street.do("mei", orders.Publish, case, what="answer")
    yield f"/public/{case}"


def walked(page: Page, picture: Path) -> Iterator[str]:
    """The pages of a report, one after the other, each as it is seen, and once with what is wrong on it."""
    page.goto("/report")
    page.click(GO_ON)
    yield "nothing written"
    page.fill("textarea", LONG)
    page.click(GO_ON)
    yield page.url
    page.click("button[formaction='/report/map']")
    yield page.url
    page.goto("/report/where")
    page.fill("#f-place", "柳")
    page.click(GO_ON)
    yield "several places"
    page.fill("#f-place", "老槐树底下" * 10)
    page.click(GO_ON)
    yield page.url
    page.locator("#f-photo").set_input_files(picture)
    page.wait_for_url("**/report/reach")
    yield page.url
    page.fill("#f-contact", "王女士 13812345678")
    page.click(GO_ON)
    yield page.url
    page.click(GO_ON)
    yield page.url


def amiss(page: Page, *, is_small: bool) -> dict[str, Any]:
    """What is wrong with the page that is shown."""
    levels = page.evaluate(HEADINGS)
    found = {
        "runs over": page.evaluate(NARROW) > 0,
        "small letters": page.evaluate(LETTERS, BODY),
        "small targets": page.evaluate(TARGETS) if is_small else [],
        "without a name": page.evaluate(NAMELESS),
        "an id twice": page.evaluate(TWICE),
        "pale": page.evaluate(CONTRAST),
        "headings": [] if levels.count(1) == 1 and all(b - a < 2 for a, b in pairwise(levels)) else levels,
    }
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["320", "1280"])
def test_every_page_of_a_citizen_can_be_read_and_pressed(
    town: Town, chromium: Browser, picture: Path, language: str, size: Any, scheme: Any
) -> None:
    visitor = Visitor(town, chromium, viewport=size, color_scheme=scheme)
    wrong: dict[str, Any] = {}
    for path in shown(town):
        page = visitor.see(path, None, language)
        if path != "/sign-in" and (found := amiss(page, is_small=size is SMALL)):
            wrong[path] = found
    page = visitor.see("/", None, language)
    for name in walked(page, picture):
        if found := amiss(page, is_small=size is SMALL):
            wrong[name] = found
    visitor.context.close()
    assert wrong == {}


@pytest.mark.parametrize("path", ["/", "/report"])
def test_the_first_pages_are_light(town: Town, chromium: Browser, path: str) -> None:
    visitor, weights = Visitor(town, chromium, viewport=SMALL), list[int]()
    visitor.page.on("response", lambda answer: weights.append(weight(answer)))
    visitor.see(path)
    visitor.page.wait_for_load_state("networkidle")
    visitor.context.close()
    assert sum(weights) <= 60 * KIB


def test_words_from_right_to_left_stand_so(town: Town, chromium: Browser) -> None:
    receipt = town.street.request(language="ar", words=SALAM)
    visitor = Visitor(town, chromium, viewport=SMALL)
    page = visitor.see(f"/follow/{receipt.secret}")
    assert page.locator("dd[lang=ar]").evaluate("(it) => getComputedStyle(it).direction") == "rtl"
    visitor.context.close()
