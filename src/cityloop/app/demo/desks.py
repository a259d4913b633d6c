"""What every post of the demonstration works with: the desk, the views, and whose ground is whose."""

from collections import Counter
from dataclasses import dataclass, field

from cityloop.app.demo.hands import Hands
from cityloop.app.demo.town import Town
from cityloop.city.area import Jurisdiction
from cityloop.city.errors import CityloopError
from cityloop.city.organisation import Post
from cityloop.city.principal import Duty
from cityloop.command.desk import Desk
from cityloop.command.whereabouts import RUNS
from cityloop.views.all import Views


@dataclass(frozen=True, slots=True)
class Desks:
    """The two ways in, and what the crews agreed on."""

    desk: Desk
    views: Views
    town: Town
    hands: Hands
    errors: Counter[str] = field(default_factory=Counter)
    """Orders and looks that were refused, by their code."""

    def note_error(self, error: CityloopError) -> None:
        """Count what was refused."""
        self.errors[f"{error.code} {error.values.get('verb', '')}".strip()] += 1

    def grounds(self, post: Post, duty: Duty) -> frozenset[str]:
        """The nodes that this post looks after in this duty: those to which no post with the duty stands nearer."""
        index = self.town.index
        nodes = (node for tier in RUNS for node in index.tree.of_tier(tier))
        return frozenset(node.id for node in nodes if self._is_nearest(post, duty, node))

    def _is_nearest(self, post: Post, duty: Duty, node: Jurisdiction) -> bool:
        posts = self.town.index.roster.posts_with(duty, node.id)
        alike = [each for each in posts if each.named == post.named]
        return bool(alike) and alike[0].jurisdiction == post.jurisdiction
