"""Refusals are counted, and neither memory nor record grows with guessing."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cityloop.guard.minutes import MOST_MINUTES, minute_of
from cityloop.guard.tally import Tally

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_one_record_a_minute_with_what_happened_in_it() -> None:
    tally = Tally()
    for second in (0, 10, 59):
        tally.count(NOON + timedelta(seconds=second), "person:wang", "case", "wrong-area")
    tally.count(NOON + timedelta(seconds=30), "net:a", "sign-in", "wrong-password")
    assert tally.take(NOON + timedelta(seconds=59)) == []
    (record,) = tally.take(NOON + timedelta(seconds=60))
    assert (record.minute, record.total, record.others) == (NOON, 4, 0)
    told = [(each.source, each.route, each.reason, each.count) for each in record.refusals]
    assert told == [("person:wang", "case", "wrong-area", 3), ("net:a", "sign-in", "wrong-password", 1)]
    assert tally.take(NOON + timedelta(hours=1)) == []


def test_a_minute_closes_by_itself_when_the_next_refusal_comes() -> None:
    tally = Tally()
    for minute in range(3):
        tally.count(NOON + timedelta(minutes=minute), "net:a", "link", "no-link")
    assert [record.total for record in tally.take(NOON + timedelta(minutes=2))] == [1, 1]
    assert [record.total for record in tally.take(NOON + timedelta(minutes=3))] == [1]


def test_ten_thousand_sources_make_one_bounded_record() -> None:
    tally = Tally(most_lines=50)
    for number in range(10_000):
        tally.count(NOON, f"net:{number}", "link", "no-link")
    (record,) = tally.take(NOON + timedelta(minutes=1))
    assert (len(record.refusals), record.others, record.total) == (50, 9_950, 10_000)


def test_what_cannot_be_written_waits_but_not_without_end() -> None:
    tally = Tally()
    tally.count(NOON, "net:a", "link", "no-link")
    records = tally.take(NOON + timedelta(minutes=1))
    tally.put_back(records * (MOST_MINUTES + 5))
    assert len(tally.take(NOON + timedelta(minutes=1))) == MOST_MINUTES


@given(st.lists(st.tuples(st.integers(0, 300), st.sampled_from("abc"), st.sampled_from("xy")), max_size=60))
def test_no_refusal_is_lost_and_none_is_counted_twice(refusals: list[tuple[int, str, str]]) -> None:
    tally = Tally(most_lines=2)
    records = []
    for second, source, route in sorted(refusals):
        now = NOON + timedelta(seconds=second)
        records += tally.take(now)
        tally.count(now, source, route, "no-link")
    records += tally.take(NOON + timedelta(hours=1))
    assert sum(record.total for record in records) == len(refusals)
    assert len({record.minute for record in records}) == len(records)
    assert all(record.total == record.others + sum(each.count for each in record.refusals) for record in records)
    assert {record.minute for record in records} == {minute_of(NOON + timedelta(seconds=each[0])) for each in refusals}
