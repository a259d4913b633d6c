"""From a fact about a case to an entry's draft: its label, its jurisdiction, its cause."""

from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

from cityloop.city.facts.fact import CaseFact, Sealed
from cityloop.city.label import Grade, Label
from cityloop.guard.answer import Granted
from cityloop.journal.entry import Append, Draft


class Plan(NamedTuple):
    """What an order comes to: what is to be written, and the grants by which it may be."""

    append: Append
    grants: tuple[Granted, ...]


@cache
def highest_grade(kind: type) -> Grade:
    """The highest grade among the labels of a fact's own fields; what is sealed counts as its commitment does."""
    hints = get_type_hints(kind, include_extras=True)
    return max((_grade(hint) for hint in hints.values()), default=Grade.OPEN)


def _grade(hint: Any) -> Grade:
    arguments = get_args(hint)
    if Sealed in arguments:
        return Grade.INTERNAL
    own = [argument.grade for argument in arguments if isinstance(argument, Label)]
    return max([*own, *(_grade(argument) for argument in arguments if get_args(argument))], default=Grade.OPEN)


def makes_sensitive(fact: CaseFact) -> bool:
    """Whether the case is a matter of discipline or public order by this fact."""
    return bool(getattr(fact, "sensitive", False))


def draft(author: str, fact: CaseFact, *, at: str, sensitive: bool, cause: int | None = None) -> Draft:
    """An entry's draft about the fact's case, run by the node whose path is ``at``.

    ``sensitive``: the case was so before; what a fact makes sensitive is guarded from that very fact on.
    """
    label = Grade.RESTRICTED if sensitive or makes_sensitive(fact) else highest_grade(type(fact))
    return Draft(author=author, label=label, jurisdiction=at, about=fact.case, cause=cause, fact=fact)
