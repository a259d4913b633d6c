"""B: what a citizen can do with the link of an own report, and what others see."""

import msgspec
import pytest

from cityloop.city.catalogue import RequestKind
from cityloop.city.principal import Claim, Duty, Kind, Principal, citizen
from cityloop.command import orders
from cityloop.command.desk import NoSuchCase
from cityloop.command.permission import Forbidden
from cityloop.command.stages import Stage
from cityloop.views.queue import Wanted
from tests.street import Street

PHONE = "王小明 13812341234"
HERE = (119.4043, 30.2036)
"""A point of the street at which no place of the gazetteer lies."""
TAKEN = "2026-07-08T14:31:05"
PHOTO = {
    "view": "near", "image": b"jpeg", "width": 8, "height": 8,
    "claimed_time": TAKEN, "claimed_place": "30.20312, 119.40411", "claimed_device": "Maker Phone X",
}  # fmt: skip


def test_b01_a_report_is_followed_by_its_link(street: Street) -> None:
    receipt = street.report(contact="13800138000")
    assert receipt.secret is not None
    followed = street.node.views.followed(receipt.secret)
    assert followed.words == "路灯不亮"
    assert [step.verb for step in followed.steps] == ["add-photo", "tell"]


def test_b02_a_guessed_link_leads_nowhere(street: Street) -> None:
    street.report()
    with pytest.raises(NoSuchCase):
        street.node.views.followed("A" * 26)


def test_b03_a_citizen_reopens_what_is_not_solved(street: Street) -> None:
    case = street.closed()
    street.by_link(orders.Reopen, case)
    found = street.case(case)
    assert (found.stage, found.rounds, found.lead) == (Stage.HANDLE, 2, "qx-light")


def test_b04_a_link_opens_its_own_case_alone(street: Street) -> None:
    mine, other = street.report().case, street.report().case
    with pytest.raises(Forbidden):
        street.do(citizen(mine), orders.Tell, other, note="别人的")


def test_b05_a_citizen_takes_no_officers_step(street: Street) -> None:
    case = street.handled()
    with pytest.raises(Forbidden):
        street.by_link(orders.Check, case, passed=True)


def test_b06_the_reporter_of_a_tip_off_is_withheld_from_the_unit(street: Street) -> None:
    case = street.request(kind=RequestKind.DENOUNCE, contact="13800138000").case
    street.do("jin", orders.Accept, case)
    views = street.node.views
    assert views.case(street.person("ning"), case).contact is None
    assert views.case(street.person("an"), case).contact is not None


def test_b06a_a_complaint_taken_in_as_a_tip_off_withholds_its_reporter(street: Street) -> None:
    case = street.request(contact=PHONE).case
    street.do("jin", orders.Accept, case, kind=RequestKind.DENOUNCE)
    assert street.node.views.case(street.person("ning"), case).contact is None
    assert street.node.views.public_list() == ()


def test_b06b_what_a_tip_off_was_merged_into_withholds_its_reporter_too(street: Street) -> None:
    plain, tip_off = street.request(contact=PHONE).case, street.request(kind=RequestKind.DENOUNCE).case
    street.do("jin", orders.Merge, tip_off, into=plain)
    street.do("jin", orders.Undo, tip_off)
    street.do("jin", orders.Accept, plain)
    assert street.node.views.case(street.person("ning"), plain).contact is None
    assert street.node.views.public_list() == ()


def test_b06c_a_tip_off_tells_the_unit_neither_the_exact_place_nor_the_device(street: Street) -> None:
    case = street.request(kind=RequestKind.DENOUNCE, spot="3栋201室门口", point=HERE, place=None).case
    street.by_link(orders.AddPhoto, case, **PHOTO)
    street.do("jin", orders.Accept, case)
    page = street.node.views.case(street.person("ning"), case)
    (photo,) = page.photos
    assert (page.spot, page.figures, page.point) == ("*栋***室门口", "119.40 30.20", None)
    assert (photo.claimed_time, photo.claimed_place, photo.claimed_device) == (TAKEN, "30.20, 119.40", None)
    taker = street.node.views.case(street.person("an"), case)
    assert (taker.figures, taker.photos[0].claimed_place) == ("119.404300 30.203600", PHOTO["claimed_place"])
    assert taker.photos[0].claimed_device == PHOTO["claimed_device"]


