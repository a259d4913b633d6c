"""Telephone numbers as people write them, brought to one form, so that who calls twice is known again."""

import hmac
import re
import unicodedata

LAST = 4
"""Digits at the end by which somebody shows that a number is known."""
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)|^(?:\+|00)86(?=0?[1-9]\d{8,10}$)")
SHORTEST, LONGEST = 7, 15
"""Digits that a telephone number can have (ITU-T E.164 for the longest; a local landline for the shortest)."""
_MOBILE = re.compile(r"1[3-9]\d{9}")
_GAP = r"[ \t\-‐-―−.]{0,2}"
"""What may stand between two figures of one number; the end of a line, a comma or a colon never does."""
_WHEN = re.compile(r"(?<!\d)(?:(?:19|20)\d\d[\-./年][01]?\d[\-./月][0-3]?\d|[0-2]?\d:[0-5]\d)(?!\d)", re.ASCII)
"""A date or an hour."""
_MOBILE_WRITTEN = rf"""1[3-9]\d(?:
    (?:{_GAP}\d{{4}}){{2}} | {_GAP}\d{{3}}{_GAP}\d{{5}} | \d[ \-]\d{{3}}[ \-]\d{{4}} | (?:{_GAP}\d\d){{4}}
    )(?!\d)"""
_SURE = re.compile(
    rf"""(?<!\d)(?:
    (?:(?:\+|00)?86{_GAP})?{_MOBILE_WRITTEN}
    | (?:\+|00)86{_GAP}\(?0?\d{{2,3}}\)?{_GAP}\d{{3,4}}{_GAP}\d{{4}}
    | (?:\+|00)\d(?:{_GAP}[()]?{_GAP}\d){{6}}(?:{_GAP}(?!{_MOBILE_WRITTEN})\d){{0,8}}
    | (?:\(0\d{{2,3}}\)|0\d{{2,3}}){_GAP}\d{{3,4}}{_GAP}\d{{4}}
    )(?!\d)""",
    re.VERBOSE | re.ASCII,
)
"""What tells by itself where it ends: a mobile number, one with the code of a country, a landline with its area."""
_IN_ONE_PIECE = re.compile(rf"(?<!\d)\d{{{SHORTEST},{LONGEST}}}(?!\d)", re.ASCII)
_IN_GROUPS = re.compile(rf"(?<!\d)(?:\(\d{{2,5}}\))?(?:{_GAP}(?<!\d)\d{{1,6}}(?!\d))+", re.ASCII)
_WHOLE = re.compile(r"1\d{10}|0\d{9,11}|[48]00\d{7}|[2-9]\d{6,7}|[2-9]\d{9}|\+\d{8,15}")
"""Mobile, landline with its area code or without, 400 and 800, North America, or with the country's code."""


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


def list_written(words: str) -> tuple[str, ...]:
    """The telephone numbers that stand in somebody's own words, as they stand there; mobile ones first.

    What is sure goes first, then what stands in one piece, then what stands in groups: so a house number, a date or the
    hours that go with a number are no part of it, and two numbers are never one.
    """
    left, found = _WHEN.sub("\n", unicodedata.normalize("NFKC", words)), list[str]()
    for pattern in (_SURE, _IN_ONE_PIECE, _IN_GROUPS):
        found += pattern.findall(left)
        left = pattern.sub("\n", left)
    return tuple(sorted((number.strip() for number in found if normal(number)), key=_is_other))


def list_mentioned(words: str) -> tuple[str, ...]:
    """The telephone numbers in somebody's own words, in their one form: ``Ann Lee, 138 1234 5678``."""
    return tuple(dict.fromkeys(number for number in map(normal, list_written(words)) if number))


def _is_other(number: str) -> bool:
    return not _MOBILE.fullmatch(normal(number) or "")


def is_doubtful(words: str) -> bool:
    """Whether digits stand in somebody's own words, and no whole telephone number among them."""
    numbers = list_mentioned(words)
    return any(letter.isdecimal() for letter in words) and not any(_WHOLE.fullmatch(number) for number in numbers)


def last_of(number: str) -> str:
    """The last four digits."""
    return number[-LAST:]


def ends_so(words: str, last: str) -> bool:
    """Whether one of the numbers in ``words`` ends in these four digits, in a time that tells nothing of which."""
    said = unicodedata.normalize("NFKC", last).strip()
    fitting = [hmac.compare_digest(last_of(number).encode(), said.encode()) for number in list_mentioned(words)]
    return any(fitting) and len(said) == LAST
