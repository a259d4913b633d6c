"""Closes the loop: feeds entries to the stages, fires timers, commits what follows with the stage's cursor."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from cityloop.city.facts.fact import CaseFact
from cityloop.city.facts.notices import NoticeDue
from cityloop.city.principal import stage
from cityloop.command import timers
from cityloop.command.case import Case
from cityloop.command.case_table import load
from cityloop.command.drafting import draft
from cityloop.command.given import InForce
from cityloop.command.lifecycle import IllegalStep, allow, verb_of
from cityloop.command.noticing import notice_draft
from cityloop.command.timing import Timing
from cityloop.journal.entry import Append, Draft, Entry
from cityloop.journal.errors import Conflict
from cityloop.journal.journal import Journal
from cityloop.loop.act.stage import act
from cityloop.loop.decide.stage import decide
from cityloop.world import World

Said = CaseFact | NoticeDue
Stage = Callable[[Entry, World], Iterator[Said]]
Caused = tuple[int, Said]
"""A fact, and the entry that it answers."""
LOOP: tuple[tuple[str, Stage], ...] = (("decide", decide), ("act", act))
AT_ONCE = 500
CLOCK = stage("clock").id


class Loop:
    """The stages of one node, each with its cursor; nothing here decides anything."""

    def __init__(self, journal: Journal, in_force: Callable[[], InForce], clock: Callable[[], datetime]) -> None:
        self._journal = journal
        self._in_force = in_force
        self._clock = clock
        self._reckoned: Timing | None = None
        self._begun = False

    def run(self) -> int:
        """Work until no stage has anything left to read and no timer is ripe; how many facts were added."""
        added = 0
        self._begin()
        while True:
            now = self._reckon() + self._fire() + sum(self._advance(name, step) for name, step in LOOP)
            added += now
            if now == 0:
                return added

    # Stages

    def _begin(self) -> None:
        """Let a stage that this record has never known begin where the others stand: it has no word on the past.

        Else whoever is told of things would be told of years of them, the first time that a later release runs.
        """
        if self._begun:
            return
        cursors = self._journal.cursors()
        stand = [cursors[name] for name, _ in LOOP if name in cursors]
        new = {name: max(stand, default=0) for name, _ in LOOP if name not in cursors}
        if new:
            self._journal.append(Append(drafts=(), cursors=new))
        self._begun = True

    def _advance(self, name: str, step: Stage) -> int:
        """Let one stage read what it has not read; its facts and its cursor commit together."""
        added, position = 0, self._journal.cursor(name)
        while entries := self._journal.read(position, AT_ONCE):
            more, position = self._step(name, step, entries)
            added += more
        return added

    def _step(self, name: str, step: Stage, batch: Sequence[Entry]) -> tuple[int, int]:
        """How many facts followed, and the position after the last entry that was read."""
        try:
            return self._commit(name, step, batch)
        except (Conflict, IllegalStep):
            if len(batch) == 1:
                return self._again(name, step, batch)
            added = sum(self._step(name, step, (entry,))[0] for entry in batch)
            return added, batch[-1].seq + 1

    def _again(self, name: str, step: Stage, batch: Sequence[Entry]) -> tuple[int, int]:
        """Somebody acted meanwhile: look at the case as it stands now; what is no longer possible is left."""
        with suppress(Conflict, IllegalStep):
            return self._commit(name, step, batch)
        position = batch[-1].seq + 1
        self._journal.append(Append(drafts=(), cursors={name: position}))
        return 0, position

    def _commit(self, name: str, step: Stage, batch: Sequence[Entry]) -> tuple[int, int]:
        cases = self._cases(batch)
        given = self._in_force()
        world = World(given.index, given.timing, find_case=cases.get)
        caused, position = _caused(step, world, batch)
        self._append(stage(name).id, caused, cases, {name: position})
        return len(caused), position

    def _cases(self, batch: Iterable[Entry]) -> dict[str, Case]:
        with self._journal.store.read() as transaction:
            found = load(transaction, {entry.about for entry in batch if isinstance(entry.fact, CaseFact)})
            return found | load(transaction, {id for case in found.values() for id in case.absorbed})

    # Timers

    def _fire(self) -> int:
        """One fact for each case whose timer has run out."""
        now, timing = self._clock(), self._in_force().timing
        with self._journal.store.read() as transaction:
            ripe = {case.id: case for case in timers.list_ripe(transaction, now, AT_ONCE)}
        facts = [(case.turn, fact) for case in ripe.values() for fact in timers.fired(case, timing, now)]
        return self._tell(facts, ripe)

    def _reckon(self) -> int:
        """Once for each calendar that comes into force: one fact for each case whose clock it changes."""
        now, timing = self._clock(), self._in_force().timing
        if self._reckoned is timing:
            return 0
        asked = added = 0
        for some in self._timed():
            facts = [(case.turn, fact) for case in some.values() for fact in timers.reckoned(case, timing, now)]
            asked, added = asked + len(facts), added + self._tell(facts, some)
        self._reckoned = timing if added == asked else None
        return added

    def _timed(self) -> Iterator[dict[str, Case]]:
        """All open cases, some at a time."""
        last = ""
        while True:
            with self._journal.store.read() as transaction:
                some = {case.id: case for case in timers.list_timed(transaction, last, AT_ONCE)}
            if not some:
                return
            yield some
            last = next(reversed(some))

    def _tell(self, facts: Sequence[Caused], cases: dict[str, Case]) -> int:
        """Add what the clock says; of a case that somebody changed meanwhile, nothing."""
        with suppress(Conflict):
            self._append(CLOCK, facts, cases, {})
            return len(facts)
        return sum(self._fire_one(each, cases) for each in facts)

    def _fire_one(self, caused: Caused, cases: dict[str, Case]) -> int:
        with suppress(Conflict):
            self._append(CLOCK, [caused], cases, {})
            return 1
        return 0

    def _append(
        self,
        author: str,
        caused: Sequence[Caused],
        cases: dict[str, Case],
        cursors: dict[str, int],
    ) -> None:
        steps = [fact for _, fact in caused if isinstance(fact, CaseFact)]
        for fact in steps:
            case = cases[fact.case]
            allow(case.life, case.stage, verb_of(case.life, fact))
        drafts = tuple(_draft(author, fact, cases[fact.case], cause) for cause, fact in caused)
        expect = {fact.case: cases[fact.case].version for fact in steps}
        if drafts or cursors:
            self._journal.append(Append(drafts=drafts, expect=expect, cursors=cursors))


def _draft(author: str, fact: Said, case: Case, cause: int) -> Draft:
    if isinstance(fact, NoticeDue):
        return notice_draft(author, fact, at=case.at, sensitive=case.sensitive, cause=cause)
    return draft(author, fact, at=case.at, sensitive=case.sensitive, cause=cause)


def _caused(step: Stage, world: World, batch: Sequence[Entry]) -> tuple[list[Caused], int]:
    """What a stage makes of the entries, and the position of the first that waits for the next batch.

    One about a case that this batch changes already waits, so that each is judged as the case then stands.
    """
    caused: list[Caused] = []
    changed: set[str] = set()
    for entry in batch:
        if entry.about in changed:
            return caused, entry.seq
        found = [(entry.seq, fact) for fact in step(entry, world)]
        changed |= {fact.case for _, fact in found if isinstance(fact, CaseFact)}
        caused += found
    return caused, batch[-1].seq + 1
