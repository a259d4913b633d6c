"""When a session stands and when it ends."""

from datetime import UTC, datetime, timedelta

import msgspec

from cityloop.guard.sessions import Lifetimes, Session, ends, stands

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LIFETIMES = Lifetimes(idle=timedelta(hours=2), absolute=timedelta(hours=12))
SESSION = Session(digest="d", person="wang", opened=NOON, seen=NOON)


def test_an_unused_session_ends() -> None:
    assert stands(SESSION, NOON + timedelta(hours=2, microseconds=-1), LIFETIMES)
    assert not stands(SESSION, NOON + timedelta(hours=2), LIFETIMES)
    assert ends(SESSION, LIFETIMES) == NOON + timedelta(hours=2)


def test_a_used_session_ends_with_the_shift() -> None:
    used = msgspec.structs.replace(SESSION, seen=NOON + timedelta(hours=11, minutes=59))
    assert stands(used, NOON + timedelta(hours=12, microseconds=-1), LIFETIMES)
    assert not stands(used, NOON + timedelta(hours=12), LIFETIMES)
    assert ends(used, LIFETIMES) == NOON + timedelta(hours=12)
