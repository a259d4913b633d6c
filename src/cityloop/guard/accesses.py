"""The access journal's pen: one entry a look, in groups, but durable before a person's data goes out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock, local
from typing import Protocol

from cityloop.city.facts.access import Accessed, Form, RefusalsCounted
from cityloop.city.facts.fact import Fact
from cityloop.city.label import Grade
from cityloop.guard.answer import Granted
from cityloop.journal.entry import Append, Draft, Entry

MOST_WAITING = 500
"""Looks that wait at most: who comes then waits until they are written, and is refused when they cannot be."""
GUARD = "guard"
"""The author of what the guard itself counts."""


class Pen(Protocol):
    """What writes: a ``Journal`` called ``access``."""

    def append(self, append: Append, /) -> tuple[Entry, ...]:
        """Write the drafts, durable on return."""


class Accesses:
    """Notes who looked at what and why. Safe for many threads.

    What discloses no person's data may wait up to a second for company (``settle`` is called then); the rest is durable
    when ``note`` returns.
    """

    def __init__(self, pen: Pen, jurisdiction: str) -> None:
        self._pen = pen
        self._jurisdiction = jurisdiction
        self._waiting: list[Draft] = []
        self._lock = Lock()
        self._page = _Page()

    def note(self, granted: Granted, count: int, form: Form = Form.PAGE) -> None:
        """Keep one look; ``count`` is how many rows go out. Raises a ``StoreError`` when nothing can be written."""
        if len(self._waiting) >= MOST_WAITING:
            self.settle()
        self._join(self._draft(granted.who, accessed(granted, count, form)))
        if granted.personal and self._page.is_made:
            self._page.is_personal = True
        elif granted.personal:
            self.settle()

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
        self._join(*(self._draft(GUARD, fact) for fact in facts))
        self.settle()

    def settle(self) -> None:
        """Write what waits. When it cannot be written, it waits on."""
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
