"""Case numbers: nine digits of chance and a check digit, to be read out over the telephone and typed in by anybody.

The check digit is Damm's (H. M. Damm, Total anti-symmetrische Quasigruppen, Marburg 2004): it catches every single
wrong digit, and every two neighbours that changed places.
"""

import re
import unicodedata

CHANCE_DIGITS = 9
DIGITS = CHANCE_DIGITS + 1

_QUASIGROUP = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
"""Damm's weakly totally anti-symmetric quasigroup of order ten; its diagonal is zero."""
_OLD = re.compile(r"[2-9A-HJ-NP-Z]{8}")
"""A number of eight letters and digits, as they were given before; they stay valid."""
_BETWEEN = re.compile(r"[\s\-‐-―−－ー·.,，、。]+")
"""What people put between the groups of a number: spaces, dashes of every width, dots."""


def check_digit(digits: str) -> str:
    """The digit that makes ``digits`` whole.

    >>> check_digit("572")
    '4'
    """
    interim = 0
    for digit in digits:
        interim = int(_QUASIGROUP[interim][int(digit)])
    return str(interim)


def numbered(digits: str) -> str:
    """The case number of nine digits of chance, as it is written.

    >>> numbered("482913067")
    '482-913-0671'
    """
    return _grouped(digits + check_digit(digits))


def normal(typed: str) -> str:
    """What was typed as a case number is written: ``4829130671`` and ``４８２ ９１３ ０６７１`` are one number.

    What is no such number stays as it was typed.
    """
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper()
    if plain.isdecimal() and len(plain) == DIGITS:
        return _grouped(plain)
    return f"{plain[:4]}-{plain[4:]}" if _OLD.fullmatch(plain) else typed.strip()


def plain(typed: str) -> str:
    """What was typed as a number of another system, whose form nobody here knows: of one width, and no more.

    >>> plain(" ９１４８ ")
    '9148'
    """
    return unicodedata.normalize("NFKC", typed).strip()


def is_number(typed: str) -> bool:
    """Whether it has the form of a case number, old or new, right or misread."""
    return _is_new(typed) or _OLD.fullmatch(normal(typed).replace("-", "")) is not None


def is_misread(typed: str) -> bool:
    """Whether it has the form of a case number, and its check digit says that a digit is wrong."""
    return _is_new(typed) and check_digit(normal(typed).replace("-", "")) != "0"


def _is_new(typed: str) -> bool:
    found = normal(typed)
    return len(found) == DIGITS + 2 and found.replace("-", "").isdecimal()


def beginning(typed: str) -> str:
    """What the numbers begin with that are meant by a part of one: ``482913`` is ``482-913``."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper()
    part = _grouped(plain) if plain.isdecimal() and len(plain) <= DIGITS else f"{plain[:4]}-{plain[4:]}"
    return part.strip("-")


def groups(number: str) -> tuple[str, ...]:
    """The groups in which a number is read out."""
    return tuple(number.split("-"))


def _grouped(digits: str) -> str:
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
