"""A map drawn from polygons: it fits, keeps its proportions, and says no name twice or into another."""

from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.city.area import Geometry, Point
from cityloop.web.parts.map import Ground, Spot, draw


def box(west: float, south: float, east: float, north: float) -> Geometry:
    """A rectangle."""
    ring: tuple[Point, ...] = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return Geometry(polygons=((ring,),))


def numbers(path: str) -> list[tuple[float, float]]:
    """The points of a path."""
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in path.strip("Mz").split(" "))]


degrees = st.floats(min_value=0.001, max_value=2, allow_nan=False)


@given(st.floats(-170, 170), st.floats(-80, 80), degrees, degrees)
def test_every_point_lies_on_the_picture(west: float, south: float, wide: float, tall: float) -> None:
    drawing = draw([Ground("a", box(west, south, west + wide, min(south + tall, 84)))], width=480, height=340)
    assert drawing is not None
    for x, y in numbers(drawing.pieces[0].path):
        assert -0.2 <= x <= drawing.width + 0.2
        assert -0.2 <= y <= drawing.height + 0.2


def test_a_square_on_the_ground_is_a_square_on_the_map() -> None:
    tall = 0.02
    drawing = draw([Ground("a", box(114, 60, 114 + tall / cos(radians(60.01)), 60 + tall))])
    assert drawing is not None
    points = numbers(drawing.pieces[0].path)
    width = max(x for x, _ in points) - min(x for x, _ in points)
    height = max(y for _, y in points) - min(y for _, y in points)
    assert width == pytest.approx(height, abs=1)


def test_a_name_that_does_not_fit_is_left_to_the_list() -> None:
    long = "A very long name of a very small place"
    drawing = draw([Ground(long, box(0, 0, 0.01, 0.01)), Ground("Big", box(0.01, 0, 1, 1))])
    assert drawing is not None
    assert [piece.label is None for piece in drawing.pieces] == [True, False]


def test_a_name_is_broken_into_lines_that_keep_within_the_area() -> None:
    wide = Ground("Chenghu District", box(0, 0, 2, 1), count=74)
    narrow = Ground("Qingshi Town", box(2, 0, 2.5, 1), count=5)
    drawing = draw([wide, narrow], width=400)
    assert drawing is not None
    assert [piece.lines for piece in drawing.pieces] == [("Chenghu District 74",), ("Qingshi", "Town 5")]


def test_landmarks_do_not_run_into_each_other() -> None:
    ground = Ground("a", box(0, 0, 1, 1))
    spots = [Spot((0.5, 0.5)), *(Spot((0.5 + i / 1000, 0.5), "柳林路口", dot=True) for i in range(5))]
    drawing = draw([ground], [*spots, Spot((0.1, 0.1), "远处", dot=True)])
    assert drawing is not None
    assert [mark.name for mark in drawing.marks] == ["", "远处"]


def test_without_geometry_there_is_no_map() -> None:
    assert draw([]) is None
