"""派遣, 签收, 派员, 退回, 裁定, 协办, 上报, 下派: whose case it is, and where it is run."""

from cityloop.city.facts import dispatching
from cityloop.command.case import Case
from cityloop.command.changes.hands import hand_in_it, of_help
from cityloop.command.changes.registry import Change, changes
from cityloop.journal.entry import Entry


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
    return {"signed": True, **hand_in_it(case, entry)}


@changes(dispatching.Sent)
def _sent(fact: dispatching.Sent, case: Case, entry: Entry) -> Change:
    went = (fact.person, *fact.members) if fact.person else fact.members
    return {"team": fact.team, "person": fact.person, **hand_in_it(case, entry, *went)}


@changes(dispatching.Returned)
def _returned(fact: dispatching.Returned, case: Case, entry: Entry) -> Change:
    unsent: Change = {"lead": None, "signed": False, "team": None, "person": None}
    return {**unsent, "returns": case.returns + 1, "arbiter": fact.arbiter}


@changes(dispatching.Arbitrated)
def _arbitrated(fact: dispatching.Arbitrated, case: Case, entry: Entry) -> Change:
    return {**_to_unit(fact, entry), "bound": True, "arbiter": None}


@changes(dispatching.Assisted)
def _assisted(fact: dispatching.Assisted, case: Case, entry: Entry) -> Change:
    return {**of_help(case, fact.unit, done=entry.time), **hand_in_it(case, entry)}


@changes(dispatching.HelpAsked)
def _help_asked(fact: dispatching.HelpAsked, case: Case, entry: Entry) -> Change:
    return {"assisting": (*case.assisting, *fact.assisting)}


@changes(dispatching.SentUp)
def _sent_up(fact: dispatching.SentUp, case: Case, entry: Entry) -> Change:
    return {"at": fact.at}


@changes(dispatching.OrderedDown)
def _ordered_down(fact: dispatching.OrderedDown, case: Case, entry: Entry) -> Change:
    return {"at": fact.at}


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
