"""Exact places, areas apart and recorded ends come in from columns; what contradicts itself is refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from cityloop.adapters import crs
from cityloop.adapters.importing import Import, Map, Summary, WrongMap, open_table
from cityloop.city.crs import Projection, UnknownCrs
from cityloop.city.facts.intake import Recorded
from tests import quarters
from tests.sheets import MAP, plan
from tests.street import Street
from tests.tables import write

TEXT = MAP.replace(
    "place =",
    'point = { x = "x", y = "y", crs = "EPSG:4326" }\n'
    'closed = { from = "end", format = "%Y-%m-%d %H:%M:%S", zone = "America/Los_Angeles" }\nplace =',
)
ROW = dict.fromkeys("no day street grid what kind who how state words phone x y end".split(), "")
LAMP = ROW | {"no": "1", "day": "2018-09-01", "what": "灯", "state": "完", "who": "qx-light", "how": "按期"}
NAMED = TEXT.replace("place =", 'areas = { from = "phone" }\nplace =', 1)


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    made = Street(tmp_path / "data", city=quarters.city())
    yield made
    made.node.stop()


def bring(street: Street, folder: Path, text: str = TEXT, **cells: str) -> Summary:
    """Import one row."""
    map = plan(text)
    with open_table(write(folder / "a.csv", [LAMP | cells]), map) as table:
        made = Import(map, street.node.index, street.node.desk, now=street.now, projection=projection(map))
        return made.run(table.rows())


def projection(map: Map) -> Projection | None:
    return crs.find(map.point.crs) if map.point else None


def codes(summary: Summary) -> list[str]:
    return sorted(code for code, _ in summary.groups)


def test_a_point_leads_to_ground_and_areas_and_is_sealed(street: Street, tmp_path: Path) -> None:
    assert bring(street, tmp_path, x="119.409", y="30.207").imported == 1
    case = street.case("old-1")
    assert (case.where, case.areas) == ("qingxi/qx-east/qx-willow/g4/", ("east",))
    assert case.point is not None
    assert street.node.journal.payload(case.point) == b"119.409000 30.207000"


def test_a_node_that_a_column_names_stands_whatever_the_point_says(street: Street, tmp_path: Path) -> None:
    bring(street, tmp_path, x="119.409", y="30.207", grid="g1")
    assert (street.case("old-1").where, street.case("old-1").areas) == ("qingxi/qx-east/qx-willow/g1/", ("east",))


def test_an_area_that_a_column_names_counts_and_the_point_does_not(street: Street, tmp_path: Path) -> None:
    bring(street, tmp_path, NAMED, x="119.409", y="30.207", phone="Nowhere quarter")
    assert street.case("old-1").areas == ("nowhere",)


def test_a_column_of_areas_that_says_nothing_means_none(street: Street, tmp_path: Path) -> None:
    bring(street, tmp_path, NAMED, x="119.409", y="30.207")
    assert street.case("old-1").areas == ()


def test_an_unknown_area_is_refused_with_the_nearest(street: Street, tmp_path: Path) -> None:
    summary = bring(street, tmp_path, NAMED, grid="g1", phone="Eest quarter")
    assert codes(summary) == ["unknown-area"]
    assert "(east)" in next(iter(summary.groups.values())).remedy


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"x": "119.409"}, "wrong-point"),
        ({"x": "east", "y": "30"}, "wrong-point"),
        ({"x": "nan", "y": "30"}, "outside-crs"),
        ({"x": "30.207", "y": "119.409"}, "outside-crs"),
        ({"x": "1e400", "y": "1"}, "outside-crs"),
        ({"x": "120.5", "y": "30.207"}, "outside-city"),
        ({"end": "yesterday"}, "wrong-time"),
        ({"grid": "g1", "end": "2018-08-01 00:00:00"}, "closed-before"),
    ],
)
def test_what_cannot_be_is_refused(street: Street, tmp_path: Path, cells: dict[str, str], code: str) -> None:
    summary = bring(street, tmp_path, **cells)
    assert (codes(summary), summary.imported) == ([code], 0)


def test_the_end_is_set_down_as_recorded_in_the_zone_that_is_said(street: Street, tmp_path: Path) -> None:
    """The clocks there went forward on 8 March 2020."""
    bring(street, tmp_path, grid="g1", end="2020-03-08 03:00:00")
    facts = [entry.fact for entry in street.node.journal.about("old-1")]
    (recorded,) = [fact for fact in facts if isinstance(fact, Recorded)]
    assert recorded.ended == datetime(2020, 3, 8, 10, tzinfo=UTC)


def test_an_end_is_recorded_where_nothing_else_is(street: Street, tmp_path: Path) -> None:
    bring(street, tmp_path, grid="g1", who="-", how="-", end="2020-03-08 03:00:00")
    assert "Recorded" in street.facts("old-1")


def test_a_zone_or_a_format_of_the_end_that_is_none_is_told() -> None:
    with pytest.raises(WrongMap, match="“Mars” is no time zone"):
        plan(TEXT.replace("America/Los_Angeles", "Mars"))


def test_a_reference_system_that_nobody_knows_is_told() -> None:
    with pytest.raises(UnknownCrs):
        projection(plan(TEXT.replace("EPSG:4326", "EPSG:1")))


def test_web_mercator_is_known(street: Street, tmp_path: Path) -> None:
    x, y = crs.find("EPSG:3857").outward([quarters.IN_EAST])[0]
    bring(street, tmp_path, TEXT.replace("EPSG:4326", "EPSG:3857"), x=str(x), y=str(y))
    assert street.case("old-1").areas == ("east",)


def test_a_city_of_undrawn_districts_takes_points_where_a_column_names_the_district(tmp_path: Path) -> None:
    city = quarters.city()
    bare = replace(city, jurisdictions=tuple(replace(node, areas=()) for node in city.jurisdictions))
    street = Street(tmp_path / "data", city=bare)
    bring(street, tmp_path, x="119.409", y="30.207", grid="g1")
    assert street.case("old-1").areas == ("east",)
    street.node.stop()
