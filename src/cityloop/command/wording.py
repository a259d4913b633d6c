"""What a letter says: a sentence of the city's rule with a few fields, never longer than a message may be."""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from string import Formatter

from cityloop.city.city import City
from cityloop.city.errors import CityloopError
from cityloop.city.words import Language

FIELDS = ("number", "city", "hotline", "link")
"""What a text may hold: nothing but what a stranger with that phone may read. Only ``city`` is ever cut."""
CUT = "…"
SENTENCE = re.compile(r"(?<=[。？！.?!])\s*(?=\S)")
GROUP = 4
"""Figures that are said in one breath, at most."""
_FORMATTER = Formatter()


class WrongText(CityloopError):
    """A text with a field that there is not, or that is no text with fields at all."""

    code = "wrong-text"


def parts_of(text: str, known: Collection[str] = FIELDS) -> Iterator[tuple[str, str | None]]:
    """Each stretch of a text with the field that follows it, or None. Raises ``WrongText``."""
    try:
        parsed = list(_FORMATTER.parse(text))
    except ValueError as wrong:
        raise WrongText(f"“{text}” is no text with fields: {wrong}.") from wrong
    for literal, name, spec, conversion in parsed:
        if name is not None and (name not in known or spec or conversion):
            listed = ", ".join(f"{{{field}}}" for field in known)
            raise WrongText(f"There is no field “{{{name}}}”; known are {listed}.", field=name)
        yield literal, name


def filled(text: str, fields: Mapping[str, str]) -> str:
    """The text with its fields. Raises ``WrongText``."""
    return "".join(literal + (fields[name] if name else "") for literal, name in parts_of(text, fields))


def worded(text: str, fields: Mapping[str, str], longest: int | None = None) -> str:
    """The text with its fields, within ``longest`` units of UTF-16.

    Too long, the name of the city is cut at a word, then whole sentences go, the last first; number, hotline and link
    stand whole or not at all, and the number always stands. Raises ``WrongText``.
    """
    whole = filled(text, fields)
    if longest is None or units(whole) <= longest:
        return whole
    for some in _shorter(text):
        room = longest - units(filled(some, {**fields, "city": ""}))
        if room >= 0:
            times = [name for _, name in parts_of(some)].count("city") or 1
            return filled(some, {**fields, "city": cut(fields["city"], room // times)})
    return fields["number"]


def units(text: str) -> int:
    """Its length as telephones count it: units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def cut(words: str, room: int) -> str:
    """``words`` cut at a word to fit; nothing where there is no room for any."""
    if units(words) <= room:
        return words
    kept = words
    while kept and units(kept + CUT) > room:
        kept = kept[:-1]
    if " " in kept and words[len(kept)] != " ":
        kept = kept.rpartition(" ")[0]
    return kept.rstrip() + CUT if kept.strip() else ""


def _shorter(text: str) -> Iterator[str]:
    """The text, then without its last sentence, and so on; sentences with the number stay."""
    sentences = SENTENCE.split(text)
    yield text
    for at in range(len(sentences) - 1, -1, -1):
        if "{number}" not in sentences[at]:
            del sentences[at]
            yield " ".join(sentences) if text.isascii() else "".join(sentences)


def fields_of(city: City, number: str, language: Language, *, aloud: bool = False) -> dict[str, str]:
    """What the fields stand for, to be read or to be heard."""
    said = {"number": number, "city": city.name.of(language), "hotline": city.hotline, "link": city.site}
    if aloud:
        said |= {name: spoken(said[name], language) for name in ("number", "hotline")}
    return said


def spoken(number: str, language: Language) -> str:
    """A number figure by figure, in groups as one says it on the telephone."""
    groups = [group for part in re.findall(r"\w+", number) for group in _grouped(part)]
    return ("，" if language is Language.ZH else ", ").join(" ".join(group) for group in groups)


def _grouped(figures: str) -> list[str]:
    """Groups of at most four, as even as can be, the shorter ones first."""
    count = -(-len(figures) // GROUP)
    ends = [len(figures) * each // count for each in range(count + 1)]
    return [figures[start:end] for start, end in pairwise(ends)]
