"""Passwords that are refused, and those that are not: the length and the list of the norm, and no other rule."""

import pytest

from cityloop.adapters.credentials import common
from cityloop.guard.guessable import LONGEST, SHORTEST, Weakness, WeakPassword, find_weakness, refuse_guessable


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("fourteen chars", Weakness.SHORT),
        ("x" * LONGEST + "y", Weakness.LONG),
        ("ababababababababab", Weakness.FEW),
        ("Password123456!!", Weakness.COMMON),
        ("ＰＡＳＳＷＯＲＤ１２３４５６７８", Weakness.COMMON),
        ("qwertyuiopasdfgh", Weakness.COMMON),
        ("9876543210abcdefg", Weakness.COMMON),
        ("admin@admin.admin@12", Weakness.COMMON),
        ("iloveyou5201314woaini", Weakness.COMMON),
        ("wangxiaoming-wangxiaoming", Weakness.COMMON),
        ("Cityloop-cityloop-2026", Weakness.COMMON),
        ("我的密码我的密码我的密码123456", Weakness.COMMON),
    ],
)
def test_what_everybody_tries_is_refused(password: str, weakness: Weakness) -> None:
    assert find_weakness(password, ("wangxiaoming",), common()) is weakness


@pytest.mark.parametrize(
    "password",
    [
        "今天早上路灯又坏了三盏真烦人啊",
        "correct horse battery staple",
        "the lamps of willow street",
        "my password is not your business",
        "K7QF-2M9X-PPDE-4RTZ",
        "a" * 5 + "bcdfegh quiet river",
    ],
)
def test_a_sentence_is_taken_without_signs_or_digits(password: str) -> None:
    assert find_weakness(password, ("wangxiaoming",), common()) is None


def test_the_shortest_and_the_longest_are_taken() -> None:
    sentence = "quiet river lamps over the bridge at night and on it goes; " * 10
    assert find_weakness(sentence[:SHORTEST], (), common()) is None
    assert find_weakness(sentence[:LONGEST], (), common()) is None


def test_it_is_said_what_is_wrong() -> None:
    with pytest.raises(WeakPassword, match="at least 15 characters") as caught:
        refuse_guessable("short", (), common())
    assert caught.value.values == {"reason": "short"}
