"""Whose a case is in the demonstration: the crews leave alone what somebody else has taken into hand."""

from collections.abc import Callable, Iterable
from time import monotonic

from cityloop.city.principal import Principal
from cityloop.command.desk import Desk
from cityloop.journal.entry import Entry
from cityloop.views.all import Views
from cityloop.views.asking import Reading
from cityloop.views.case_page import CasePage
from cityloop.views.timeline import Happened

READING_S = 60.0
"""So long after somebody opened the page of a case the crews wait for what that person will do."""


class Hands:
    """Keeps apart what the crews did and what was done by people at the pages.

    The rule: a step that a person takes at the pages takes the case over for good; while its page is open, the crews
    wait. Reports, and what citizens add with their link, take nothing over.
    """

    def __init__(self, known: int = 0, ticks: Callable[[], float] = monotonic) -> None:
        self._known = known
        self._ticks = ticks
        self._ours: set[int] = set()
        self._opened: dict[str, float] = {}
        self.taken: set[str] = set()
        """Cases that people took over."""

    def note(self, entries: Iterable[Entry]) -> None:
        """These were written by the crews."""
        self._ours.update(entry.seq for entry in entries)

    def open(self, case: str) -> None:
        """Somebody at the pages opened this case."""
        self._opened[case] = self._ticks()

    def is_read(self, case: str) -> bool:
        """Whether somebody has its page open now."""
        return self._ticks() - self._opened.get(case, -READING_S) < READING_S

    def is_taken(self, page: CasePage) -> bool:
        """Whether a person at the pages took a step on it, as far as its timeline tells."""
        if any(self._is_foreign(each) for each in page.timeline):
            self.taken.add(page.row.id)
        return page.row.id in self.taken

    def _is_foreign(self, each: Happened) -> bool:
        own = each.seq < self._known or each.seq in self._ours
        return each.verb != "report" and each.author.startswith("person:") and not own


class WatchedViews(Views):
    """The views as the pages of the demonstration get them: the crews learn which case is being read."""

    def __init__(self, reading: Reading, desk: Desk, hands: Hands) -> None:
        super().__init__(reading, desk)
        self._hands = hands

    def case(self, by: Principal, case_id: str) -> CasePage:
        """One case, whole."""
        self._hands.open(case_id)
        return super().case(by, case_id)
