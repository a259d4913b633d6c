"""The fold of a case: the first fact begins it, each further one moves it and changes it."""

from msgspec.structs import replace

from cityloop.city.facts import bonds, dispatching, intake, mirrors, translating, waiting, work
from cityloop.city.facts.fact import CaseFact, Moved, Sealed
from cityloop.command.case import Case, Last
from cityloop.command.changes import changed
from cityloop.command.changes.registry import Change
from cityloop.command.changes.ticking import over
from cityloop.command.changes.translating import past
from cityloop.command.lifecycle import after, verb_of
from cityloop.command.stages import START
from cityloop.journal.entry import Entry

_AT_REST: Change = {"asked_until": None, "asked_by": None, "paused": None, "held_until": None, "hold_ground": None}
BY_THE_CLOCK = (
    *(waiting.DueSoon, waiting.CameDue, waiting.HelpDueSoon, waiting.HelpCameDue, waiting.Escalated, waiting.Reckoned),
    dispatching.Unowned,
    translating.TranslationDue,
)
BY_THE_SYSTEM = (mirrors.Mirrored, mirrors.Echoed)
_ADDED = (work.Told, bonds.Urged, bonds.Linked, bonds.Parted, work.PhotoAdded, translating.Translated)
HARMLESS = (*BY_THE_CLOCK, *BY_THE_SYSTEM, *_ADDED)
"""Facts that may come between what a person saw and what the person orders, without a conflict."""


def fold(case: Case | None, entry: Entry) -> Case:
    """The case after ``entry``; ``case`` is None before its first."""
    fact = entry.fact
    if isinstance(fact, intake.Reported):
        return _begin(fact, entry)
    if case is None or not isinstance(fact, CaseFact):
        raise ValueError(f"entry {entry.seq} ({type(fact).__name__}) is about a case that was never reported")
    moved = _movement(case, fact, entry)
    return replace(case, **{"version": entry.version, **moved, **past(fact, case), **changed(fact, case, entry)})


def _begin(fact: intake.Reported, entry: Entry) -> Case:
    shared = {name: getattr(fact, name) for name in fact.__struct_fields__ if name not in ("case", "adopted")}
    return Case(
        adopted=fact.adopted or fact.channel is intake.Channel.IMPORT,
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
        change.update(stage=stage, since=entry.time, stops=over(case), **_AT_REST, **_begun(fact))
    return change


def _begun(fact: CaseFact) -> Change:
    """A new stage has a new clock."""
    term, due, soon = (fact.term, fact.due, fact.soon) if isinstance(fact, Moved) else (None, None, None)
    return {"term": term, "ticks": (), "due": due, "soon": soon, "told_soon": False, "late": False}
