"""The outbox: at least once, in order for each lane, paused while a channel is down, given up where it is seen."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import current_thread

import msgspec
import pytest
from msgspec.structs import replace

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import load
from cityloop.adapters.channels.missing import Missing
from cityloop.app.carrier import Patience, Way
from cityloop.app.outbox import Outbox
from cityloop.city.channel import Audience, Channel
from cityloop.city.facts.notices import NoticeDelivered, NoticeDue, NoticeGivenUp
from cityloop.city.ways import File, Http
from cityloop.city.words import Name
from cityloop.command import configuration
from cityloop.command.configuration import machine
from cityloop.command.notice_table import State, list_of
from cityloop.command.notices import Delivered, Failed, Letter, Outcome, Refused
from cityloop.journal.errors import StoreFull
from tests.gateways import Port
from tests.street import STREET, Street
from tests.unit.app.test_node import Place, until

NAME = Name(zh="渠道", en="Channel")
SMS = Channel(id="sms", name=NAME, way=Http(url="https://x.example"), audience=frozenset({Audience.REPORTER}))
LOG = Channel(id="log", name=NAME, way=File(path="x.jsonl"), audience=frozenset(Audience))
PHONE = "13800001234"


class Post:
    """The street with an outbox whose channels and ticks are in the test's hand."""

    def __init__(self, street: Street, *channels: Channel) -> None:
        self.street = street
        self.ports = {channel.id: Port() for channel in channels}
        self.ticks_s = 0.0
        street.apply(msgspec.structs.replace(street.city, channels=channels))
        self.outbox = self.open()

    def open(self) -> Outbox:
        """An outbox that knows nothing but the record, as after a crash."""
        node = self.street.node
        ways = {id: Way(port) for id, port in self.ports.items()}
        self.outbox = Outbox(
            node.journal, node.in_force, node.clock, lambda _: ways, Patience(1.0, 64.0), lambda: self.ticks_s
        )
        return self.outbox

    def later(self, seconds: float) -> None:
        """Let time pass, on the clock and on the ticks, and deliver."""
        self.ticks_s += seconds
        self.street.later(seconds=seconds)
        self.outbox.settle()

    def states(self, case: str) -> list[tuple[str, str, State, str | None]]:
        """What became of the notices of a case, oldest first."""
        with self.street.node.journal.store.read() as transaction:
            rows = list_of(transaction, case)
        return [(row.to, row.event, State(row.state), row.why) for row in reversed(rows)]

    def confirmed(self, case: str) -> bool | None:
        """Whether the letter of a case arrived."""
        with self.street.node.journal.store.read() as transaction:
            (row,) = list_of(transaction, case)
        found: bool | None = row.confirmed
        return found

    def ends(self, case: str) -> list[type]:
        """The facts about the notices of a case."""
        return [type(entry.fact) for entry in self.street.node.journal.about(f"notice:{case}")]


@pytest.fixture
def post(street: Street) -> Iterator[Post]:
    made = Post(street, SMS)
    yield made
    made.outbox.stop()


@pytest.fixture
def both(street: Street) -> Iterator[Post]:
    made = Post(street, SMS, LOG)
    yield made
    made.outbox.stop()


def failing(times: int, outcome: Outcome) -> Callable[[Letter], Outcome]:
    """An answer so many times, then a receipt."""
    left = [times]

    def say(_: Letter) -> Outcome:
        left[0] -= 1
        return outcome if left[0] >= 0 else Delivered(receipt="r-1")

    return say


def test_a_letter_is_delivered_once_and_that_stands_on_the_record(post: Post) -> None:
    case = post.street.report(contact=PHONE).case
    post.outbox.settle()
    post.outbox.settle()
    (letter,) = post.ports["sms"].letters
    assert (letter.address, letter.to, letter.case) == (PHONE, "reporter", case)
    assert case in letter.text
    assert post.states(case) == [("reporter", "reported", State.DELIVERED, None)]
    assert post.ends(case) == [NoticeDue, NoticeDelivered]


