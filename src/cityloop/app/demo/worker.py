"""One post of the demonstration and those who hold it: they look at their list, open a case, and do what they may."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cityloop.app.demo.desks import Desks
from cityloop.app.demo.habits.table import HABITS, Habit
from cityloop.app.demo.lists import WorkList
from cityloop.app.demo.look import Answer, Look, Then, key
from cityloop.city.errors import CityloopError
from cityloop.city.organisation import Person, Post
from cityloop.city.principal import Duty, Kind, Principal
from cityloop.command.orders import Order
from cityloop.command.stages import Stage
from cityloop.views.case_row import CaseRow

NEVER = datetime.max.replace(tzinfo=UTC)
RESTING = timedelta(hours=4)
"""So long a case is not opened again, when there was nothing to do with it and nothing happens to it."""

URGENT = timedelta(hours=5)
"""What is due within this time cannot wait for the morning; nor can the word that it is done."""


class Seen(NamedTuple):
    """What somebody remembers of a case: how it stood, and when to look again."""

    version: int
    until: datetime


class Worker:
    """The desk of one post. Whoever holds it now looks, as a person of the city with that person's own claims."""

    def __init__(self, desks: Desks, post: Post) -> None:
        self.post = post
        self._desks = desks
        self._habits = tuple(habit for habit in HABITS if habit.duty in post.duties)
        self._list = WorkList(desks, post)
        self._seen: dict[str, Seen] = {}
        self._stumbled: Counter[str] = Counter()
        self._helped: set[str] = set()
        self._turn = 0

    @property
    def is_idle(self) -> bool:
        """Whether the post has nothing to do with cases."""
        return not self._habits or self._list.is_empty

    def look(self, now: datetime, *, only_urgent: bool = False) -> int:
        """Look at the list once, and do what there is to do; how many orders were carried out."""
        person = self._on_duty(now)
        if person is None:
            return 0
        by = self._principal(person, now)
        rows = [row for row in self._list.rows(by, now) if not only_urgent or _is_urgent(row, now)]
        answers = [(row, self._answer(by, row, rows, now)) for row in rows if not self._waits(row, now)]
        for row, answer in answers:
            until = answer if isinstance(answer, datetime) else now if answer else self._rest(row, now)
            self._seen[row.id] = Seen(row.version, until)
        return self._give(by, [_then(answer, now) for _, answer in answers if isinstance(answer, Order | Then)])

    def _rest(self, row: CaseRow, now: datetime) -> datetime:
        """When to look again at what there was nothing to do with; who helped has nothing more to do with it."""
        if Duty.HANDLE in self.post.duties and row.lead != self.post.unit:
            self._helped.add(row.id)
        return now + RESTING

    def _on_duty(self, now: datetime) -> Person | None:
        """Those who hold the post take turns."""
        held = self._desks.town.index.roster.on_duty(self.post.id, now)
        self._turn += 1
        return held[self._turn % len(held)] if held else None

    def _principal(self, person: Person, now: datetime) -> Principal:
        claims = self._desks.town.index.claims(person.id, now)
        return Principal(id=f"person:{person.id}", kind=Kind.PERSON, claims=claims)

    # What the row tells

    def _waits(self, row: CaseRow, now: datetime) -> bool:
        """Whether there is nothing to open it for yet."""
        hands = self._desks.hands
        if row.id in hands.taken or hands.is_read(row.id):
            return True
        if row.id in self._helped and row.lead != self.post.unit:
            return True
        seen = self._seen.get(row.id)
        if seen is None or seen.version != row.version:
            pauses = [self._ripe(habit, row) for habit in self._habits if self._is_for(habit, row)]
            seen = self._seen[row.id] = Seen(row.version, min(pauses, default=NEVER))
        return now < seen.until

    def _ripe(self, habit: Habit, row: CaseRow) -> datetime:
        """When the post gets round to it."""
        return row.since + self._desks.town.dice.minutes(*habit.pause, *key(row, habit.verb), self.post.id)

    def _is_for(self, habit: Habit, row: CaseRow) -> bool:
        if row.stage not in habit.stages or not habit.concerns(row, self._desks.town.dice):
            return False
        if habit.duty is Duty.HANDLE:
            return (habit.verb == "assist") is not (row.lead == self.post.unit)
        return self._list.covers(habit.duty, row)

    # What the page tells

    def _answer(self, by: Principal, row: CaseRow, rows: Sequence[CaseRow], now: datetime) -> Answer:
        try:
            page = self._desks.views.case(by, row.id)
        except CityloopError as error:
            self._desks.note_error(error)
            return None
        if self._desks.hands.is_taken(page):
            return None
        return self._decide(Look(page, rows, by, self.post, self._desks.town, now, self._stumbled[row.id]))

    def _decide(self, look: Look) -> Answer:
        """What the first habit says that has something to say; of several moments the earliest."""
        later: list[datetime] = []
        for habit in self._habits:
            if self._is_for(habit, look.page.row) and look.may(habit.verb):
                ripe = self._ripe(habit, look.page.row)
                answer = habit.act(look) if ripe <= look.now else ripe
                if isinstance(answer, Order | Then):
                    return answer
                later += [answer] if answer else []
        return min(later, default=None)

    # Orders

    def _give(self, by: Principal, several: Sequence[Then]) -> int:
        """Give the orders, all with one commit; how many were carried out."""
        came = self._desks.desk.do_each(by, [each.order for each in several]) if several else []
        for (order, until), receipt in zip(several, came, strict=True):
            if isinstance(receipt, CityloopError):
                self._stumbled[order.case] += 1
                self._desks.note_error(receipt)
            else:
                self._desks.hands.note(receipt.entries)
                self._seen[order.case] = Seen(receipt.version, until)
        return sum(not isinstance(receipt, CityloopError) for receipt in came)


def _is_urgent(row: CaseRow, now: datetime) -> bool:
    done = row.stage is Stage.FEEDBACK
    return done or (row.clock.due is not None and row.clock.due - now < URGENT)


def _then(answer: Order | Then, now: datetime) -> Then:
    return Then(answer, now) if isinstance(answer, Order) else answer
