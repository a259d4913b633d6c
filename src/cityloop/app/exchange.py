"""Hears what an outside system tells and brings the cases here to it: each number one case, each change once.

Whatever breaks off is begun again from the same position: reports, numbers and words have idempotency keys, and a step
is only taken where the case still lacks it.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import structlog

from cityloop.app.comparison import Comparison
from cityloop.city.errors import CityloopError
from cityloop.city.facts.intake import Channel
from cityloop.city.facts.mirrors import NotTaken, State, Way
from cityloop.city.index import Index
from cityloop.city.principal import Claim, Duty, Kind, Principal
from cityloop.city.system import System
from cityloop.command import orders
from cityloop.command.case import Case
from cityloop.command.case_table import load
from cityloop.command.catching_up import next_order
from cityloop.command.desk import Desk
from cityloop.command.exchange import Door, DoorShut, Heard, Page, Unreadable
from cityloop.command.mirroring import find_mirrored, list_numbers, not_taken
from cityloop.command.scene import BadOrder
from cityloop.journal.entry import Append
from cityloop.journal.errors import Conflict, StoreError
from cityloop.journal.journal import Journal
from cityloop.journal.meanwhile import begun_again

LOG = structlog.get_logger("cityloop.exchange")
MOST_STEPS = 8
"""Steps that one change there can mean here."""
TRIES = 4
"""Times that one page is asked for, where answers get lost."""
AT_ONCE = 8
"""Numbers that are heard side by side, so that they share commits."""


class Unlinked(BadOrder):
    """The outside system speaks of a case that is none here, or of a number that it never explained."""

    code = "unlinked"


class OtherCategory(BadOrder):
    """The outside system's code of a category means none of the city's."""

    code = "other-category"


class Came(NamedTuple):
    """What came of what was heard."""

    new: int = 0
    changed: int = 0
    old: int = 0
    refused: int = 0

    def __add__(self, other: "Came") -> "Came":  # type: ignore[override]
        return Came(*(one + two for one, two in zip(self, other, strict=True)))


class Exchange:
    """One outside system, heard on one node."""

    def __init__(self, system: System, door: Door, index: Callable[[], Index], journal: Journal, desk: Desk) -> None:
        self.system = system
        self._door = door
        self._index = index
        self._journal = journal
        self._desk = desk
        self._cursor = f"exchange:{system.id}"
        self._walk: Comparison | None = None

    def pull(self) -> Came:
        """Hear all that is new. Raises ``DoorShut`` where the other side cannot be reached."""
        came = Came()
        while True:
            page = self._page(self._journal.cursor(self._cursor))
            came += self.take(page)
            self._journal.append(Append(drafts=(), cursors={self._cursor: page.cursor}))
            if not page.more:
                return came

    def compare(self) -> Came:
        """Hear all that it holds, from the very first, or from where that broke off: what it no longer has is missing.

        Raises ``DoorShut`` as ``pull`` does.
        """
        walk = self._walk = self._walk or Comparison(list_numbers(self._journal, self.system.id))
        came = Came()
        while walk.goes_on:
            page = self._page(walk.position)
            came += self.take(page)
            walk.note(page)
        self._walk = None
        return came + self._miss(walk.missing)

    def _page(self, after: int) -> Page:
        """One page; of many, some answers get lost."""
        for _ in range(TRIES - 1):
            try:
                return self._door.pull(after)
            except DoorShut as shut:
                if shut.values.get("down"):
                    raise
        return self._door.pull(after)

    def _miss(self, numbers: Iterable[str]) -> Came:
        came = Came()
        for number in numbers:
            case = find_mirrored(self._journal, self.system.id, number)
            mirror = case.find_mirror(self.system.id) if case else None
            if case and mirror and mirror.state is not State.MISSING:
                self._say(case, max(mirror.revision, 0), State.MISSING)
                came += Came(changed=1)
        return came

    def take(self, page: Page) -> Came:
        """Hear one page; different numbers side by side, one number in the order in which it was told."""
        for unread in page.unread:
            self._refuse(unread.number, unread.revision, Unreadable.code)
        by_number: dict[str, list[Heard]] = {}
        for heard in page.heard:
            by_number.setdefault(heard.number, []).append(heard)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            came = sum(threads.map(self._hear_all, by_number.values()), Came())
        return came + Came(refused=len(page.unread))

    def close(self) -> None:
        """Let go of the door; what is under way is heard to the end of its page."""
        self._door.close()

    @property
    def by(self) -> Principal:
        """As whom the system acts here: it takes in what it sends, and handles for the unit that works with it."""
        return principal_of(self.system, self._index())

    def _hear_all(self, several: Sequence[Heard]) -> Came:
        return sum(map(self._hear, several), Came())

    def _hear(self, heard: Heard) -> Came:
        try:
            return begun_again(lambda: self._heard(heard))
        except StoreError:
            raise
        except CityloopError as wrong:
            LOG.warning("not taken in", system=self.system.id, number=heard.number, code=wrong.code)
            self._refuse(heard.number, heard.revision, wrong.code)
            return Came(refused=1)

    def _refuse(self, number: str, revision: int, why: str) -> None:
        fact = NotTaken(system=self.system.id, number=number, revision=revision, why=why)
        not_taken(self._journal, self.by.id, fact)

    def _heard(self, heard: Heard) -> Came:
        known = find_mirrored(self._journal, self.system.id, heard.number)
        case = known or self._linked(heard)
        mirror = case.find_mirror(self.system.id)
        if mirror is None or mirror.number != heard.number:
            raise Unlinked(f"'{case.id}' goes by another number in '{self.system.id}'.", number=heard.number)
        if heard.revision <= mirror.revision and mirror.state is not State.MISSING:
            return Came(old=1)
        self._echo(case, heard, self._follow(case, mirror.way, heard))
        return Came(changed=1) if known else Came(new=1)

    def _linked(self, heard: Heard) -> Case:
        """The case that is new, or that we told them of, with their number set down."""
        case, way = (self._case(heard.case), Way.OUT) if heard.case else (self._reported(heard), Way.IN)
        self._do(case, orders.Mirror, system=self.system.id, number=heard.number, way=way, key=f"number/{heard.number}")
        return self._case(case.id)

    def _reported(self, heard: Heard) -> Case:
        matter = heard.matter
        if matter is None:
            raise Unlinked("A number that was never explained: it names no case here, and no matter.")
        same = "life kind words contact place spot point occurred language".split()
        report = orders.Report(
            **{name: getattr(matter, name) for name in same},
            category=self._category(matter.category),
            node=None if matter.place or matter.point else self.system.jurisdiction,
            channel=Channel.MACHINE,
            source=f"{self.system.id}:{heard.number}",
            anonymous=True,
            key=f"report/{heard.number}",
        )
        return self._case(self._desk.report(self.by, report).case)

    def _category(self, code: str | None) -> str | None:
        """The category that the outside system means. Raises ``OtherCategory``."""
        meant = self.system.categories.get(code, code) if code else None
        if meant is not None and self._index().law.categories.find(meant) is None:
            what = f"'{code}' is no category here. Say what it means in the system's file, under categories."
            raise OtherCategory(what, category=code)
        return meant

    def _follow(self, case: Case, way: Way, heard: Heard) -> str:
        """Bring the case as far as the other side says; the code of what keeps it from that, if something does."""
        try:
            for remark in heard.remarks:
                self._do(case, orders.Tell, note=remark.words, key=f"{heard.number}/{remark.id}")
            self._advance(case.id, way, heard)
        except (StoreError, Conflict):
            raise
        except CityloopError as wrong:
            LOG.warning("not followed", system=self.system.id, case=case.id, code=wrong.code)
            return wrong.code
        return ""

    def _advance(self, case_id: str, way: Way, heard: Heard) -> None:
        for _ in range(MOST_STEPS):
            order = next_order(self._case(case_id), way, heard, self.system)
            if order is None:
                return
            self._desk.do(self.by, order)

    def _echo(self, case: Case, heard: Heard, why: str) -> None:
        self._say(self._case(case.id), heard.revision, heard.state, why)

    def _say(self, case: Case, revision: int, state: State, why: str = "") -> None:
        self._do(case, orders.Echo, system=self.system.id, revision=revision, state=state, why=why)

    def _do(self, case: Case, order: type[orders.Order], **said: Any) -> None:
        self._desk.do(self.by, order(case=case.id, seen=case.version, **said))

    def _case(self, case_id: str) -> Case:
        with self._journal.store.read() as transaction:
            found = load(transaction, (case_id,)).get(case_id)
        if found is None:
            raise Unlinked(f"There is no case '{case_id}' here.", case=case_id)
        return found


def principal_of(system: System, index: Index) -> Principal:
    """The machine of an outside system: what it reports in its node, and what the unit that works with it leads."""
    path = index.path(system.jurisdiction)
    duties = {Duty.ACCEPT} | ({Duty.HANDLE} if system.unit else set())
    claim = Claim(
        post=system.author.removeprefix("machine:"),
        duties=frozenset(duties),
        jurisdiction=system.jurisdiction,
        unit=system.unit,
        path=path,
        scopes=SCOPES,
    )
    return Principal(id=system.author, kind=Kind.MACHINE, claims=(claim,))


STEPS = "report verify accept establish mirror echo tell sign contact handle report-back answer return read".split()
READ = ("case.words", "case.place", "case.photos")
SCOPES = frozenset({f"{step}:case" for step in STEPS} | {f"read:{data}" for data in READ})
"""All that the machine of an outside system may do."""