def test_no_address_and_no_word_stands_on_the_record(post: Post) -> None:
    case = post.street.report(contact=f"王女士 {PHONE}").case
    post.ports["sms"].say = lambda _: Delivered(receipt=f"to {PHONE}")
    post.outbox.settle()
    written = b"".join(msgspec.json.encode(entry) for entry in post.street.node.journal.about(f"notice:{case}"))
    assert PHONE.encode() not in written
    assert "王".encode() not in written


def test_the_case_itself_is_not_touched(post: Post) -> None:
    receipt = post.street.report(contact=PHONE)
    version = post.street.node.journal.version(receipt.case)
    post.outbox.settle()
    assert post.street.node.journal.version(receipt.case) == version == receipt.version


def test_what_failed_is_tried_again_with_the_same_key(post: Post) -> None:
    post.ports["sms"].say = failing(3, Failed(why="busy"))
    case = post.street.report(contact=PHONE).case
    for _ in range(6):
        post.later(16)
    assert list(post.ports["sms"].tries.values()) == [4]
    assert post.states(case) == [("reporter", "reported", State.DELIVERED, None)]


def test_the_next_letter_of_a_lane_waits_for_the_one_before(post: Post) -> None:
    post.ports["sms"].say = failing(3, Failed(why="busy"))
    case = post.street.established(contact=PHONE)
    post.outbox.settle()
    assert post.ports["sms"].told == [("reporter", "reported")]
    for _ in range(8):
        post.later(16)
    assert post.ports["sms"].told == [("reporter", "reported")] * 4 + [("reporter", "accepted")]
    assert [state for *_, state, _ in post.states(case)] == [State.DELIVERED] * 2


def test_another_case_does_not_wait(post: Post) -> None:
    first = post.street.report(contact=PHONE).case
    post.ports["sms"].say = lambda letter: Failed(why="busy") if letter.case == first else Delivered()
    second = post.street.report(contact=PHONE).case
    post.outbox.settle()
    assert post.states(first)[0][2] is State.OPEN
    assert post.states(second)[0][2] is State.DELIVERED


def test_a_channel_that_is_down_holds_back_no_other(both: Post) -> None:
    both.ports["sms"].say = lambda _: Failed(why="no-line", down=True)
    case = both.street.established()
    both.street.report(contact=PHONE)
    both.outbox.settle()
    assert ("unit:qx-light", "dispatched", State.DELIVERED, None) in both.states(case)
    assert {id: why for id, (why, _) in both.outbox.channels().items()} == {"sms": "no-line", "log": None}


def test_a_channel_that_is_down_is_tried_with_one_letter_and_then_rests(post: Post) -> None:
    post.ports["sms"].say = lambda _: Failed(why="no-line", down=True)
    for _ in range(10):
        post.street.report(contact=PHONE)
    post.outbox.settle()
    tried = len(post.ports["sms"].letters)
    assert tried <= 4
    post.later(1)
    assert len(post.ports["sms"].letters) == tried + 1
    post.ports["sms"].say = lambda _: Delivered()
    post.later(60)
    assert post.outbox.channels() == {"sms": (None, 0.0)}
    assert len(post.ports["sms"].tries) == 10


def test_one_letter_that_breaks_the_far_side_holds_back_no_other(post: Post) -> None:
    bad = post.street.report(contact=PHONE).case
    post.ports["sms"].say = lambda letter: Failed(why="http-500", down=True) if letter.case == bad else Delivered()
    good = [post.street.report(contact=PHONE).case for _ in range(5)]
    for _ in range(12):
        post.later(3)
    assert [post.states(case)[0][2] for case in good] == [State.DELIVERED] * 5
    assert post.states(bad)[0][2] is State.OPEN


def test_refused_is_given_up_at_once_and_the_next_goes_on(post: Post) -> None:
    post.ports["sms"].say = lambda letter: Refused(why="no-number") if letter.event == "reported" else Delivered()
    case = post.street.established(contact=PHONE)
    post.outbox.settle()
    assert post.states(case) == [
        ("reporter", "reported", State.GIVEN_UP, "no-number"),
        ("reporter", "accepted", State.DELIVERED, None),
    ]
    assert post.ends(case).count(NoticeGivenUp) == 1


