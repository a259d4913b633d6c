"""Columns of tables for reading: each with its label, and instants that every store keeps alike."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, Dialect, TypeDecorator

from cityloop.city.label import Label

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """A point in time as whole microseconds since 1970 UTC: sorts and compares the same in every store."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Microseconds of ``value``."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """The instant, in UTC."""
        return None if value is None else EPOCH + value * MICROSECOND


def column(name: str, kind: Any, label: Label, *rest: Any, **options: Any) -> Column[Any]:
    """A column with its label, which the label test looks for."""
    return Column(name, kind, *rest, info={"label": label}, **options)
