"""How times and durations are written, in Chinese and in English, as seen from now."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context

WEEKDAYS_ZH = "一二三四五六日"
HOUR_S, DAY_S = 3600, 86_400


def local(when: datetime, zone: str) -> datetime:
    """``when`` on the city's own clocks."""
    return when.astimezone(ZoneInfo(zone))


def clock_time(when: datetime, zone: str) -> str:
    """``14:32``."""
    return f"{local(when, zone):%H:%M}"


def weekday(when: datetime, zone: str, language: str) -> str:
    """``周二`` or ``Tue``."""
    day = local(when, zone)
    return f"周{WEEKDAYS_ZH[day.weekday()]}" if language == "zh" else f"{day:%a}"


def day(when: datetime, now: datetime, zone: str, language: str) -> str:
    """The day as one says it: nothing for today, tomorrow, yesterday, the date, the year where it is another."""
    there, here = local(when, zone).date(), local(now, zone).date()
    near = {0: ("", ""), 1: ("明天", "tomorrow"), -1: ("昨天", "yesterday")}.get((there - here).days)
    if near is not None:
        return near[language != "zh"]
    year = "" if there.year == here.year else (f"{there.year}年" if language == "zh" else f" {there.year}")
    return f"{year}{there.month}月{there.day}日" if language == "zh" else f"{there.day} {there:%b}{year}"


def day_long(date: date, language: str) -> str:
    """A day of the calendar with its weekday, and nothing finer: ``2026年7月8日（周三）``, ``Wed 8 Jul 2026``."""
    if language == "zh":
        return f"{date.year}年{date.month}月{date.day}日（周{WEEKDAYS_ZH[date.weekday()]}）"
    return f"{date:%a} {date.day} {date:%b} {date.year}"


def moment(when: datetime, now: datetime, zone: str, language: str) -> str:
    """Day and time, as short as it is clear: ``14:32``, ``明天 09:07``, ``8 Jul 14:32``."""
    return f"{day(when, now, zone, language)} {clock_time(when, zone)}".strip()


def moment_long(when: datetime, now: datetime, zone: str, language: str) -> str:
    """The same in a sentence for citizens, with today said and the weekday: ``7月8日（周三）14:32``."""
    named = day(when, now, zone, language)
    if not named:
        named = "今天" if language == "zh" else "today"
    time = clock_time(when, zone)
    if language == "zh":
        return f"{named}（{weekday(when, zone, language)}）{time}"
    return f"{time} {named} ({weekday(when, zone, language)})"


def lasting(seconds: float) -> str:
    """Hours and minutes without sign: ``0:35``, ``12:05``."""
    minutes = int(abs(seconds)) // 60
    return f"{minutes // 60}:{minutes % 60:02d}"


def lasting_long(seconds: float, language: str) -> str:
    """A duration in words, in its two largest units: ``1小时5分钟``, ``2 days 3 h``; one that is none is not said."""
    whole, zh = int(abs(seconds)), language == "zh"
    if whole < 60:
        return f"{whole}秒" if zh else f"{whole} s"
    if whole < 2 * DAY_S:
        hours, minutes = whole // HOUR_S, whole % HOUR_S // 60
        return counted(("小时", " h"), hours, ("分钟", " min"), minutes, zh=zh)
    days, hours = whole // DAY_S, whole % DAY_S // HOUR_S
    return counted(("天", " days"), days, ("小时", " h"), hours, zh=zh)


def counted(large: tuple[str, str], many: int, small: tuple[str, str], few: int, *, zh: bool) -> str:
    """How many of each unit, without those of which there are none."""
    said = [f"{count}{unit[not zh]}" for count, unit in ((many, large), (few, small)) if count]
    return ("" if zh else " ").join(said)


def month(date: date, language: str) -> str:
    """A month of the calendar: ``2026年11月``, ``Nov 2026``."""
    return f"{date.year}年{date.month}月" if language == "zh" else f"{date:%b} {date.year}"


@pass_context
def clock_time_filter(context: Context, when: datetime) -> str:
    """``clock_time`` in the page's zone."""
    return clock_time(when, context["zone"])


@pass_context
def moment_filter(context: Context, when: datetime) -> str:
    """``moment`` as seen from the page's now."""
    return moment(when, context["now"], context["zone"], context["language"])


@pass_context
def moment_long_filter(context: Context, when: datetime) -> str:
    """``moment_long`` as seen from the page's now."""
    return moment_long(when, context["now"], context["zone"], context["language"])


@pass_context
def day_long_filter(context: Context, date: date) -> str:
    """``day_long`` in the page's language."""
    return day_long(date, context["language"])


@pass_context
def weekday_filter(context: Context, when: datetime) -> str:
    """``weekday`` in the page's zone."""
    return weekday(when, context["zone"], context["language"])


@pass_context
def lasting_long_filter(context: Context, seconds: float) -> str:
    """``lasting_long`` in the page's language."""
    return lasting_long(seconds, context["language"])


FILTERS = {
    "clock_time": clock_time_filter,
    "moment": moment_filter,
    "moment_long": moment_long_filter,
    "day_long": day_long_filter,
    "weekday": weekday_filter,
    "lasting": lasting,
    "lasting_long": lasting_long_filter,
}
