"""A map says what it means, or every mistake in it with its line."""

import pytest

from cityloop.adapters.importing import WrongMap, map_file
from cityloop.adapters.importing.map_file import Until
from tests.sheets import MAP, plan


def mistakes(text: str) -> list[str]:
    with pytest.raises(WrongMap) as wrong:
        plan(text)
    return wrong.value.what.splitlines()


def test_a_map_is_read() -> None:
    found = plan()
    assert (found.system, found.place.columns, found.kind.words["投诉"]) == ("old", ("grid", "street"), "complain")
    assert found.columns()["who"] == "unit"
    assert list(Until)[-1] is Until.CLOSED


def test_a_byte_order_mark_is_passed_over() -> None:
    assert map_file.read(b"\xef\xbb\xbf" + MAP.encode()).system == "old"


def test_what_is_no_toml_is_told_with_its_line() -> None:
    (said,) = mistakes(MAP + "kind = = 1\n")
    assert said.startswith(f"MAP.toml:{MAP.count(chr(10)) + 1}: This is no TOML")


def test_what_is_not_utf_8_is_told_with_its_line() -> None:
    with pytest.raises(WrongMap, match=r"MAP\.toml:2: The map is not UTF-8"):
        map_file.read('system = "old"\nnumber = "编号"\n'.encode("gb18030"))


def test_a_missing_field_is_named() -> None:
    (said,) = mistakes(MAP.replace('number = "no"\n', ""))
    assert "“number” is missing. Add it." in said


def test_a_misspelt_setting_is_named_with_its_line() -> None:
    (said,) = mistakes(MAP.replace("unit = { from", "unit = { form"))
    assert said == "MAP.toml:7: There is no “form” here. Correct it, or take it out."


def test_every_mistake_is_listed_at_once() -> None:
    text = MAP.replace("Asia/Shanghai", "Mars").replace('"complain"', '"shout"').replace('"closed"', '"done"')
    said = mistakes(text)
    assert [line.split(": ")[0] for line in said] == ["MAP.toml:4", "MAP.toml:18", "MAP.toml:22"]
    assert "“Mars” is no time zone" in said[0]
    assert "“shout” is no kind. Choose from: consult, help, complain" in said[1]
    assert "“done” is no until. Choose from: reported, established" in said[2]


@pytest.mark.parametrize("format", ["%d.%m", "%Q", "today", "%y-%H"])
def test_a_format_that_says_no_day_is_refused(format: str) -> None:
    (said,) = mistakes(MAP.replace("zone =", f'format = "{format}", zone ='))
    assert "does not say year, month and day" in said


def test_a_field_is_read_from_columns_or_always_the_same() -> None:
    both = MAP.replace('unit = { from = "who" }', 'unit = { from = "who", is = "qx-urban" }')
    assert "has both “from” and “is”" in mistakes(both)[0]
    neither = MAP.replace('[until]\nfrom = "state"\n', "[until]\n")
    assert "“until” says nothing" in mistakes(neither)[0]


def test_an_encoding_that_cannot_be_cut_into_lines_is_refused() -> None:
    assert "“utf-16” is no encoding here" in mistakes('encoding = "utf-16"\n' + MAP)[0]


def test_a_system_cannot_be_taken_for_the_houses_own_numbers() -> None:
    assert len(mistakes(MAP.replace('system = "old"', 'system = "OLD"'))) == 1


def test_an_outcome_is_a_code() -> None:
    assert plan(MAP.replace('"on-time"', '"按期办结"')).outcome.words["按期"] == "按期办结"
    with pytest.raises(WrongMap, match="no code of an outcome"):
        plan(MAP.replace('"on-time"', '"张三 13800138000"'))


def test_a_field_that_is_no_table_is_shown_as_one() -> None:
    (said,) = mistakes(MAP.replace('text = { from = "words" }', 'text = "words"'))
    assert said.endswith('“text” is a table: write text = { from = "the column" }.')


def test_what_is_quoted_stands_between_two_quotes() -> None:
    (said,) = mistakes(MAP.replace('"old"', "3"))
    assert "Expected “str”, got “int” - at “$.system”." in said
