"""Places are found by Chinese, pinyin, English or a part of a name; what means several is asked back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.city.gazetteer import Gazetteer, initials, pinyin
from cityloop.city.place import Place
from cityloop.city.words import Name


def place(place_id: str, zh: str, en: str, *aliases: str) -> Place:
    """A place somewhere."""
    return Place(id=place_id, kind="any", name=Name(zh=zh, en=en), jurisdiction="c", aliases=aliases)


PLACES = (
    place("lotus", "荷园", "Lotus Garden"),
    place("lotus-south", "荷园南门", "Lotus Garden South Gate"),
    place("lotus-north", "荷园北门", "Lotus Garden North Gate"),
    place("new-north", "观月新村北门", "Guanyue New Village North Gate"),
    place("peace-1", "和平小区", "Peace Estate"),
    place("peace-2", "和平小区", "Peace Estate"),
    place("people-1", "人民大道一段", "Renmin Avenue, section 1", "人民大道"),
    place("people-2", "人民大道二段", "Renmin Avenue, section 2", "人民大道"),
    place("lamp", "路灯 QX-LD-0101", "Street lamp QX-LD-0101", "QX-LD-0101"),
    place("bank", "重庆银行", "Bank of Chongqing"),
)
GAZETTEER = Gazetteer(PLACES)


def found(words: str) -> str | None:
    """The id of the one place that the words mean."""
    one = GAZETTEER.find(words)
    return one.id if one else None


def choices(words: str) -> set[str]:
    """The ids of the places that the words may mean."""
    return {match.place.id for match in GAZETTEER.list_matches(words)}


@pytest.mark.parametrize(
    "words",
    ["荷园", "heyuan", "He Yuan", "hy", "Lotus Garden", "lotus garden", "LOTUSGARDEN", "和园", " 荷 园 "],
)
def test_one_place_by_any_word_for_it(words: str) -> None:
    assert found(words) == "lotus"


@pytest.mark.parametrize(
    "words", ["荷园南门", "heyuannanmen", "hynm", "lotus south", "south gate", "荷园 南门", "南门", "heyuan 南门"]
)
def test_one_place_by_a_part_or_by_parts(words: str) -> None:
    assert found(words) == "lotus-south"


@pytest.mark.parametrize("words", ["QX-LD-0101", "qx-ld-0101", "ＱＸ－ＬＤ－０１０１", "0101"])
def test_a_lamp_post_by_its_code(words: str) -> None:
    assert found(words) == "lamp"


def test_words_run_together_are_parted() -> None:
    assert found("观月北门") == "new-north"


def test_a_character_with_two_sounds_takes_that_of_its_word() -> None:
    assert found("chongqing") == "bank"


@pytest.mark.parametrize(
    ("words", "several"),
    [
        ("和平小区", {"peace-1", "peace-2"}),
        ("hpxq", {"peace-1", "peace-2"}),
        ("Peace Estate", {"peace-1", "peace-2"}),
        ("人民大道", {"people-1", "people-2"}),
        ("rmdd", {"people-1", "people-2"}),
        ("lotus", {"lotus", "lotus-south", "lotus-north"}),
    ],
)
def test_what_means_several_is_asked_back(words: str, several: set[str]) -> None:
    assert found(words) is None
    assert choices(words) == several


@pytest.mark.parametrize("words", ["Lotos Gardn", "lotusgraden"])
def test_a_misspelling_is_offered_and_never_taken_for_sure(words: str) -> None:
    assert found(words) is None
    assert "lotus" in choices(words)


@pytest.mark.parametrize("words", ["", "   ", "zzzz", "月球", "？"])
def test_what_means_nothing(words: str) -> None:
    assert found(words) is None


def test_the_better_comes_first() -> None:
    ids = [match.place.id for match in GAZETTEER.list_matches("荷园")]
    assert ids[0] == "lotus"
    scores = [match.score for match in GAZETTEER.list_matches("荷园")]
    assert scores == sorted(scores, reverse=True)


def test_no_more_than_asked_for() -> None:
    assert len(GAZETTEER.list_matches("gate", limit=2)) == 2


def test_places_named_in_a_running_text_the_longest_first() -> None:
    text = "荷园南门的路灯 qx-ld-0101 不亮, also near Peace Estate"
    assert [each.id for each in GAZETTEER.list_mentioned(text)] == ["lamp", "peace-1", "peace-2", "lotus-south"]


@pytest.mark.parametrize("each", PLACES, ids=lambda each: each.id)
def test_every_word_for_a_place_finds_it(each: Place) -> None:
    for word in (each.name.zh, each.name.en, *each.aliases, pinyin(each.name.zh), initials(each.name.zh)):
        assert each.id in choices(word)


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    matches = GAZETTEER.list_matches(text)
    assert all(0 <= match.score <= 100 for match in matches)
    GAZETTEER.list_mentioned(text)
