"""What the files leave to be worked out: which jurisdiction a place lies in, and that what has a code is a place."""

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from cityloop.adapters.catalogue.draft import Draft, Placed
from cityloop.city.facility import Facility
from cityloop.city.place import Place
from cityloop.city.words import Name


def settled(draft: Draft) -> Draft:
    """The draft with coded facilities among the places, and each place in its lowest jurisdiction."""
    known = draft.ids("places")
    coded = (placed for placed in draft.of("facilities") if placed.thing.id not in known)
    draft.tables["places"] = [_put(placed, draft) for placed in (*draft.of("places"), *_as_places(coded))]
    return draft


def _as_places(facilities: Iterator[Placed]) -> Iterator[Placed]:
    for placed in facilities:
        facility: Facility = placed.thing
        if facility.code and facility.point:
            yield replace(placed, thing=_as_place(facility, facility.code))


def _as_place(facility: Facility, code: str) -> Place:
    """A lamp post or a manhole as a place that is found by its code."""
    name = Name(zh=f"{facility.name.zh} {code}", en=f"{facility.name.en} {code}")
    return Place(id=facility.id, kind=facility.kind, name=name, jurisdiction="", point=facility.point, aliases=(code,))


def _put(placed: Placed, draft: Draft) -> Placed:
    place: Place = placed.thing
    if place.jurisdiction:
        return placed
    found = draft.terrain.at(place.point) if place.point else None
    if found is None:
        why = "lies outside the city" if place.point else "has neither point nor jurisdiction"
        remedy = "Correct its point, or name its jurisdiction."
        placed.row.wrong("place-nowhere", f"The place “{place.id}” {why}.", remedy)
        return placed
    return replace(placed, thing=msgspec.structs.replace(place, jurisdiction=found.id))
