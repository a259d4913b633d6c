"""What a check is made of: a promise, what was found instead, and several threads that ask at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from cityloop.city.errors import CityloopError

Wrong = TypeVar("Wrong", bound=BaseException)
Result = TypeVar("Result")


class CheckFailed(CityloopError):
    """What was handed over for a check does not keep a promise of its port."""

    code = "check-failed"


def expect(holds: bool, promise: str) -> None:
    """Raise ``CheckFailed`` with the promise, unless it holds."""
    if not holds:
        raise CheckFailed(promise)


def same(found: object, promised: object, promise: str) -> None:
    """Raise ``CheckFailed`` with the promise and both values, unless they are equal."""
    if found != promised:
        raise CheckFailed(f"{promise}: promised {promised!r}, found {found!r}", promised=promised, found=found)


def raised(kind: type[Wrong], act: Callable[[], object], promise: str) -> Wrong:
    """The error of ``kind`` that ``act`` raises. Raises ``CheckFailed`` with the promise where it raises none."""
    try:
        act()
    except kind as error:
        return error
    raise CheckFailed(f"{promise}: {kind.__name__} was promised, nothing was raised")


def together(count: int, act: Callable[[int], Result]) -> list[Result]:
    """What ``act`` gives for each number below ``count``, called at the same moment from a thread each."""
    start = Barrier(count)

    def started(number: int) -> Result:
        start.wait()
        return act(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(started, range(count)))
