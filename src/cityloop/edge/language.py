"""Which language an answer is in, and the catalogues (gettext), read as they are written when the program starts."""

from collections.abc import Iterator
from functools import lru_cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import Request

from cityloop.city.words import Language

COOKIE = "language"
"""The choice of this browser; a year long."""
QUERY = "language"


@lru_cache(maxsize=len(Language))
def catalogue(language: Language) -> GNUTranslations:
    """The words of ``language`` (``data/locale/zh.po``)."""
    compiled = BytesIO()
    source = files("cityloop").joinpath("data", "locale", f"{language}.po").read_bytes()
    write_mo(compiled, read_po(BytesIO(source), locale=str(language)))
    compiled.seek(0)
    return GNUTranslations(compiled)


def language_of(request: Request) -> Language:
    """What was asked for in the address, else chosen before, else what the browser prefers, else Chinese."""
    said = (request.query_params.get(QUERY), request.cookies.get(COOKIE))
    chosen = next((found for word in said if (found := find_language(word))), None)
    return chosen or preferred(request.headers.get("accept-language", "")) or Language.ZH


def find_language(word: str | None) -> Language | None:
    """The language of a BCP 47 tag, by its first part."""
    first = (word or "").strip().lower().partition("-")[0]
    return next((language for language in Language if language.value == first), None)


def preferred(header: str) -> Language | None:
    """The best of ``Accept-Language`` (RFC 9110, 12.5.4) that the house speaks."""
    known = [(weight, find_language(tag)) for weight, tag in weighed(header)]
    best = max(known, key=lambda pair: (pair[1] is not None, pair[0]), default=None)
    return best[1] if best is not None and best[0] > 0 else None


def weighed(header: str) -> Iterator[tuple[float, str]]:
    """Each tag with its weight; one that is no number counts as nothing."""
    for part in header.split(",")[:20]:
        tag, _, weight = part.partition(";q=")
        try:
            yield float(weight or 1), tag
        except ValueError:
            yield 0.0, tag
