"""An import keeps what is good, refuses the rest with its line, and brings each record once."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.adapters.importing import Import, Summary, open_table
from cityloop.adapters.importing.hands import CHECKING, HANDLING, INTAKE, Hands
from cityloop.adapters.importing.run import batches
from cityloop.adapters.importing.steps import case_of
from cityloop.city.errors import CityloopError
from cityloop.city.facts.intake import Recorded
from cityloop.city.principal import Duty
from cityloop.command.adopting import Adoption
from cityloop.command.receipt import Receipt
from cityloop.command.scene import BadOrder
from cityloop.journal.errors import StoreFull
from tests.sheets import LAMP, MAP, NOISE, OPEN, PLACELESS, SHEET, UNIT_UNSAID, bring, plan, sheet
from tests.street import Street

GRID = "Reported Verified Established Dispatched Signed Handled ReportedBack Checked Closed Recorded".split()
REQUEST = "Reported Accepted Dispatched Signed Contacted Handled Answered Reviewed Revisited Closed Recorded".split()


def test_a_grid_record_takes_every_step_that_it_implies(street: Street, tmp_path: Path) -> None:
    bring(street, sheet(tmp_path, LAMP))
    assert street.facts("old-1") == GRID
    assert street.case("old-1").lead == "qx-light"


def test_a_request_takes_every_step_that_it_implies(street: Street, tmp_path: Path) -> None:
    bring(street, sheet(tmp_path, NOISE))
    case = street.case("old-2")
    assert street.facts("old-2") == REQUEST
    assert (case.lead, case.why and case.why.rule, case.word) == ("qx-urban", "recorded", "no-answer")


def test_the_outcome_is_set_down_as_recorded(street: Street, tmp_path: Path) -> None:
    bring(street, sheet(tmp_path, NOISE))
    last = street.node.journal.about("old-2")[-1]
    assert last.fact == Recorded(case="old-2", outcome="overtime", unit="qx-urban")
    assert not street.case("old-2").ever_late


def test_each_step_answers_the_one_before(street: Street, tmp_path: Path) -> None:
    bring(street, sheet(tmp_path, LAMP))
    entries = street.node.journal.about("old-1")
    assert [entry.cause for entry in entries] == [None, *(entry.seq for entry in entries[:-1])]


def test_who_handles_is_not_who_checks_and_closes(street: Street, tmp_path: Path) -> None:
    bring(street, sheet(tmp_path, LAMP, NOISE))
    authors = {type(entry.fact).__name__: entry.author for entry in street.node.journal.about("old-2")}
    assert {authors[name] for name in ("Signed", "Handled", "Answered")} == {HANDLING}
    assert {authors[name] for name in ("Reviewed", "Closed")} == {CHECKING}
    assert authors["Accepted"] == INTAKE


def test_what_has_no_place_waits_in_the_unowned_queue(street: Street, tmp_path: Path) -> None:
    summary = bring(street, sheet(tmp_path, PLACELESS))
    case = street.case("old-3")
    assert street.facts("old-3") == ["Reported", "Accepted", "Recorded", "Unowned"]
    assert (case.unowned, case.lead, case.recorded_unit, summary.unowned) == (True, None, "qx-urban", 1)


def test_a_record_without_a_unit_goes_where_the_data_says(street: Street, tmp_path: Path) -> None:
    summary = bring(street, sheet(tmp_path, UNIT_UNSAID))
    why = street.case("old-4").why
    assert (street.case("old-4").lead, why and why.rule, summary.unowned) == ("qx-urban", "responsibility", 0)


def test_an_open_record_is_left_to_the_loop(street: Street, tmp_path: Path) -> None:
    bring(street, sheet(tmp_path, OPEN))
    assert street.facts("old-5") == ["Reported", "Verified", "Established", "Dispatched"]
    assert street.case("old-5").dispatcher == "stage:decide"


def test_words_and_contact_are_sealed(street: Street, tmp_path: Path) -> None:
    bring(street, sheet(tmp_path, LAMP))
    case = street.case("old-1")
    assert case.words is not None
    assert street.node.journal.payload(case.words) == "灯坏了".encode()
    stored = (tmp_path / "data" / "journal.db").read_bytes()
    assert "灯坏了".encode() not in stored
    assert b"13800138000" not in stored


def test_nothing_comes_twice_however_often_it_is_brought(street: Street, tmp_path: Path) -> None:
    first = bring(street, sheet(tmp_path, *SHEET))
    size = street.node.journal.size()
    again = bring(street, sheet(tmp_path, *SHEET))
    assert (first.imported, again.imported, again.known) == (5, 0, 5)
    assert street.node.journal.size() == size


def test_a_number_that_stands_twice_in_a_file_counts_once(street: Street, tmp_path: Path) -> None:
    summary = bring(street, sheet(tmp_path, LAMP, NOISE, LAMP))
    assert (summary.imported, summary.known, summary.twice) == (2, 1, 1)
    assert "2 imported, 0 known already" in next(summary.lines("old.csv"))
    assert street.facts("old-1") == GRID


def test_a_broken_off_import_goes_on_where_it_was(street: Street, tmp_path: Path) -> None:
    found, path = plan(), sheet(tmp_path, *SHEET)
    with open_table(path, found) as table:
        rows = iter(list(table.rows())[:3])
        Import(found, street.node.index, street.node.desk, batch=2, now=street.now).run(rows)
    summary = bring(street, path, batch=2)
    assert (summary.imported, summary.known) == (2, 3)
    assert [street.facts(f"old-{number}").count("Reported") for number in range(1, 6)] == [1] * 5


def test_an_import_that_another_one_overtakes_brings_nothing_twice(street: Street, tmp_path: Path) -> None:
    """Both looked before either wrote: the record itself refuses the second."""
    path = sheet(tmp_path, LAMP)

    class Blind:
        """A desk that knows nothing of what is there."""

        judge_each, adopt_each = street.node.desk.judge_each, street.node.desk.adopt_each

        def list_known(self, cases: list[str]) -> frozenset[str]:
            return frozenset()

    bring(street, path)
    found = plan()
    with open_table(path, found) as table:
        summary = Import(found, street.node.index, Blind(), now=street.now).run(table.rows())  # type: ignore[arg-type]
    assert (summary.imported, summary.known, summary.refused) == (0, 1, 0)


def test_a_dry_run_writes_nothing(street: Street, tmp_path: Path) -> None:
    size = street.node.journal.size()
    summary = bring(street, sheet(tmp_path, *SHEET, "6,oops,,,,,,,,,"), dry=True)
    assert (summary.imported, summary.refused, street.node.journal.size()) == (5, 1, size)
    assert summary.facts == 10 + 11 + 3 + 11 + 3


def test_bad_rows_cost_no_good_one_and_are_listed_by_what_is_wrong(street: Street, tmp_path: Path) -> None:
    bad = [LAMP.replace("1,", f"{number},", 1).replace("路灯管理所", "火星局") for number in range(20, 40)]
    summary = bring(street, sheet(tmp_path, LAMP, *bad, NOISE))
    assert (summary.read, summary.imported, summary.refused) == (22, 2, 20)
    said = list(summary.lines("sheet.csv"))
    assert said[-1].startswith("sheet.csv:3,4,5,6,7,8,9,10,… (20 lines): “who” is “火星局”: no unit of the city")
    assert said[-1].endswith("Add it to units as an alias, or to [unit] words of the map. [unknown-unit]")


def test_a_category_of_the_other_life_is_refused(street: Street, tmp_path: Path) -> None:
    crossed = plan(MAP.replace('"灯" = "grid", "吵"', '"灯" = "request", "吵"'))
    summary = bring(street, sheet(tmp_path, LAMP.replace(",灯,-,", ",灯,投诉,"), NOISE), crossed)
    assert (summary.imported, summary.refused) == (1, 1)
    assert "category of the life grid, the record's is request" in list(summary.lines("sheet.csv"))[-1]


def test_what_the_desk_refuses_is_told_of_its_record_alone(street: Street, tmp_path: Path) -> None:
    class Strict:
        """A desk that takes nothing about noise."""

        list_known = street.node.desk.list_known

        def adopt_each(self, adoptions: Sequence[Adoption]) -> list[Receipt | CityloopError]:
            taken = iter(street.node.desk.adopt_each([each for each in adoptions if "2" not in each.case]))
            return [BadOrder("no noise here") if "2" in each.case else next(taken) for each in adoptions]

    found = plan()
    with open_table(sheet(tmp_path, LAMP, NOISE), found) as table:
        summary = Import(found, street.node.index, Strict(), now=street.now).run(table.rows())  # type: ignore[arg-type]
    assert (summary.imported, summary.refused) == (1, 1)
    assert list(summary.lines("s"))[-1].startswith("s:3: no noise here")


def test_a_full_disk_ends_the_import(street: Street, tmp_path: Path) -> None:
    class Full:
        """A desk whose disk is full."""

        list_known = street.node.desk.list_known

        def adopt_each(self, adoptions: list[object]) -> list[StoreFull]:
            return [StoreFull("the disk is full") for _ in adoptions]

    found = plan()
    with open_table(sheet(tmp_path, LAMP), found) as table, pytest.raises(StoreFull):
        Import(found, street.node.index, Full(), now=street.now).run(table.rows())  # type: ignore[arg-type]


def test_progress_is_told_after_each_batch(street: Street, tmp_path: Path) -> None:
    told: list[int] = []

    def note(summary: Summary) -> None:
        told.append(summary.read)

    found = plan()
    with open_table(sheet(tmp_path, *SHEET), found) as table:
        Import(found, street.node.index, street.node.desk, batch=2, now=street.now).run(table.rows(), progress=note)
    assert told == [2, 4, 5]


def test_hands_have_the_duties_of_their_part_and_no_others(street: Street, tmp_path: Path) -> None:
    bring(street, sheet(tmp_path, LAMP))
    hands = Hands(street.node.index)
    handling = hands.handling(street.case("old-1"))
    assert handling.claims[0].unit == "qx-light"
    assert [hand.has(Duty.HANDLE) for hand in (hands.intake, hands.checking, handling)] == [False, False, True]
    assert all(claim.scopes for hand in (hands.intake, hands.checking, handling) for claim in hand.claims)


@given(st.text(min_size=1, max_size=64), st.text(min_size=1, max_size=64))
def test_another_number_is_another_case(one: str, other: str) -> None:
    assert (case_of("old", one) == case_of("old", other)) == (one == other)
    assert len(case_of("twelveletter", one)) <= 40


@settings(max_examples=30)
@given(st.lists(st.integers()), st.integers(1, 7))
def test_batches_are_the_whole(items: list[int], size: int) -> None:
    def once() -> Iterator[int]:
        yield from items

    assert [item for batch in batches(once(), size) for item in batch] == items
