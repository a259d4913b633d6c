"""What people say and officers write: in both languages, about what the catalogue knows."""

import pytest

from cityloop.app.demo.dice import Dice
from cityloop.app.demo.sayings import Matter, read_sayings
from cityloop.app.demo.town import Town
from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.words import Language

SAYINGS = read_sayings()
EVERY = (*SAYINGS.matters, *SAYINGS.private, *SAYINGS.empty)


@pytest.mark.parametrize("matter", EVERY, ids=lambda matter: f"{matter.category} {matter.kind}")
def test_every_matter_is_in_the_catalogue_and_in_both_languages(matter: Matter, town: Town) -> None:
    category = town.index.law.categories.get(matter.category)
    assert category.life is matter.life
    assert category in town.index.law.leaves
    assert all(matter.texts[language] for language in Language)


def test_every_kind_of_request_and_both_lives_are_told() -> None:
    assert {matter.kind for matter in SAYINGS.matters} == {None, *RequestKind}
    assert {matter.life for matter in SAYINGS.matters} == set(Life)


def test_every_grid_case_says_where() -> None:
    texts = [
        text for each in SAYINGS.matters if each.life is Life.GRID for said in each.texts.values() for text in said
    ]
    assert all("{place}" in text for text in texts)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "category", ["grid.event.street-order.barbecue", "grid.component.green.bench", "request.other"]
)
def test_work_that_is_done_is_written_down_for_every_category(category: str, language: Language) -> None:
    assert SAYINGS.note("handle", language, Dice(1), "a", category)


def test_what_has_no_words_has_no_note() -> None:
    assert SAYINGS.note("sign", Language.ZH, Dice(1), "a") is None


def test_what_is_not_the_citys_is_known_by_its_words() -> None:
    told = [text for matter in SAYINGS.private for texts in matter.texts.values() for text in texts]
    assert all(any(word in text for word in SAYINGS.courts) for text in told)
    asked = [text for matter in SAYINGS.matters for texts in matter.texts.values() for text in texts]
    assert not any(word in text.lower() for text in asked for word in (*SAYINGS.courts, *SAYINGS.nothing))
