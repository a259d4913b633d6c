"""The words of the pages: gettext catalogues, read as they are written (``data/locale/*.po``), none compiled beforehand."""

from functools import lru_cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("zh", "en")


def catalogue(language: str) -> Catalog:
    """The catalogue of ``language`` as it stands in its file."""
    text = files("cityloop").joinpath("data", "locale", f"{language}.po").read_bytes()
    return read_po(BytesIO(text), locale=language)


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> GNUTranslations:
    """The words of ``language``, ready for use."""
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return GNUTranslations(compiled)
