"""Ids, secrets and salts: from the system's own chance, or seeded for the demo and for tests."""

import secrets
from random import Random

from cityloop.city.number import CHANCE_DIGITS, numbered
from cityloop.command.given import Chance

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0, O, 1 or I: a secret may have to be typed from paper."""
_LENGTHS = {"subject": 16, "secret": 26}


def true_chance() -> Chance:
    """The operating system's chance; a secret has 130 bits of it."""
    return Chance(lambda kind: _id(secrets.SystemRandom(), kind), lambda: secrets.token_bytes(16))


def seeded_chance(seed: int) -> Chance:
    """The same ids and salts for the same seed; never for a real city."""
    source = Random(seed)
    return Chance(lambda kind: _id(source, kind), lambda: source.randbytes(16))


def draw_password() -> str:
    """A first password, to be typed from paper: four groups of four, 80 bits of the operating system's chance."""
    letters = [secrets.choice(_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, 16, 4))


def _id(source: Random, kind: str) -> str:
    if kind == "case":
        return numbered(f"{source.randrange(10**CHANCE_DIGITS):0{CHANCE_DIGITS}}")
    return "".join(source.choice(_LETTERS) for _ in range(_LENGTHS[kind]))
