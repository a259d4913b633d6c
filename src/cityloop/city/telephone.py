"""Telephone numbers as people write them, brought to one form, so that who calls twice is known again."""

import hmac
import re
import unicodedata

LAST = 4
"""Digits at the end by which somebody shows that a number is known."""
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)|^(?:\+|00)86(?=0?[1-9]\d{8,10}$)")
_WRITTEN = re.compile(r"\+?\d[\d\s()\-‐-―−]{4,}\d")
"""What looks like a telephone number within other words."""
SHORTEST, LONGEST = 7, 15
"""Digits that a telephone number can have (ITU-T E.164 for the longest; a local landline for the shortest)."""
_MOBILE = re.compile(r"1[3-9]\d{9}")


def normal(typed: str) -> str | None:
    """The number in its one form: digits alone, a landline with its area code; None where it is no number.

    >>> normal("+86 138-1234-5678"), normal("(0571) 8765 4321"), normal("a friend")
    ('13812345678', '057187654321', None)
    """
    said = unicodedata.normalize("NFKC", typed)
    plain = re.sub(r"[\s()\-‐-―−.]", "", said)
    if not re.fullmatch(r"\+?\d+", plain):
        return None
    bare = _COUNTRY.sub("", plain)
    inland = bare if bare == plain or _MOBILE.fullmatch(bare) or bare.startswith("0") else f"0{bare}"
    digits = inland.lstrip("+")
    return inland if SHORTEST <= len(digits) <= LONGEST else None


def list_mentioned(words: str) -> tuple[str, ...]:
    """The telephone numbers that stand in somebody's own words: ``Ann Lee, 138 1234 5678``."""
    said = unicodedata.normalize("NFKC", words)
    found = (normal(match.group()) for match in _WRITTEN.finditer(said))
    return tuple(dict.fromkeys(number for number in found if number))


def last_of(number: str) -> str:
    """The last four digits."""
    return number[-LAST:]


def ends_so(words: str, last: str) -> bool:
    """Whether one of the numbers in ``words`` ends in these four digits, in a time that tells nothing of which."""
    said = unicodedata.normalize("NFKC", last).strip()
    fitting = [hmac.compare_digest(last_of(number).encode(), said.encode()) for number in list_mentioned(words)]
    return any(fitting) and len(said) == LAST
