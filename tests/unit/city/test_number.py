"""Case numbers: every single wrong digit and every swap of neighbours is caught, however the number is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.city.number import CHANCE_DIGITS, beginning, groups, is_misread, is_number, normal, numbered

DRAWN = st.integers(0, 10**CHANCE_DIGITS - 1).map(lambda drawn: numbered(f"{drawn:09}"))


@given(DRAWN)
def test_a_number_is_whole_and_reads_in_groups(number: str) -> None:
    assert is_number(number)
    assert not is_misread(number)
    assert [len(group) for group in groups(number)] == [3, 3, 4]


@given(DRAWN, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_caught(number: str, at: int, by: int) -> None:
    digits = [int(digit) for digit in number.replace("-", "")]
    digits[at] = (digits[at] + by) % 10
    assert is_misread("".join(map(str, digits)))


@given(DRAWN, st.integers(0, 8))
def test_two_neighbours_that_changed_places_are_always_caught(number: str, at: int) -> None:
    digits = list(number.replace("-", ""))
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    swapped = "".join(digits)
    assert is_misread(swapped) == (digits[at] != digits[at + 1])


@pytest.mark.parametrize(
    "typed",
    [
        "4829130671",
        "482-913-0671",
        " 482 913 0671 ",
        "482－913－0671",
        "４８２９１３０６７１",
        "482 913—0671",
        "482.913.0671",
    ],
)
def test_however_it_is_typed_it_is_the_same_number(typed: str) -> None:
    assert normal(typed) == "482-913-0671"


@pytest.mark.parametrize("typed", ["ABCD-2345", "abcd2345", "ＡＢＣＤ－２３４５", "abcd 2345"])
def test_a_number_of_letters_stays_valid(typed: str) -> None:
    assert normal(typed) == "ABCD-2345"
    assert not is_misread(typed)


@pytest.mark.parametrize("typed", ["", "13812345678", "482913067", "路灯", "g1", "ABCD-1O0I", "①②③④⑤⑥⑦⑧⑨⑩"])
def test_what_is_no_number_stays_as_it_was_typed(typed: str) -> None:
    assert normal(typed) == typed
    assert not is_number(typed)
    assert not is_misread(typed)


@pytest.mark.parametrize(
    ("typed", "begins"),
    [("4", "4"), ("482", "482"), ("4829", "482-9"), ("482 913 0", "482-913-0"), ("4829130671", "482-913-0671"),
     ("abcd", "ABCD"), ("ABCD-2", "ABCD-2")],
)  # fmt: skip
def test_a_part_of_a_number_is_the_beginning_of_some(typed: str, begins: str) -> None:
    assert beginning(typed) == begins
