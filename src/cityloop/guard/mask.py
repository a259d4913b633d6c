"""Masks: enough of a number or a name to recognise it, not enough to use it. Also in free text.

Numbers are found by their form, names by the words before and after them, since no list of names is complete; a name
that is known (the reporter's own) is handed in.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from re import Match, Pattern
from typing import TypeAlias

from cityloop.guard.terms import Dataset

Masker: TypeAlias = Callable[[str], str]

STAR = "*"
COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "东方",
    "南宫",
    "夏侯",
    "诸葛",
    "尉迟",
    "皇甫",
    "慕容",
    "长孙",
    "宇文",
    "司徒",
    "令狐",
)
"""复姓 that are in use."""
HALF_WIDTH = {ord("０") + digit: str(digit) for digit in range(10)} | {ord("＋"): "+", ord("－"): "-", ord("Ｘ"): "X"}
"""Numbers are often typed in full width."""

ID_CARD = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ \-]?[0-9]){16}[ \-]?[0-9Xx](?![0-9A-Za-z])")
"""居民身份证号码, GB 11643-1999: 17 digits and a check character."""
BANK_CARD = re.compile(r"(?<![0-9])[0-9](?:[ \-]?[0-9]){14,18}(?![0-9])")
"""15 to 19 digits: bank cards (GB/T 15694.1), old identity numbers, device numbers."""
MOBILE = re.compile(r"(?<![0-9])(?:\+?86[ \-]?)?1[ \-]?[3-9](?:[ \-·]?[0-9]){9}(?![0-9])")
"""Mobile numbers of the mainland, with or without +86."""
DATE = r"(?:19|20)[0-9]{2}[\-.][01]?[0-9][\-.][0-3]?[0-9]"
PHONE = re.compile(rf"(?<![0-9.])(?!{DATE})[+(]?[0-9](?:[ \-·()]{{0,2}}[0-9]){{6,13}}(?![0-9])")
"""Any other telephone number of 7 to 14 digits; a date is none."""
MAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
PLATE = re.compile(r"[\u4e00-\u9fff][A-HJ-NP-Z][·•. ]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9])")
"""机动车号牌, GA 36-2018."""
ACCOUNT = re.compile(r"((?:微信|QQ|wechat)(?:号|ID)?[是为:： ]{0,3})([A-Za-z0-9_\-]{5,20})", re.IGNORECASE)
DOOR = re.compile(r"[0-9A-Za-z一二三四五六七八九十]{1,5}(?=\s*(?:号楼|栋|幢|座|单元|室|房(?![东子屋租产价间])))")
"""The house and the flat within an estate."""
WORD = re.compile(r"(?<![A-Za-z0-9@._*])(?:[\u4e00-\u9fff]{2,}|[A-Za-z][a-z'\-]+)(?![A-Za-z0-9@._*])")
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
NAME_AFTER = re.compile(
    r"((?:我叫|我是叫|本人叫|姓名是?|联系人是?|名叫|叫做)[:： ]{0,2})"
    r"([\u4e00-\u9fff]{2,4}?)(?=先生|女士|小姐|$|[^\u4e00-\u9fff]|[是的在电住和手家要想说反])"
)
NAME_BEFORE = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,3})(?=先生|女士|小姐|师傅|老师|阿姨|大爷|主任|经理)")
NAME_ENGLISH = re.compile(
    r"((?:[Mm]y name is|I am|I'm|[Nn]ame:|[Cc]ontact:|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?)\s+)"
    r"([A-Z][a-z'\-]+(?:\s+[A-Z][a-z'\-]+){0,3})"
)


def phone(value: str) -> str:
    """``138****1234``; of other numbers the last four at most; of what is no number, nothing."""
    digits = [index for index, letter in enumerate(value) if letter.isdecimal()]
    if len(digits) < 7:
        return STAR * len(value)
    kept = {*digits[-11:-8], *digits[-4:]} if len(digits) >= 11 else {*digits[-3:]}
    return "".join(letter if index in kept or not letter.isdecimal() else STAR for index, letter in enumerate(value))


def id_number(value: str) -> str:
    """``4****************X``: the first and the last character."""
    text = value.strip()
    return text[:1] + STAR * (len(text) - 2) + text[-1:] if len(text) > 4 else STAR * len(text)


def name(value: str) -> str:
    """``王**``, ``欧阳**``; ``J*** S****``. A name of one character is hidden whole."""
    text = value.strip()
    if text.isascii():
        return " ".join(part[:1] + STAR * (len(part) - 1) if len(part) > 1 else STAR for part in text.split())
    kept = 2 if text[:2] in COMPOUND and len(text) > 2 else 1
    return text[:kept] + STAR * 2 if len(text) > 1 else STAR


def mail(value: str) -> str:
    """``w***@example.org``."""
    local, _, domain = value.partition("@")
    return f"{local[:1]}{STAR * 3}@{domain}"


def plate(value: str) -> str:
    """``粤B******``."""
    return value[:2] + STAR * (len(value) - 2)


def contact(value: str) -> str:
    """A name with a number, or either, as people write it into one field: every word of it may be the name."""
    return WORD.sub(lambda found: name(found.group()), text(value))


def place(value: str) -> str:
    """An exact place: coordinates to about a kilometre, of words everything but the numbers."""
    return NUMBER.sub(_rounded, text(value))


def _rounded(found: Match[str]) -> str:
    """A coordinate to a hundredth of a degree; any other number hidden."""
    number = found.group()
    return f"{float(number):.2f}" if "." in number else STAR * len(number)


def point(value: tuple[float, float]) -> tuple[float, float]:
    """A place to a hundredth of a degree, about a kilometre."""
    return round(value[0], 2), round(value[1], 2)


def text(value: str, names: Iterable[str] = ()) -> str:
    """Free text with numbers, addresses, plates, doors and names masked; ``names`` are known to occur in it."""
    value = value.translate(HALF_WIDTH)
    for pattern, mask in BY_FORM:
        value = pattern.sub(partial(_replaced, mask), value)
    for known in sorted(filter(None, names), key=len, reverse=True):
        value = value.replace(known, name(known))
    return value


def _replaced(mask: Masker, found: Match[str]) -> str:
    """The last group masked, what stands before it kept."""
    kept, hidden = (found.group(1), found.group(2)) if found.re.groups == 2 else ("", found.group())
    return kept + mask(hidden)


def _starred(value: str) -> str:
    return STAR * len(value)


BY_FORM: tuple[tuple[Pattern[str], Masker], ...] = (
    (MAIL, mail),
    (PLATE, plate),
    (ID_CARD, id_number),
    (MOBILE, phone),
    (BANK_CARD, id_number),
    (PHONE, phone),
    (ACCOUNT, _starred),
    (DOOR, _starred),
    (NAME_AFTER, name),
    (NAME_BEFORE, name),
    (NAME_ENGLISH, name),
)
"""What is looked for, in this order: the longer forms before those that are part of them."""

_BY_DATASET: dict[Dataset, Masker] = {Dataset.CONTACT: contact, Dataset.PLACE: place}


def masker(dataset: Dataset) -> Masker:
    """The mask that fits what a dataset holds."""
    return _BY_DATASET.get(dataset, text)
