"""What a citizen's report is about: sorted as the page of calls suggests, offered where words may mean several."""

from collections.abc import Sequence

from cityloop.city.catalogue import Category, Life, RequestKind
from cityloop.city.index import Index
from cityloop.city.suggesting import Suggestion
from cityloop.web.citizen.drafts import Draft
from cityloop.web.parts.values import Choice, Field
from cityloop.web.visit import Visit

NONE_OF_THESE = "none"
"""Chosen where a person shall sort it."""
OFFERED = 3
"""Categories that are offered at most."""
FIELD = "category"


def life_of(draft: Draft) -> Life:
    """Which life the report has: a matter on the street, or a request."""
    return Life.GRID if draft.kind == "fix" else Life.REQUEST


def offered(index: Index, draft: Draft) -> tuple[Category, ...]:
    """What the words may mean, the likeliest first; wrongdoing is sorted by a person alone."""
    if draft.kind == RequestKind.DENOUNCE:
        return ()
    return told_apart(index.suggester.list_for(draft.words, life_of(draft), OFFERED + 1))


def told_apart(found: Sequence[Suggestion]) -> tuple[Category, ...]:
    """The first few; those that fit no better than one too many are left out, since any choice of them is chance."""
    beyond = found[OFFERED].score if len(found) > OFFERED else 0.0
    return tuple(each.category for each in found[:OFFERED] if each.score > beyond)


def sorted_as(index: Index, draft: Draft) -> str | None:
    """The category of the report: the chosen one, else the one that is sure; None: a person sorts it."""
    categories = [each.id for each in offered(index, draft)]
    if draft.category in (*categories, NONE_OF_THESE):
        return draft.category if draft.category in categories else None
    sure = index.suggester.find(draft.words, life_of(draft)) if categories else None
    return sure.id if sure else None


def sort_field(visit: Visit, draft: Draft) -> tuple[Field, ...]:
    """The categories to choose from, with the one that is sure marked; nothing where there are none."""
    categories = offered(visit.index, draft)
    if not categories:
        return ()
    marked = sorted_as(visit.index, draft) or (NONE_OF_THESE if draft.category == NONE_OF_THESE else "")
    choices = (
        *(Choice(each.id, visit.name(each.name)) for each in categories),
        Choice(NONE_OF_THESE, visit.say("None of these"), visit.say("a person will sort it")),
    )
    label = visit.say("Is it one of these?")
    return (Field(FIELD, label, "choice", marked, required=False, choices=choices),)