def test_given_up_when_its_time_is_over_and_not_before(post: Post) -> None:
    post.ports["sms"].say = lambda _: Failed(why="no-line", down=True)
    case = post.street.report(contact=PHONE).case
    post.outbox.settle()
    for _ in range(23):
        post.later(3600)
    assert post.states(case)[0][2] is State.OPEN
    post.later(3700)
    assert post.states(case) == [("reporter", "reported", State.GIVEN_UP, "no-line")]


def test_nothing_is_given_up_untried_when_the_clock_leaps(post: Post) -> None:
    case = post.street.report(contact=PHONE).case
    post.street.now += timedelta(days=9)
    post.outbox.settle()
    assert post.states(case)[0][2] is State.DELIVERED


def test_nothing_is_given_up_where_nobody_could_try(post: Post) -> None:
    cases = [post.street.report(contact=PHONE).case for _ in range(30)]
    post.street.now += timedelta(hours=25)
    post.ports["sms"].say = failing(8, Failed(why="no-line", down=True))
    for _ in range(12):
        post.later(60)
    assert [post.states(case)[0][2] for case in cases] == [State.DELIVERED] * 30


def test_what_waits_for_a_dead_channel_is_given_up_in_time(post: Post) -> None:
    post.ports["sms"].say = lambda _: Failed(why="no-line", down=True)
    cases = [post.street.report(contact=PHONE).case for _ in range(30)]
    post.outbox.settle()
    for _ in range(25):
        post.later(3600)
    assert [post.states(case)[0][2] for case in cases] == [State.GIVEN_UP] * 30


def test_a_clock_that_goes_back_gives_nothing_up(post: Post) -> None:
    post.ports["sms"].say = failing(2, Failed(why="busy"))
    case = post.street.report(contact=PHONE).case
    post.outbox.settle()
    post.street.now -= timedelta(days=9)
    for _ in range(3):
        post.later(30)
    assert post.states(case)[0][2] is State.DELIVERED


def test_what_is_no_code_never_stands_on_the_record(post: Post) -> None:
    post.ports["sms"].say = lambda letter: Refused(why=f"cannot reach {letter.address}")
    case = post.street.report(contact=PHONE).case
    post.outbox.settle()
    assert post.states(case)[0][3] == "unclear"


@pytest.mark.parametrize("contact", ["三楼李大爷", "wang@example.org", "12", "+" * 40])
def test_who_cannot_be_reached_is_given_up_visibly(post: Post, contact: str) -> None:
    case = post.street.report(contact=contact).case
    post.outbox.settle()
    assert post.states(case) == [("reporter", "reported", State.GIVEN_UP, "no-address")]
    assert post.ports["sms"].letters == []


def test_who_was_forgotten_is_not_told(post: Post) -> None:
    case = post.street.report(contact=PHONE).case
    post.street.node.journal.keys.erase(post.street.case(case).subject)
    post.outbox.settle()
    assert post.states(case)[0][2:] == (State.GIVEN_UP, "no-address")


def test_after_a_crash_what_is_open_is_found_again(post: Post) -> None:
    post.ports["sms"].say = lambda _: Failed(why="busy")
    case = post.street.established(contact=PHONE)
    post.outbox.settle()
    post.ports["sms"].say = lambda _: Delivered()
    post.open().settle()
    assert [each[2] for each in post.states(case)] == [State.DELIVERED] * 2
    assert len(post.ports["sms"].tries) == 2


def test_delivered_twice_by_two_processes_ends_once(post: Post) -> None:
    case = post.street.report(contact=PHONE).case
    other = post.outbox
    other.turn()
    post.open().settle()
    other.settle()
    assert post.states(case) == [("reporter", "reported", State.DELIVERED, None)]
    assert len(post.ports["sms"].tries) == 1


def test_a_channel_that_breaks_is_a_failure_like_another(post: Post) -> None:
    def say(letter: Letter) -> Outcome:
        raise KeyError(letter.address)

    post.ports["sms"].say = say
    case = post.street.report(contact=PHONE).case
    post.outbox.settle()
    assert post.states(case)[0][2] is State.OPEN
    post.ports["sms"].say = lambda _: Delivered()
    post.later(30)
    assert post.states(case)[0][2] is State.DELIVERED


