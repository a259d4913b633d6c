"""The fold of a course: stage by stage, and what each fact says of the round and of the turn that it falls in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from msgspec.structs import replace

from cityloop.city.facts import bonds, dispatching, intake, judging, waiting, work
from cityloop.city.facts.fact import CaseFact, Moved
from cityloop.command.course import Course, Round, Turn
from cityloop.command.lifecycle import after, verb_of
from cityloop.command.stages import ENDED, START, Stage
from cityloop.journal.entry import Entry

F = TypeVar("F", bound=CaseFact)
Change = Callable[[Course, Any, Entry], Course]
_CHANGES: dict[type[CaseFact], Change] = {}


def changes(fact: type[F]) -> Callable[[Callable[[Course, F, Entry], Course]], Callable[[Course, F, Entry], Course]]:
    """Register what ``fact`` changes beside the stage."""

    def register(change: Callable[[Course, F, Entry], Course]) -> Callable[[Course, F, Entry], Course]:
        _CHANGES[fact] = change
        return change

    return register


def follow(course: Course | None, entry: Entry) -> Course:
    """The course after ``entry``; ``course`` is None before its first."""
    fact = entry.fact
    if isinstance(fact, intake.Reported):
        return _begin(fact, entry)
    if course is None or not isinstance(fact, CaseFact):
        raise ValueError(f"entry {entry.seq} ({type(fact).__name__}) is about a case that was never reported")
    if isinstance(fact, bonds.Undone):
        return _taken_back(course, fact)
    change = _CHANGES.get(type(fact))
    return _moved(change(course, fact, entry) if change else course, fact, entry)


def _begin(fact: intake.Reported, entry: Entry) -> Course:
    same = {name: getattr(fact, name) for name in _SAME}
    stage = START[fact.life]
    first = Turn(round=1, stage=stage, at=fact.at, lead=None, began=entry.time, first_due=fact.due, due=fact.due)
    return Course(
        **same,
        ground=fact.where,
        spot=_spot(fact),
        reported=fact.occurred or entry.time,
        rounds=(Round(round=1, stage=stage, began=entry.time),),
        turns=(first,),
    )


_SAME = "case life kind category channel subject withheld sensitive".split()


def _spot(fact: intake.Reported | intake.Located) -> str | None:
    """A ground that no tier of command runs by itself is a grid, and narrow enough."""
    return fact.place or (fact.where if fact.where != fact.at else None)


# Stage by stage


def _moved(course: Course, fact: CaseFact, entry: Entry) -> Course:
    """Where the fact leads to another stage, a turn ends and, but at the end of the round, another begins."""
    stage = after(course.life, course.last.stage, fact)
    if stage is course.last.stage:
        return course
    if isinstance(fact, bonds.Reopened):
        return _began(_new_round(course, stage, entry.time), fact, entry.time)
    verb = verb_of(course.life, fact)
    done = _with_turn(_with_round(course, stage=stage), ended=entry.time, verb=verb)
    if stage in ENDED:
        return _with_round(done, ended=entry.time, ended_by=verb)
    return _began(done, fact, entry.time)


def _began(course: Course, fact: CaseFact, now: datetime) -> Course:
    due = fact.due if isinstance(fact, Moved) else None
    last = course.last
    own: dict[str, Any] = {"round": last.round, "stage": last.stage, "at": course.turn.at, "lead": last.lead}
    return replace(course, turns=(*course.turns, Turn(**own, began=now, first_due=due, due=due)))


def _new_round(course: Course, stage: Stage, now: datetime) -> Course:
    before = replace(course.last, reopened=now)
    new = Round(round=before.round + 1, stage=stage, began=now, opened=now)
    return replace(course, rounds=(*course.rounds[:-1], before, new))


def _with_round(course: Course, **changed: Any) -> Course:
    return replace(course, rounds=(*course.rounds[:-1], replace(course.last, **changed)))


def _with_turn(course: Course, **changed: Any) -> Course:
    return replace(course, turns=(*course.turns[:-1], replace(course.turn, **changed)))


def _taken_back(course: Course, fact: bonds.Undone) -> Course:
    """The step and its turn are gone; the turn before goes on, its clock with it."""
    turns = course.turns if course.last.ended else course.turns[:-1]
    again = _with_turn(replace(course, turns=turns), ended=None, verb=None, directed=False)
    forgotten = {"ended": None, "ended_by": None, **_UNDONE.get(fact.step, {})}
    return _with_round(again, stage=again.turn.stage, **forgotten)


_UNDONE: dict[str, dict[str, None]] = {
    "establish": {"opened": None},
    "accept": {"opened": None},
    "refuse": {"refused_on": None},
    "dispatch": {"lead": None},
}


# What each fact says of the case


@changes(intake.Located)
def _located(course: Course, fact: intake.Located, entry: Entry) -> Course:
    return _with_turn(replace(course, ground=fact.where, spot=_spot(fact)), at=fact.at)


@changes(dispatching.SentUp)
def _sent_up(course: Course, fact: dispatching.SentUp, entry: Entry) -> Course:
    return _with_turn(course, at=fact.at)


@changes(dispatching.OrderedDown)
def _ordered_down(course: Course, fact: dispatching.OrderedDown, entry: Entry) -> Course:
    return _with_turn(course, at=fact.at)


@changes(intake.Classified)
def _classified(course: Course, fact: intake.Classified, entry: Entry) -> Course:
    sorted_ = replace(course, category=fact.category, sensitive=fact.sensitive)
    return _with_round(sorted_, lead=None) if fact.recalled else sorted_


@changes(intake.Verified)
def _verified(course: Course, fact: intake.Verified, entry: Entry) -> Course:
    return _with_round(course, finding=fact.finding)


@changes(intake.Established)
def _established(course: Course, fact: intake.Established, entry: Entry) -> Course:
    sorted_ = replace(course, category=fact.category, sensitive=fact.sensitive)
    return _with_round(sorted_, opened=entry.time)


@changes(intake.Accepted)
def _accepted(course: Course, fact: intake.Accepted, entry: Entry) -> Course:
    said = {name: getattr(fact, name) for name in ("category", "kind", "sensitive", "withheld")}
    return _with_round(replace(course, **said), opened=entry.time)


@changes(intake.Refused)
def _refused(course: Course, fact: intake.Refused, entry: Entry) -> Course:
    return _with_round(_with_turn(course, directed=fact.directed), refused_on=fact.ground)


@changes(intake.Recorded)
def _recorded(course: Course, fact: intake.Recorded, entry: Entry) -> Course:
    return _with_round(course, recorded=fact.outcome, recorded_unit=fact.unit)


@changes(bonds.Absorbed)
def _absorbed(course: Course, fact: bonds.Absorbed, entry: Entry) -> Course:
    return replace(course, withheld=course.withheld or fact.withheld)


@changes(bonds.Linked)
def _linked(course: Course, fact: bonds.Linked, entry: Entry) -> Course:
    return replace(course, split=course.split or fact.how is bonds.Relation.SPLIT_FROM)


# Whose it is


@changes(dispatching.Dispatched)
def _dispatched(course: Course, fact: dispatching.Dispatched, entry: Entry) -> Course:
    return _with_round(course, lead=fact.to)


@changes(dispatching.Arbitrated)
def _arbitrated(course: Course, fact: dispatching.Arbitrated, entry: Entry) -> Course:
    return _with_round(course, lead=fact.to)


@changes(dispatching.Returned)
def _returned(course: Course, fact: dispatching.Returned, entry: Entry) -> Course:
    return _with_round(course, lead=None, returns=course.last.returns + 1)


# How it was done


@changes(work.Contacted)
def _contacted(course: Course, fact: work.Contacted, entry: Entry) -> Course:
    return _with_turn(course, reached=fact.reached)


@changes(judging.Checked)
def _checked(course: Course, fact: judging.Checked, entry: Entry) -> Course:
    return course if fact.passed else _came_back(course)


@changes(judging.Reviewed)
def _reviewed(course: Course, fact: judging.Reviewed, entry: Entry) -> Course:
    return course if fact.passed else _came_back(course)


@changes(judging.Revisited)
def _revisited(course: Course, fact: judging.Revisited, entry: Entry) -> Course:
    last = course.last
    first = last.first_word or fact.word
    told = _with_round(course, word=fact.word, first_word=first, calls=last.calls + 1)
    return _came_back(told) if fact.word is judging.Word.UNSOLVED else told


def _came_back(course: Course) -> Course:
    """Mark the last handling of this round."""
    places = [place for place, turn in enumerate(course.turns) if turn.verb == "handle"]
    if not places or course.turns[places[-1]].round != course.last.round:
        return course
    turns = list(course.turns)
    turns[places[-1]] = replace(turns[places[-1]], rework=True)
    return replace(course, turns=tuple(turns))


# Its clock


@changes(waiting.Paused)
def _paused(course: Course, fact: waiting.Paused, entry: Entry) -> Course:
    return _stopped(course, entry.time, paused=course.turn.paused + 1)


@changes(waiting.HeldOver)
def _held_over(course: Course, fact: waiting.HeldOver, entry: Entry) -> Course:
    return _stopped(course, entry.time, held=course.turn.held + 1)


def _stopped(course: Course, now: datetime, **counted: int) -> Course:
    is_late = course.turn.due is not None and course.turn.due <= now
    return _with_turn(course, still=not is_late, **counted)


@changes(waiting.Resumed)
def _resumed(course: Course, fact: waiting.Resumed, entry: Entry) -> Course:
    return _with_turn(course, still=False, due=fact.due or course.turn.due)


@changes(waiting.HoldEnded)
def _hold_ended(course: Course, fact: waiting.HoldEnded, entry: Entry) -> Course:
    return _with_turn(course, still=False, due=fact.due or course.turn.due)


@changes(waiting.ExtensionDecided)
def _extension_decided(course: Course, fact: waiting.ExtensionDecided, entry: Entry) -> Course:
    if not fact.granted:
        return course
    return _with_turn(course, extended=course.turn.extended + 1, due=fact.due or course.turn.due)


@changes(waiting.Reckoned)
def _reckoned(course: Course, fact: waiting.Reckoned, entry: Entry) -> Course:
    """A calendar that came into force also says anew what was first granted, where nothing was added to it since."""
    turn, due = course.turn, fact.due or course.turn.due
    as_granted = not (turn.extended or turn.held or turn.paused)
    return _with_turn(course, due=due, first_due=due if as_granted else turn.first_due)
