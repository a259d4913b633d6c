"""The small line of a reading: a gap stays a gap, and missing is never zero."""

from hypothesis import given
from hypothesis import strategies as st

from cityloop.web.parts.spark import HEIGHT, WIDTH, spark

values = st.one_of(st.none(), st.floats(-1e6, 1e6, allow_nan=False))


@given(st.lists(values, max_size=40), st.one_of(st.none(), st.tuples(st.floats(-10, 0), st.floats(1, 10))))
def test_it_stays_in_its_box_and_keeps_its_gaps(series: list[float | None], usual: tuple[float, float] | None) -> None:
    drawn = spark(series, usual)
    points = [tuple(map(float, pair.split(","))) for piece in drawn.pieces for pair in piece.split()]
    assert len(points) == len([value for value in series if value is not None])
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
    assert (drawn.last is None) == (not series or series[-1] is None)


def test_nothing_known_draws_nothing() -> None:
    assert spark((None, None), (1, 2)).pieces == ()
