"""Lanes of notices: one case, one who is told and one channel each, in the order in which things became due."""

from collections import deque

from cityloop.command.notice_table import OpenNotice, list_open
from cityloop.journal.journal import Journal

AT_ONCE = 2_000
"""Notices read at a time."""


class Lanes:
    """What the record says is due, each lane by itself: its next notice waits until the one before it has ended."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lanes: dict[tuple[str, str, str], deque[OpenNotice]] = {}
        self.first: deque[OpenNotice] = deque()
        """The first of their lanes, which no carrier has yet."""
        self._seen = -1

    def look(self) -> None:
        """Put what is new into its lane."""
        while True:
            with self._journal.store.read() as transaction:
                found = list_open(transaction, self._seen, AT_ONCE)
            for notice in found:
                self._queue(notice)
            if len(found) < AT_ONCE:
                return

    def _queue(self, notice: OpenNotice) -> None:
        self._seen = notice.seq
        lane = self._lanes.setdefault(notice.lane, deque())
        lane.append(notice)
        if len(lane) == 1:
            self.first.append(notice)

    def advance(self, notice: OpenNotice) -> None:
        """A notice has ended, on the record: the next of its lane is the first."""
        lane = self._lanes.get(notice.lane)
        if not lane or lane[0].seq != notice.seq:
            return
        lane.popleft()
        if lane:
            self.first.append(lane[0])
        else:
            del self._lanes[notice.lane]