def test_b06d_who_closes_by_the_file_reads_no_place_in_a_photo(street: Street) -> None:
    case = street.report().case
    street.by_link(orders.AddPhoto, case, **PHOTO)
    closer = Principal(
        id="person:closer", kind=Kind.PERSON,
        claims=(Claim(post="p", duties=frozenset({Duty.CLOSE}), jurisdiction="qingxi", unit=None, path="qingxi/"),),
    )  # fmt: skip
    (photo,) = street.node.views.case(closer, case).photos
    assert (photo.claimed_time, photo.claimed_place, photo.claimed_device) == (TAKEN, None, None)


def test_b06e_where_a_phone_was_is_kept_and_drawn(street: Street) -> None:
    receipt = street.report(spot="我上报时所在的位置", point=HERE, place=None)
    page = street.node.views.case(street.person("jin"), receipt.case)
    assert (page.spot, page.figures, page.point) == ("我上报时所在的位置", "119.404300 30.203600", HERE)
    assert b"119.404" not in msgspec.json.encode([entry.fact for entry in street.node.journal.about(receipt.case)])


def test_b07_others_see_category_coarse_place_and_status(street: Street) -> None:
    street.report()
    (row,) = street.node.views.public_list()
    assert row.street.zh == "柳岸街道"
    assert set(row.__struct_fields__) == {"title", "street", "stage", "stage_name", "day"}


def test_b08_no_tip_off_is_on_a_public_list(street: Street) -> None:
    street.request(kind=RequestKind.DENOUNCE)
    assert street.node.views.public_list() == ()


def test_b09_the_forgotten_are_forgotten(street: Street) -> None:
    receipt = street.report(contact="13800138000")
    street.node.journal.keys.erase(street.case(receipt.case).subject)
    page = street.node.views.case(street.person("jin"), receipt.case)
    assert (page.words, page.contact, page.forgotten) == (None, None, True)


def test_b10_every_look_at_words_stands_on_the_access_journal(street: Street) -> None:
    case = street.report(contact="13800138000").case
    street.node.views.case(street.person("jin"), case)
    street.node.views.queue(street.person("jin"), Wanted())
    street.node.accesses.settle()
    looks = [entry.fact for entry in street.node.access.read(0, 100)]
    assert {"case", "case.words", "case.contact"} <= {getattr(look, "dataset", "") for look in looks}


def test_b11_the_answer_reads_by_link_as_it_was_written_once_its_review_let_it_out(street: Street) -> None:
    answer = "拨打 0571-85021234 找王主任，地址 3栋201室"
    receipt = street.request(words="我叫王小明，电话 13812341234")
    case = receipt.case
    street.do("jin", orders.Accept, case)
    for order in (orders.Sign, orders.Contact, orders.Handle):
        street.do("ning", order, case)
    street.do("ning", orders.Answer, case, note=answer)
    assert receipt.secret is not None
    assert street.node.views.followed(receipt.secret).answer is None
    street.do("mei", orders.Review, case, passed=True)
    followed = street.node.views.followed(receipt.secret)
    assert (followed.answer, followed.words) == (answer, "我叫王**，电话 138****1234")


def test_b12_what_was_answered_at_once_reads_by_link_as_it_was_written(street: Street) -> None:
    receipt = street.request()
    street.do("jin", orders.AnswerDirectly, receipt.case, note="请拨打 0571-85021234")
    assert receipt.secret is not None
    assert street.node.views.followed(receipt.secret).answer == "请拨打 0571-85021234"
