"""A letter for tests."""

from typing import Any

from msgspec.structs import replace

from cityloop.city.words import Language
from cityloop.command.notices import Letter

LETTER = Letter(
    notice=7,
    key="cityloop-7",
    case="4829-1306",
    channel="sms",
    to="reporter",
    event="closed",
    cause=6,
    address="13800001234",
    language=Language.ZH,
    subject="【青溪市】您反映的事项已办结",
    text="【青溪市】您反映的事项4829-1306已办结。",
)


def letter(**said: Any) -> Letter:
    """That one, with something else in it."""
    return replace(LETTER, **said)
