"""Times as commands tell them: the city's own, with the name of its zone."""

from datetime import datetime
from zoneinfo import ZoneInfo


def in_words(moment: datetime, zone: str) -> str:
    """To the minute.

    >>> in_words(datetime.fromisoformat("2026-12-25T18:44:59Z"), "Asia/Shanghai")
    '2026-12-26 02:44 Asia/Shanghai'
    """
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
