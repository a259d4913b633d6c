"""What a row says becomes things of the city; what cannot be mapped is told, all of it at once."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cityloop.adapters.importing import Map, open_table
from cityloop.adapters.importing.meaning import Meaning
from cityloop.adapters.importing.record import Reader, Record
from cityloop.adapters.importing.row import Row
from cityloop.adapters.importing.summary import Refused, quoted
from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.facts.intake import Channel
from cityloop.city.lookup import Lookup
from cityloop.city.organisation import Unit
from cityloop.city.words import Name
from tests.sheets import LAMP, MAP, NOISE, PLACELESS, plan, sheet
from tests.street import Street


class Desk:
    """Reads single rows for the city."""

    def __init__(self, street: Street, folder: Path) -> None:
        self.index = street.node.index
        self.folder = folder
        self.now = street.now

    def record(self, line: str, map: Map | None = None) -> Record:
        """What the row says."""
        found = map or plan()
        with open_table(sheet(self.folder, line), found) as table:
            (row,) = table.rows()
        assert isinstance(row, Row)
        return Reader(found, self.index, self.now).record(row)

    def codes(self, line: str, map: Map | None = None) -> list[str]:
        """Why the row is refused."""
        with pytest.raises(Refused) as refused:
            self.record(line, map)
        assert all(each.line == 2 and each.remedy for each in refused.value.refusals)
        return [each.code for each in refused.value.refusals]


@pytest.fixture
def desk(street: Street, tmp_path: Path) -> Desk:
    return Desk(street, tmp_path)


def test_a_row_becomes_a_record(desk: Desk) -> None:
    found = desk.record(LAMP)
    assert (found.number, found.node, found.unit, found.life) == ("1", "qx-willow", "qx-light", Life.GRID)
    assert (found.category, found.outcome, found.channel) == (
        "grid.component.utility.street-lamp", "on-time", Channel.IMPORT,
    )  # fmt: skip
    assert (found.text, found.contact, found.spot) == ("灯坏了", "13800138000", None)


def test_a_day_is_one_of_the_named_zone(desk: Desk) -> None:
    assert desk.record(LAMP).occurred == datetime(2018, 8, 31, 16, tzinfo=UTC)


def test_an_offset_that_the_file_gives_goes_before_the_zone(desk: Desk) -> None:
    exact = plan(MAP.replace("zone =", 'format = "%Y-%m-%dT%H:%M%z", zone ='))
    assert desk.record(LAMP.replace("2018-09-01", "2018-09-01T08:30+0100"), exact).occurred.hour == 7


def test_the_narrowest_place_counts_and_must_lie_in_the_wider(desk: Desk) -> None:
    assert desk.record(NOISE).node == "g1"
    assert desk.record(NOISE.replace(",柳岸,", ",东区,")).node == "g1"
    assert desk.codes(NOISE.replace(",柳岸,", ",柳岸第二网格,")) == ["contradicting-place"]


def test_a_record_without_a_place_has_none(desk: Desk) -> None:
    assert desk.record(PLACELESS).node is None


def test_everything_wrong_with_a_row_is_told_at_once(desk: Desk) -> None:
    line = "-,yesterday,月亮街道,-,火,赞,火星局,很好,如何,,"
    assert desk.codes(line) == [
        "missing-number", "wrong-time", "unknown-place", "unknown-category", "unknown-unit", "unknown-life",
        "unknown-kind", "unknown-outcome", "unknown-until",
    ]  # fmt: skip


def test_a_request_needs_its_kind(desk: Desk) -> None:
    assert desk.codes(NOISE.replace("投诉", "-")) == ["missing-kind"]
    assert desk.record(NOISE.replace("投诉", "举报")).kind is RequestKind.DENOUNCE


def test_a_word_that_means_several_is_not_guessed(desk: Desk) -> None:
    twins = [Unit(id=id, name=Name(zh="水务所", en=id), jurisdiction="qingxi") for id in ("one", "two")]
    meaning = Meaning("unit", Lookup("unit", twins), "units")
    with pytest.raises(Refused, match="means several: one, two"):
        meaning.of("水务所", plan().unit)


def test_codes_of_several_columns_are_joined(desk: Desk) -> None:
    joined = 'category = { from = ["what", "kind"], join = ".", prefix = "grid.component." }'
    lines = [joined if line.startswith("category") else line for line in MAP.splitlines()]
    text = "\n".join(lines).replace('"灯" = "grid"', '"utility" = "grid"').replace('"投诉" =', '"street-lamp" =')
    line = LAMP.replace(",灯,-,", ",utility,street-lamp,")
    assert desk.record(line, plan(text)).category == "grid.component.utility.street-lamp"
    assert desk.codes(line.replace("street-lamp", "-"), plan(text)) == ["missing-category"]


def test_a_number_or_outcome_that_is_none_is_refused(desk: Desk) -> None:
    assert desk.codes(LAMP.replace("1,", "9" * 65 + ",", 1)) == ["long-number"]
    assert desk.codes(LAMP.replace("按期", "张三 13800138000")) == ["unknown-outcome"]


def test_words_longer_than_any_report_are_refused_and_not_quoted(desk: Desk) -> None:
    line = LAMP.replace("灯坏了", "长" * 4001).replace("13800138000", "1" * 401)
    assert desk.codes(line) == ["long-text", "long-contact"]


def test_not_all_of_a_long_cell_is_quoted() -> None:
    assert quoted("张三住在某处" * 20) == "“" + ("张三住在某处" * 20)[:40] + "…”"


@pytest.mark.parametrize("day", ["2030-01-01", "1026-03-05", "1970-01-01", "1979-12-31", "9999-12-31"])
def test_a_day_on_which_it_cannot_have_been_is_refused(desk: Desk, day: str) -> None:
    assert desk.codes(LAMP.replace("2018-09-01", day)) == ["impossible-time"]


def test_so_is_an_end_that_is_still_to_come(desk: Desk) -> None:
    ended = plan(MAP + '\n[closed]\nfrom = "words"\nzone = "Asia/Shanghai"\n')
    assert desk.codes(LAMP.replace("灯坏了", "2030-01-01"), ended) == ["impossible-time"]
    assert desk.record(LAMP.replace("灯坏了", "2018-09-02"), ended).ended is not None


def test_a_map_may_say_from_when_on_there_are_records(desk: Desk) -> None:
    older = plan("earliest = 1950-01-01\n" + MAP)
    assert desk.record(LAMP.replace("2018-09-01", "1950-01-01"), older).occurred.year == 1949
    assert desk.codes(LAMP.replace("2018-09-01", "1949-12-31"), older) == ["impossible-time"]


def test_today_is_no_day_to_come(desk: Desk) -> None:
    today = desk.now.astimezone(ZoneInfo("Asia/Shanghai")).date()
    assert desk.record(LAMP.replace("2018-09-01", f"{today}")).occurred <= desk.now
