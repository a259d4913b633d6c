"""Telephone numbers as people write them."""

import pytest

from cityloop.city.telephone import ends_so, is_doubtful, list_mentioned, normal


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("13812345678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("0086 138 1234 5678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("0571-87654321", "057187654321"),
        ("(0571) 8765 4321", "057187654321"),
        ("+86 571 8765 4321", "057187654321"),
        ("+86-10-65551234", "01065551234"),
        ("87654321", "87654321"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_one_number_has_one_form(typed: str, meant: str) -> None:
    assert normal(typed) == meant


@pytest.mark.parametrize("typed", ["", "110", "a friend", "未显示", "138x1234567", "1" * 16, "+", "<script>"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert normal(typed) is None


def test_numbers_are_found_among_words() -> None:
    assert list_mentioned("张三 138 1234 5678，或 0571-87654321") == ("13812345678", "057187654321")
    assert list_mentioned("ann@example.org") == ()


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("13800000000 13900000000", ("13800000000", "13900000000")),
        ("陈先生 0571 87654321 13812345678", ("13812345678", "057187654321")),
        ("87654321\n87654322", ("87654321", "87654322")),
        ("13812345678 (9:00-18:00)", ("13812345678",)),
        ("400-820-8820 9:00-18:00", ("4008208820",)),
        ("夜间 2026-11-25 13812345678", ("13812345678",)),
        ("1502 8765432", ("8765432",)),
        ("+44 20 7946 0958 13812345678", ("13812345678", "+442079460958")),
        ("+49 151 23456789", ("+4915123456789",)),
        ("0571-87654321-8001", ("057187654321",)),
        ("(212) 555-0123", ("2125550123",)),
        ("1" * 30, ()),
    ],
)
def test_two_numbers_are_never_one_and_what_stands_beside_a_number_is_no_part_of_it(
    words: str, numbers: tuple[str, ...]
) -> None:
    assert list_mentioned(words) == numbers


def test_hours_beside_a_number_open_nothing() -> None:
    assert ends_so("13812345678 (9:00-18:00)", "5678")
    assert not ends_so("13812345678 (9:00-18:00)", "8123")


@pytest.mark.parametrize(
    ("last", "fits"),
    [("5678", True), ("５６７８", True), (" 5678 ", True), ("4321", True), ("678", False), ("", False)],
)
def test_a_number_is_shown_by_its_end(last: str, fits: bool) -> None:
    assert ends_so("张三 13812345678, 0571-8765 4321", last) is fits


def test_who_left_no_number_can_show_none() -> None:
    assert not ends_so("ann@example.org", "5678")


@pytest.mark.parametrize("words", ["12", "138123456", "王 1381234567", "0571-876"])
def test_a_number_that_seems_to_lack_something_is_doubtful(words: str) -> None:
    assert is_doubtful(words)


@pytest.mark.parametrize(
    "words",
    [
        *("", "三楼李大爷", "13812345678", "王女士 138 1234 5678", "0571-87654321", "87654321", "400-123-4567"),
        *("213-555-0123", "+44 20 7946 0958", "王 12，13812345678"),
    ],
)
def test_a_whole_number_is_not_doubtful_and_neither_is_none(words: str) -> None:
    assert not is_doubtful(words)
