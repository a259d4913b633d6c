"""Who was told stands on the case; what was given up has a page; a gateway brings receipts, signed."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from cityloop.adapters.channels.http import HttpChannel
from cityloop.adapters.channels.signing import signed_headers
from cityloop.app.carrier import Way
from cityloop.app.opening import utc_now
from cityloop.app.outbox import Outbox
from cityloop.city.catalogue import RequestKind
from cityloop.city.channel import Audience, Channel
from cityloop.city.facts.notices import NoticeDue
from cityloop.city.ways import Http, Later
from cityloop.city.words import Name
from cityloop.command import orders
from cityloop.command.notice_table import list_of
from cityloop.command.notices import Delivered, Letter, Outcome, Refused
from cityloop.command.retrying import try_all_again
from tests.gateways import Port
from tests.web.browser import Served

PHONE, SECRET = "13800001234", "a long secret"
LATER = Later(receipt_path="id", state_path="state", arrived=("ok",), lost=("failed",))
SMS = Channel(
    id="sms",
    name=Name(zh="短信", en="Text message"),
    way=Http(url="https://sms.example", later=LATER),
    audience=frozenset({Audience.REPORTER}),
)


class Gateway(HttpChannel):
    """A gateway that answers as the test says, and hears back as the house does."""

    def __init__(self, say: Port) -> None:
        assert isinstance(SMS.way, Http)
        super().__init__(SMS.way, SECRET)
        self._say = say

    def deliver(self, letter: Letter, /) -> Outcome:
        return self._say.deliver(letter)


@pytest.fixture
def port() -> Port:
    return Port(lambda _: Delivered(receipt="m-1"))


@pytest.fixture
def told(served: Served, port: Port) -> Iterator[Served]:
    """The street with a gateway for text messages."""
    street = served.street
    street.apply(msgspec.structs.replace(street.city, channels=(SMS,)))
    node = street.node
    node.outbox = Outbox(node.journal, node.in_force, node.clock, lambda _: {"sms": Way(Gateway(port))})
    yield served
    node.outbox.stop()


def reported(served: Served, **said: str) -> str:
    """A case whose reporter was told, or was to be."""
    case = served.street.report(contact=PHONE, **said).case
    served.street.node.outbox.settle()
    return case


def confirmed(served: Served, case: str) -> list[bool | None]:
    with served.street.node.journal.store.read() as transaction:
        return [row.confirmed for row in list_of(transaction, case)]


def test_who_was_told_stands_on_the_case(told: Served) -> None:
    case = reported(told)
    page = told.browser("jin").get(f"/case/{case}").text
    assert "通知情况" in page
    assert "反映人" in page
    assert "已投递" in page


def test_who_may_not_know_the_reporter_is_not_shown_that_there_is_one_to_tell(told: Served) -> None:
    street = told.street
    case = street.request(contact=PHONE, kind=RequestKind.DENOUNCE).case
    street.node.outbox.settle()
    street.do("jin", orders.Accept, case)
    assert "反映人</b>" not in told.browser("ning").get(f"/case/{case}").text
    assert "反映人</b>" in told.browser("he").get(f"/case/{case}").text


def test_what_was_given_up_can_be_tried_again(told: Served, port: Port) -> None:
    port.say = lambda _: Refused(why="isv.LIMIT")
    case = reported(told)
    browser = told.browser("gao")
    page = browser.get("/notices").text
    assert case in page
    assert "isv.LIMIT" in page
    assert PHONE not in page
    port.say = lambda _: Delivered()
    notice = port.letters[0].notice
    answer = browser.post(f"/notices/{notice}")
    assert answer.status_code == 303
    assert "1 条通知正在重新发送" in browser.get(answer.headers["location"]).text
    told.street.node.outbox.settle()
    assert [letter.notice for letter in port.letters] == [notice, port.letters[1].notice]
    assert port.letters[1].key != port.letters[0].key
    assert case not in browser.get("/notices").text
    assert browser.post(f"/notices/{notice}").status_code == 409


def given_up(told: Served, port: Port, cases: int) -> list[str]:
    """So many cases whose reporters could not be told."""
    port.say = lambda _: Refused(why="isv.LIMIT")
    found = [reported(told) for _ in range(cases)]
    port.say = lambda _: Delivered()
    port.letters.clear()
    return found


def test_all_of_a_channel_is_tried_again_with_one_button(told: Served, port: Port) -> None:
    made = given_up(told, port, 3)
    browser = told.browser("gao")
    page = browser.get("/notices?channel=sms").text
    assert 'action="/notices/channel/sms"' in page
    assert 'data-key="r">短信：全部重新发送' in page
    before = told.street.node.journal.size()
    answer = browser.post("/notices/channel/sms")
    assert (answer.status_code, answer.headers["location"]) == (303, "/notices?channel=sms&tried=3")
    entries = told.street.node.journal.read(before, 10)
    assert [entry.fact.case for entry in entries if isinstance(entry.fact, NoticeDue)] == made
    told.street.node.outbox.settle()
    assert len({letter.key for letter in port.letters}) == 3
    after = browser.get("/notices?channel=sms&tried=3").text
    assert "3 条通知正在重新发送" in after
    assert all(case not in after for case in made)


def test_a_press_tries_so_many_and_the_next_one_the_rest(told: Served, port: Port) -> None:
    given_up(told, port, 3)
    node, gao = told.street.node, told.street.person("gao")
    assert [try_all_again(node.journal, node.accesses, gao, "sms", most=2) for _ in range(2)] == [2, 1]


def test_where_nothing_waits_for_a_second_try_nothing_is_said_on_the_record(told: Served, port: Port) -> None:
    given_up(told, port, 1)
    browser = told.browser("gao")
    browser.get("/notices")
    size = told.street.node.journal.size()
    assert browser.post("/notices/channel/none").status_code == 409
    assert told.street.node.journal.size() == size
    assert browser.post("/notices/channel/sms").status_code == 303
    assert browser.post("/notices/channel/sms").status_code == 409


def test_who_may_not_try_one_again_may_not_try_all(told: Served, port: Port) -> None:
    given_up(told, port, 1)
    browser = told.browser("pan")
    assert browser.post("/notices/channel/sms").status_code == 403
    assert told.browser("gao").get("/notices").text.count("isv.LIMIT") == 1


def test_all_means_what_lies_within_reach(told: Served, port: Port) -> None:
    given_up(told, port, 1)
    told.street.do("jin", orders.Classify, given_up(told, port, 1)[0], category="grid.event.emergency.gathering")
    given_up(told, port, 1)
    browser = told.browser("kong")
    browser.get("/notices")
    listed = browser.get("/notices?channel=sms").text.count("isv.LIMIT")
    assert browser.post("/notices/channel/sms").headers["location"].endswith(f"tried={listed}")


def test_only_who_supervises_or_keeps_the_program_sees_what_was_given_up(told: Served, port: Port) -> None:
    port.say = lambda _: Refused(why="isv.LIMIT")
    reported(told)
    assert told.browser("kong").get("/notices").status_code == 200
    assert told.browser("pan").get("/notices").status_code == 403
    assert told.browser("pan").post(f"/notices/{port.letters[0].notice}").status_code == 403


def test_a_page_in_english_has_words_too(told: Served, port: Port) -> None:
    port.say = lambda _: Refused(why="no-address")
    reported(told)
    page = told.browser("gao", **{"accept-language": "en"}).get("/notices").text
    assert "no address that this channel reaches" in page


# Receipts


def brought(served: Served, body: bytes, secret: str = SECRET, channel: str = "sms") -> int:
    """What the door answers to a receipt."""
    headers = signed_headers(secret, "g-1", int(utc_now().timestamp()), body)
    return served.browser(accept="application/json").send(
        "POST", f"/v1/receipts/{channel}", content=body, headers=headers
    ).status_code  # fmt: skip


def test_a_receipt_that_comes_later_stands_on_the_case(told: Served) -> None:
    case = reported(told)
    assert brought(told, b'{"id": "m-1", "state": "failed"}') == 200
    assert confirmed(told, case) == [False]
    assert "已接收，但未送达" in told.browser("jin").get(f"/case/{case}").text
    assert brought(told, b'{"id": "m-1", "state": "ok"}') == 200
    assert confirmed(told, case) == [True]


def test_a_receipt_that_comes_twice_or_late_changes_nothing(told: Served) -> None:
    case = reported(told)
    size = told.street.node.journal.size()
    states = [b'{"id": "m-1", "state": "ok"}'] * 3 + [b'{"id": "m-1", "state": "failed"}']
    assert [brought(told, each) for each in states] == [200] * 4
    assert confirmed(told, case) == [True]
    assert told.street.node.journal.size() == size + 1


def test_a_receipt_of_no_letter_is_told_so(told: Served) -> None:
    reported(told)
    assert brought(told, b'{"id": "m-77", "state": "ok"}') == 404


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[]", b"null", b'{"id": "m-1"}', b'{"state": "ok"}', b'{"id": "m-1", "state": "?"}']
)
def test_what_is_no_receipt_changes_nothing(told: Served, body: bytes) -> None:
    case = reported(told)
    assert brought(told, body) == 401
    assert confirmed(told, case) == [None]


def test_what_nobody_signed_changes_nothing(told: Served) -> None:
    case = reported(told)
    body = b'{"id": "m-1", "state": "ok"}'
    assert brought(told, body, secret="another") == 401
    assert brought(told, body, channel="none") == 401
    assert told.browser(accept="application/json").send("POST", "/v1/receipts/sms", content=body).status_code == 401
    assert confirmed(told, case) == [None]


def test_the_health_says_which_channels_work(told: Served, tmp_path: Path) -> None:
    reported(told)
    assert told.browser().get("/healthz").json()["channels"] == {"sms": "works"}
