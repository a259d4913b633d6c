"""A disk without room: said so, nothing half done, nothing typed lost; and it goes on when there is room again."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import httpx
import pytest
from PIL import Image
from sqlalchemy import text

from cityloop.city.catalogue import Life
from cityloop.command import orders
from cityloop.journal.audit import audit
from cityloop.journal.errors import StoreFull
from cityloop.journal.ports import Store
from tests.faults.hands import JSON, cases, counted, problem, program, send, standing, write
from tests.web.browser import Browser, Served

LIMITLESS = 1 << 30
LONG = "灯" * 4_000
PASSWORD = "路灯 lamps 42 lit"


def pages(store: Store, most: int | None = None) -> int:
    """How many pages the store's file has; ``most``: how many it may have."""
    with store.write() as transaction:
        if most is not None:
            transaction.execute(text(f"PRAGMA max_page_count = {most}"))
        return int(transaction.execute(text("PRAGMA page_count")).scalar() or 0)


@contextmanager
def full(store: Store, spare: int = 0) -> Iterator[None]:
    """While the block runs, the file cannot grow by more than ``spare`` pages."""
    pages(store, pages(store) + spare)
    try:
        yield
    finally:
        pages(store, LIMITLESS)


def send_photo(browser: Browser) -> None:
    """A photo of some hundred kilobytes, which no compression makes smaller."""
    out = BytesIO()
    Image.effect_noise((1_200, 900), 90).save(out, "JPEG")
    files = {"photo": ("p.jpg", out.getvalue(), "image/jpeg")}
    answer = browser.send("POST", "/report/photo", data={"csrf": browser.token}, files=files)
    assert answer.status_code == 303


def tell(browser: Browser, case: str, **headers: str) -> int:
    """Add many words to a case; the status."""
    return browser.post(f"/case/{case}/tell", {"note": LONG, "seen": "99"}, **headers).status_code


def until_full(browser: Browser, case: str) -> int:
    """Add words until there is no room for more; how often it went well."""
    went = 0
    while tell(browser, case) == 303:
        went += 1
        assert went < 200
    return went


@pytest.fixture
def pan(served: Served) -> tuple[Browser, str]:
    """Somebody with a case."""
    case = served.street.dispatched()
    browser = served.browser("pan")
    browser.get(f"/case/{case}")
    return browser, case


def test_what_fits_is_kept_and_the_rest_is_told_507(served: Served, pan: tuple[Browser, str]) -> None:
    browser, case = pan
    before = standing(served)
    with full(served.street.node.journal.store):
        went = until_full(browser, case)
        at_the_brim = standing(served)
        answer = program(served, browser).post(f"/case/{case}/tell", {"note": LONG, "seen": "99"})
        told = problem(answer, "store-full", 507)
        assert answer.headers["retry-after"] == "60"
        assert str(served.folder) not in answer.text
        assert told["title"] == "磁盘已满，未作任何更改"
        assert standing(served) == at_the_brim
    assert (at_the_brim.size - before.size, at_the_brim.payloads - before.payloads) == (went, went)
    assert tell(browser, case) == 303
    assert sound(served)
    assert counted(served)["step", "store-full"] == 2


def sound(served: Served) -> bool:
    """Whether the record, re-hashed from its first entry, is whole."""
    journal = served.street.node.journal
    with journal.store.read() as transaction:
        return not audit(transaction, journal.tables, keys=journal.keys).faults


@pytest.mark.parametrize(("language", "words"), [("zh", "磁盘已满"), ("en", "The disk is full. Nothing was changed.")])
def test_a_report_waits_in_its_browser_until_there_is_room(served: Served, language: str, words: str) -> None:
    browser = served.browser(**{"accept-language": language})
    write(browser, words=LONG[:1_900])
    store = served.street.node.journal.store
    with full(store):
        fill(served)
        before = standing(served)
        page = browser.post("/report/check")
        after = standing(served)
    assert page.status_code == 507
    assert words in page.text
    assert str(served.folder) not in page.text
    assert (after.size, after.root, after.payloads) == (before.size, before.root, before.payloads)
    send(browser)
    assert cases(served)[-1] in browser.get("/report/sent").text


def fill(served: Served) -> None:
    """Take what room the file has left."""
    street, refused = served.street, 0
    while refused < 3:
        report = orders.Report(life=Life.GRID, words=LONG[: 3_900 >> 2 * refused])
        refused += isinstance(street.node.desk.report_each(street.person("jin"), [report])[0], StoreFull)


def test_in_a_batch_that_does_not_fit_nothing_is_half_done_and_all_can_be_sent_again(served: Served) -> None:
    street = served.street
    by = street.person("jin")
    batch = [orders.Report(life=Life.GRID, words=LONG) for _ in range(60)]
    with full(street.node.journal.store):
        before = standing(served)
        assert {type(each) for each in street.node.desk.report_each(by, batch)} == {StoreFull}
        after = standing(served)
        assert (after.size, after.root, after.payloads) == (before.size, before.root, before.payloads)
    assert all(not isinstance(each, StoreFull) for each in street.node.desk.report_each(by, batch))


def test_what_cannot_be_noted_is_not_shown(served: Served, pan: tuple[Browser, str]) -> None:
    """Who looked must stand on the access journal first; without room there nobody sees a person's words."""
    browser, case = pan
    with full(served.street.node.access.store):
        pages_of_case = [browser.get(f"/case/{case}", accept=JSON) for _ in range(40)]
        refused = [page for page in pages_of_case if page.status_code == 507]
        assert refused
        assert "路灯不亮" not in refused[-1].text
        problem(refused[-1], "store-full", 507)
        assert served.browser(accept=JSON).get("/healthz").status_code == 200
        assert served.browser().get("/public").status_code == 200
    assert browser.get(f"/case/{case}").status_code == 200


def test_a_session_that_cannot_be_kept_is_not_opened(served: Served) -> None:
    served.kept.passwords.set("jin", PASSWORD)
    with full(served.street.node.access.store):
        answers = (enter(served, f"198.51.100.{each}") for each in range(200))
        refused = next(answer for answer in answers if answer.status_code != 303)
    assert refused.status_code == 507
    assert "The disk is full." in refused.text
    assert enter(served, "203.0.113.9").status_code == 303


def enter(served: Served, source: str) -> httpx.Response:
    """Somebody signs in with the right password."""
    browser = served.browser(source=source, **{"accept-language": "en"})
    browser.get("/sign-in")
    return browser.post("/sign-in", {"person": "jin", "password": PASSWORD})


def test_a_photo_for_which_there_is_no_room_loses_nothing_of_the_report(served: Served) -> None:
    browser = served.browser()
    write(browser)
    send_photo(browser)
    store = served.street.node.journal.store
    with full(store, spare=8):
        assert browser.post("/report/check").headers["location"] == "/report/sent"
    (case,) = cases(served)
    assert served.street.case(case).photos == ()
