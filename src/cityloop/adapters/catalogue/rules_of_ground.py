"""What must hold of the tree of jurisdictions and of the ground that they cover."""

import shapely
from shapely.geometry.base import BaseGeometry

from cityloop.adapters.catalogue.draft import Draft, Placed
from cityloop.city.area import Jurisdiction, Tier
from cityloop.city.terrain import shape_of

ORDER = {tier: depth for depth, tier in enumerate(Tier)}
OUTSIDE = 0.02
"""The part of a node's ground that may lie outside its parent's before somebody is told."""


def one_root(draft: Draft) -> None:
    """The city itself is the one node without a parent."""
    roots = [placed for placed in draft.of("jurisdictions") if placed.thing.parent is None]
    for placed in roots:
        if placed.thing.id != draft.settings.id:
            what = f"“{placed.thing.id}” has no parent, but the city is “{draft.settings.id}”."
            placed.row.wrong("second-root", what, f"Name its parent; only “{draft.settings.id}” has none.")
    if draft.settings.id not in {placed.thing.id for placed in roots}:
        what = f"No jurisdiction without a parent has the city's id “{draft.settings.id}”."
        draft.note("no-root", what, f"Add the row {draft.settings.id},city,… to the jurisdictions.")


def lower_tier_below(draft: Draft) -> None:
    """A node's tier is lower than its parent's."""
    tiers = {placed.thing.id: placed.thing.tier for placed in draft.of("jurisdictions")}
    for placed in draft.of("jurisdictions"):
        node: Jurisdiction = placed.thing
        above = tiers.get(node.parent or "")
        if above is not None and ORDER[node.tier] <= ORDER[above]:
            what = f"“{node.id}” is a {node.tier}, and so cannot lie below “{node.parent}”, a {above}."
            placed.row.wrong("wrong-tier", what, f"The order is {', '.join(Tier)}.")


def within_parent(draft: Draft) -> None:
    """What is drawn for a node lies within what is drawn for its parent; if not, the file is often a wrong one."""
    shapes = {area.id: shape_of(area.geometry) for area in draft.things("areas")}
    drawn = {
        node.id: shapely.union_all([shapes[area] for area in node.areas if area in shapes and shapes[area].is_valid])
        for node in draft.things("jurisdictions")
    }
    for placed in draft.of("jurisdictions"):
        _note_outside(placed, drawn)


def _note_outside(placed: Placed, drawn: dict[str, BaseGeometry]) -> None:
    own, above = drawn[placed.thing.id], drawn.get(placed.thing.parent or "")
    if above is None or own.is_empty or above.is_empty:
        return
    outside = shapely.difference(own, above).area / own.area
    if outside > OUTSIDE:
        what = f"{outside:.0%} of the ground of “{placed.thing.id}” lies outside its parent “{placed.thing.parent}”."
        remedy = "See that both files are in the reference system that city.toml names for them."
        placed.row.wrong("outside-parent", what, remedy, grave=False)


def drawn_somewhere(draft: Draft) -> None:
    """Every area belongs to a jurisdiction, or is of a kind that stands apart."""
    used = {area for node in draft.things("jurisdictions") for area in node.areas}
    for placed in draft.of("areas"):
        if placed.thing.id not in used and not placed.thing.kind:
            what = f"No jurisdiction has the area “{placed.thing.id}”."
            placed.row.wrong(
                "unused-area", what, "Name it in “areas” of one, give it a “kind”, or take it out.", grave=False
            )


def inside_the_city(draft: Draft) -> None:
    """Facilities stand inside the city, where it is drawn."""
    for placed in draft.of("facilities") if draft.of("areas") else ():
        if placed.thing.point is not None and draft.terrain.at(placed.thing.point) is None:
            what = f"“{placed.thing.id}” lies outside the city."
            placed.row.wrong("outside-city", what, "Correct its point or its reference system.")


def in_its_jurisdiction(draft: Draft) -> None:
    """A place whose jurisdiction is named has its point there."""
    for placed in draft.of("places"):
        place = placed.thing
        found = draft.terrain.all_at(place.point) if place.point else ()
        if found and place.jurisdiction in draft.tree and not _reaches(draft, place.jurisdiction, found):
            what = f"“{place.id}” is put into “{place.jurisdiction}”, but its point lies in “{found[0].id}”."
            placed.row.wrong("other-jurisdiction", what, "Leave the jurisdiction empty, or correct it.", grave=False)


def _reaches(draft: Draft, jurisdiction: str, found: tuple[Jurisdiction, ...]) -> bool:
    return any(draft.tree.within(node.id, jurisdiction) for node in found)


RULES = (one_root, lower_tier_below, within_parent, drawn_somewhere, inside_the_city, in_its_jurisdiction)