def test_a_channel_that_the_city_no_longer_has_gives_up_visibly(post: Post) -> None:
    post.ports["sms"].say = lambda _: Failed(why="busy")
    case = post.street.report(contact=PHONE).case
    post.outbox.settle()
    post.ports.clear()
    post.street.apply(post.street.city)
    post.outbox.settle()
    assert post.states(case)[0][2:] == (State.GIVEN_UP, "no-channel")


def test_where_the_first_channel_reaches_nobody_the_next_does(street: Street, tmp_path: Path) -> None:
    mail = msgspec.structs.replace(LOG, id="mail")
    post = Post(street, SMS, mail)
    case = post.street.report(contact="wang@example.org").case
    post.outbox.settle()
    assert post.ports["sms"].letters == []
    assert post.ports["mail"].told == [("reporter", "reported")]
    assert post.states(case)[0][2] is State.DELIVERED


def test_a_channel_that_lacked_its_secret_is_opened_by_the_next_try(street: Street) -> None:
    post = Post(street, SMS)
    found: list[Way] = []
    closed = Way(Missing("no-secret"), lacks="no-secret", again=lambda: found[0] if found else closed)
    node = street.node
    outbox = post.outbox = Outbox(
        node.journal, node.in_force, node.clock, lambda _: {"sms": closed}, Patience(1.0, 64.0), lambda: post.ticks_s
    )
    outbox.turn()
    assert outbox.channels() == {"sms": ("no-secret", 0.0)}
    case = street.report(contact=PHONE).case
    outbox.settle()
    assert post.states(case)[0][2] is State.OPEN
    found.append(Way(post.ports["sms"]))
    post.later(64)
    assert post.states(case)[0][2] is State.DELIVERED
    assert outbox.channels() == {"sms": (None, 0.0)}
    outbox.stop()


class Answering(Port):
    """A channel that can be asked what arrived."""

    asks = True

    def __init__(self, say: Callable[[Letter], Outcome]) -> None:
        super().__init__(say)
        self.states: dict[str, bool] = {}

    def confirm(self, receipt: str, /) -> bool | None:
        return self.states.get(receipt)


def test_a_channel_that_can_be_asked_is_asked_what_arrived(post: Post) -> None:
    port = post.ports["sms"] = Answering(lambda letter: Delivered(receipt=f"m-{letter.notice}"))
    post.open()
    arrived, lost, unknown = (post.street.report(contact=PHONE).case for _ in range(3))
    post.outbox.settle()
    port.states = {f"m-{letter.notice}": letter.case == arrived for letter in port.letters if letter.case != unknown}
    post.later(61)
    until(lambda: [post.confirmed(case) for case in (arrived, lost, unknown)] == [True, False, None])


def test_a_full_disk_loses_no_word_of_what_was_delivered(tmp_path: Path) -> None:
    place = Place(tmp_path)
    port = Port()
    ways = {"sms": Way(port)}
    node = place.node
    configuration.apply(node.journal, replace(load(STREET, crs.find), channels=(SMS,)), b"", machine("qingxi"))
    outbox = node.outbox = Outbox(node.journal, node.in_force, node.clock, lambda _: ways)
    case = place.accepted(contact=PHONE)
    node.step()
    outbox.turn()
    until(lambda: len(port.letters) == 1)
    place.store.error, place.store.of = StoreFull("full"), current_thread().name
    outbox.wait(5)
    with pytest.raises(StoreFull):
        outbox.turn()
    assert not outbox.is_idle
    place.store.error = None
    outbox.settle()
    assert [letter.event for letter in port.letters] == ["reported", "accepted"]
    ends = [entry.fact for entry in node.journal.about(f"notice:{case}") if isinstance(entry.fact, NoticeDelivered)]
    assert len(ends) == 2
    node.stop()


def test_a_stop_writes_what_has_landed(post: Post) -> None:
    case = post.street.report(contact=PHONE).case
    post.outbox.turn()
    post.outbox.stop()
    assert post.states(case)[0][2] is State.DELIVERED
    assert post.ports["sms"].closed
