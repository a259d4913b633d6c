"""Where somebody is reached, out of what was written down: a contact is what a person typed, name and all."""

import re
from enum import StrEnum
from unicodedata import normalize


class Reach(StrEnum):
    """What kind of address a channel takes."""

    NONE = "none"
    MAIL = "mail"
    PHONE = "phone"
    URL = "url"
    WORD = "word"
    """Whatever the far side calls its people."""


MAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}(?![\w-])", re.ASCII | re.IGNORECASE)
LONGEST_MAIL = 254
"""RFC 5321, section 4.5.3.1."""
PHONES = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"\+\d(?:[ ()-]{0,2}\d)+|\(0\d{2,3}\)(?:[ -]?\d)+",
        r"\d(?:-?\d)+",
        r"\d(?:[ -]?\d)+",
    )
)
"""With the code of a country or an area; in one piece; with gaps: in this order, as a house number may go before."""
FEWEST_DIGITS, MOST_DIGITS = 7, 15
"""ITU-T E.164 allows 15."""
URL = re.compile(r"https?://[^\s/?#@]+[^\s]*", re.ASCII)


def find_address(told: str, reach: Reach) -> str | None:
    """The address of that kind in what was written; None where there is none."""
    words = normalize("NFKC", told).strip()
    if reach is Reach.MAIL:
        return find_mail(words)
    if reach is Reach.PHONE:
        return find_phone(words)
    if reach is Reach.URL:
        return words if URL.fullmatch(words) else None
    return words if words and words.isprintable() else None


def find_mail(words: str) -> str | None:
    """The first mail address; never one with what would end a header line."""
    found = MAIL.search(words)
    return found[0] if found and len(found[0]) <= LONGEST_MAIL else None


def find_phone(words: str) -> str | None:
    """The first telephone number, as digits alone, with its plus where it has one."""
    for pattern in PHONES:
        for found in pattern.finditer(words):
            digits = "".join(filter(str.isdigit, found[0]))
            if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
                return ("+" if found[0].startswith("+") else "") + digits
    return None
