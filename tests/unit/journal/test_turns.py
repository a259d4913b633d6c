"""Callers share one piece of work, in the order they came, and nobody is left waiting."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest

from cityloop.checks.checking import together
from cityloop.journal.turns import Turns


class Bench:
    """Work that doubles numbers, notes what came together, refuses 13, and stands still until it is let go."""

    def __init__(self, limit: int = 100) -> None:
        self.turns: Turns[int, int] = Turns(self.work, limit)
        self.groups: list[list[int]] = []
        self.go_on = Event()
        self.begun = Event()

    def work(self, jobs: Sequence[int]) -> list[int]:
        self.groups.append(list(jobs))
        self.begun.set()
        assert self.go_on.wait(30)
        if 13 in jobs:
            raise ValueError("unlucky")
        return [2 * job for job in jobs]

    def queue(self, *callers: Sequence[int]) -> list[Future[Sequence[int]]]:
        """The first at work, the others waiting behind in this order; then all let go."""
        with ThreadPoolExecutor(len(callers)) as threads:
            futures = []
            for place, jobs in enumerate(callers):
                futures.append(threads.submit(self.turns.take, jobs))
                self._until(self.begun.is_set if place == 0 else lambda place=place: self._waiting() == place)  # type: ignore[misc]
            self.go_on.set()
        return futures

    def _waiting(self) -> int:
        return len(self.turns._waiting)

    def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            sleep(0.001)


def test_who_comes_alone_is_served_alone() -> None:
    bench = Bench()
    bench.go_on.set()
    assert list(bench.turns.take([1, 2])) == [2, 4]
    assert list(bench.turns.take([3])) == [6]
    assert bench.groups == [[1, 2], [3]]


def test_those_who_wait_are_served_together_in_the_order_they_came() -> None:
    bench = Bench()
    futures = bench.queue([1], [2, 3], [4], [5])
    assert bench.groups == [[1], [2, 3, 4, 5]]
    assert [list(future.result()) for future in futures] == [[2], [4, 6], [8], [10]]


def test_no_more_are_served_together_than_the_limit_says() -> None:
    bench = Bench(limit=2)
    futures = bench.queue([1], [2], [3], [4], [5, 6, 7], [8])
    assert bench.groups == [[1], [2, 3], [4], [5, 6, 7], [8]]
    assert [list(future.result()) for future in futures] == [[2], [4], [6], [8], [10, 12, 14], [16]]


def test_what_breaks_the_work_is_told_to_each_who_shared_it_and_to_nobody_else() -> None:
    bench = Bench(limit=2)
    futures = bench.queue([1], [2], [13], [4])
    assert bench.groups == [[1], [2, 13], [4]]
    assert [list(futures[place].result()) for place in (0, 3)] == [[2], [8]]
    for place in (1, 2):
        with pytest.raises(ValueError, match="unlucky"):
            futures[place].result()


def test_an_error_at_the_head_does_not_stop_those_behind() -> None:
    bench = Bench()
    futures = bench.queue([13], [2], [3])
    assert isinstance(futures[0].exception(), ValueError)
    assert [list(future.result()) for future in futures[1:]] == [[4], [6]]
    assert list(bench.turns.take([4])) == [8]


def test_who_has_no_job_gets_no_result() -> None:
    bench = Bench()
    bench.go_on.set()
    assert list(bench.turns.take([])) == []


def test_among_many_threads_each_gets_the_results_of_his_own_jobs() -> None:
    bench = Bench(limit=7)
    bench.go_on.set()
    given = together(8, lambda number: [list(bench.turns.take([number, turn])) for turn in range(20, 70)])
    assert given == [[[2 * number, 2 * turn] for turn in range(20, 70)] for number in range(8)]
    assert sum(map(len, bench.groups)) == 800
