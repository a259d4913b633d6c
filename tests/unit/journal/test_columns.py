"""Points in time as whole numbers that sort as the points do."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from cityloop.city.label import OPEN
from cityloop.journal.columns import EPOCH, Instant, column

moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]))
KIND, DIALECT = Instant(), sqlite.dialect()


def bound(moment: datetime | None) -> int | None:
    return KIND.process_bind_param(moment, DIALECT)


@given(moments)
def test_a_moment_comes_back_to_the_microsecond(moment: datetime) -> None:
    found = KIND.process_result_value(bound(moment), DIALECT)
    assert found == moment
    assert found is not None
    assert found.utcoffset() == timedelta(0)


@given(moments, moments)
def test_numbers_sort_as_moments_do(one: datetime, other: datetime) -> None:
    first, second = bound(one), bound(other)
    assert first is not None
    assert second is not None
    assert (first < second) == (one < other)


def test_no_moment_is_no_number() -> None:
    assert bound(None) is None
    assert KIND.process_result_value(None, DIALECT) is None
    assert bound(EPOCH) == 0


def test_a_column_carries_its_label() -> None:
    made = column("at", Instant, OPEN, nullable=False)
    assert made.info["label"] == OPEN
    assert str(made.type.compile(postgresql.dialect())) == "BIGINT"  # type: ignore[no-untyped-call]
