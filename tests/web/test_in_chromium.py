"""The pages in a real browser: what fits, what can be pressed, what the keys do, what changes by itself."""

import gzip
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

from cityloop.app.config import Config
from cityloop.app.server import create_app, keep, server_of
from cityloop.city.facts.intake import Finding
from cityloop.command import orders
from cityloop.edge.buckets import Buckets
from tests.street import Street
from tests.web.browser import KEY

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed: apt-get install chromium")

LANGUAGES = ("zh", "en")
CITIZENS = ("/", "/report", "/follow", "/public")
SMALL = {"width": 320, "height": 640}
DESK = {"width": 1440, "height": 900}
KIB = 1024
NARROW = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
TARGETS = """() => [...document.querySelectorAll(`main a, main button, main input:not([type=hidden]), main select,
  main textarea, main summary, .top a, .top button`)]
  .map((it) => it.closest('label.choice') ?? it).filter((it) => it.getClientRects().length && !it.closest('svg'))
  .map((it) => [it.outerHTML.slice(0, 80), it.getBoundingClientRect().height, getComputedStyle(it).opacity])
  .filter(([, height, opacity]) => height < 43.9 && opacity !== '0')"""
LETTERS = """(least) => [...document.querySelectorAll('body *')]
  .filter((it) => [...it.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim())
    && it.getClientRects().length && !it.closest('svg, kbd, .hidden-name, .skip'))
  .map((it) => [it.outerHTML.slice(0, 80), parseFloat(getComputedStyle(it).fontSize)])
  .filter(([, size]) => size < least)"""


