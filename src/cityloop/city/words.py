"""Names and words in the two languages of the house, and the tags of all others."""

import re
from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec

TAG = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
"""A BCP 47 tag as it is written here: language, script, region (``zh``, ``ug``, ``zh-Hant``, ``pt-BR``)."""
Tag: TypeAlias = Annotated[str, msgspec.Meta(pattern=TAG)]


def is_tag(word: str) -> bool:
    """Whether ``word`` is a tag as it is written here.

    >>> is_tag("ar"), is_tag("zh-Hant"), is_tag("Arabic")
    (True, True, False)
    """
    return re.fullmatch(TAG, word) is not None


class Language(StrEnum):
    """A language that every page and every answer is complete in (BCP 47)."""

    ZH = "zh"
    EN = "en"


def page_language(tag: str) -> Language:
    """The language of the house for somebody whose own is ``tag``: Chinese for what is Chinese, else English.

    >>> [page_language(tag).value for tag in ("zh-Hant", "en", "ar")]
    ['zh', 'en', 'en']
    """
    return Language.ZH if tag.partition("-")[0] == Language.ZH else Language.EN


class Name(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a thing is called, in Chinese and in English; ``en`` may be pinyin where no English name is in use."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        """The name in ``language``."""
        return self.zh if language is Language.ZH else self.en
