"""How what rates are told apart by is read: from columns, and what the city makes of what stands there."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Table, literal

from cityloop.city.area import Tier
from cityloop.city.index import Index
from cityloop.city.principal import Duty
from cityloop.city.words import Name
from cityloop.command.duties import node_of
from cityloop.command.evaluation_table import TURNS
from cityloop.command.stages import TAKEN, Stage
from cityloop.command.timing import DUTIES
from cityloop.views.evaluation.asked import By

Value: TypeAlias = str | None
Raw: TypeAlias = Sequence[Any]
TIERS = {By.DISTRICT: Tier.DISTRICT, By.STREET: Tier.STREET, By.GRID: Tier.GRID}


class Dimension(NamedTuple):
    """The columns that tell it, and what is made of what stands in them."""

    columns: Callable[[Table], tuple[ColumnElement[Any], ...]]
    value: Callable[[Index, Raw], Value]


def _column(name: str) -> Callable[[Table], tuple[ColumnElement[Any], ...]]:
    return lambda table: (table.c[name],)


def _plain(_: Index, raw: Raw) -> Value:
    return None if raw[0] is None else str(raw[0])


def _subject(_: Index, raw: Raw) -> Value:
    return None if raw[0] is None else ".".join(str(raw[0]).split(".")[:2])


def _at_tier(tier: Tier) -> Callable[[Index, Raw], Value]:
    def find(index: Index, raw: Raw) -> Value:
        node = node_of(raw[0])
        found = index.tree.find_tier(node, tier) if node in index.tree else None
        return found.id if found else None

    return find


def _turn_of(table: Table) -> tuple[ColumnElement[Any], ...]:
    stage = table.c.stage if table is TURNS else literal(Stage.HANDLE.value)
    return stage, table.c.at, table.c.lead


def _post(index: Index, raw: Raw) -> Value:
    """The nearest post with the duty, as the clock takes its hours from it; of the lead, where it lies with one."""
    stage, node, unit = Stage(raw[0]), node_of(raw[1]), raw[2]
    if node not in index.tree or (stage in TAKEN and unit is None):
        return None
    posts = index.roster.posts_with(DUTIES.get(stage, Duty.HANDLE), node, unit if stage in TAKEN else None)
    usual = [post for post in posts if not post.named]
    return next((post.id for post in (*usual, *posts)), None)


DIMENSIONS: Mapping[By, Dimension] = {
    **{by: Dimension(_column("ground"), _at_tier(tier)) for by, tier in TIERS.items()},
    By.LEAD: Dimension(_column("lead"), _plain),
    By.POST: Dimension(_turn_of, _post),
    By.SUBJECT: Dimension(_column("category"), _subject),
    By.CATEGORY: Dimension(_column("category"), _plain),
    By.KIND: Dimension(_column("kind"), _plain),
    By.LIFE: Dimension(_column("life"), _plain),
    By.CHANNEL: Dimension(_column("channel"), _plain),
}
"""Periods are not among them: they are read of when something was due, which each rate says for itself."""


def _area(index: Index, id: str) -> Name | None:
    return index.node(id).name if id in index.tree else None


NAMED: Mapping[By, Callable[[Index, str], Name | None]] = {
    **dict.fromkeys(TIERS, _area),
    By.LEAD: lambda index, unit: index.units.find_name(unit),
    By.POST: lambda index, post: index.posts.find_name(post),
    **dict.fromkeys((By.SUBJECT, By.CATEGORY), lambda index, code: index.law.categories.find_name(code)),
}
"""What areas, units, posts and categories are called; the rest has words of its own."""
