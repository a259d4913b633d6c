"""How long a citizen may open a case again, as the city sets it; officers may always."""

from datetime import datetime, timedelta

from cityloop.city.index import Index
from cityloop.command.case import Case


def reopen_until(index: Index, case: Case) -> datetime | None:
    """Until when; None: the city sets no end, or it is not closed."""
    days = index.city.reopen_days
    return case.closed + timedelta(days=days) if days and case.closed else None


def is_past(index: Index, case: Case, now: datetime) -> bool:
    """Whether that time is over."""
    until = reopen_until(index, case)
    return until is not None and now > until
