"""The list that a post works from: its street's, its unit's, its grid's, or the sensitive matters it is named for."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from cityloop.app.demo.desks import Desks
from cityloop.city.area import Tier
from cityloop.city.index import Index
from cityloop.city.organisation import Post
from cityloop.city.principal import Duty, Principal
from cityloop.views.case_row import CaseRow
from cityloop.views.queue import Wanted

MOST = 100
"""Rows that one look takes in."""
ON_THE_GROUND = (Tier.GRID, Tier.BUILDING)
ENDED_ONES = frozenset({Duty.EVALUATE, Duty.ARBITRATE, Duty.HANDLE})
"""Who also looks at what is closed: to assess, to decide about an assessment, to contest one."""
REVIEWING = timedelta(hours=3)
"""How often they do."""


class WorkList:
    """What one post asks the views for."""

    def __init__(self, desks: Desks, post: Post) -> None:
        self._desks = desks
        self._post = post
        index = desks.town.index
        in_a_grid = index.node(post.jurisdiction).tier in ON_THE_GROUND
        in_a_team = any(team.unit == post.unit for team in index.teams)
        self._on_the_spot = Duty.FIELD in post.duties and (in_a_grid or in_a_team)
        self._sent_alone = not in_a_grid
        self._grounds = {duty: desks.grounds(post, duty) for duty in post.duties - {Duty.HANDLE, Duty.FIELD}}
        self._wanted = tuple(dict.fromkeys(self._questions(index)))
        self._reviewed: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the post never has a list."""
        return not self._wanted and not self._on_the_spot

    def covers(self, duty: Duty, row: CaseRow) -> bool:
        """Whether the row is this post's to look after in this duty."""
        if duty is Duty.FIELD or self._post.named:
            return True
        return row.street in {self._desks.town.index.node(node).name for node in self._grounds[duty]}

    def rows(self, by: Principal, now: datetime) -> list[CaseRow]:
        """The list as it is now, each case once."""
        return list({row.id: row for row in (*self._open(by), *self._closed(by, now))}.values())

    def _open(self, by: Principal) -> Iterator[CaseRow]:
        views = self._desks.views
        if self._on_the_spot:
            jobs = views.jobs(by)
            yield from (job.row for job in (jobs.sent if self._sent_alone else (*jobs.sent, *jobs.look)))
        for wanted in self._wanted:
            yield from views.queue(by, wanted).rows

    def _closed(self, by: Principal, now: datetime) -> Iterator[CaseRow]:
        """Some of what is closed, in the afternoon."""
        late = now.astimezone(self._desks.town.zone).hour >= 16
        again = self._reviewed is None or now - self._reviewed >= REVIEWING
        if not (self._post.duties & ENDED_ONES and late and again):
            return
        self._reviewed = now
        unit = self._post.unit if Duty.HANDLE in self._post.duties else None
        yield from self._desks.views.queue(by, Wanted(unit=unit, open=False, limit=25)).rows

    def _questions(self, index: Index) -> Iterator[Wanted]:
        if Duty.HANDLE in self._post.duties:
            yield Wanted(unit=self._post.unit, limit=MOST)
        if self._post.named and self._grounds:
            for category in index.law.categories:
                if category.sensitive:
                    yield Wanted(category=category.id, limit=MOST)
            return
        for node in sorted({node for nodes in self._grounds.values() for node in nodes}):
            yield Wanted(at=index.path(node), limit=MOST)
