"""What the files leave to be worked out: the jurisdiction of a place from its point."""

from dataclasses import replace

import msgspec

from cityloop.adapters.catalogue.draft import Draft, Placed
from cityloop.city.place import Place
from cityloop.city.terrain import Terrain
from cityloop.city.tree import Tree


def settled(draft: Draft) -> Draft:
    """The draft with each place in its lowest jurisdiction."""
    if any(not placed.thing.jurisdiction for placed in draft.of("places")):
        terrain = Terrain(Tree(draft.things("jurisdictions")), draft.things("areas"))
        draft.tables["places"] = [_put(placed, terrain) for placed in draft.of("places")]
    return draft


def _put(placed: Placed, terrain: Terrain) -> Placed:
    place: Place = placed.thing
    if place.jurisdiction:
        return placed
    found = terrain.at(place.point) if place.point else None
    if found is None:
        why = "lies outside the city" if place.point else "has neither point nor jurisdiction"
        remedy = "Correct its point, or name its jurisdiction."
        placed.row.wrong("place-nowhere", f"The place “{place.id}” {why}.", remedy)
        return placed
    return replace(placed, thing=msgspec.structs.replace(place, jurisdiction=found.id))
