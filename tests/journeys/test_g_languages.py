"""G: a case keeps the language of whoever reported; it is answered in it, or a translator has it next."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import load
from cityloop.city.catalogue import Life, Limit, RequestKind, TimeKind
from cityloop.city.city import City
from cityloop.city.facts.translating import TextKind
from cityloop.city.principal import NOBODY
from cityloop.command import orders
from cityloop.command.case import NoSuchCase
from cityloop.command.forgetting import Erasing, forget
from cityloop.command.permission import Forbidden
from cityloop.command.scene import BadOrder
from cityloop.command.translating import UnknownLanguage
from cityloop.journal.audit import audit
from cityloop.views.translations import Awaited
from tests.street import STREET, Street

SALAM = "السلام عليكم، المصباح مكسور"
"""Somebody's words, from right to left."""
LIMIT = Limit(stage="translate", kind=TimeKind.WORKDAY, amount=2)


def in_three_languages() -> City:
    """The city of one street, where answers are given in Arabic too, within two workdays."""
    city = load(STREET, crs.find)
    roots = {"grid", "request"}
    categories = tuple(
        msgspec.structs.replace(each, limits=(*each.limits, LIMIT)) if each.id in roots else each
        for each in city.categories
    )
    return msgspec.structs.replace(city, languages=("zh", "en", "ar"), categories=categories)


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """The city, closed afterwards."""
    made = Street(tmp_path, city=in_three_languages())
    yield made
    made.node.stop()


def awaiting(street: Street) -> tuple[Awaited, ...]:
    """What waits for the translator."""
    return street.node.views.awaiting(street.person("xie")).rows


def test_g01_the_language_stands_on_the_case_and_words_that_nobody_reads_go_to_a_translator(street: Street) -> None:
    case = street.request(language="ar", words=SALAM).case
    assert street.case(case).language == "ar"
    (row,) = awaiting(street)
    assert (row.case, row.what, row.written, row.read_in) == (case, TextKind.REPORT, "ar", "zh")


def test_g02_what_the_translator_wrote_stands_beside_the_words(street: Street) -> None:
    case = street.request(language="ar", words=SALAM).case
    (row,) = awaiting(street)
    street.do("xie", orders.Translate, case, text=row.text, read_in="zh", note="路灯坏了")
    page = street.node.views.case(street.person("jin"), case)
    assert (page.words, page.translated) == (SALAM, "路灯坏了")
    assert awaiting(street) == ()


def test_g03_an_answer_in_the_language_of_the_case_goes_out_as_it_is(street: Street) -> None:
    receipt = street.request(language="ar", words=SALAM)
    street.do("jin", orders.AnswerDirectly, receipt.case, note="شكرا", language="ar")
    followed = street.node.views.followed(receipt.secret or "")
    assert (followed.answer, followed.awaits_translation, followed.translated) == ("شكرا", False, None)


def test_g04_an_answer_in_another_language_is_read_at_once_and_its_translation_promised(street: Street) -> None:
    receipt = street.request(language="ar", words=SALAM)
    street.do("jin", orders.AnswerDirectly, receipt.case, note="已派人")
    followed = street.node.views.followed(receipt.secret or "")
    assert (followed.answer, followed.answer_in, followed.awaits_translation) == ("已派人", "zh", True)
    assert followed.translation_due == datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def test_g05_the_translated_answer_is_what_the_reporter_reads(street: Street) -> None:
    receipt = street.request(language="ar", words=SALAM)
    street.do("jin", orders.AnswerDirectly, receipt.case, note="请拨 0571-85021234")
    answers = [row for row in awaiting(street) if row.what is TextKind.ANSWER]
    found = street.node.views.to_translate(street.person("xie"), receipt.case, answers[0].text, "ar")
    assert found.words == "请拨 0571-85021234"
    street.do("xie", orders.Translate, receipt.case, text=answers[0].text, read_in="ar", note="اتصل 0571-85021234")
    followed = street.node.views.followed(receipt.secret or "")
    assert (followed.translated, followed.answer) == ("اتصل 0571-85021234", "请拨 0571-85021234")
    assert not followed.awaits_translation


def test_g06_whoever_reviews_an_answer_sees_both(street: Street) -> None:
    case = street.answered(language="ar", words=SALAM)
    (row,) = [row for row in awaiting(street) if row.what is TextKind.ANSWER]
    street.do("xie", orders.Translate, case, text=row.text, read_in="ar", note="توقف العمل")
    notes = {step.verb: step.note for step in street.node.views.case(street.person("mei"), case).timeline}
    assert (notes["answer"], notes["translate"]) == ("已要求停工", "توقف العمل")


def test_g07_what_was_sent_back_is_not_translated(street: Street) -> None:
    case = street.answered(language="ar", words=SALAM)
    street.do("mei", orders.Review, case, passed=False)
    assert [row.what for row in awaiting(street)] == [TextKind.REPORT]


