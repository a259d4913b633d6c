"""The same matter in outside systems: its numbers there, and how it is said to stand."""

from msgspec.structs import replace

from cityloop.city.facts import mirrors
from cityloop.command.case import Case, Mirror
from cityloop.command.changes.registry import Change, changes
from cityloop.journal.entry import Entry


@changes(mirrors.Mirrored)
def _mirrored(fact: mirrors.Mirrored, case: Case, entry: Entry) -> Change:
    return {"mirrors": (*case.mirrors, Mirror(system=fact.system, number=fact.number, way=fact.way))}


@changes(mirrors.Echoed)
def _echoed(fact: mirrors.Echoed, case: Case, entry: Entry) -> Change:
    heard = {"revision": fact.revision, "state": fact.state, "why": fact.why}
    told = (replace(each, **heard) if each.system == fact.system else each for each in case.mirrors)
    return {"mirrors": tuple(told)}
