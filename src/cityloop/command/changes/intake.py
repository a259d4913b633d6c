"""What taking a case in changes: where it lies, what it is, whether it is the city's."""

from cityloop.city.facts import intake
from cityloop.command.case import Case
from cityloop.command.changes.hands import BY_NOBODY, ended
from cityloop.command.changes.registry import Change, changes
from cityloop.journal.entry import Entry


@changes(intake.Located)
def _located(fact: intake.Located, case: Case, entry: Entry) -> Change:
    return {"where": fact.where, "at": fact.at, "place": fact.place, "areas": fact.areas, "unowned": False}


@changes(intake.Classified)
def _classified(fact: intake.Classified, case: Case, entry: Entry) -> Change:
    known: Change = {"category": fact.category, "sensitive": fact.sensitive, "unowned": False, "arbiter": fact.arbiter}
    return {**known, **(BY_NOBODY if fact.recalled else {})}


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
    return {"released": fact.note, "released_in": fact.language, **ended(case, entry)}


@changes(intake.HandedOver)
def _handed_over(fact: intake.HandedOver, case: Case, entry: Entry) -> Change:
    return {"handed_to": fact.to, **({} if fact.stays else ended(case, entry))}


@changes(intake.Refused)
def _refused(fact: intake.Refused, case: Case, entry: Entry) -> Change:
    return {"refusal": fact.ground}


@changes(intake.Recorded)
def _recorded(fact: intake.Recorded, case: Case, entry: Entry) -> Change:
    return {"outcome": fact.outcome, "recorded_unit": fact.unit, "recorded_end": fact.ended}
