"""Where somebody is reached, out of what was written down: a contact is what a person typed, name and all."""

import re
from unicodedata import normalize

from cityloop.city.channel import Reach

MAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}(?![\w.-])")
PHONE = re.compile(r"(?<![\w+])\+?\d(?:[ -]?\d){4,17}(?![\w])")
LONGEST_MAIL = 254
"""RFC 5321, section 4.5.3.1."""
FEWEST_DIGITS, MOST_DIGITS = 5, 15
"""ITU-T E.164 allows 15; five are the shortest service numbers."""


def find_address(told: str, reach: Reach) -> str | None:
    """The address of that kind in what was written; None where there is none."""
    words = normalize("NFKC", told).strip()
    if reach is Reach.MAIL:
        return find_mail(words)
    if reach is Reach.PHONE:
        return find_phone(words)
    return words if words and words.isprintable() else None


def find_mail(words: str) -> str | None:
    """The first mail address; never one with what would end a header line."""
    found = MAIL.search(words)
    return found[0] if found and len(found[0]) <= LONGEST_MAIL else None


def find_phone(words: str) -> str | None:
    """The first telephone number, as digits alone, with its plus where it has one."""
    for found in PHONE.finditer(words):
        digits = "".join(filter(str.isdigit, found[0]))
        if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
            return ("+" if found[0].startswith("+") else "") + digits
    return None
