"""Reference systems: known points, round trips, and names that are no system."""

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.adapters import crs
from cityloop.city.area import Point
from cityloop.city.crs import UnknownCrs

DEGREE_M = 111_320.0
KNOWN = (
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
)
"""WGS-84 and GCJ-02 of points in Shanghai, Shenzhen and Beijing, as published with the formulas."""
IN_CHINA = st.tuples(st.floats(75.0, 134.0), st.floats(18.0, 53.0))


def apart_m(one: Point, other: Point) -> float:
    """Roughly how far two points of WGS-84 lie apart, metres."""
    return DEGREE_M * hypot((one[0] - other[0]) * cos(radians(one[1])), one[1] - other[1])


@pytest.mark.parametrize(("wgs84", "gcj02"), KNOWN)
def test_gcj02_of_known_points(wgs84: Point, gcj02: Point) -> None:
    projection = crs.find("GCJ-02")
    assert apart_m(projection.outward([wgs84])[0], gcj02) < 1e-6
    assert apart_m(projection.inward([gcj02])[0], wgs84) < 1e-3


@given(IN_CHINA)
def test_gcj02_comes_back_within_a_millimetre(point: Point) -> None:
    projection = crs.find("gcj-02")
    assert apart_m(projection.inward(projection.outward([point]))[0], point) < 1e-3


@pytest.mark.parametrize(
    "name", ["EPSG:4490", "CGCS2000", "WGS-84", "EPSG:4547", "EPSG:4549", "EPSG:3857", "EPSG:32650"]
)
@given(point=st.tuples(st.floats(113.0, 120.0), st.floats(20.0, 40.0)))
def test_every_system_comes_back_within_a_centimetre(name: str, point: Point) -> None:
    projection = crs.find(name)
    assert apart_m(projection.inward(projection.outward([point]))[0], point) < 0.01


def test_cgcs2000_is_taken_over_unchanged() -> None:
    assert crs.find("CGCS2000").inward([(120.0, 30.0)]) == [(120.0, 30.0)]


def test_easting_comes_before_northing() -> None:
    (longitude, latitude) = crs.find("EPSG:4547").inward([(500_000.0, 3_400_000.0)])[0]
    assert longitude == pytest.approx(114.0)
    assert latitude == pytest.approx(30.72, abs=0.01)


def test_a_point_outside_the_area_is_known() -> None:
    assert crs.find("EPSG:4490").covers((120.0, 30.0))
    assert not crs.find("EPSG:4490").covers((30.0, 120.0))
    assert not crs.find("GCJ-02").covers((2.35, 48.86))


@pytest.mark.parametrize("name", ["", "EPSG:", "EPSG:1", "EPSG:abc", "BD-09", "Beijing 54", "/etc/passwd"])
def test_a_name_that_is_no_system_is_refused(name: str) -> None:
    with pytest.raises(UnknownCrs):
        crs.find(name)
