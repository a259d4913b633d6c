"""Whose duty a matter is, by the city's data alone: responsibility (category x area) and each street's lists."""

from collections.abc import Iterator
from typing import NamedTuple

from cityloop.city.area import Tier
from cityloop.city.catalogue import ListedDuty, ListKind, Responsibility
from cityloop.city.facts.dispatching import Why
from cityloop.city.index import Index
from cityloop.city.law import lineage
from cityloop.city.principal import Duty


class Route(NamedTuple):
    """Where a matter goes by the data, and why. ``unit`` is None when nobody owns it."""

    unit: str | None
    assisting: tuple[str, ...]
    why: Why


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


def find_exclusion(index: Index, category: str, where: str, unit: str) -> ListedDuty | None:
    """The line of the street's list that says that ``unit``, being the street's own, may not lead; None if it may."""
    street = index.tree.find_tier(node_of(where), Tier.STREET)
    if street is None or not index.within(index.unit(unit).jurisdiction, street.id):
        return None
    listed = index.law.find_listed(street.id, category)
    return listed if listed and listed.kind is not ListKind.BASIC else None


def has_desk(index: Index, unit: str, *, sensitive: bool) -> bool:
    """Whether somebody at the unit may see the case: a sensitive one is for posts that are named, and no others."""
    desks = (post for post in index.posts if post.unit == unit and Duty.HANDLE in post.duties)
    return not sensitive or any(post.named for post in desks)


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


def _by_list(owner: Responsibility, listed: ListedDuty) -> Route:
    helping = (owner.unit,) if listed.kind is ListKind.ASSIST else ()
    why = Why(rule="list", category=listed.category, jurisdiction=listed.street, instead_of=owner.unit)
    return Route(listed.unit, (*helping, *(unit for unit in owner.assisting if unit != listed.unit)), why)
