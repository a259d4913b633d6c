"""The access journal's pen: one entry a look, in groups, but durable before a person's data goes out."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock, local
from typing import Protocol

from msgspec.structs import replace

from cityloop.city.facts.access import Accessed, Form, RefusalsCounted
from cityloop.city.facts.fact import Fact
from cityloop.city.label import Grade
from cityloop.city.principal import NOBODY
from cityloop.guard.answer import Granted
from cityloop.guard.tally import PublicTally
from cityloop.journal.entry import Append, Draft, Entry
from cityloop.journal.ports import Clock

MOST_WAITING = 500
"""Looks that wait at most: who comes then waits until they are written, and is refused when they cannot be."""
GUARD = "guard"
"""The author of what the guard itself counts."""


class Pen(Protocol):
    """What writes: a ``Journal`` called ``access``."""

    def append(self, append: Append, /) -> tuple[Entry, ...]:
        """Write the drafts, durable on return."""


class Accesses:
    """Notes who looked at what and why, and who took which step. Safe for many threads.

    What discloses no person's data may wait up to a second for company (``settle`` is called then); the rest is durable
    when ``note`` returns. What nobody in particular sees of what is public is counted.
    """

    def __init__(self, pen: Pen, jurisdiction: str, clock: Clock) -> None:
        self._pen = pen
        self._jurisdiction = jurisdiction
        self._clock = clock
        self._public = PublicTally()
        self._waiting: list[Draft] = []
        self._lock = Lock()
        self._page = _Page()

    def note(self, granted: Granted, count: int, form: Form = Form.PAGE) -> None:
        """Keep one look; ``count`` is how many rows go out. Raises a ``StoreError`` when nothing can be written."""
        if granted.who == NOBODY.id and not granted.personal:
            self._public.count(self._clock(), granted.action, granted.dataset)
            return
        self.make_room()
        self._join(self._draft(granted.who, accessed(granted, count, form)))
        if granted.personal and self._page.is_made:
            self._page.is_personal = True
        elif granted.personal:
            self.settle()

    def make_room(self) -> None:
        """See that what is to be noted can be. Raises a ``StoreError`` where it cannot: then nothing is done either."""
        if len(self._waiting) >= MOST_WAITING:
            self.settle()

    def note_steps(self, taken: Sequence[Granted], *, summed: bool = False) -> None:
        """Keep steps that were taken: each by itself, or (of an import) those of one author and verb as one number.

        They are on the record already, so these may wait, and nothing is raised; ``make_room`` was asked before.
        """
        counted = summed_up(taken) if summed else ((each, 1) for each in taken)
        self._join(*(self._draft(each.who, accessed(each, count, Form.STEP)) for each, count in counted))

    @contextmanager
    def together(self) -> Iterator[None]:
        """The looks of one page, all with one write, durable when the block ends: nothing of it may go out before."""
        self._page.is_made, self._page.is_personal = True, False
        try:
            yield
        finally:
            self._page.is_made = False
            if self._page.is_personal:
                self.settle()

    def count_refusals(self, *facts: RefusalsCounted) -> None:
        """Keep the refusals of some minutes, durable on return."""
        self.keep(GUARD, *facts)

    def keep(self, author: str, *facts: Fact) -> None:
        """Keep what somebody did beside cases (a lock, a new password), durable on return."""
        self._join(*(self._draft(author, fact) for fact in facts))
        self.settle()

    def settle(self) -> None:
        """Write what waits. When it cannot be written, it waits on."""
        if len(self._waiting) < MOST_WAITING:
            self._join(*(self._draft(GUARD, fact) for fact in self._public.take(self._clock())))
        drafts = self._take()
        if not drafts:
            return
        try:
            self._pen.append(Append(drafts=tuple(drafts)))
        except BaseException:
            self._put_back(drafts)
            raise

    def _draft(self, author: str, fact: Fact) -> Draft:
        return Draft(author=author, label=Grade.INTERNAL, jurisdiction=self._jurisdiction, fact=fact)

    def _join(self, *drafts: Draft) -> None:
        with self._lock:
            self._waiting.extend(drafts)

    def _take(self) -> list[Draft]:
        with self._lock:
            drafts, self._waiting = self._waiting, []
        return drafts

    def _put_back(self, drafts: Sequence[Draft]) -> None:
        with self._lock:
            self._waiting[:0] = drafts


class _Page(local):
    """Of the thread that makes it: whether a page is being made, and whether it shows anybody's data."""

    is_made = False
    is_personal = False


def summed_up(taken: Iterable[Granted]) -> Iterator[tuple[Granted, int]]:
    """One grant for all of the same author, duty, purpose and verb, with all their rows; and how many there were."""
    alike: dict[tuple[str, ...], list[Granted]] = {}
    for each in taken:
        alike.setdefault((each.who, each.duty, each.purpose, each.action, each.dataset), []).append(each)
    for first, *more in alike.values():
        reaches = dict.fromkeys(reach for each in (first, *more) for reach in each.rows.reaches)
        rows = replace(first.rows, reaches=tuple(reaches))
        yield replace(first, case=None, rows=rows), len(more) + 1


def accessed(granted: Granted, count: int, form: Form) -> Accessed:
    """The fact of one look."""
    return Accessed(
        duty=str(granted.duty),
        purpose=granted.purpose,
        action=granted.action,
        dataset=granted.dataset,
        case=granted.case,
        rows=granted.rows.said(),
        count=count,
        personal=granted.personal,
        form=form,
    )