class Town:
    """The city of one street, served at a port of this machine."""

    def __init__(self, folder: Path) -> None:
        self.street = Street(folder)
        config = Config(key=KEY, demo=True, port=0)
        self.kept = replace(keep(self.street.node, config), buckets=Buckets({}))
        app = create_app(self.street.node, config, kept=self.kept)
        self.server = server_of(app, config)
        self.thread = Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            sleep(0.02)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"

    def close(self) -> None:
        """End it."""
        self.server.should_exit = True
        self.thread.join(20)
        self.street.node.stop()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One city for all tests of this file."""
    made = Town(tmp_path_factory.mktemp("town"))
    yield made
    made.close()
    assert not made.thread.is_alive(), "an open line held up the stop"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-gpu", "--no-sandbox"])
        yield started
        started.close()


class Visitor:
    """Somebody with a browser; whatever the browser complains of is kept."""

    def __init__(self, town: Town, chromium: Browser, **options: Any) -> None:
        self.town = town
        self.context: BrowserContext = chromium.new_context(base_url=town.address, **options)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text:
            self.complaints.append(text)

    def see(self, path: str, person: str | None = None, language: str = "zh") -> Page:
        """A page, as a person, in a language."""
        cookies = [{"name": "language", "value": language, "url": self.town.address}]
        if person is not None:
            secret = self.town.kept.sessions.open(person)
            cookies.append({"name": "session", "value": secret, "url": self.town.address})
        self.context.add_cookies(cookies)  # type: ignore[arg-type]
        self.page.goto(path)
        return self.page


@pytest.fixture
def visitor(town: Town, chromium: Browser) -> Iterator[Visitor]:
    """Somebody at a desk."""
    made = Visitor(town, chromium, viewport=DESK)
    yield made
    made.context.close()
    assert made.complaints == []


@pytest.fixture
def phone(town: Town, chromium: Browser) -> Iterator[Visitor]:
    """Somebody with the smallest of phones."""
    made = Visitor(town, chromium, viewport=SMALL, has_touch=True)
    yield made
    made.context.close()
    assert made.complaints == []


def verified(town: Town) -> str:
    """A case that waits to be established."""
    case = town.street.report().case
    town.street.do("jin", orders.Verify, case, finding=Finding.EXISTS)
    return case


def pages(town: Town) -> list[tuple[str, str | None]]:
    """Every page, with who sees it."""
    case = verified(town)
    town.street.report(place=None, node="g1")
    desk = [
        "/intake",
        f"/intake/{case}",
        "/command",
        f"/case/{case}",
        f"/case/{case}/classify",
        f"/case/{case}/merge",
        "/command/find?q=路",
    ]
    return [
        *((path, None) for path in (*CITIZENS, "/sign-in", "/come-in", "/style", "/v1/", "/nowhere")),
        *((path, "jin") for path in desk),
        ("/street", "kong"),
        ("/field", "qin"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_runs_over_the_edge_of_the_smallest_phone(town: Town, phone: Visitor, language: str) -> None:
    for path, person in pages(town):
        assert phone.see(path, person, language).evaluate(NARROW) <= 0, path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 1440])
def test_nothing_runs_over_the_edge_of_a_desk(town: Town, visitor: Visitor, language: str, width: int) -> None:
    visitor.page.set_viewport_size({"width": width, "height": 900})
    for path, person in pages(town):
        assert visitor.see(path, person, language).evaluate(NARROW) <= 0, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_pressed_on_a_phone_is_large_enough(phone: Visitor, language: str) -> None:
    phone.town.street.report(place=None, node="g1")
    for path, person in (*((path, None) for path in CITIZENS), ("/field", "qin")):
        assert phone.see(path, person, language).evaluate(TARGETS) == [], path


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_large_enough(town: Town, phone: Visitor, language: str) -> None:
    for path in CITIZENS:
        assert phone.see(path, None, language).evaluate(LETTERS, 18) == [], path
    for path, person in pages(town):
        assert phone.see(path, person, language).evaluate(LETTERS, 16) == [], path


def test_letters_at_a_desk_are_large_enough(town: Town, visitor: Visitor) -> None:
    for path, person in pages(town):
        assert visitor.see(path, person).evaluate(LETTERS, 12) == [], path


def test_the_citizens_first_page_is_light(town: Town, phone: Visitor) -> None:
    weights: list[int] = []
    phone.page.on("response", lambda answer: weights.append(weight(answer)))
    phone.see("/")
    phone.page.wait_for_load_state("networkidle")
    assert sum(weights) <= 60 * KIB


def weight(answer: Response) -> int:
    """Bytes of an answer when it is zipped."""
    return len(gzip.compress(answer.body())) if answer.ok else 0


def test_a_case_is_found_opened_and_established_by_keys_alone(town: Town, visitor: Visitor) -> None:
    case = verified(town)
    page = visitor.see("/command", "jin")
    page.keyboard.press("/")
    page.keyboard.type(case)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/case/{case}")
    page.keyboard.press("a")
    page.locator("dialog select:focus").wait_for()
    page.locator("dialog button.primary").press("Enter")
    page.wait_for_url(f"**/case/{case}")
    page.locator("[data-live=stage]", has_not_text="立案").first.wait_for()
    assert "Established" in town.street.facts(case)


def test_the_form_of_a_step_opens_on_the_page_of_the_case(town: Town, visitor: Visitor) -> None:
    case = verified(town)
    page = visitor.see(f"/case/{case}", "jin")
    page.wait_for_function("document.querySelector('[hx-get]')?.hasAttribute('data-htmx-powered')")
    page.keyboard.press("a")
    page.locator("#step dialog select:focus").wait_for()
    assert page.url.endswith(case)


def test_the_queue_is_walked_with_j_and_k(town: Town, visitor: Visitor) -> None:
    for _ in range(5):
        verified(town)
    page = visitor.see("/command", "jin")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.href")
    page.keyboard.press("j")
    second = page.evaluate("document.activeElement.href")
    page.keyboard.press("k")
    assert first != second
    assert page.evaluate("document.activeElement.href") == first
    page.keyboard.press("Enter")
    page.wait_for_url(first)
    page.keyboard.press("Escape")
    page.wait_for_url("**/command?area=*")


def test_what_others_do_shows_in_place_and_is_marked_once(town: Town, visitor: Visitor) -> None:
    case = verified(town)
    page = visitor.see(f"/case/{case}", "jin")
    page.locator(".live", has_text="实时").wait_for()
    town.street.do("an", orders.Establish, case)
    page.locator("[data-live=stage].changed", has_text="处理").wait_for()


def test_new_ones_wait_until_they_are_asked_for(town: Town, visitor: Visitor) -> None:
    page = visitor.see("/command", "jin")
    page.locator(".live", has_text="实时").wait_for()
    before = page.locator("[data-live-row]").count()
    town.street.report()
    page.locator("[data-live-new]", has_text="1").wait_for()
    assert page.locator("[data-live-row]").count() == before
    page.keyboard.press("n")
    page.wait_for_function(f"document.querySelectorAll('[data-live-row]').length === {before + 1}")


def test_a_line_that_cannot_be_had_says_so_and_how_old_the_page_is(visitor: Visitor) -> None:
    visitor.context.route("**/live?*", lambda route: route.fulfill(status=401))
    page = visitor.see("/command", "jin")
    page.locator(".live.lost", has_text="连线断了").wait_for()
    assert page.locator("[data-live-again]").is_visible()


def test_a_photo_goes_on_by_itself_and_is_shown_first(phone: Visitor, tmp_path: Path) -> None:
    picture = tmp_path / "p.png"
    picture.write_bytes(PIXEL)
    page = phone.see("/report")
    page.fill("textarea", "路灯不亮")
    page.locator("main form button.primary").click()
    page.fill("#f-place", "柳岸路")
    page.locator("main form button.primary").click()
    page.locator("#f-photo").set_input_files(picture)
    page.wait_for_url("**/report/reach")


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
"""A picture of one pixel (PNG)."""


def test_what_was_typed_is_still_there_after_the_page_was_closed(phone: Visitor) -> None:
    page = phone.see("/report")
    page.fill("textarea", "井盖翘起来了")
    page.goto("/")
    assert phone.see("/report").input_value("textarea") == "井盖翘起来了"


def test_where_the_phone_is_answers_the_question(town: Town, chromium: Browser) -> None:
    here = {"longitude": 119.403, "latitude": 30.203}
    made = Visitor(town, chromium, viewport=SMALL, geolocation=here, permissions=["geolocation"])
    page = made.see("/report")
    page.fill("textarea", "路灯不亮")
    page.locator("main form button.primary").click()
    page.locator("[data-here]").click()
    page.wait_for_url("**/report/photo")
    made.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_by_night_the_page_is_dark(visitor: Visitor, scheme: str) -> None:
    visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    ground = visitor.see("/style").evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == {"light": "rgb(242, 242, 240)", "dark": "rgb(23, 25, 27)"}[scheme]


# Calls, by keys


def typed(page: Page, *said: str) -> None:
    """Words into one field after the other, by Enter."""
    for words in said:
        page.keyboard.type(words)
        page.keyboard.press("Enter")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_is_taken_down_by_keys_alone(town: Town, visitor: Visitor, language: str) -> None:
    words = {"zh": "夜里施工噪音太大", "en": "Noise all night"}[language]
    page = visitor.see("/intake", "jin", language)
    typed(page, f"1390000{language == 'zh':04}", words, "柳岸路")
    page.keyboard.press("Alt+c")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/intake/*done=sent")
    case = town.street.case(page.url.rpartition("/")[2].partition("?")[0])
    assert (case.kind, case.place, case.language) == ("complain", "road-liuan", language)
    assert page.locator(".last").inner_text() == f"{language == 'zh':04}"
    page.keyboard.press("n")
    page.wait_for_url("**/intake")
    page.wait_for_function("document.activeElement.name === 'caller'")


def test_what_was_understood_shows_while_one_types_and_can_be_chosen(town: Town, visitor: Visitor) -> None:
    page = visitor.see("/intake", "jin")
    page.keyboard.press("Enter")
    page.keyboard.type("井盖")
    page.locator('[data-pick="category"] input').nth(1).wait_for()
    page.keyboard.press("Alt+2")
    chosen = page.locator('[data-pick="category"] input:checked').get_attribute("value")
    page.keyboard.type("坏了")
    page.wait_for_load_state("networkidle")
    assert page.locator('[data-pick="category"] input:checked').get_attribute("value") == chosen
    assert page.evaluate("document.activeElement.name") == "words"


def test_ten_digits_alone_are_looked_up_and_nothing_typed_is_lost(town: Town, visitor: Visitor) -> None:
    page = visitor.see("/intake", "jin", "zh")
    typed(page, "213-555-0123")
    page.wait_for_function("document.activeElement.name === 'words'")
    assert page.locator("#f-caller").input_value() == "213-555-0123"
    page.keyboard.type("路灯不亮")
    page.locator("#f-caller").press("Enter")
    assert page.locator("#f-words").input_value() == "路灯不亮"
    page.goto(page.url.rpartition("/intake")[0] + "/intake")
    typed(page, town.street.report().case)
    page.wait_for_url("**/intake/*-*-*")


def test_shift_and_enter_is_a_new_line(visitor: Visitor) -> None:
    page = visitor.see("/intake", "jin")
    page.keyboard.press("Enter")
    page.keyboard.type("一")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("二")
    assert page.input_value("#f-words") == "一\n二"


def test_an_answer_is_opened_to_be_read_out_and_then_given(town: Town, visitor: Visitor) -> None:
    page = visitor.see("/intake", "jin")
    typed(page, "", "社保怎么查", "柳岸路")
    page.locator(".answer").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Alt+Shift+1")
    assert "12333" in page.locator(".answer[open] p").first.inner_text()
    page.keyboard.press("Alt+Shift+1")
    page.wait_for_url("**/intake/*done=sent")
    assert "AnsweredDirectly" in town.street.facts(page.url.rpartition("/")[2].partition("?")[0])


def test_an_emergency_is_handed_over_by_two_keys_wherever_one_types(town: Town, visitor: Visitor) -> None:
    page = visitor.see("/intake", "jin")
    typed(page, "", "老人昏倒了", "柳岸路")
    page.locator('.alarm a[href="tel:120"]').wait_for()
    page.keyboard.press("F4")
    page.wait_for_url("**/intake/emergency")
    page.wait_for_function("document.activeElement.value === 'no'")
    page.keyboard.press("Enter")
    page.wait_for_url("**/intake/*done=sent")
    assert "HandedOver" in town.street.facts(page.url.rpartition("/")[2].partition("?")[0])
