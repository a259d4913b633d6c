"""Names and words in the two languages of the house."""

from enum import StrEnum

import msgspec


class Language(StrEnum):
    """A language that every page and every answer is complete in (BCP 47)."""

    ZH = "zh"
    EN = "en"


class Name(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a thing is called, in Chinese and in English; ``en`` may be pinyin where no English name is in use."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        """The name in ``language``."""
        return self.zh if language is Language.ZH else self.en
