"""Languages have names: in themselves, in the page's language, and where no table has one, their tag."""

import pytest

from cityloop.city.words import Language, is_tag
from cityloop.web.languages import name_of, names_of, own_name_of


@pytest.mark.parametrize(
    ("tag", "zh", "en", "own"),
    [
        ("zh", "中文", "Chinese", "中文"),
        ("ar", "阿拉伯语", "Arabic", "العربية"),
        ("ug", "维吾尔语", "Uyghur", "ئۇيغۇرچە"),
        ("pt-BR", "葡萄牙语 (巴西)", "Portuguese (Brazil)", "português (Brasil)"),
        ("xx", "xx", "xx", "xx"),
    ],
)
def test_a_language_has_its_names(tag: str, zh: str, en: str, own: str) -> None:
    assert (name_of(tag, Language.ZH), name_of(tag, Language.EN), own_name_of(tag)) == (zh, en, own)


def test_a_name_is_said_once_where_both_are_the_same() -> None:
    assert names_of("zh", Language.ZH) == "中文"
    assert names_of("ar", Language.EN) == "العربية · Arabic"


@pytest.mark.parametrize(
    ("word", "is_one"),
    [("zh", True), ("yue", True), ("zh-Hant", True), ("zh-Hant-HK", True), ("es-419", True),
     ("ZH", False), ("zh_Hant", False), ("arabic", False), ("", False), ("zh-", False)],
)  # fmt: skip
def test_a_tag_is_told_from_other_words(word: str, is_one: bool) -> None:
    assert is_tag(word) is is_one
