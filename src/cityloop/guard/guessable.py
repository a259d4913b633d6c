"""Which passwords are refused: too short, or what anybody would try (NIST SP 800-63B-4, 3.1.1.2).

No rule asks for digits or signs, and none for a change after so many days: both make passwords worse, as the norm says.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from cityloop.city.errors import CityloopError

SHORTEST, LONGEST = 15, 256
"""Characters (code points) of a password that is the only proof; the norm asks for 15, and for 64 to be taken."""
FEWEST_KINDS = 5
LEAST_OWN = 6
"""Characters that must be left when what everybody tries is taken out."""
SHORTEST_RUN = 4
RUNS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
"""What fingers and counting do by themselves; backwards too."""
REPEATED = re.compile(r"(.{1,12}?)\1+")
HOUSE = ("cityloop", "城环")


class Weakness(StrEnum):
    """Why a password is refused."""

    SHORT = "short"
    LONG = "long"
    FEW = "few"
    """The same few characters again and again."""
    COMMON = "common"
    """Little but what everybody tries: common passwords, runs of keys, the person's own name."""


SAID = {
    Weakness.SHORT: f"A password has at least {SHORTEST} characters; a short sentence does well.",
    Weakness.LONG: f"A password has at most {LONGEST} characters.",
    Weakness.FEW: "The password repeats a few characters: choose one that does not.",
    Weakness.COMMON: "The password is little more than what everybody tries: choose a sentence of your own.",
}


class WeakPassword(CityloopError):
    """The password is too short, too long, or what anybody would try first (NIST SP 800-63B-4, 3.1.1.2)."""

    code = "weak-password"


def refuse_guessable(password: str, near: Iterable[str], common: Iterable[str]) -> None:
    """Raise ``WeakPassword`` for one that is easily guessed; ``near`` is what stands near the person, as the name."""
    weakness = find_weakness(password, near, common)
    if weakness is not None:
        raise WeakPassword(SAID[weakness], reason=weakness.value)


def find_weakness(password: str, near: Iterable[str], common: Iterable[str]) -> Weakness | None:
    """Why the password is refused, or None."""
    if len(password) < SHORTEST:
        return Weakness.SHORT
    if len(password) > LONGEST:
        return Weakness.LONG
    if len(set(password)) < FEWEST_KINDS:
        return Weakness.FEW
    return Weakness.COMMON if len(own_part(password, near, common)) < LEAST_OWN else None


def own_part(password: str, near: Iterable[str], common: Iterable[str]) -> str:
    """What is left of a password without what everybody tries, and without repeating itself."""
    rest = folded(password)
    for word in sorted({folded(each) for each in (*near, *common, *HOUSE)}, key=len, reverse=True):
        rest = rest.replace(word, "") if len(word) > 1 else rest
    for run in runs_in(rest):
        rest = rest.replace(run, "")
    return REPEATED.sub(r"\1", rest)


def folded(word: str) -> str:
    """As it is compared: width, case, spaces and signs make no difference."""
    return "".join(each for each in unicodedata.normalize("NFKC", word).casefold() if each.isalnum())


def runs_in(word: str) -> list[str]:
    """The longest runs of keys or letters, one beginning where the other ends."""
    found, start = list[str](), 0
    while start < len(word):
        length = max(run_at(word, start, run) for each in RUNS for run in (each, each[::-1]))
        found += [word[start : start + length]] if length >= SHORTEST_RUN else []
        start += max(length, 1) if length >= SHORTEST_RUN else 1
    return found


def run_at(word: str, start: int, run: str) -> int:
    """How many characters from ``start`` on follow one another in ``run``."""
    place, length = run.find(word[start]), 0
    while 0 <= place + length < len(run) and start + length < len(word) and word[start + length] == run[place + length]:
        length += 1
    return length if place >= 0 else 0
