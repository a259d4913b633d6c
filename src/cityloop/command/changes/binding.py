"""并案, 关联, 重办, 撤销; 催办, 督办, 致谢, 公开: what binds a case to others, and what is said about it."""

from msgspec.structs import asdict

from cityloop.city.facts import bonds
from cityloop.command.case import Case
from cityloop.command.changes.hands import BY_NOBODY
from cityloop.command.changes.registry import Change, changes
from cityloop.journal.entry import Entry


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
    anew: Change = {**BY_NOBODY, "closed": None, "bound": False, "returns": 0, "escalated": None}
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
