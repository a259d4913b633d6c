"""How a template becomes an answer: one Jinja2 environment a language, strict and escaping."""

from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cityloop.city.words import Language
from cityloop.edge.language import catalogue
from cityloop.web.parts.spark import spark
from cityloop.web.shown import FILTERS

ROOT = Path(str(files("cityloop.web")))
STATIC = ROOT / "static"


@lru_cache(maxsize=256)
def static(path: str) -> str:
    """The address of a static file, carrying its digest, so that it may be kept for a year."""
    digest = sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?v={digest}"


@lru_cache(maxsize=2)
def environment(language: Language) -> Environment:
    """The templates in ``language``; a name that is missing is an error, not an empty place."""
    made = Environment(
        loader=FileSystemLoader(ROOT),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = catalogue(language)
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals["static"] = static
    made.filters.update(FILTERS)
    made.filters["spark"] = lambda reading: spark(reading.series, reading.usual)
    return made
