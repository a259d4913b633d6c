"""Times and durations as people write them."""

from datetime import UTC, datetime, timedelta

import pytest

from cityloop.web.shown import lasting, lasting_long, moment, moment_long, month

ZONE = "Asia/Shanghai"
NOW = datetime(2026, 11, 24, 6, 32, tzinfo=UTC)
"""Tuesday 14:32 in the city."""


@pytest.mark.parametrize(
    ("later", "zh", "en"),
    [
        (timedelta(minutes=25), "14:57", "14:57"),
        (timedelta(hours=18, minutes=35), "明天 09:07", "tomorrow 09:07"),
        (-timedelta(hours=15), "昨天 23:32", "yesterday 23:32"),
        (timedelta(days=9), "12月3日 14:32", "3 Dec 14:32"),
        (timedelta(days=60), "2027年1月23日 14:32", "23 Jan 2027 14:32"),
    ],
)
def test_a_moment_is_as_short_as_it_is_clear(later: timedelta, zh: str, en: str) -> None:
    assert moment(NOW + later, NOW, ZONE, "zh") == zh
    assert moment(NOW + later, NOW, ZONE, "en") == en


def test_a_month_is_called_as_one_says_it() -> None:
    assert (month(NOW.date(), "zh"), month(NOW.date(), "en")) == ("2026年11月", "Nov 2026")


def test_to_citizens_the_day_is_always_said() -> None:
    assert moment_long(NOW, NOW, ZONE, "zh") == "今天（周二）14:32"
    assert moment_long(NOW + timedelta(days=1), NOW, ZONE, "en") == "14:32 tomorrow (Wed)"


@pytest.mark.parametrize(
    ("seconds", "short", "zh", "en"),
    [
        (-35 * 60, "0:35", "35分钟", "35 min"),
        (65 * 60, "1:05", "1小时5分钟", "1 h 5 min"),
        (12, "0:00", "12秒", "12 s"),
        (3 * 86_400 + 7200, "74:00", "3天2小时", "3 days 2 h"),
        (3 * 3600, "3:00", "3小时", "3 h"),
        (3 * 86_400, "72:00", "3天", "3 days"),
    ],
)
def test_a_duration_has_its_two_largest_units(seconds: float, short: str, zh: str, en: str) -> None:
    assert (lasting(seconds), lasting_long(seconds, "zh"), lasting_long(seconds, "en")) == (short, zh, en)
