"""Who calls: known again by the number, forgotten with it, and never linked with a denunciation."""

from pathlib import Path

import pytest

from cityloop.city.catalogue import RequestKind
from cityloop.city.facts.intake import Channel
from cityloop.command.forgetting import Erasing, NoSuchSubject, cases_of, find_subject, forget
from cityloop.command.scene import BadOrder
from cityloop.journal.audit import audit
from tests.street import Street

CALLER = "13812345678"


def call(street: Street, caller: str | None = CALLER, **said: object) -> str:
    return street.request(by=street.person("jin"), channel=Channel.PHONE, caller=caller, **said).case


def test_who_calls_again_is_one_subject_however_the_number_was_written(street: Street) -> None:
    cases = [call(street, number) for number in ("138 1234 5678", "+86-138-1234-5678", "１３８１２３４５６７８")]
    assert len({street.case(case).subject for case in cases}) == 1
    assert sorted(cases_of(street.node.journal, street.case(cases[0]).subject)) == sorted(cases)


def test_another_number_and_none_are_somebody_else(street: Street) -> None:
    subjects = {street.case(call(street, number)).subject for number in (CALLER, "13812345679", None, None)}
    assert len(subjects) == 4


def test_the_number_stands_in_the_contact_once(street: Street) -> None:
    said = {None: CALLER, "张先生": f"张先生，{CALLER}", "张先生 138-1234-5678": "张先生 138-1234-5678"}
    for contact, stands in said.items():
        sealed = street.case(call(street, contact=contact)).contact
        assert sealed is not None
        assert street.node.journal.payload(sealed) == stands.encode()


def test_the_end_of_either_number_opens_the_case(street: Street) -> None:
    case = call(street, contact="陈先生 0571 87654321")
    assert {street.node.desk.find_numbered(case, last) for last in (CALLER[-4:], "4321")} == {case}


def test_a_denunciation_is_linked_with_nothing(street: Street) -> None:
    before, denounced = call(street), call(street, kind=RequestKind.DENOUNCE)
    again = call(street)
    assert street.case(before).subject == street.case(again).subject != street.case(denounced).subject
    assert street.case(denounced).withheld


def test_what_is_no_number_is_refused_and_nothing_is_made(street: Street) -> None:
    size = street.node.journal.size()
    with pytest.raises(BadOrder, match="no telephone number"):
        call(street, "a friend")
    assert street.node.journal.size() == size


def test_a_forgotten_caller_is_in_no_file_and_calls_as_a_stranger(street: Street, tmp_path: Path) -> None:
    cases = [call(street, contact="张先生") for _ in range(2)]
    subject = find_subject(street.node.journal, cases[0])
    node, erasing = street.node, Erasing(subject, "本人要求")
    forget(node.journal, node.accesses, node.in_force(), street.person("gao"), erasing, street.now)
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert CALLER.encode() not in files
    assert street.node.journal.keys.find_known(CALLER) is None
    for case in cases:
        sealed = street.case(case).contact
        assert sealed is not None
        assert street.node.journal.payload(sealed) is None
    assert street.case(call(street)).subject != subject
    with street.node.journal.store.read() as reader:
        assert audit(reader, street.node.journal.tables, keys=street.node.journal.keys).faults == ()


def test_who_is_to_be_forgotten_is_found_by_a_number_however_it_is_typed(street: Street) -> None:
    case = call(street)
    subject = street.case(case).subject
    assert {find_subject(street.node.journal, each) for each in (case, case.replace("-", ""), subject)} == {subject}
    wrong = case[:-1] + str((int(case[-1]) + 1) % 10)
    with pytest.raises(NoSuchSubject, match="One digit"):
        find_subject(street.node.journal, wrong)


def test_nothing_of_the_number_stands_on_the_record(street: Street) -> None:
    case = call(street)
    assert all(CALLER not in repr(entry) for entry in street.node.journal.about(case))
