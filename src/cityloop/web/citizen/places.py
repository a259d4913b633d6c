"""Places that a citizen may mean, as choices and as words."""

from cityloop.web.citizen.drafts import Draft
from cityloop.web.parts.values import Choice
from cityloop.web.visit import Visit

OWN_WORDS = "own"
"""Chosen where no place of the gazetteer is meant."""
ASKED_BACK = 6
"""Places offered where several may be meant."""


def places_meant(visit: Visit, words: str) -> list[str]:
    """Entries of the gazetteer that the words may mean: one where it is sure."""
    gazetteer = visit.index.gazetteer
    sure = gazetteer.find(words)
    if sure is not None:
        return [sure.id]
    matches = [match.place.id for match in gazetteer.list_matches(words, ASKED_BACK)]
    return matches or [place.id for place in gazetteer.list_mentioned(words)[:ASKED_BACK]]


def place_choice(visit: Visit, place_id: str) -> Choice:
    """A place by its name, and the area it lies in."""
    place = visit.index.places.get(place_id)
    area = visit.index.node(place.jurisdiction)
    return Choice(place.id, visit.name(place.name), visit.name(area.name))


def place_words(visit: Visit, draft: Draft) -> str:
    """The place as it was understood."""
    if draft.place:
        found = place_choice(visit, draft.place)
        named = f"{found.title}, {found.second}" if not visit.is_zh else f"{found.second}，{found.title}"
        return named if found.title == draft.spot else f"{draft.spot} ({named})"
    if draft.point and (node := visit.index.at(draft.point)):
        return f"{draft.spot} ({visit.name(node.name)})"
    return visit.say("%(words)s (not on our map: a person will look)") % {"words": draft.spot}
