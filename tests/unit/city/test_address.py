"""Addresses are found in what people write down as a contact, and nothing is taken for one that is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.city.address import Reach, find_address, find_mail, find_phone


@pytest.mark.parametrize(
    ("told", "phone"),
    [
        ("13800001234", "13800001234"),
        ("王女士 138 0000 1234", "13800001234"),
        ("电话138-0000-1234，晚上打", "13800001234"),
        ("＋８６ １３８００００１２３４", "+8613800001234"),
        ("A座1203 13800001234", "13800001234"),
        ("(010) 6543-2100", "01065432100"),
        ("010-65432100", "01065432100"),
        ("夜间 2026-11-25 13812345678", "13812345678"),
        ("010-65432100 13800001234", "13800001234"),
        ("三楼李大爷", None),
        ("12", None),
        ("wang@example.org", None),
        ("1" * 30, None),
        ("", None),
    ],
)
def test_a_telephone_number(told: str, phone: str | None) -> None:
    assert find_address(told, Reach.PHONE) == phone


@pytest.mark.parametrize(
    ("told", "mail"),
    [
        ("wang@example.org", "wang@example.org"),
        ("邮箱wang.li+city@mail.example.com.cn，谢谢", "wang.li+city@mail.example.com.cn"),
        ("13800001234 / wang@example.org", "wang@example.org"),
        ("wang＠example.org", "wang@example.org"),
        ("wang@localhost", None),
        ("@example.org", None),
        ("wang@example.org\r\nBcc: all@example.org", "wang@example.org"),
        ("a" * 300 + "@example.org", None),
    ],
)
def test_a_mail_address(told: str, mail: str | None) -> None:
    assert find_address(told, Reach.MAIL) == mail


@pytest.mark.parametrize(("told", "found"), [("lamp-desk", "lamp-desk"), ("a\nb", None), ("", None)])
def test_a_word_of_the_far_side(told: str, found: str | None) -> None:
    assert find_address(told, Reach.WORD) == found


@given(st.text(max_size=200))
def test_nothing_that_is_found_holds_an_end_of_line(told: str) -> None:
    for found in (find_mail(told), find_phone(told), find_address(told, Reach.URL), find_address(told, Reach.WORD)):
        assert found is None or found.isprintable()


@given(st.text(max_size=60))
def test_a_number_is_digits_alone(told: str) -> None:
    found = find_phone(told)
    assert found is None or (found.removeprefix("+").isascii() and found.removeprefix("+").isdigit())
