"""G: who telephones: known again, told a number, handed over in an emergency, and forgotten on request."""

import msgspec
import pytest
from sqlalchemy import select

from cityloop.city.catalogue import RequestKind, Service
from cityloop.city.facts.intake import AnsweredDirectly, Channel
from cityloop.city.facts.judging import Word
from cityloop.city.number import is_misread
from cityloop.command import orders
from cityloop.command.forgetting import Erasing, forget
from cityloop.command.lifecycle import IllegalStep
from cityloop.command.permission import Forbidden
from cityloop.command.public_table import STEPS
from cityloop.command.scene import BadOrder
from cityloop.command.stages import Stage
from cityloop.views.intake import Told
from tests.street import LAMP, NOISE, Street

CALLER = "13812345678"
HERE = "qingxi/qx-east/qx-willow/"


def call(street: Street, **said: object) -> str:
    """Somebody telephones, and the street's duty officer takes it down."""
    told = {"caller": CALLER, "channel": Channel.PHONE, "place": "road-liuan", "anonymous": True} | said
    return street.request(by=street.person("jin"), **told).case


def seen(street: Street, case: str) -> list[str]:
    """What of a case is shown to the call-taker whom the same number calls again."""
    beside = street.node.views.beside(street.person("jin"), Told(caller=CALLER))
    return [row.id for row in beside.earlier if row.id == case]


def test_g01_a_call_is_taken_down_sent_on_answered_and_asked_after(street: Street) -> None:
    case = call(street)
    assert not is_misread(case)
    street.do("jin", orders.Accept, case)
    for order in (orders.Sign, orders.Contact, orders.Handle):
        street.do("ning", order, case)
    street.do("ning", orders.Answer, case, note="已要求停工")
    street.do("mei", orders.Review, case, passed=True)
    asked = street.node.views.asked_after(street.person("jin"), case)
    assert (asked.lasts, asked.answer, asked.row.stage) == (("5678",), "已要求停工", Stage.REVISIT)
    street.do("jin", orders.Revisit, case, word=Word.SATISFIED)
    street.do("mei", orders.Close, case)
    assert street.case(case).stage is Stage.CLOSED


def test_g02_who_calls_again_is_known(street: Street) -> None:
    case = call(street)
    assert seen(street, case) == [case]
    assert call(street) != case


def test_g03_a_denunciation_is_known_by_no_number(street: Street) -> None:
    case = call(street, kind=RequestKind.DENOUNCE)
    assert seen(street, case) == []
    assert street.node.desk.find_numbered(case, "5678") is None


def test_g04_what_turns_out_to_be_a_denunciation_is_hidden_too(street: Street) -> None:
    case = call(street)
    street.do("jin", orders.Accept, case, kind=RequestKind.DENOUNCE)
    assert seen(street, case) == []
    assert street.node.desk.find_numbered(case, "5678") is None


def test_g05_the_number_and_the_last_four_digits_open_it(street: Street) -> None:
    case = call(street)
    assert street.node.desk.find_numbered(case.replace("-", ""), "5678") == case
    assert street.node.desk.find_numbered(case, "5679") is None
    assert street.node.views.followed_case(case).words == "半夜施工"


def test_g06_a_forgotten_caller_is_a_stranger_and_the_number_opens_nothing(street: Street) -> None:
    case = call(street)
    node, erasing = street.node, Erasing(street.case(case).subject, "本人要求")
    forget(node.journal, node.accesses, node.in_force(), street.person("gao"), erasing, street.now)
    assert seen(street, case) == []
    assert street.node.desk.find_numbered(case, "5678") is None
    assert street.node.views.asked_after(street.person("jin"), case).lasts == ()


def test_g07_an_approved_answer_ends_it_and_is_named_on_the_record(street: Street) -> None:
    case = call(street)
    street.do("jin", orders.AnswerDirectly, case, approved="legal-advice", note="另请保留录音。")
    fact = street.node.journal.about(case)[-1].fact
    assert isinstance(fact, AnsweredDirectly)
    assert fact.approved == "legal-advice"
    answer = street.node.views.followed_case(case).answer or ""
    assert "12348" in answer
    assert answer.endswith("另请保留录音。")


