"""Whose duty a matter is, by the city's data alone: responsibility (category x area) and each street's lists."""

from collections.abc import Iterator
from typing import NamedTuple

from cityloop.city.area import Tier
from cityloop.city.catalogue import ListKind, Responsibility
from cityloop.city.facts.dispatching import Why
from cityloop.city.index import Index
from cityloop.city.law import lineage
from cityloop.city.organisation import Post
from cityloop.city.principal import Duty


class Route(NamedTuple):
    """Where a matter goes by the data, and why. ``unit`` is None when nobody owns it."""

    unit: str | None
    assisting: tuple[str, ...]
    why: Why


class Exclusion(NamedTuple):
    """That a street's lists do not let its own unit lead in a matter: which rule says so, and who leads instead."""

    rule: str
    """``list``: a line gives it to a department; ``unlisted``: no line names it."""
    category: str
    street: str
    unit: str | None
    """None: nobody answers for it."""
    helps: bool = False
    """配合: the street helps whoever leads."""


def node_of(path: str) -> str:
    """The node that a path ends in: ``linjiang/d1/`` is ``d1``."""
    return path.rstrip("/").rpartition("/")[2]


def climb(path: str) -> tuple[str, ...]:
    """The nodes of a path, the lowest first."""
    return tuple(reversed(path.rstrip("/").split("/")))


def find_owner(index: Index, category: str, where: str) -> Responsibility | None:
    """The longest match: the nearest category that the data speaks of, and for it the lowest node."""
    return next(_owners(index, category, where), None)


def _owners(index: Index, category: str, where: str) -> Iterator[Responsibility]:
    for sort in lineage(category):
        for node in climb(where):
            owner = index.law.find_owner(sort, node)
            if owner:
                yield owner


def find_exclusion(index: Index, category: str, where: str, unit: str) -> Exclusion | None:
    """Why ``unit``, being the street's own, may not lead by the street's lists; None if it may.

    A street without lists may lead in everything that the responsibility data gives it.
    """
    street = index.tree.find_tier(node_of(where), Tier.STREET)
    if street is None or not _is_of(index, unit, street.id) or not index.law.has_lists(street.id):
        return None
    listed = index.law.find_listed(street.id, category)
    if listed is None:
        return Exclusion("unlisted", category, street.id, _find_department(index, category, where, street.id))
    helps = listed.kind is ListKind.ASSIST
    return None if listed.kind is ListKind.BASIC else Exclusion("list", listed.category, street.id, listed.unit, helps)


def _is_of(index: Index, unit: str, node: str) -> bool:
    return index.within(index.unit(unit).jurisdiction, node)


def _find_department(index: Index, category: str, where: str, street: str) -> str | None:
    """Who answers for it next by the data, beyond the street's own units."""
    owners = (owner.unit for owner in _owners(index, category, where))
    return next((unit for unit in owners if not _is_of(index, unit, street)), None)


def has_desk(index: Index, unit: str, *, sensitive: bool) -> bool:
    """Whether somebody at the unit may see the case: a sensitive one is for posts that are named, and no others."""
    desks = (post for post in index.posts if post.unit == unit and Duty.HANDLE in post.duties)
    return not sensitive or any(post.named for post in desks)


def find_arbiter(index: Index, at: str, *, sensitive: bool) -> Post | None:
    """The post whose word binds: the nearest at or above the node; for sensitive matters one named for them.

    Other matters go to a named post only where no other has the duty.
    """
    posts = index.roster.posts_with(Duty.ARBITRATE, node_of(at))
    fitting = (post for post in posts if post.named or not sensitive)
    return min(fitting, key=lambda post: post.named and not sensitive, default=None)


def route(index: Index, category: str, where: str) -> Route:
    """The lead and the assisting units by responsibility, corrected by the street's list."""
    owner = find_owner(index, category, where)
    if owner is None:
        return Route(None, (), Why(rule="responsibility", category=category, jurisdiction=node_of(where)))
    excluded = find_exclusion(index, category, where, owner.unit)
    if excluded is None:
        why = Why(rule="responsibility", category=owner.category, jurisdiction=owner.jurisdiction)
        return Route(owner.unit, owner.assisting, why)
    return _by_list(owner, excluded)


def _by_list(owner: Responsibility, excluded: Exclusion) -> Route:
    helping = (owner.unit,) if excluded.helps else ()
    why = Why(rule=excluded.rule, category=excluded.category, jurisdiction=excluded.street, instead_of=owner.unit)
    return Route(excluded.unit, (*helping, *(unit for unit in owner.assisting if unit != excluded.unit)), why)
