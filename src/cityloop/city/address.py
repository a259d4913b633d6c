"""Where somebody is reached, out of what was written down: a contact is what a person typed, name and all."""

import re
from enum import StrEnum
from unicodedata import normalize

from cityloop.city.telephone import list_written


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
    """The first telephone number, a mobile one before others, as digits alone, with its plus where it has one."""
    found = next(iter(list_written(words)), None)
    return found and re.sub(r"[^+0-9]", "", found)
