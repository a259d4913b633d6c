"""The catalogue that comes with the house: enough of it, in two languages, with sources and limits."""

import pytest

from cityloop.adapters import catalogue, crs
from cityloop.city.catalogue import Category, Life, TimeKind
from cityloop.city.law import Law
from cityloop.command.stages import Stage
from tests.unit.adapters.catalogue.planting import street


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Law:
    return Law(catalogue.load(street(tmp_path_factory.mktemp("base")), crs.find))


def of(law: Law, prefix: str) -> list[Category]:
    """The categories that a case can have below a prefix."""
    return [each for each in law.leaves if each.id.startswith(prefix)]


def test_there_are_enough_of_each_sort(law: Law) -> None:
    assert len(of(law, "grid.component.")) >= 60
    assert len(of(law, "grid.event.")) >= 50
    assert len(of(law, "request.")) >= 40


def test_each_says_where_it_comes_from(law: Law) -> None:
    assert [each.id for each in law.categories if not each.source] == []


@pytest.mark.parametrize(
    ("life", "stages"),
    [
        (Life.GRID, ("establish", "dispatch", "handle", "feedback", "check", "close", "arbitrate")),
        (Life.REQUEST, ("accept", "dispatch", "sign", "contact", "handle", "answer", "review", "revisit", "close")),
    ],
)
def test_each_stage_has_a_limit(law: Law, life: Life, stages: tuple[str, ...]) -> None:
    assert {Stage(stage) for stage in stages}
    for each in law.leaves:
        if each.life is life:
            assert [stage for stage in stages if law.find_limit(each.id, stage) is None] == []


def test_what_endangers_people_runs_on_at_night(law: Law) -> None:
    for category in ("grid.component.utility.water-cover", "grid.event.emergency.gas-pipe-burst"):
        limit = law.find_limit(category, "handle")
        assert limit is not None
        assert limit.kind is TimeKind.URGENT


def test_discipline_and_public_order_are_sensitive(law: Law) -> None:
    sensitive = {each.id for each in law.categories if each.sensitive}
    assert sensitive == {"request.discipline", "request.public-order", "grid.event.emergency.gathering"}


@pytest.mark.parametrize("step", ["return", "refuse", "extension", "hold-over", "pause", "override", "contest"])
def test_each_step_that_needs_a_ground_has_one(law: Law, step: str) -> None:
    assert law.list_grounds(step)


def test_extensions_and_hold_overs_have_an_end(law: Law) -> None:
    for ground in (*law.list_grounds("extension"), *law.list_grounds("hold-over")):
        assert ground.longest_days
