"""What waits for a person's own decision: the stages that the duties held move on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cityloop.city.principal import Duty, Principal
from cityloop.command.stages import NAMES, Stage
from cityloop.web.visit import Visit

STAGES: Mapping[Duty, tuple[Stage, ...]] = {
    Duty.ACCEPT: (Stage.ESTABLISH, Stage.ACCEPT, Stage.REVISIT),
    Duty.DISPATCH: (Stage.DISPATCH,),
    Duty.HANDLE: (Stage.SIGN, Stage.CONTACT, Stage.HANDLE, Stage.FEEDBACK, Stage.ANSWER),
    Duty.CHECK: (Stage.CHECK, Stage.REVIEW),
    Duty.CLOSE: (Stage.CLOSE,),
    Duty.ARBITRATE: (Stage.ARBITRATE,),
}


@dataclass(frozen=True, slots=True)
class Need:
    """One line: how many cases wait for one sort of decision."""

    id: str
    name: str
    count: int
    href: str


def needs(visit: Visit, by_stage: Mapping[Stage, int], unowned: int, address: str) -> tuple[Need, ...]:
    """The lines for the duties held, those with nothing left out."""
    lines = [_need(visit, stage, by_stage.get(stage, 0), address) for stage in stages_of(visit.by)]
    nobodys = Need("unowned", visit.say("Nobody answers for it"), unowned, f"{address}unowned=1")
    own = [nobodys] if visit.by.has(Duty.DISPATCH) else []
    return tuple(line for line in (*own, *lines) if line.count)


def stages_of(by: Principal) -> Iterable[Stage]:
    """The stages that wait for one of the duties held, each once."""
    return dict.fromkeys(_stages(by))


def _stages(by: Principal) -> Iterator[Stage]:
    for duty, stages in STAGES.items():
        if by.has(duty):
            yield from stages


def _need(visit: Visit, stage: Stage, count: int, address: str) -> Need:
    return Need(stage.value, visit.name(NAMES[stage]), count, f"{address}stage={stage.value}")
