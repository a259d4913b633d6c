"""Masks: enough to recognise, not enough to use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.guard import mask
from cityloop.guard.terms import Dataset


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("13812341234", "138****1234"),
        ("138-1234-1234", "138-****-1234"),
        ("+8613812341234", "+**138****1234"),
        ("0755-12345678", "*755-****5678"),
        ("8765432", "****432"),
        ("110", "***"),
    ],
)
def test_phone(value: str, masked: str) -> None:
    assert mask.phone(value) == masked


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("王小明", "王**"),
        ("王明", "王**"),
        ("欧阳娜娜", "欧阳**"),
        ("王", "*"),
        ("John Smith", "J*** S****"),
        ("J", "*"),
    ],
)
def test_name(value: str, masked: str) -> None:
    assert mask.name(value) == masked


def test_numbers_of_identity_plates_and_mail() -> None:
    assert mask.id_number("44030119900101123X") == "4****************X"
    assert mask.id_number("1234") == "****"
    assert mask.plate("粤B12345") == "粤B*****"
    assert mask.mail("wang@example.org") == "w***@example.org"
    assert mask.point((114.05786, 22.54341)) == (114.06, 22.54)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我叫王小明，电话13812341234，住翠湖花园3栋502室", "我叫王**，电话138****1234，住翠湖花园*栋***室"),
        ("请拨 138 1234 1234 或 1 3 8 1 2 3 4 1 2 3 4", "请拨 138 **** 1234 或 1 3 8 * * * * 1 2 3 4"),
        ("１３８１２３４１２３４", "138****1234"),
        ("身份证44030119900101123X", "身份证4****************X"),
        ("身份证440301 19900101 123x", "身份证4******************x"),
        ("卡号 6222 0212 3456 7890 123", "卡号 6*********************3"),
        ("车牌粤B12345 停在 2026-11-24", "车牌粤B***** 停在 2026-11-24"),
        ("新能源 粤BD12345 占道", "新能源 粤B****** 占道"),
        ("联系人:欧阳娜娜 微信号 abc_12345", "联系人:欧阳** 微信号 *********"),
        ("王大明师傅说井盖坏了", "王**师傅说井盖坏了"),
        ("My name is John Smith, mail john@x.org", "My name is J*** S****, mail j***@x.org"),
        ("三号路灯杆 A12 不亮，已经3天", "三号路灯杆 A12 不亮，已经3天"),
        ("2026.11.24 晚上十点", "2026.11.24 晚上十点"),
    ],
)
def test_free_text(text: str, masked: str) -> None:
    assert mask.text(text) == masked


def test_a_known_name_is_masked_wherever_it_stands() -> None:
    assert mask.text("物业说是隔壁赵铁柱弄的", names=["赵铁柱", ""]) == "物业说是隔壁赵**弄的"


def test_a_contact_is_masked_whatever_it_is() -> None:
    assert mask.contact("王小明 13812341234") == "王** 138****1234"
    assert mask.contact("王小明") == "王**"
    assert mask.contact("John Smith, john@x.org") == "J*** S****, j***@x.org"


def test_an_exact_place_is_made_coarse() -> None:
    assert mask.place("114.05786,22.54341") == "114.06,22.54"
    assert mask.place("翠湖花园3栋502室门口") == "翠湖花园*栋***室门口"


def test_each_dataset_has_its_mask() -> None:
    assert mask.masker(Dataset.CONTACT)("王小明") == "王**"
    assert mask.masker(Dataset.PLACE)("12 号") == "** 号"
    assert mask.masker(Dataset.WORDS)("12 号") == "12 号"


PREFIXES = st.sampled_from(["", "电话", "tel: ", "，", "(", "+86", "+86 ", "0086-"])


@given(
    PREFIXES, st.integers(3, 9), st.lists(st.integers(0, 9), min_size=9, max_size=9), st.sampled_from(["", " ", "-"])
)
def test_no_mobile_number_survives(before: str, second: int, rest: list[int], gap: str) -> None:
    number = gap.join(str(digit) for digit in (1, second, *rest))
    assert number not in mask.text(f"{before}{number}。")


@given(st.text(max_size=200))
def test_any_text_can_be_masked(text: str) -> None:
    assert isinstance(mask.text(text), str)
