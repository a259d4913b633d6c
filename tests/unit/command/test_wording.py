"""Texts: a message fits whatever the names are, its number stands whole, and nothing else can be got out of it."""

from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import load
from cityloop.city.channel import NoticeRule
from cityloop.city.city import City
from cityloop.city.ways import SMS
from cityloop.city.words import Language, Name
from cityloop.command.wording import CUT, WrongText, cut, fields_of, parts_of, spoken, units, worded
from tests.street import STREET

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="{}"), min_size=1, max_size=80)
NUMBERS = st.from_regex(r"[A-Z0-9]{4}-[A-Z0-9]{4}|[0-9]{3}-[0-9]{3}-[0-9]{4}|[a-z]{1,20}-[0-9]{1,18}", fullmatch=True)
LONG = "https://a-very-long-name-of-a-city.example.org/follow"


@cache
def street() -> City:
    return load(STREET, crs.find)


@given(st.data(), WORDS, WORDS, NUMBERS, st.sampled_from(["12345", "0571-12345678", "+86 571 12345"]))
def test_a_text_message_fits_whatever_the_names_are(
    data: st.DataObject, zh: str, en: str, number: str, hotline: str
) -> None:
    city = msgspec.structs.replace(street(), name=Name(zh=zh, en=en), hotline=hotline, site=LONG)
    rule = data.draw(st.sampled_from(city.notices))
    language = data.draw(st.sampled_from(Language))
    text = worded(rule.text.of(language), fields_of(city, number, language), SMS)
    assert units(text) <= SMS
    assert number in text


@given(WORDS, NUMBERS)
def test_a_link_stands_whole_or_not_at_all(city_name: str, number: str) -> None:
    fields = {"number": number, "city": city_name, "hotline": "12345", "link": LONG}
    text = worded("【{city}】{number}已办结。详见{link}", fields, SMS)
    assert units(text) <= SMS
    assert number in text
    assert LONG in text or "https" not in text.replace(city_name, "")


@given(WORDS, NUMBERS, st.integers(2, 3))
def test_a_text_that_names_the_city_several_times_fits_too(city_name: str, number: str, times: int) -> None:
    fields = {"number": number, "city": city_name, "hotline": "12345", "link": LONG}
    text = worded("{city}: {number}" + "，{city}" * (times - 1), fields, 50)
    assert units(text) <= 50
    assert number in text


@pytest.mark.parametrize("rule", street().notices, ids=lambda rule: rule.id)
@pytest.mark.parametrize("language", Language)
def test_with_an_ordinary_name_nothing_has_to_be_cut(rule: NoticeRule, language: Language) -> None:
    text = rule.text.of(language)
    assert CUT not in worded(text, fields_of(street(), "482-913-0674", language), SMS)


@pytest.mark.parametrize(
    ("words", "room", "found"),
    [
        ("New Harbour City", 20, "New Harbour City"),
        ("New Harbour City", 15, "New Harbour…"),
        ("New Harbour City", 12, "New Harbour…"),
        ("New Harbour City", 8, "New…"),
        ("黔东南苗族侗族自治州", 5, "黔东南苗…"),
        ("黔东南苗族侗族自治州", 1, ""),
        ("abc", 0, ""),
        ("𠮷野家城", 3, "𠮷…"),
    ],
)
def test_a_name_is_cut_at_a_word(words: str, room: int, found: str) -> None:
    assert cut(words, room) == found


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [
        ("482-913-0674", Language.ZH, "4 8 2，9 1 3，0 6 7 4"),
        ("482-913-0674", Language.EN, "4 8 2, 9 1 3, 0 6 7 4"),
        ("9PVE-MLZT", Language.EN, "9 P V E, M L Z T"),
        ("12345", Language.ZH, "1 2，3 4 5"),
    ],
)
def test_a_number_is_said_in_groups(number: str, language: Language, said: str) -> None:
    assert spoken(number, language) == said


@pytest.mark.parametrize(
    "text", ["{words}", "{number.__class__}", "{number!r}", "{number:>99999999}", "{", "{0}", "{}"]
)
def test_no_field_but_the_known_ones(text: str) -> None:
    with pytest.raises(WrongText):
        list(parts_of(text))