def test_g08_a_unit_that_reads_the_language_has_nothing_translated(street: Street) -> None:
    units = tuple(
        msgspec.structs.replace(unit, languages=("zh", "ar")) if unit.id == "qx-light" else unit
        for unit in street.city.units
    )
    street.apply(msgspec.structs.replace(street.city, units=units, languages=("ar", "zh", "en")))
    case = street.established(language="ar", words=SALAM)
    assert street.case(case).lead == "qx-light"
    assert awaiting(street) == ()


def test_g09_a_lead_that_does_not_read_what_the_intake_reads_gets_it_translated(street: Street) -> None:
    street.apply(msgspec.structs.replace(street.city, languages=("en", "zh", "ar")))
    case = street.report(language="en", words="A lamp is out").case
    assert awaiting(street) == ()
    units = tuple(msgspec.structs.replace(unit, languages=("zh",)) for unit in street.city.units)
    street.apply(msgspec.structs.replace(street.city, languages=("en", "zh", "ar"), units=units))
    street.do("jin", orders.Verify, case, finding="exists")
    street.do("jin", orders.Establish, case)
    (row,) = awaiting(street)
    assert (row.written, row.read_in) == ("en", "zh")


def test_g10_what_is_added_later_is_translated_too(street: Street) -> None:
    case = street.request(language="ar", words=SALAM).case
    street.by_link(orders.Tell, case, note="من فضلك")
    assert len(awaiting(street)) == 2


def test_g11_what_an_officer_writes_down_is_in_the_language_of_the_city(street: Street) -> None:
    street.request(by=street.person("jin"), language="ar", words="来电人说路灯坏了")
    assert awaiting(street) == ()


def test_g12_a_language_that_the_city_does_not_name_is_refused_before_the_record(street: Street) -> None:
    before = street.node.journal.size()
    with pytest.raises(UnknownLanguage):
        street.node.desk.report(
            NOBODY, orders.Report(life=Life.REQUEST, kind=RequestKind.HELP, words="x", language="fr")
        )
    assert street.node.journal.size() == before


def test_g13_nobody_translates_what_nobody_awaits_nor_without_the_duty(street: Street) -> None:
    case = street.request(language="ar", words=SALAM).case
    (row,) = awaiting(street)
    with pytest.raises(Forbidden):
        street.do("jin", orders.Translate, case, text=row.text, read_in="zh", note="译文")
    for text, read_in in (("no-such-text", "zh"), (row.text, "en")):
        with pytest.raises(BadOrder):
            street.do("xie", orders.Translate, case, text=text, read_in=read_in, note="译文")
    with pytest.raises(NoSuchCase):
        street.node.views.to_translate(street.person("xie"), case, row.text, "en")
    with pytest.raises(Forbidden):
        street.node.views.awaiting(street.person("jin"))


def test_g14_the_numbers_of_a_reporter_are_masked_for_the_translator(street: Street) -> None:
    case = street.request(language="ar", words=f"{SALAM} 13812345678").case
    (row,) = awaiting(street)
    found = street.node.views.to_translate(street.person("xie"), case, row.text, "zh")
    assert "138****5678" in (found.words or "")


def test_g15_what_was_forgotten_awaits_nobody_and_can_be_read_by_nobody(street: Street) -> None:
    case = street.request(language="ar", words=SALAM).case
    (row,) = awaiting(street)
    street.node.journal.keys.erase(street.case(case).subject)
    assert street.node.views.to_translate(street.person("xie"), case, row.text, "zh").words is None
    node, erasing = street.node, Erasing(street.case(case).subject, "request")
    forget(node.journal, node.accesses, node.in_force(), street.person("gao"), erasing, street.now)
    assert awaiting(street) == ()


def test_g16_a_report_that_has_ended_is_not_translated_any_more(street: Street) -> None:
    case = street.request(language="ar", words=SALAM).case
    street.do("jin", orders.Refuse, case, ground="refuse.unclear")
    assert awaiting(street) == ()


def test_g17_a_report_whose_refusal_is_taken_back_awaits_its_translation_again(street: Street) -> None:
    case = street.request(language="ar", words=SALAM).case
    street.do("jin", orders.Refuse, case, ground="refuse.unclear")
    street.later(minutes=3)
    street.do("jin", orders.Undo, case)
    (row,) = awaiting(street)
    assert (row.case, row.what, row.asked) == (case, TextKind.REPORT, street.now)
    street.do("xie", orders.Translate, case, text=row.text, read_in="zh", note="路灯坏了")
    assert street.node.views.case(street.person("jin"), case).translated == "路灯坏了"


def test_g18_a_report_that_was_never_translated_awaits_it_again_when_its_case_is_reopened(street: Street) -> None:
    receipt = street.request(language="ar", words=SALAM)
    street.do("jin", orders.AnswerDirectly, receipt.case, note="شكرا", language="ar")
    assert awaiting(street) == ()
    street.by_link(orders.Reopen, receipt.case)
    assert [row.what for row in awaiting(street)] == [TextKind.REPORT]
    with street.node.journal.store.read() as reader:
        assert audit(reader, street.node.journal.tables, keys=street.node.journal.keys).faults == ()
