"""核查, 审核, 回访, 结案, 评价, 申诉: how it was found to be done."""

from msgspec.structs import replace

from cityloop.city.facts import judging
from cityloop.command.case import Assessment, Case
from cityloop.command.changes.hands import ended
from cityloop.command.changes.registry import Change, changes
from cityloop.journal.entry import Entry


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
    return ended(case, entry)


@changes(judging.Evaluated)
def _evaluated(fact: judging.Evaluated, case: Case, entry: Entry) -> Change:
    return {"assessment": Assessment(unit=fact.unit, value=fact.assessment, round=case.rounds)}


@changes(judging.Contested)
def _contested(fact: judging.Contested, case: Case, entry: Entry) -> Change:
    return {"assessment": case.assessment and replace(case.assessment, contested=True)}


@changes(judging.ContestDecided)
def _contest_decided(fact: judging.ContestDecided, case: Case, entry: Entry) -> Change:
    return {"assessment": case.assessment and replace(case.assessment, contested=False, fallen=fact.upheld)}
