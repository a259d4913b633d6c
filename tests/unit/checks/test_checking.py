"""What checks are made of: a promise that holds says nothing, one that is broken says which."""

from collections import Counter
from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest

from cityloop.checks.checking import CheckFailed, expect, raised, same, together
from cityloop.checks.journal import JOURNAL
from cityloop.checks.keys import KEYS
from cityloop.checks.store import STORE
from cityloop.checks.witness import WITNESS
from cityloop.journal.errors import StoreGone

EVERY: list[Callable[..., None]] = [*STORE, *KEYS, *WITNESS, *JOURNAL]


def fail(error: Exception) -> Any:
    raise error


def test_a_promise_that_holds_says_nothing() -> None:
    expect(holds=True, promise="it holds")
    same([1], [1], "equal")
    error = StoreGone("gone")
    assert raised(StoreGone, lambda: fail(error), "the loss") is error


def test_a_promise_that_is_broken_says_which_and_what_was_found() -> None:
    with pytest.raises(CheckFailed, match="it holds"):
        expect(holds=False, promise="it holds")
    with pytest.raises(CheckFailed, match="a sum: promised 3, found 2") as failed:
        same(2, 3, "a sum")
    assert failed.value.values == {"promised": 3, "found": 2}
    with pytest.raises(CheckFailed, match="the loss: StoreGone was promised, nothing was raised"):
        raised(StoreGone, lambda: None, "the loss")


def test_another_error_than_the_promised_one_comes_out_as_it_is() -> None:
    with pytest.raises(KeyError):
        raised(StoreGone, lambda: fail(KeyError("x")), "the loss")


def test_threads_are_there_at_the_same_time() -> None:
    meeting = Barrier(5)
    assert together(5, lambda number: (meeting.wait(30), number)[1]) == [0, 1, 2, 3, 4]


def test_what_one_of_the_threads_raises_comes_out() -> None:
    with pytest.raises(StoreGone):
        together(3, lambda number: fail(StoreGone("gone")) if number == 1 else number)


def test_every_check_has_a_name_and_a_sentence_of_its_own() -> None:
    names = Counter(check.__name__ for check in EVERY)
    assert [name for name, times in names.items() if times > 1] == []
    assert [check.__name__ for check in EVERY if not (check.__doc__ or "").strip()] == []


def test_every_check_is_in_its_suite() -> None:
    """A function of one argument called ``opens`` or ``ground`` that somebody forgot to list would check nothing."""
    for module in {check.__module__ for check in EVERY}:
        scope = vars(__import__(module, fromlist=["x"]))
        written = [each for each in scope.values() if getattr(each, "__module__", "") == module and is_check(each)]
        assert [each.__name__ for each in written if each not in EVERY] == []


def is_check(thing: Any) -> bool:
    takes = list(getattr(thing, "__annotations__", {}))
    return takes in (["opens", "return"], ["ground", "return"]) and not thing.__name__.startswith("_")
