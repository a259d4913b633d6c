"""B: what a citizen can do with the link of an own report, and what others see."""

import msgspec
import pytest

from cityloop.city.catalogue import RequestKind
from cityloop.city.facts.bonds import Publication
from cityloop.city.principal import Claim, Duty, Kind, Principal, citizen
from cityloop.command import orders
from cityloop.command.case import NoSuchCase
from cityloop.command.deeds.binding import OtherLife
from cityloop.command.permission import Forbidden
from cityloop.command.scene import BadOrder
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
    assert set(row.__struct_fields__) == {"title", "street", "stage", "stage_name", "day", "id", "answer"}
    assert (row.id, row.answer) == (None, None)


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


def test_b11_a_merged_report_is_followed_to_the_end_of_the_case_that_it_went_into(street: Street) -> None:
    mine, second, last = street.report(), street.report(words="别人的话").case, street.dispatched()
    assert mine.secret is not None
    street.do("jin", orders.Merge, mine.case, into=second)
    street.do("jin", orders.Merge, second, into=last)
    seen = street.node.views.followed(mine.secret)
    assert (seen.stage, seen.is_open, seen.end, seen.words) == (Stage.HANDLE, True, last, "路灯不亮")
    assert "别人的话" not in str(seen)
    assert seen.unit is not None
    street.do("pan", orders.Handle, last)
    street.do("pan", orders.ReportBack, last)
    street.do("mei", orders.Check, last, passed=True)
    street.do("mei", orders.Close, last)
    seen = street.node.views.followed(mine.secret)
    assert (seen.stage, seen.closed) == (Stage.CLOSED, street.now)
    assert "close" in {step.verb for step in seen.timeline}


def test_b12_who_reported_what_was_merged_may_reopen_and_urge_but_add_no_words_there(street: Street) -> None:
    mine, last = street.report(), street.dispatched()
    street.do("jin", orders.Merge, mine.case, into=last)
    assert mine.secret is not None
    assert "urge" in {step.verb for step in street.node.views.followed(mine.secret).steps}
    street.do(citizen(mine.case), orders.Urge, last)
    with pytest.raises(Forbidden):
        street.do(citizen(mine.case), orders.Tell, last, note="补充")
    with pytest.raises(Forbidden):
        street.do(citizen(street.report().case), orders.Urge, last)


def test_b13_merges_in_a_row_are_taken_back_one_by_one(street: Street) -> None:
    first, second, last = (street.report().case for _ in range(3))
    street.do("jin", orders.Merge, first, into=second)
    street.do("jin", orders.Merge, second, into=last)
    assert street.case(last).absorbed == (second, first)
    with pytest.raises(BadOrder, match="gone on in another"):
        street.do("jin", orders.Undo, first)
    street.do("jin", orders.Undo, second)
    assert street.case(last).absorbed == ()
    assert street.case(second).absorbed == (first,)


def test_b14_a_matter_on_the_street_and_a_request_are_not_merged(street: Street) -> None:
    grid, request = street.report().case, street.request().case
    with pytest.raises(OtherLife):
        street.do("jin", orders.Merge, grid, into=request)


def test_b15_a_call_taker_may_report_what_anybody_may(street: Street) -> None:
    receipt = street.report(by=street.person("jin"), place=None)
    assert receipt.entries[0].author == "person:jin"


def test_b16_an_answer_is_public_once_it_was_let_out_and_published(street: Street) -> None:
    case = street.answered(note="已要求停工，联系王女士 13812345678")
    with pytest.raises(BadOrder, match="let out"):
        street.do("mei", orders.Publish, case, what=Publication.ANSWER)
    street.do("mei", orders.Review, case, passed=True)
    assert street.node.views.public_list()[0].answer is None
    with pytest.raises(NoSuchCase):
        street.node.views.public_case(case)
    street.do("mei", orders.Publish, case, what=Publication.ANSWER)
    (row,) = street.node.views.public_list()
    assert row == street.node.views.public_case(case)
    assert row.answer is not None
    assert "已要求停工" in row.answer
    assert "13812345678" not in row.answer


def test_b17_what_is_answered_later_is_not_public_by_itself(street: Street) -> None:
    case = street.concluded()
    street.do("mei", orders.Publish, case, what=Publication.ANSWER)
    street.by_link(orders.Reopen, case)
    for order in (orders.Sign, orders.Contact, orders.Handle):
        street.do("ning", order, case)
    street.do("ning", orders.Answer, case, note="第二次答复")
    street.do("mei", orders.Review, case, passed=True)
    assert street.node.views.public_case(case).answer == "已要求停工"


def test_b18_nothing_of_a_tip_off_is_published(street: Street) -> None:
    case = street.answered(kind=RequestKind.DENOUNCE)
    street.do("mei", orders.Review, case, passed=True)
    with pytest.raises(BadOrder, match="no public list"):
        street.do("mei", orders.Publish, case, what=Publication.ANSWER)


def test_b19_a_published_answer_is_forgotten_with_its_person(street: Street) -> None:
    case = street.concluded()
    street.do("mei", orders.Publish, case, what=Publication.ANSWER)
    street.node.journal.keys.erase(street.case(case).subject)
    assert street.node.views.public_list()[0].answer is None
