"""Every error has an answer: a status that fits, a title in both languages, when to try again."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from importlib import import_module
from pkgutil import walk_packages

import msgspec
import pytest

import cityloop
from cityloop.city.errors import CityloopError
from cityloop.city.principal import Duty
from cityloop.edge.meanings import MEANINGS
from cityloop.edge.problem import (
    TITLES,
    BadForm,
    ForgedForm,
    NoAccess,
    NoSuchPage,
    Problem,
    TooMany,
    headers_of,
    no_access,
    problem_of,
    status_of,
)
from cityloop.guard.answer import Denied, Reason
from cityloop.guard.guessable import SHORTEST
from cityloop.guard.terms import Dataset
from cityloop.journal.errors import Conflict, StoreFull

CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Unforeseen(CityloopError):
    """One that no table names."""

    code = "unforeseen"


def errors(kind: type[CityloopError] = CityloopError) -> Iterator[type[CityloopError]]:
    """Every error of the house."""
    for child in kind.__subclasses__():
        if child.__module__.startswith("cityloop."):
            yield child
            yield from errors(child)


def test_every_code_is_said_by_one_kind_of_error() -> None:
    for module in walk_packages(cityloop.__path__, "cityloop."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            import_module(module.name)
    codes: dict[str, set[str]] = {}
    for error in errors():
        codes.setdefault(error.code, set()).add(error.__name__)
    assert {code: names for code, names in codes.items() if len(names) > 1 and code != "error"} == {}
    assert [code for code in codes if not code.replace("-", "").islower()] == []


def test_every_kind_that_has_a_title_says_what_it_means_and_what_to_do() -> None:
    assert set(MEANINGS) == set(TITLES)
    assert [code for code, (zh, en) in MEANINGS.items() if not (CHINESE.search(zh) and en.isascii())] == []


def test_a_kind_without_a_title_is_told_as_an_error() -> None:
    problem = problem_of(Unforeseen("Something odd."), "en")
    assert (problem.type, problem.detail) == ("/problems/error", "Something odd.")


@pytest.mark.parametrize("error", [Conflict("Somebody was first: 'x'."), BadForm("姓名有误", is_told=True)])
def test_title_and_detail_are_in_one_language(error: CityloopError) -> None:
    problem = problem_of(error, "zh")
    assert CHINESE.search(problem.title)
    assert CHINESE.search(problem.detail)


def test_titles_are_of_codes_that_exist() -> None:
    assert set(TITLES) - {error.code for error in errors()} == {"internal"}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (TooMany("x", retry_s=7), 429),
        (StoreFull("x"), 507),
        (Conflict("x"), 409),
        (ForgedForm("x"), 403),
        (CityloopError("x"), 422),
    ],
)
def test_statuses(error: CityloopError, status: int) -> None:
    assert status_of(error) == status


def test_a_problem_carries_what_the_error_carries() -> None:
    problem = problem_of(TooMany("Asked too often.", retry_s=7, source=object, count=3), "en", "n1")
    assert (problem.type, problem.status, problem.instance, problem.retry_s) == ("/problems/too-many", 429, "n1", 7)
    assert (problem.title, problem.values["count"]) == ("Asked too often: wait a little", 3)
    assert headers_of(problem)["Retry-After"] == "7"
    assert msgspec.json.decode(msgspec.json.encode(problem), type=Problem) == problem


def test_who_is_not_signed_in_is_told_how_to_be() -> None:
    problem = Problem(type="t", title="t", status=HTTPStatus.UNAUTHORIZED)
    assert headers_of(problem)["WWW-Authenticate"].startswith("Bearer")


def test_a_wrong_link_looks_like_an_address_that_is_not_there() -> None:
    denied = Denied(reason=Reason.NO_LINK, duty=Duty.FIELD, action="follow", dataset=Dataset.CASE)
    assert isinstance(no_access(denied), NoSuchPage)
    denied = msgspec.structs.replace(denied, reason=Reason.WRONG_AREA)
    assert isinstance(no_access(denied), NoAccess)


BLAMELESS = {"Conflict", "KeyErased", "NotInRecord"}
"""What may be wrong with the record by what was asked of it."""


@pytest.mark.parametrize("kind", [each for each in errors() if each.__module__ == "cityloop.journal.errors"])
def test_what_fails_within_tells_nothing_of_the_inside(kind: type[CityloopError]) -> None:
    error = kind("/srv/var/journal.db: UNIQUE constraint failed", path="/srv/var/journal.db")
    answer = problem_of(error, "en")
    assert ("/srv" in str(answer)) == (kind.__name__ in BLAMELESS)
    assert (answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR) == (kind.__name__ not in BLAMELESS)


def test_the_length_that_is_asked_of_a_password_is_the_length_that_is_taken() -> None:
    for said in MEANINGS["weak-password"]:
        assert re.findall(r"\d+", said) == [str(SHORTEST)]
