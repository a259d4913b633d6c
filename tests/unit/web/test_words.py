"""Chinese and English are both complete, and say nothing that no page says."""

import re

import pytest

from tests.unit.web.catalogues import Message, catalogue, spoken

PLACE = re.compile(r"%\(\w+\)s|%s|\{\w+\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LANGUAGES = ("zh", "en")


def written(language: str) -> dict[Message, tuple[str, ...]]:
    """Every sentence of a catalogue with what it says."""
    found: dict[Message, tuple[str, ...]] = {}
    for message in catalogue(language):
        if message.id:
            key = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
            found[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_pages_is_written(language: str) -> None:
    known = written(language)
    assert [message for message in spoken() if not all(known.get(message, ("",)))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_kept_that_nobody_says(language: str) -> None:
    assert [message for message in written(language) if message not in spoken()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_stands_in_every_sentence(language: str) -> None:
    for message, strings in written(language).items():
        asked = set(PLACE.findall(message if isinstance(message, str) else message[1]))
        assert all(set(PLACE.findall(string)) == asked for string in strings[-1:]), message


def test_chinese_is_chinese() -> None:
    latin = [m for m, strings in written("zh").items() if not any(map(CHINESE.search, strings))]
    assert latin == []
