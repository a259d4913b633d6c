"""联系, 处理, 反馈, 答复, 照片, 补充: what was done, shown and said."""

from cityloop.city.facts import work
from cityloop.command.case import CLAIMS, Case, Photo
from cityloop.command.changes.hands import hand_in_it
from cityloop.command.changes.registry import Change, changes
from cityloop.journal.entry import Entry


@changes(work.Contacted)
def _contacted(fact: work.Contacted, case: Case, entry: Entry) -> Change:
    return hand_in_it(case, entry)


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


def _done(case: Case, unit: str, entry: Entry) -> Change:
    return {**hand_in_it(case, entry), "handled_by": case.handled_by | {unit}}
