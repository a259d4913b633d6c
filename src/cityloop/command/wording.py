"""What a letter says: a sentence of the city's rule with a few fields, never longer than a message may be."""

from collections.abc import Iterator, Mapping
from string import Formatter

from cityloop.city.city import City
from cityloop.city.errors import CityloopError
from cityloop.city.words import Language

FIELDS = ("number", "city", "hotline", "link")
"""What a text may hold: nothing but what a stranger with that phone may read."""
WHOLE = frozenset({"number", "hotline", "link"})
"""Fields that stand whole or not at all; the others may be shortened."""
SMS = 70
"""Characters of one text message in UCS-2 (3GPP TS 23.038)."""
CUT = "…"
_FORMATTER = Formatter()


class WrongText(CityloopError):
    """A text with a field that there is not, or that is no text with fields at all."""

    code = "wrong-text"


def parts_of(text: str) -> Iterator[tuple[str, str | None]]:
    """Each stretch of a text with the field that follows it, or None. Raises ``WrongText``."""
    try:
        parsed = list(_FORMATTER.parse(text))
    except ValueError as wrong:
        raise WrongText(f"“{text}” is no text with fields: {wrong}.") from wrong
    for literal, name, spec, conversion in parsed:
        if name is not None and (name not in FIELDS or spec or conversion):
            known = ", ".join(f"{{{field}}}" for field in FIELDS)
            raise WrongText(f"There is no field “{{{name}}}”; known are {known}.", field=name)
        yield literal, name


def worded(text: str, fields: Mapping[str, str], longest: int | None = None) -> str:
    """The text with its fields. Raises ``WrongText``."""
    return "".join(literal + (fields.get(name, "") if name else "") for literal, name in parts_of(text))


def fields_of(city: City, number: str, language: Language) -> dict[str, str]:
    """What the fields stand for."""
    return {"number": number, "city": city.name.of(language), "hotline": city.hotline, "link": city.site}
