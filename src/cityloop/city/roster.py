"""Who holds which post at a moment: own posts, rota and stand-ins, as claims."""

from collections.abc import Iterable
from datetime import datetime

from cityloop.city.lookup import Lookup
from cityloop.city.organisation import Person, Post, Shift, StandIn, Team
from cityloop.city.principal import Claim, Duty
from cityloop.city.tree import Tree


def covers(span: Shift | StandIn, moment: datetime) -> bool:
    """Whether ``moment`` lies in the span: the start belongs to it, the end does not."""
    return span.start <= moment < span.end


class Roster:
    """Posts and who holds them. A shift or a stand-in adds a post for its time; it takes none away."""

    def __init__(
        self,
        tree: Tree,
        posts: Lookup[Post],
        persons: Lookup[Person],
        spans: Iterable[Shift | StandIn],
        teams: Iterable[Team] = (),
    ) -> None:
        self._tree, self._posts, self._persons = tree, posts, persons
        self._teams: dict[str, set[str]] = {}
        for team in teams:
            for member in team.members:
                self._teams.setdefault(member, set()).add(team.id)
        self._own: dict[str, list[str]] = {}
        for person in persons:
            for post in person.posts:
                self._own.setdefault(post, []).append(person.id)
        self._by_node: dict[str, list[Post]] = {}
        for each in posts:
            self._by_node.setdefault(each.jurisdiction, []).append(each)
        self._by_person: dict[str, list[Shift | StandIn]] = {}
        self._by_post: dict[str, list[Shift | StandIn]] = {}
        for span in spans:
            self._by_person.setdefault(span.person, []).append(span)
            self._by_post.setdefault(span.post, []).append(span)

    def claims(self, person_id: str, moment: datetime) -> tuple[Claim, ...]:
        """What the person may claim at ``moment``, in the order: own posts, then shifts and stand-ins.

        Each claim also says in which teams the person works: what is sent to a team is sent to everybody in it.
        """
        person = self._persons.get(person_id)
        spans = self._by_person.get(person_id, ())
        held = (*person.posts, *(span.post for span in spans if covers(span, moment)))
        teams = frozenset(self._teams.get(person_id, ()))
        return tuple(self.claim_of(self._posts.get(post), teams) for post in dict.fromkeys(held))

    def holders(self, post_id: str, moment: datetime) -> tuple[Person, ...]:
        """Everyone who holds the post at ``moment``."""
        self._posts.get(post_id)
        spans = self._by_post.get(post_id, ())
        held = (*self._own.get(post_id, ()), *(span.person for span in spans if covers(span, moment)))
        return tuple(self._persons.get(person) for person in dict.fromkeys(held))

    def on_duty(self, post_id: str, moment: datetime) -> tuple[Person, ...]:
        """Those whom the rota names for ``moment``; where it names nobody, everyone who holds the post."""
        spans = self._by_post.get(post_id, ())
        named = [span.person for span in spans if isinstance(span, Shift) and covers(span, moment)]
        return tuple(self._persons.get(person) for person in dict.fromkeys(named)) or self.holders(post_id, moment)

    def posts_with(self, duty: Duty, node_id: str, unit: str | None = None) -> tuple[Post, ...]:
        """Posts that carry ``duty`` for this node, the nearest first: its own, then those of the nodes above it."""
        near = (post for node in self._tree.above(node_id) for post in self._by_node.get(node.id, ()))
        return tuple(post for post in near if duty in post.duties and unit in (None, post.unit))

    def claim_of(self, post: Post, teams: frozenset[str] = frozenset()) -> Claim:
        """The post as a claim of somebody who holds it and works in these teams."""
        return Claim(
            post=post.id,
            duties=post.duties,
            jurisdiction=post.jurisdiction,
            unit=post.unit,
            path=self._tree.path(post.jurisdiction),
            named=post.named,
            teams=teams,
        )
