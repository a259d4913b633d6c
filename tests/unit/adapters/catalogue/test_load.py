"""A folder of files becomes the city that they say."""

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tarfile import open as open_tar
from zoneinfo import ZoneInfo

import pytest

from cityloop.adapters import catalogue, crs
from cityloop.adapters.catalogue.mistake import Book
from cityloop.adapters.catalogue.parts import BUILD, Frame
from cityloop.adapters.catalogue.row import Row
from cityloop.city.area import Tier
from cityloop.city.catalogue import Limit, TimeKind
from cityloop.city.index import Index
from cityloop.city.place import Place
from cityloop.city.principal import Duty
from tests.unit.adapters.catalogue.planting import add, street, swap


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return street(tmp_path)


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Change a file of the city."""
    path = folder / file
    path.write_text(swap(old, new)(path.read_text("utf-8")), "utf-8")


def test_the_example_as_a_city(folder: Path) -> None:
    index = Index(catalogue.load(folder, crs.find))
    node = index.at((119.409, 30.207))
    assert node is not None
    assert index.path(node.id) == "qingxi/qx-east/qx-willow/g4/"
    assert index.unit("qx-water").hours is not None
    assert index.unit("qx-light").hours is None
    assert index.post("city-named").named
    assert [post.id for post in index.roster.posts_with(Duty.ARBITRATE, "g1")] == ["city-leader", "city-named"]


def test_local_times_are_those_of_the_city(folder: Path) -> None:
    (stand_in,) = catalogue.load(folder, crs.find).stand_ins
    assert stand_in.start == datetime(2026, 5, 1, tzinfo=UTC)


def test_a_place_without_jurisdiction_is_put_where_it_lies(folder: Path) -> None:
    index = Index(catalogue.load(folder, crs.find))
    assert index.places.get("estate-heyuan").jurisdiction == "g4"
    assert index.places.get("road-qingxi").jurisdiction == "qx-willow"


def test_a_facility_with_a_code_is_a_place(folder: Path) -> None:
    index = Index(catalogue.load(folder, crs.find))
    lamp = index.gazetteer.find("QX-LD-0102")
    assert isinstance(lamp, Place)
    assert (lamp.id, lamp.jurisdiction) == ("lamp-0102", "g1")


def test_each_file_has_its_own_reference_system(folder: Path) -> None:
    spot = (119.409, 30.2055)
    (x, y) = crs.find("GCJ-02").outward([spot])[0]
    edit(folder, "places.csv", "119.409,30.2055", f"{x:.7f},{y:.7f}")
    (folder / "places.csv").write_text(_only(folder / "places.csv", "gate-heyuan-south"), "utf-8")
    edit(folder, "city.toml", 'holds = "places"\ncrs = "EPSG:4490"', 'holds = "places"\ncrs = "GCJ-02"')
    place = Index(catalogue.load(folder, crs.find)).places.get("gate-heyuan-south")
    assert place.point == pytest.approx(spot, abs=1e-6)


def _only(path: Path, word: str) -> str:
    """The header and the row with a word."""
    comment, header, *rows = path.read_text("utf-8").splitlines()
    return "\n".join([comment, header, *(row for row in rows if word in row)])


def test_a_city_says_its_own_over_the_base_catalogue(folder: Path) -> None:
    path = folder / "catalogue" / "duties.yaml"
    blocks = """
categories:
  - {id: grid.event.environment.exposed-rubbish, limits: {handle: 1 urgent}}
  - {id: grid.event.emergency.icy-road, drop: yes}
  - {id: grid.event.environment.swans, zh: 天鹅, en: Swans, aliases: [swan]}
"""
    path.write_text(add(blocks)(path.read_text("utf-8")), "utf-8")
    law = Index(catalogue.load(folder, crs.find)).law
    rubbish = law.categories.get("grid.event.environment.exposed-rubbish")
    assert rubbish.name.zh == "暴露垃圾"
    assert rubbish.limits == (Limit(stage="handle", kind=TimeKind.URGENT, amount=1),)
    assert "grid.event.emergency.icy-road" not in law.categories
    assert law.categories.find("swan") is not None


def test_a_city_without_the_base_catalogue_has_its_own_alone(folder: Path) -> None:
    edit(folder, "city.toml", "hotline =", "catalogue = false\nhotline =")
    path = folder / "catalogue" / "duties.yaml"
    path.write_text("categories:\n  - {id: grid, zh: 网格, en: Grid}\n", "utf-8")
    assert [each.id for each in catalogue.load(folder, crs.find).categories] == ["grid"]


def test_grave_mistakes_make_no_city(folder: Path) -> None:
    edit(folder, "posts.csv", "field,g1", "dance,g1")
    with pytest.raises(catalogue.WrongCity, match=r"posts\.csv") as raised:
        catalogue.load(folder, crs.find)
    assert raised.value.values["mistakes"]


def test_the_archive_is_the_files_and_the_same_each_time(folder: Path) -> None:
    raw = catalogue.archive(folder)
    assert raw == catalogue.archive(folder)
    with open_tar(fileobj=BytesIO(raw)) as tar:
        assert "city.toml" in tar.getnames()
        kept = tar.extractfile("units.csv")
        assert kept is not None
        assert kept.read() == (folder / "units.csv").read_bytes()


def test_three_tiers_of_command_and_one_of_ground(folder: Path) -> None:
    tree = Index(catalogue.load(folder, crs.find)).tree
    assert {tier: len(tree.of_tier(tier)) for tier in Tier} == {
        Tier.CITY: 1,
        Tier.DISTRICT: 1,
        Tier.STREET: 1,
        Tier.GRID: 4,
        Tier.BUILDING: 0,
    }


def test_the_readme_names_every_table_and_column(folder: Path) -> None:
    lines = (folder / "README.md").read_text("utf-8").splitlines()
    rows = {line.split("|")[1].strip(): line for line in lines if line.startswith("|")}
    for table, build in BUILD.items():
        row = Row("any", 1, {"drop": "no"}, Book())
        build(row, Frame(ZoneInfo("UTC")))
        assert {column for column in row.used - {"life"} if f"`{column}`" not in rows[f"`{table}`"]} == set()


def test_an_area_of_a_kind_stands_apart_and_may_be_drawn_nowhere(folder: Path) -> None:
    said = {"id": "q", "zh": "片", "en": "Quarter", "kind": "quarter"}
    apart = json.dumps({"type": "Feature", "properties": said, "geometry": None})
    path = folder / "areas.geojson"
    path.write_text(path.read_text("utf-8").rstrip().removesuffix("]}") + f", {apart}]}}", "utf-8")
    checked = catalogue.check(folder, crs.find)
    assert checked.city is not None
    assert [mistake.code for mistake in checked.mistakes] == []
    (found,) = [area for area in checked.city.areas if area.kind]
    assert (found.id, found.geometry.polygons) == ("q", ())


def test_files_are_checked_as_they_would_stand(folder: Path) -> None:
    wrong = b"id,zh,en,posts,language\nan,\xe5\xae\x89,An,nothing,zh\n"
    assert "unknown-id" in {each.code for each in catalogue.check(folder, crs.find, {"persons.csv": wrong}).mistakes}
    assert catalogue.check(folder, crs.find).city is not None


def test_the_archive_becomes_files_again(folder: Path, tmp_path: Path) -> None:
    whole = catalogue.archive(folder)
    catalogue.unpack(whole, tmp_path / "again")
    assert catalogue.archive(tmp_path / "again") == whole
