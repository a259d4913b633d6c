"""Which function does which order."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from cityloop.city.facts.fact import CaseFact
from cityloop.command.orders import Order
from cityloop.command.scene import Scene

O = TypeVar("O", bound=Order)  # noqa: E741 - the customary letter would say less
Deed = Callable[[O, Scene], CaseFact | Iterable[CaseFact]]
_DEEDS: dict[type[Order], Deed[Any]] = {}


def does(order: type[O]) -> Callable[[Deed[O]], Deed[O]]:
    """Register the function below as what ``order`` does."""

    def register(deed: Deed[O]) -> Deed[O]:
        _DEEDS[order] = deed
        return deed

    return register


def facts_of(order: Order, scene: Scene) -> Iterator[CaseFact]:
    """The facts that ``order`` brings about in ``scene``; the first is the step itself."""
    done = _DEEDS[type(order)](order, scene)
    return iter((done,) if isinstance(done, CaseFact) else done)


def registered() -> frozenset[type[Order]]:
    """The orders that have a deed."""
    return frozenset(_DEEDS)
