"""Which function does which order."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from cityloop.city.facts.bonds import Split
from cityloop.city.facts.fact import CaseFact
from cityloop.city.facts.work import PhotoAdded, Told
from cityloop.city.principal import Kind, Principal
from cityloop.command.lifecycle import Step, step_of
from cityloop.command.orders import Order
from cityloop.command.scene import Scene

O = TypeVar("O", bound=Order)  # noqa: E741 - the customary letter would say less
Deed = Callable[[O, Scene], CaseFact | Iterable[CaseFact]]
_DEEDS: dict[type[Order], Deed[Any]] = {}
IN_OTHER_WORDS = (Split, PhotoAdded)
"""What brings words of its own, or is none."""


def does(order: type[O]) -> Callable[[Deed[O]], Deed[O]]:
    """Register the function below as what ``order`` does."""

    def register(deed: Deed[O]) -> Deed[O]:
        _DEEDS[order] = deed
        return deed

    return register


def facts_of(order: Order, scene: Scene) -> Iterator[CaseFact]:
    """The facts that ``order`` brings about in ``scene``; the first is the step itself.

    Words for which that fact has no place stand beside it, as words that were added.
    """
    done = _DEEDS[type(order)](order, scene)
    facts = (done,) if isinstance(done, CaseFact) else tuple(done)
    yield from facts
    step = step_of(scene.case.life, scene.verb)
    if order.note and not has_note(step) and keeps_words(step):
        yield scene.tells(Told, by=side_of(scene.by), note=scene.words(order.note))


def has_note(step: Step) -> bool:
    """Whether the fact of ``step`` carries words of its author."""
    return "note" in step.fact.__struct_fields__


def keeps_words(step: Step) -> bool:
    """Whether words given with ``step`` are kept. Beside one that may be undone nothing else is told."""
    return has_note(step) or not (step.undoable or step.fact in IN_OTHER_WORDS)


def side_of(by: Principal) -> str:
    """Whose words they are: the citizen's or an officer's."""
    return "citizen" if by.kind is Kind.CITIZEN else "officer"


def registered() -> frozenset[type[Order]]:
    """The orders that have a deed."""
    return frozenset(_DEEDS)
