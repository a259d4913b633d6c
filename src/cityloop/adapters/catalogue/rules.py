"""What must hold between the things of a city. One rule a function; each notes every breach at the row it stands on."""

from collections.abc import Callable
from typing import TypeAlias

from cityloop.adapters.catalogue import (
    rules_of_ground,
    rules_of_law,
    rules_of_notices,
    rules_of_people,
    rules_of_services,
    rules_of_words,
)
from cityloop.adapters.catalogue.draft import Draft, Placed
from cityloop.adapters.catalogue.near import did_you_mean

Rule: TypeAlias = Callable[[Draft], None]

REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("jurisdictions", "parent", "jurisdictions"),
    ("jurisdictions", "areas", "areas"),
    ("units", "jurisdiction", "jurisdictions"),
    ("units", "parent", "units"),
    ("posts", "jurisdiction", "jurisdictions"),
    ("posts", "unit", "units"),
    ("persons", "posts", "posts"),
    ("teams", "unit", "units"),
    ("teams", "members", "persons"),
    ("rota", "post", "posts"),
    ("rota", "person", "persons"),
    ("stand-ins", "post", "posts"),
    ("stand-ins", "person", "persons"),
    ("facilities", "maintainer", "units"),
    ("feeds", "source", "facilities"),
    ("feeds", "target", "facilities"),
    ("datastreams", "facility", "facilities"),
    ("datastreams", "maintainer", "units"),
    ("places", "jurisdiction", "jurisdictions"),
    ("categories", "replaced_by", "categories"),
    ("responsibilities", "category", "categories"),
    ("responsibilities", "jurisdiction", "jurisdictions"),
    ("responsibilities", "unit", "units"),
    ("responsibilities", "assisting", "units"),
    ("lists", "street", "jurisdictions"),
    ("lists", "category", "categories"),
    ("lists", "unit", "units"),
    ("addresses", "channel", "channels"),
    ("notices", "by", "channels"),
    ("retention", "category", "categories"),
    ("systems", "jurisdiction", "jurisdictions"),
    ("systems", "unit", "units"),
    ("systems", "ground", "grounds"),
    ("answers", "category", "categories"),
    ("signals", "ground", "grounds"),
)
"""Which field of which table holds ids of which other table."""
CLIMBING = ("jurisdictions", "units")
"""Tables whose rows name a parent."""


def unique_ids(draft: Draft) -> None:
    """An id stands for one thing of its kind."""
    for table in draft.tables:
        seen: dict[str, str] = {}
        for placed in draft.of(table):
            thing_id = getattr(placed.thing, "id", "")
            if thing_id in seen:
                what = f"The id “{thing_id}” stands twice in {table}; first at {seen[thing_id]}."
                placed.row.wrong("duplicate-id", what, "Give one of them another id.")
            elif thing_id:
                seen[thing_id] = f"{placed.row.file}:{placed.row.line}"


def known_ids(draft: Draft) -> None:
    """Every id that is referred to stands in its table."""
    for table, column, target in REFERENCES:
        known = draft.ids(target)
        for placed in draft.of(table):
            for reference in _ids(getattr(placed.thing, column)):
                if reference and reference not in known:
                    what = f"“{reference}” in “{column}” stands in no row of {target}."
                    near = did_you_mean(reference, known)
                    placed.row.wrong("unknown-id", what, f"{near}Add it to {target}, or correct it.")


def _ids(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def no_circles(draft: Draft) -> None:
    """Climbing from parent to parent comes to an end."""
    for table in CLIMBING:
        parents = {placed.thing.id: placed.thing.parent for placed in draft.of(table)}
        for placed in draft.of(table):
            if circle := _circle(placed.thing.id, parents):
                what = f"The parents go in a circle: {' → '.join(circle)}."
                placed.row.wrong("parent-cycle", what, "Correct one of the parents.")


def _circle(start: str, parents: dict[str, str | None]) -> list[str]:
    """The way from ``start`` back to itself; empty where there is none."""
    way, at = [start], parents.get(start)
    while at is not None and at not in way:
        way.append(at)
        at = parents.get(at)
    return [*way, start] if at == start else []


def one_meaning(draft: Draft) -> None:
    """No two units or jurisdictions answer to the same alias, nor one to another's name."""
    for table in CLIMBING:
        meant: dict[str, set[str]] = {}
        for placed in draft.of(table):
            for word in {placed.thing.name.zh, *placed.thing.aliases}:
                meant.setdefault(word, set()).add(placed.thing.id)
        for placed in draft.of(table):
            for word in placed.thing.aliases:
                _note_shared(placed, word, meant[word])


def _note_shared(placed: Placed, word: str, ids: set[str]) -> None:
    if len(ids) > 1:
        what = f"The alias “{word}” means several: {', '.join(sorted(ids))}."
        placed.row.wrong("ambiguous-alias", what, "Leave it to one of them.")


RULES: tuple[Rule, ...] = (
    unique_ids,
    known_ids,
    no_circles,
    one_meaning,
    *rules_of_ground.RULES,
    *rules_of_people.RULES,
    *rules_of_law.RULES,
    *rules_of_notices.RULES,
    *rules_of_services.RULES,
    *rules_of_words.RULES,
)
"""Every rule, in the order in which they are tried."""
