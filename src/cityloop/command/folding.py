"""How each fact changes a case: one small function a fact, found by its type."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from msgspec.structs import asdict, replace

from cityloop.city.facts import bonds, dispatching, intake, judging, mirrors, translating, waiting, work
from cityloop.city.facts.fact import CaseFact, Moved, Sealed
from cityloop.command.case import CLAIMS, Assessment, Case, Last, Mirror, Photo, Translation
from cityloop.command.lifecycle import after, verb_of
from cityloop.command.stages import START
from cityloop.command.ticks import AnyTick, Extended, Paused, Resumed, Stop
from cityloop.journal.entry import Entry

F = TypeVar("F", bound=CaseFact)
Change = dict[str, Any]
_CHANGES: dict[type[CaseFact], Callable[[Any, Case, Entry], Change]] = {}
_AT_REST: Change = {"asked_until": None, "asked_by": None, "paused": None, "held_until": None, "hold_ground": None}
_BY_NOBODY: Change = {"lead": None, "why": None, "assisting": (), "signed": False, "team": None, "person": None}
BY_THE_CLOCK = (
    *(waiting.DueSoon, waiting.CameDue, waiting.HelpDueSoon, waiting.HelpCameDue, waiting.Escalated, waiting.Reckoned),
    dispatching.Unowned,
    translating.TranslationDue,
)
BY_THE_SYSTEM = (mirrors.Mirrored, mirrors.Echoed)
_ADDED = (work.Told, bonds.Urged, bonds.Linked, bonds.Parted, work.PhotoAdded, translating.Translated)
HARMLESS = (*BY_THE_CLOCK, *BY_THE_SYSTEM, *_ADDED)
"""Facts that may come between what a person saw and what the person orders, without a conflict."""


def changes(fact: type[F]) -> Callable[[Callable[[F, Case, Entry], Change]], Callable[[F, Case, Entry], Change]]:
    """Register what ``fact`` changes beside stage, clock and version."""

    def register(change: Callable[[F, Case, Entry], Change]) -> Callable[[F, Case, Entry], Change]:
        _CHANGES[fact] = change
        return change

    return register


def fold(case: Case | None, entry: Entry) -> Case:
    """The case after ``entry``; ``case`` is None before its first."""
    fact = entry.fact
    if isinstance(fact, intake.Reported):
        return _begin(fact, entry)
    if case is None or not isinstance(fact, CaseFact):
        raise ValueError(f"entry {entry.seq} ({type(fact).__name__}) is about a case that was never reported")
    change: Change = {"version": entry.version, **_movement(case, fact, entry)}
    special = _CHANGES.get(type(fact))
    if special:
        change.update(special(fact, case, entry))
    return replace(case, **change)


def _begin(fact: intake.Reported, entry: Entry) -> Case:
    shared = {name: getattr(fact, name) for name in fact.__struct_fields__ if name != "case"}
    return Case(
        id=fact.case,
        version=entry.version,
        stage=START[fact.life],
        reported=entry.time,
        since=entry.time,
        turn=entry.seq,
        said=_said(fact.words, entry),
        **shared,
    )


def _said(words: Sealed | None, entry: Entry) -> tuple[Sealed, ...]:
    """What the reporter wrote; an officer who takes a call writes it down in the language of the city."""
    return (words,) if words and not entry.author.startswith("person:") else ()


def _movement(case: Case, fact: CaseFact, entry: Entry) -> Change:
    back = case.last.before.stage if isinstance(fact, bonds.Undone) and case.last else None
    stage = back or after(case.life, case.stage, fact)
    change: Change = {}
    if not isinstance(fact, (*BY_THE_CLOCK, *BY_THE_SYSTEM)):
        verb, before = verb_of(case.life, fact), case.standing
        change["last"] = Last(seq=entry.seq, author=entry.author, verb=verb, time=entry.time, before=before)
    if not isinstance(fact, HARMLESS):
        change["turn"] = entry.seq
    if stage is not case.stage:
        change.update(stage=stage, since=entry.time, stops=_over(case), **_AT_REST, **_begun(fact))
    return change


def _begun(fact: CaseFact) -> Change:
    """A new stage has a new clock."""
    term, due, soon = (fact.term, fact.due, fact.soon) if isinstance(fact, Moved) else (None, None, None)
    return {"term": term, "ticks": (), "due": due, "soon": soon, "told_soon": False, "late": False}


def _stopped(case: Case, entry: Entry) -> Change:
    """While its clock stands still it is not due, unless it was before."""
    at = case.moment(entry.time)
    due, soon = (when if _is_past(when, at) else None for when in (case.due, case.soon))
    tick = Paused(at=at)
    return {"paused": entry.time, "stops": (*case.stops, tick), **_ticked(case, tick, due, soon)}


def _gone_on(case: Case, fact: waiting.Resumed | waiting.HoldEnded) -> Change:
    tick = Resumed(at=fact.at)
    return {"assisting": fact.assisting, "stops": (*case.stops, tick), **_ticked(case, tick, fact.due, fact.soon)}


def _over(case: Case) -> tuple[Stop, ...]:
    """A stop that ends with the stage, by no word of anybody, gives those who assist no time."""
    return case.stops[:-1] if case.is_still else case.stops


def _ticked(case: Case, tick: AnyTick, due: datetime | None, soon: datetime | None) -> Change:
    return {"ticks": (*case.ticks, tick), **_due(case, tick.at, due, soon)}


def _due(case: Case, at: datetime, due: datetime | None, soon: datetime | None) -> Change:
    """What was told of the time that it had is told no second time, as long as it stays true."""
    told = {"told_soon": case.told_soon and _is_past(soon, at), "late": case.late and _is_past(due, at)}
    return {"due": due, "soon": soon, **told}


def _is_past(when: datetime | None, at: datetime) -> bool:
    return when is not None and when <= at


def _to_unit(fact: dispatching.Dispatched | dispatching.Arbitrated, entry: Entry) -> Change:
    return {
        "lead": fact.to,
        "why": fact.why,
        "dispatcher": entry.author,
        "set_at": fact.set_at,
        "dispatched": entry.time,
        "unowned": False,
        "signed": False,
        "team": None,
        "person": None,
    }


def _ended(case: Case, entry: Entry) -> Change:
    return {"closed": entry.time, "closings": case.closings + 1}


def _hand_in_it(case: Case, entry: Entry, *persons: str) -> Change:
    return {"handlers": case.handlers | {entry.author, *(f"person:{person}" for person in persons)}}


def _done(case: Case, unit: str, entry: Entry) -> Change:
    return {**_hand_in_it(case, entry), "handled_by": case.handled_by | {unit}}


@changes(intake.Located)
def _located(fact: intake.Located, case: Case, entry: Entry) -> Change:
    return {"where": fact.where, "at": fact.at, "place": fact.place, "areas": fact.areas, "unowned": False}


@changes(intake.Classified)
def _classified(fact: intake.Classified, case: Case, entry: Entry) -> Change:
    known: Change = {"category": fact.category, "sensitive": fact.sensitive, "unowned": False, "arbiter": fact.arbiter}
    return {**known, **(_BY_NOBODY if fact.recalled else {})}


@changes(intake.Verified)
def _verified(fact: intake.Verified, case: Case, entry: Entry) -> Change:
    return {"finding": fact.finding}


@changes(intake.Established)
def _established(fact: intake.Established, case: Case, entry: Entry) -> Change:
    return {"category": fact.category, "sensitive": fact.sensitive}


@changes(intake.Accepted)
def _accepted(fact: intake.Accepted, case: Case, entry: Entry) -> Change:
    same = ("category", "sensitive", "kind", "withheld")
    return {name: getattr(fact, name) for name in same}


@changes(intake.AnsweredDirectly)
def _answered_directly(fact: intake.AnsweredDirectly, case: Case, entry: Entry) -> Change:
    return {"released": fact.note, "released_in": fact.language, **_ended(case, entry)}


@changes(intake.HandedOver)
def _handed_over(fact: intake.HandedOver, case: Case, entry: Entry) -> Change:
    return {"handed_to": fact.to, **({} if fact.stays else _ended(case, entry))}


@changes(intake.Refused)
def _refused(fact: intake.Refused, case: Case, entry: Entry) -> Change:
    return {"refusal": fact.ground}


@changes(intake.Recorded)
def _recorded(fact: intake.Recorded, case: Case, entry: Entry) -> Change:
    return {"outcome": fact.outcome, "recorded_unit": fact.unit}


@changes(dispatching.Dispatched)
def _dispatched(fact: dispatching.Dispatched, case: Case, entry: Entry) -> Change:
    return {**_to_unit(fact, entry), "assisting": fact.assisting, "stops": ()}


@changes(dispatching.Overridden)
def _overridden(fact: dispatching.Overridden, case: Case, entry: Entry) -> Change:
    return {"override": fact.to, "override_until": fact.until, "overridden_by": fact.post}


@changes(dispatching.Unowned)
def _unowned(fact: dispatching.Unowned, case: Case, entry: Entry) -> Change:
    return {"unowned": True, "why": fact.why}


@changes(dispatching.Signed)
def _signed(fact: dispatching.Signed, case: Case, entry: Entry) -> Change:
    return {"signed": True, **_hand_in_it(case, entry)}


@changes(dispatching.Sent)
def _sent(fact: dispatching.Sent, case: Case, entry: Entry) -> Change:
    went = (fact.person, *fact.members) if fact.person else fact.members
    return {"team": fact.team, "person": fact.person, **_hand_in_it(case, entry, *went)}


@changes(dispatching.Returned)
def _returned(fact: dispatching.Returned, case: Case, entry: Entry) -> Change:
    unsent: Change = {"lead": None, "signed": False, "team": None, "person": None}
    return {**unsent, "returns": case.returns + 1, "arbiter": fact.arbiter}


@changes(dispatching.Arbitrated)
def _arbitrated(fact: dispatching.Arbitrated, case: Case, entry: Entry) -> Change:
    return {**_to_unit(fact, entry), "bound": True, "arbiter": None}


@changes(dispatching.Assisted)
def _assisted(fact: dispatching.Assisted, case: Case, entry: Entry) -> Change:
    return {**_of_help(case, fact.unit, done=entry.time), **_hand_in_it(case, entry)}


def _of_help(case: Case, unit: str, **changed: Any) -> Change:
    helping = (replace(help, **changed) if help.unit == unit else help for help in case.assisting)
    return {"assisting": tuple(helping)}


@changes(dispatching.HelpAsked)
def _help_asked(fact: dispatching.HelpAsked, case: Case, entry: Entry) -> Change:
    return {"assisting": (*case.assisting, *fact.assisting)}


@changes(dispatching.SentUp)
def _sent_up(fact: dispatching.SentUp, case: Case, entry: Entry) -> Change:
    return {"at": fact.at}


@changes(dispatching.OrderedDown)
def _ordered_down(fact: dispatching.OrderedDown, case: Case, entry: Entry) -> Change:
    return {"at": fact.at}


@changes(work.Contacted)
def _contacted(fact: work.Contacted, case: Case, entry: Entry) -> Change:
    return _hand_in_it(case, entry)


@changes(work.Handled)
def _handled(fact: work.Handled, case: Case, entry: Entry) -> Change:
    return _done(case, fact.unit, entry)


@changes(work.ReportedBack)
def _reported_back(fact: work.ReportedBack, case: Case, entry: Entry) -> Change:
    return _done(case, fact.unit, entry)


@changes(work.Answered)
def _answered(fact: work.Answered, case: Case, entry: Entry) -> Change:
    return {**_done(case, fact.unit, entry), "answer": fact.note, "answered_in": fact.language}


@changes(work.PhotoAdded)
def _photo_added(fact: work.PhotoAdded, case: Case, entry: Entry) -> Change:
    told = {name: getattr(fact, name) for name in ("photo", "view", *CLAIMS)}
    photo = Photo(seq=entry.seq, author=entry.author, **told)
    return {"photos": (*case.photos, photo)}


@changes(work.Told)
def _told(fact: work.Told, case: Case, entry: Entry) -> Change:
    return {"said": (*case.said, fact.note)} if fact.by == "citizen" and fact.note else {}


@changes(translating.TranslationDue)
def _translation_due(fact: translating.TranslationDue, case: Case, entry: Entry) -> Change:
    told = {name: getattr(fact, name) for name in ("text", "what", "written", "read_in", "due")}
    return {"translations": (*case.translations, Translation(asked=entry.time, **told))}


@changes(translating.Translated)
def _translated(fact: translating.Translated, case: Case, entry: Entry) -> Change:
    meant = (fact.text, fact.read_in)
    every = (replace(it, words=fact.note) if (it.text, it.read_in) == meant else it for it in case.translations)
    return {"translations": tuple(every)}


@changes(judging.Checked)
def _checked(fact: judging.Checked, case: Case, entry: Entry) -> Change:
    return {"rework": case.rework + (not fact.passed)}


@changes(judging.Reviewed)
def _reviewed(fact: judging.Reviewed, case: Case, entry: Entry) -> Change:
    released: Change = {"released": case.answer, "released_in": case.answered_in}
    return released if fact.passed else {"rework": case.rework + 1}


@changes(judging.Revisited)
def _revisited(fact: judging.Revisited, case: Case, entry: Entry) -> Change:
    return {"word": fact.word, "rework": case.rework + (fact.word is judging.Word.UNSOLVED)}


@changes(judging.Closed)
def _closed(fact: judging.Closed, case: Case, entry: Entry) -> Change:
    return _ended(case, entry)


@changes(judging.Evaluated)
def _evaluated(fact: judging.Evaluated, case: Case, entry: Entry) -> Change:
    return {"assessment": Assessment(unit=fact.unit, value=fact.assessment, round=case.rounds)}


@changes(judging.Contested)
def _contested(fact: judging.Contested, case: Case, entry: Entry) -> Change:
    return {"assessment": case.assessment and replace(case.assessment, contested=True)}


@changes(judging.ContestDecided)
def _contest_decided(fact: judging.ContestDecided, case: Case, entry: Entry) -> Change:
    return {"assessment": case.assessment and replace(case.assessment, contested=False, fallen=fact.upheld)}


@changes(waiting.Paused)
def _paused(fact: waiting.Paused, case: Case, entry: Entry) -> Change:
    return _stopped(case, entry)


@changes(waiting.Resumed)
def _resumed(fact: waiting.Resumed, case: Case, entry: Entry) -> Change:
    return {"paused": None, **_gone_on(case, fact)}


@changes(waiting.ExtensionAsked)
def _extension_asked(fact: waiting.ExtensionAsked, case: Case, entry: Entry) -> Change:
    return {"asked_until": fact.until, "asked_by": entry.author}


@changes(waiting.ExtensionDecided)
def _extension_decided(fact: waiting.ExtensionDecided, case: Case, entry: Entry) -> Change:
    answered: Change = {"asked_until": None, "asked_by": None}
    if not fact.granted or case.asked_until is None:
        return answered
    extended = _ticked(case, Extended(at=fact.at, due=case.asked_until), fact.due, fact.soon)
    return {**answered, "extensions": case.extensions + 1, **extended}


@changes(waiting.HeldOver)
def _held_over(fact: waiting.HeldOver, case: Case, entry: Entry) -> Change:
    return {"held_until": fact.until, "hold_ground": fact.ground, **_stopped(case, entry)}


@changes(waiting.HoldEnded)
def _hold_ended(fact: waiting.HoldEnded, case: Case, entry: Entry) -> Change:
    return {"held_until": None, "hold_ground": None, "paused": None, **_gone_on(case, fact)}


@changes(waiting.Reckoned)
def _reckoned(fact: waiting.Reckoned, case: Case, entry: Entry) -> Change:
    return {"assisting": fact.assisting, **_due(case, fact.at, fact.due, fact.soon)}


@changes(waiting.DueSoon)
def _due_soon(fact: waiting.DueSoon, case: Case, entry: Entry) -> Change:
    return {"told_soon": True}


@changes(waiting.CameDue)
def _came_due(fact: waiting.CameDue, case: Case, entry: Entry) -> Change:
    return {"late": True, "ever_late": True}


@changes(waiting.HelpDueSoon)
def _help_due_soon(fact: waiting.HelpDueSoon, case: Case, entry: Entry) -> Change:
    return _of_help(case, fact.unit, told_soon=True)


@changes(waiting.HelpCameDue)
def _help_came_due(fact: waiting.HelpCameDue, case: Case, entry: Entry) -> Change:
    return _of_help(case, fact.unit, late=True)


@changes(waiting.Escalated)
def _escalated(fact: waiting.Escalated, case: Case, entry: Entry) -> Change:
    return {"escalated": fact.to}


@changes(bonds.Merged)
def _merged(fact: bonds.Merged, case: Case, entry: Entry) -> Change:
    return {"into": fact.into}


@changes(bonds.Absorbed)
def _absorbed(fact: bonds.Absorbed, case: Case, entry: Entry) -> Change:
    return {"absorbed": (*case.absorbed, fact.other), "withheld": case.withheld or fact.withheld}


@changes(bonds.Parted)
def _parted(fact: bonds.Parted, case: Case, entry: Entry) -> Change:
    return {"absorbed": tuple(other for other in case.absorbed if other != fact.other)}


@changes(bonds.Split)
def _split(fact: bonds.Split, case: Case, entry: Entry) -> Change:
    return {"links": (*case.links, ("split-into", fact.other))}


@changes(bonds.Linked)
def _linked(fact: bonds.Linked, case: Case, entry: Entry) -> Change:
    return {"links": (*case.links, (fact.how, fact.other))}


@changes(bonds.Reopened)
def _reopened(fact: bonds.Reopened, case: Case, entry: Entry) -> Change:
    anew: Change = {**_BY_NOBODY, "closed": None, "bound": False, "returns": 0, "escalated": None}
    return {"rounds": case.rounds + 1, **anew}


@changes(bonds.Undone)
def _undone(fact: bonds.Undone, case: Case, entry: Entry) -> Change:
    restored = asdict(case.last.before) if case.last else {}
    return {**restored, "into": None, "last": None, "refusal": None}


@changes(bonds.Urged)
def _urged(fact: bonds.Urged, case: Case, entry: Entry) -> Change:
    return {"urged": case.urged + 1}


@changes(bonds.Supervised)
def _supervised(fact: bonds.Supervised, case: Case, entry: Entry) -> Change:
    return {"supervised": fact.level}


@changes(bonds.Thanked)
def _thanked(fact: bonds.Thanked, case: Case, entry: Entry) -> Change:
    return {"thanked": True}


@changes(bonds.Published)
def _published(fact: bonds.Published, case: Case, entry: Entry) -> Change:
    return {"public_answer": case.released}


@changes(mirrors.Mirrored)
def _mirrored(fact: mirrors.Mirrored, case: Case, entry: Entry) -> Change:
    return {"mirrors": (*case.mirrors, Mirror(system=fact.system, number=fact.number, way=fact.way))}


@changes(mirrors.Echoed)
def _echoed(fact: mirrors.Echoed, case: Case, entry: Entry) -> Change:
    heard = {"revision": fact.revision, "state": fact.state, "why": fact.why}
    told = (replace(each, **heard) if each.system == fact.system else each for each in case.mirrors)
    return {"mirrors": tuple(told)}