def test_g08_no_answer_is_given_that_was_not_approved(street: Street) -> None:
    case = call(street)
    with pytest.raises(BadOrder, match="no approved answer"):
        street.do("jin", orders.AnswerDirectly, case, approved="invented")
    assert street.facts(case) == ["Reported"]


@pytest.mark.parametrize("made", ["request", "report"])
def test_g09_an_emergency_is_handed_over_and_ends(street: Street, made: str) -> None:
    case = getattr(street, made)().case
    street.do("jin", orders.HandOver, case, to=Service.FIRE, note="二楼有烟")
    found = street.case(case)
    assert (found.stage, found.handed_to, found.closings, found.due) == (Stage.CLOSED, Service.FIRE, 1, None)
    with pytest.raises(IllegalStep):
        street.do("jin", orders.HandOver, case, to=Service.POLICE)


@pytest.mark.parametrize("made", ["request", "report"])
def test_g10_or_it_stays_open_with_its_clock(street: Street, made: str) -> None:
    case = getattr(street, made)().case
    before = street.case(case)
    street.do("jin", orders.HandOver, case, to=Service.AMBULANCE, stays=True)
    found = street.case(case)
    assert (found.stage, found.due, found.handed_to) == (before.stage, before.due, Service.AMBULANCE)
    assert found.closed is None


def test_g11_a_citizen_hands_nothing_over(street: Street) -> None:
    case = street.report().case
    with pytest.raises(Forbidden):
        street.by_link(orders.HandOver, case, to=Service.FIRE)


def test_g12_what_is_not_for_the_line_says_where_to_go(street: Street) -> None:
    case = call(street)
    street.do("jin", orders.Refuse, case, ground="refuse.discipline")
    ground = street.node.views.followed_case(case).ground
    assert ground is not None
    assert ground.instead is not None
    assert "12388" in ground.instead.zh
    street.do("jin", orders.Undo, case)
    assert street.node.views.followed_case(case).ground is None


def test_g13_the_same_call_twice_is_seen_and_another_sort_is_not(street: Street) -> None:
    case = call(street)
    jin = street.person("jin")
    path = street.case(case).where
    told = Told(caller=CALLER, category=NOISE, where=path)
    twice = street.node.views.beside(jin, told).twice
    assert twice is not None
    assert twice.id == case
    assert street.node.views.beside(jin, Told(caller=CALLER, category=LAMP, where=path)).twice is None
    street.later(minutes=31)
    assert street.node.views.beside(jin, told).twice is None


def test_g14_similar_cases_are_open_near_and_lately(street: Street) -> None:
    near = street.report().case
    sewage = street.report(category="grid.component.utility.sewage-cover").case
    other, closed = street.request().case, street.closed()
    told = Told(category=LAMP, where=street.case(near).where)
    found = [row.id for row in street.node.views.beside(street.person("jin"), told).similar]
    assert found == [near, sewage]
    assert not {other, closed} & set(found)


def test_g15_a_call_taker_sees_no_further_than_the_post(street: Street) -> None:
    elsewhere = street.request(by=street.person("an"), caller=CALLER, place=None, node="qingxi").case
    assert seen(street, elsewhere) == []
    for who in ("pan", "qin", "dai"):
        with pytest.raises(Forbidden):
            street.node.views.beside(street.person(who), Told(caller=CALLER))


def test_g16_others_hear_that_an_emergency_is_over_or_is_not(street: Street) -> None:
    ended, left = call(street), call(street)
    street.do("jin", orders.HandOver, ended, to=Service.FIRE)
    street.do("jin", orders.HandOver, left, to=Service.FIRE, stays=True)
    with street.node.journal.store.read() as transaction:
        rows = {row.case: (row.step, row.open) for row in transaction.execute(select(STEPS))}
    assert rows[ended] == ("handed-over", False)
    assert rows[left] == ("handed-over", True)


def test_g13_of_the_case_that_another_went_into_no_more_is_told_than_its_reporter_may_know(street: Street) -> None:
    case, end = call(street), street.request().case
    street.do("jin", orders.Merge, case, into=end)
    street.do("jin", orders.Classify, end, category="request.discipline")
    with pytest.raises(Forbidden):
        street.node.views.case(street.person("jin"), end)
    found = street.node.views.asked_after(street.person("jin"), case)
    assert "discipline" not in msgspec.json.encode(found).decode()
    assert (found.stage, found.due) == (street.case(end).stage, street.case(end).due)
