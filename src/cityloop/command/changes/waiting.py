"""计时: what stops, moves and tells of the clock."""

from cityloop.city.facts import waiting
from cityloop.command.case import Case
from cityloop.command.changes.hands import of_help
from cityloop.command.changes.registry import Change, changes
from cityloop.command.changes.ticking import due_again, gone_on, stopped, ticked
from cityloop.command.ticks import Extended
from cityloop.journal.entry import Entry


@changes(waiting.Paused)
def _paused(fact: waiting.Paused, case: Case, entry: Entry) -> Change:
    return stopped(case, entry)


@changes(waiting.Resumed)
def _resumed(fact: waiting.Resumed, case: Case, entry: Entry) -> Change:
    return {"paused": None, **gone_on(case, fact)}


@changes(waiting.ExtensionAsked)
def _extension_asked(fact: waiting.ExtensionAsked, case: Case, entry: Entry) -> Change:
    return {"asked_until": fact.until, "asked_by": entry.author}


@changes(waiting.ExtensionDecided)
def _extension_decided(fact: waiting.ExtensionDecided, case: Case, entry: Entry) -> Change:
    answered: Change = {"asked_until": None, "asked_by": None}
    if not fact.granted or case.asked_until is None:
        return answered
    extended = ticked(case, Extended(at=fact.at, due=case.asked_until), fact.due, fact.soon)
    return {**answered, "extensions": case.extensions + 1, **extended}


@changes(waiting.HeldOver)
def _held_over(fact: waiting.HeldOver, case: Case, entry: Entry) -> Change:
    return {"held_until": fact.until, "hold_ground": fact.ground, **stopped(case, entry)}


@changes(waiting.HoldEnded)
def _hold_ended(fact: waiting.HoldEnded, case: Case, entry: Entry) -> Change:
    return {"held_until": None, "hold_ground": None, "paused": None, **gone_on(case, fact)}


@changes(waiting.Reckoned)
def _reckoned(fact: waiting.Reckoned, case: Case, entry: Entry) -> Change:
    return {"assisting": fact.assisting, **due_again(case, fact.at, fact.due, fact.soon)}


@changes(waiting.DueSoon)
def _due_soon(fact: waiting.DueSoon, case: Case, entry: Entry) -> Change:
    return {"told_soon": True}


@changes(waiting.CameDue)
def _came_due(fact: waiting.CameDue, case: Case, entry: Entry) -> Change:
    return {"late": True, "ever_late": True}


@changes(waiting.HelpDueSoon)
def _help_due_soon(fact: waiting.HelpDueSoon, case: Case, entry: Entry) -> Change:
    return of_help(case, fact.unit, told_soon=True)


@changes(waiting.HelpCameDue)
def _help_came_due(fact: waiting.HelpCameDue, case: Case, entry: Entry) -> Change:
    return of_help(case, fact.unit, late=True)


@changes(waiting.Escalated)
def _escalated(fact: waiting.Escalated, case: Case, entry: Entry) -> Change:
    return {"escalated": fact.to}
