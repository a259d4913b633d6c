"""Linjiang: correct files from a seed, ground that tiles, people for every post."""

from collections import Counter
from pathlib import Path

import pytest
import shapely

from cityloop.adapters import catalogue, crs
from cityloop.app.demo.make_city import make_city
from cityloop.city.area import Tier
from cityloop.city.index import Index
from cityloop.city.principal import Duty
from cityloop.city.terrain import shape_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("linjiang")
    make_city(folder)
    return folder


@pytest.fixture(scope="module")
def index(folder: Path) -> Index:
    return Index(catalogue.load(folder, crs.find))


def test_the_one_mistake_is_the_one_that_is_meant(folder: Path) -> None:
    mistakes = catalogue.check(folder, crs.find).mistakes
    assert [mistake.code for mistake in mistakes] == ["unowned-category"]
    assert "unowned-cover" in mistakes[0].what


def test_one_city_three_districts_twelve_streets_120_grids(index: Index) -> None:
    counts = Counter(node.tier for node in index.tree)
    assert counts == {Tier.CITY: 1, Tier.DISTRICT: 3, Tier.STREET: 12, Tier.GRID: 120}
    assert all(len(index.children(node.id)) == 4 for node in index.tree.of_tier(Tier.DISTRICT))
    assert all(len(index.children(node.id)) == 10 for node in index.tree.of_tier(Tier.STREET))


def test_the_grids_tile_the_city(index: Index) -> None:
    shapes = {area.id: shape_of(area.geometry) for area in index.city.areas}
    grids = [shapes[node.id] for node in index.tree.of_tier(Tier.GRID)]
    assert all(shape.is_valid for shape in grids)
    whole = shapely.union_all(grids)
    assert sum(shape.area for shape in grids) == pytest.approx(whole.area, rel=1e-6)
    assert shapely.symmetric_difference(whole, shapes["linjiang"]).area < whole.area * 1e-6


def test_every_place_and_facility_lies_in_a_grid(index: Index) -> None:
    for place in index.places:
        assert place.point is not None
        node = index.at(place.point)
        assert node is not None
        assert node.tier is Tier.GRID


@pytest.mark.parametrize("tier", [Tier.CITY, Tier.DISTRICT, Tier.STREET])
def test_each_tier_has_the_posts_that_a_case_needs(index: Index, tier: Tier) -> None:
    for node in index.tree.of_tier(tier):
        duties = {duty for post in index.city.posts if post.jurisdiction == node.id for duty in post.duties}
        assert duties >= {Duty.ACCEPT, Duty.DISPATCH, Duty.HANDLE, Duty.CHECK, Duty.CLOSE, Duty.SUPERVISE, Duty.FIELD}


def test_every_grid_has_its_worker(index: Index) -> None:
    workers = {post.jurisdiction for post in index.city.posts if Duty.FIELD in post.duties}
    assert workers >= {node.id for node in index.tree.of_tier(Tier.GRID)}


def test_nobody_handles_and_checks(index: Index) -> None:
    for person in index.city.persons:
        duties = {duty for post in person.posts for duty in index.post(post).duties}
        assert Duty.HANDLE not in duties or not duties & {Duty.CHECK, Duty.CLOSE}


def test_no_name_stands_twice(index: Index) -> None:
    assert max(Counter(person.name.zh for person in index.city.persons).values()) == 1
    assert max(Counter(unit.name.en for unit in index.city.units).values()) == 1


def test_some_names_mean_several_places(index: Index) -> None:
    for word in ("人民大道", "和平小区", "rmdd"):
        assert index.gazetteer.find(word) is None
        assert len(index.gazetteer.list_matches(word)) > 1


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    make_city(tmp_path)
    assert catalogue.archive(tmp_path) == catalogue.archive(folder)


def test_another_seed_gives_another_correct_city(tmp_path: Path) -> None:
    make_city(tmp_path, seed=7)
    assert catalogue.check(tmp_path, crs.find).city is not None
