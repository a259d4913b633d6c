"""Which of the steps that a stage allows make sense now: nothing is offered that would be refused at once."""

from collections.abc import Callable

from cityloop.city.facts.intake import Finding
from cityloop.city.principal import Duty, Principal
from cityloop.command.case import Case
from cityloop.command.lifecycle import Step, find_step

Sense = Callable[[Case], object]
SETTING = frozenset({Duty.DISPATCH, Duty.SUPERVISE})
"""Duties that set due times, and so decide about more time."""


def can_undo(case: Case, by: Principal) -> bool:
    """Whether the last step was one's own or the loop's, and is one that the law lets be taken back."""
    last = case.last
    step = find_step(case.life, last.verb) if last else None
    return bool(last and step and step.undoable and (last.author == by.id or last.author.startswith("stage:")))


def has_open_part(case: Case, by: Principal) -> bool:
    """Whether a unit of the asker assists, and has not reported its part as done."""
    units = {claim.unit for claim in by.claims}
    return any(help.done is None and help.unit in units for help in case.assisting)


def is_assessed(case: Case) -> bool:
    """Whether this round was assessed, or a contest about an earlier one waits to be decided."""
    given = case.assessment
    return given is not None and (given.contested or given.round == case.rounds)


def sits_where_set(case: Case, by: Principal) -> bool:
    """Whether a post of the asker sets due times at the node where this one was set, or above it."""
    seats = (claim.path for claim in by.claims if claim.duties & SETTING and claim.path)
    return any((case.set_at or case.at).startswith(path) for path in seats)


def can_grant(case: Case, by: Principal) -> bool:
    """Whether somebody else asked for more time, and the due time was set at the asker's own node or below it."""
    return case.asked_until is not None and case.asked_by != by.id and sits_where_set(case, by)


_SENSE: dict[str, Sense] = {
    "establish": lambda case: case.finding is Finding.EXISTS,
    "sign": lambda case: not case.signed,
    "return": lambda case: not case.bound and case.lead not in case.handled_by,
    "pause": lambda case: not case.is_still,
    "resume": lambda case: case.paused is not None and case.held_until is None,
    "hold-over": lambda case: not case.is_still,
    "end-hold": lambda case: case.held_until is not None,
    "ask-extension": lambda case: case.term is not None and not case.late and case.asked_until is None,
    "contest": lambda case: case.assessment and not case.assessment.contested and not case.assessment.fallen,
    "decide-contest": lambda case: case.assessment and case.assessment.contested,
    "evaluate": lambda case: case.lead is not None and not is_assessed(case),
    "thank": lambda case: not case.thanked and not case.is_open,
    "urge": lambda case: case.lead is not None,
    "publish": lambda case: case.released != case.public_answer and not (case.sensitive or case.withheld),
    "send-up": lambda case: case.at.count("/") > 1,
}
"""What a step needs beside its stage."""


_SENSE_OF_ONE: dict[str, Callable[[Case, Principal], bool]] = {
    "undo": can_undo,
    "assist": has_open_part,
    "decide-extension": can_grant,
}
"""What depends on who asks."""
UNORDERED = frozenset({"absorb", "part"})
"""The other side of a merge: nobody orders it."""


def makes_sense(step: Step, case: Case, by: Principal) -> bool:
    """Whether ``step`` is worth offering to ``by`` now."""
    if step.verb in UNORDERED:
        return False
    if step.verb in _SENSE_OF_ONE:
        return _SENSE_OF_ONE[step.verb](case, by)
    return step.verb not in _SENSE or bool(_SENSE[step.verb](case))
