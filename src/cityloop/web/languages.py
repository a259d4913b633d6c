"""Languages for people: what each is called, in itself and in the page's language, from Unicode's own tables (CLDR)."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from cityloop.city.words import Language


@lru_cache(maxsize=512)
def name_of(tag: str, language: Language) -> str:
    """``tag`` as ``language`` calls it: 维吾尔语, Uyghur; the tag itself where no table has it.

    >>> name_of("ar", Language.ZH), name_of("pt-BR", Language.EN)
    ('阿拉伯语', 'Portuguese (Brazil)')
    """
    shown = Locale.parse(str(language))
    try:
        return Locale.parse(tag, sep="-").get_display_name(shown) or tag
    except UnknownLocaleError:
        return str(shown.languages.get(tag.partition("-")[0], tag))


@lru_cache(maxsize=512)
def own_name_of(tag: str) -> str:
    """``tag`` as those who speak it call it, as far as the tables know.

    >>> own_name_of("ar"), own_name_of("fr")
    ('العربية', 'français')
    """
    try:
        return Locale.parse(tag, sep="-").get_display_name() or tag
    except UnknownLocaleError:
        return tag


def names_of(tag: str, language: Language) -> str:
    """Both, where they are not the same."""
    own, called = own_name_of(tag), name_of(tag, language)
    return own if own == called else f"{own} · {called}"
