"""The jurisdiction tree: paths, parents, children, and what lies within what."""

from collections.abc import Iterable, Iterator

from cityloop.city.area import Jurisdiction, Tier
from cityloop.city.lookup import Lookup


class Tree(Lookup[Jurisdiction]):
    """The nodes of a city's jurisdictions. Every answer takes constant time, or time in proportion to its length."""

    def __init__(self, nodes: Iterable[Jurisdiction]) -> None:
        super().__init__("jurisdiction", nodes)
        self._paths: dict[str, str] = {}
        self._children: dict[str, list[Jurisdiction]] = {}
        for node in self:
            self._paths[node.id] = self._walk(node)
            if node.parent is not None:
                self._children.setdefault(node.parent, []).append(node)

    def _walk(self, node: Jurisdiction) -> str:
        ids = [above.id for above in self._climb(node)]
        return "".join(f"{node_id}/" for node_id in reversed(ids))

    def _climb(self, node: Jurisdiction) -> Iterator[Jurisdiction]:
        seen: set[str] = set()
        while node.id not in seen:
            yield node
            seen.add(node.id)
            if node.parent is None or node.parent not in self:
                return
            node = self.get(node.parent)

    def path(self, node_id: str) -> str:
        """Ids from the root down, each ended by a slash, so that “below” is a test of a prefix (``a/b/c/``)."""
        self.get(node_id)
        return self._paths[node_id]

    def above(self, node_id: str) -> tuple[Jurisdiction, ...]:
        """The node itself, its parent, and so on to the root."""
        return tuple(self._climb(self.get(node_id)))

    def children(self, node_id: str) -> tuple[Jurisdiction, ...]:
        """The nodes right below, in the order of the files."""
        self.get(node_id)
        return tuple(self._children.get(node_id, ()))

    def below(self, node_id: str) -> tuple[Jurisdiction, ...]:
        """The node itself and everything below it, parents first."""
        found = [self.get(node_id)]
        for node in found:
            found.extend(self._children.get(node.id, ()))
        return tuple(found)

    def within(self, inner: str, outer: str) -> bool:
        """Whether ``inner`` is ``outer`` or lies below it."""
        return self.path(inner).startswith(self.path(outer))

    def find_tier(self, node_id: str, tier: Tier) -> Jurisdiction | None:
        """The node of this tier at or above ``node_id``: the street of a grid, the district of a street."""
        return next((node for node in self.above(node_id) if node.tier is tier), None)

    def of_tier(self, tier: Tier) -> tuple[Jurisdiction, ...]:
        """All the nodes of one tier, in the order of the files."""
        return tuple(node for node in self if node.tier is tier)
