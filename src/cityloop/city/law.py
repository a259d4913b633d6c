"""What a city's catalogue says, looked up: categories with their parents, limits, owners, lists, grounds."""

from cityloop.city.catalogue import (
    ApprovedAnswer,
    Category,
    Ground,
    Limit,
    ListedDuty,
    Responsibility,
    Retention,
    Signal,
)
from cityloop.city.city import City
from cityloop.city.lookup import Lookup
from cityloop.city.spotting import Spotter


def lineage(category_id: str) -> tuple[str, ...]:
    """The id and every prefix of it, the longest first, ended by the empty one that stands for every category.

    >>> lineage("grid.event.street")
    ('grid.event.street', 'grid.event', 'grid', '')
    """
    parts = category_id.split(".") if category_id else []
    return tuple(".".join(parts[:end]) for end in range(len(parts), -1, -1))


class Law:
    """The catalogue of one city. A look-up takes time in proportion to the depth of a category's id."""

    def __init__(self, city: City) -> None:
        self.categories: Lookup[Category] = Lookup("category", city.categories)
        self.grounds: Lookup[Ground] = Lookup("ground", city.grounds)
        self.answers: Lookup[ApprovedAnswer] = Lookup("answer", city.answers)
        self._spotter = Spotter(city.signals)
        self._limits = {(each.id, limit.stage): limit for each in city.categories for limit in each.limits}
        self._owners = {(each.category, each.jurisdiction): each for each in city.responsibilities}
        self._listed = {(each.street, each.category): each for each in city.lists}
        self._retention = {each.category: each for each in city.retention}
        self._streets_with_lists = {each.street for each in city.lists}
        parents = {above for each in city.categories for above in lineage(each.id)[1:]}
        self.leaves = tuple(each for each in city.categories if each.id not in parents)
        """Categories with none below them: those that a case may have."""
        grave = {each.id for each in city.categories if each.sensitive}
        self.services = tuple(
            each for each in self.leaves if not (each.retired or grave.intersection(lineage(each.id)))
        )
        """Of these, what anybody may report by name: nothing given up, nothing sensitive."""

    def find_limit(self, category_id: str, stage: str) -> Limit | None:
        """The time limit of a stage, said of the category or of its nearest parent."""
        found = (self._limits.get((each, stage)) for each in lineage(category_id))
        return next((limit for limit in found if limit is not None), None)

    def find_owner(self, category_id: str, node_id: str) -> Responsibility | None:
        """Who answers for exactly this category (or prefix, or all: ``""``) in exactly this node."""
        return self._owners.get((category_id, node_id))

    def find_listed(self, street_id: str, category_id: str) -> ListedDuty | None:
        """The line of a street's list for the category or its nearest parent."""
        found = (self._listed.get((street_id, each)) for each in lineage(category_id))
        return next((listed for listed in found if listed is not None), None)

    def find_retention(self, category_id: str) -> Retention | None:
        """How long cases of the category are kept, said of it or of its nearest parent; None where nothing is said."""
        found = (self._retention.get(each) for each in lineage(category_id))
        return next((rule for rule in found if rule is not None), None)

    def has_lists(self, street_id: str) -> bool:
        """Whether the street has lists at all; what is on none of them is then not its to lead."""
        return street_id in self._streets_with_lists

    def list_grounds(self, step: str) -> tuple[Ground, ...]:
        """The grounds that may be chosen for a step, in the order of the catalogue."""
        return tuple(ground for ground in self.grounds if ground.step == step)

    def list_answers(self, category_id: str, event: str = "") -> tuple[ApprovedAnswer, ...]:
        """The approved answers for a category, the most fitting first, or all where none is known; of one event."""
        above = lineage(category_id)
        fitting = [each for each in self.answers if event in ("", each.event)]
        if not category_id:
            return tuple(fitting)
        near = [each for each in fitting if each.category in above]
        return tuple(sorted(near, key=lambda each: above.index(each.category)))

    def list_signals(self, words: str) -> tuple[Signal, ...]:
        """The signals whose words stand in what somebody said, those that call for help first."""
        return self._spotter.list_in(words)
