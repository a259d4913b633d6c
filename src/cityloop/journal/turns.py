"""Group commit: callers from many threads share one transaction, without a thread of its own."""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


class _Turn(Generic[Job, Result]):
    """The jobs of one caller, what came of them, and the gate at which he waits."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self.jobs = jobs
        self.results: Sequence[Result] | None = None
        self.failure: BaseException | None = None
        self.gate = Lock()
        self.gate.acquire()

    @property
    def over(self) -> bool:
        """Whether somebody has worked off these jobs."""
        return self.results is not None or self.failure is not None

    def outcome(self) -> Sequence[Result]:
        """One result a job, or what broke them all."""
        if self.failure is not None:
            raise self.failure
        return self.results or ()


class Turns(Generic[Job, Result]):
    """Whoever comes to idle work leads: he works for all who wait, then wakes them, and the first left over leads next.

    ``work`` takes the jobs of several callers, in the order they came, and gives one result for each. What it raises
    goes to all of them.
    """

    def __init__(self, work: Callable[[Sequence[Job]], Sequence[Result]], limit: int) -> None:
        self._work = work
        self._limit = limit
        self._lock = Lock()
        self._waiting: list[_Turn[Job, Result]] = []
        self._busy = False

    def take(self, jobs: Sequence[Job]) -> Sequence[Result]:
        """Have ``jobs`` done, together with those of others; returns when they are."""
        turn = _Turn[Job, Result](jobs)
        if not self._first(turn):
            turn.gate.acquire()
        if not turn.over:
            self._lead()
        return turn.outcome()

    def _first(self, turn: _Turn[Job, Result]) -> bool:
        """Queue up; whether nobody is at work."""
        with self._lock:
            self._waiting.append(turn)
            first, self._busy = not self._busy, True
        return first

    def _lead(self) -> None:
        """Work off the head of the queue, hand the lead on, wake who was served."""
        turns = self._head()
        try:
            self._serve(turns)
        finally:
            heir = self._hand_on()
            for turn in [*heir, *turns]:
                turn.gate.release()

    def _head(self) -> list[_Turn[Job, Result]]:
        """The callers served together: at most ``limit`` jobs, at least one caller."""
        with self._lock:
            count, jobs = 1, len(self._waiting[0].jobs)
            while count < len(self._waiting) and (jobs := jobs + len(self._waiting[count].jobs)) <= self._limit:
                count += 1
            turns, self._waiting = self._waiting[:count], self._waiting[count:]
        return turns

    def _hand_on(self) -> list[_Turn[Job, Result]]:
        """The next leader, if anybody waits."""
        with self._lock:
            self._busy = bool(self._waiting)
            return self._waiting[:1]

    def _serve(self, turns: Sequence[_Turn[Job, Result]]) -> None:
        """Do the jobs of all, and give each caller his results."""
        try:
            results = list(self._work([job for turn in turns for job in turn.jobs]))
            for turn in turns:
                turn.results, results = results[: len(turn.jobs)], results[len(turn.jobs) :]
        except BaseException as failure:  # noqa: BLE001 - each caller raises it in his own thread
            for turn in turns:
                turn.failure = failure
