"""Every limit of the doors in one place: bodies, rates, pages, queues. What goes beyond is told so: 413 or 429."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

KIB, MIB = 1024, 1024 * 1024

HEAD_BYTES = 64 * KIB
"""Address and headers of one request."""
HEAD_S = 20.0
"""How long they may take to come, so that connections that ask for nothing do not fill the house."""
SPILLED_BYTES = 64 * MIB
"""What is still taken from somebody who was refused already, so that the answer can be read; then the line is cut."""
NO_BODY = 0
FORM_BYTES = 64 * KIB
"""A form of words."""
SIGN_IN_BYTES = 4 * KIB
PHOTO_FORM_BYTES = 26 * MIB
"""A report with its photos."""
PHOTO_BYTES = 12 * MIB
"""One photo, as it comes from a phone."""
PHOTOS = 4
"""Photos in one form."""
FIELDS = 60
"""Fields in one form."""
JSON_BYTES = 1 * MIB
IMPORT_BYTES = 64 * MIB

OFFSET_DIGITS = 6
"""Digits of a row's place in a list from which a page may begin."""
PAGE_ROWS = 50
"""Rows of a list on one page."""
MOST_ROWS = 500
"""Rows that a caller may ask for at once."""
EXPORT_ROWS = 100_000
SEARCH_CHARS = 100

LIVE_QUEUE = 100
"""Events that wait for one slow reader; beyond that the reader is told to load the page again."""
LIVE_TOTAL = 1_000
"""Live subscriptions of this process."""
LIVE_EACH = 12
"""Live subscriptions of one source: tabs and wall screens."""
LIVE_LOOK_S = 15.0
"""How often a live subscription asks whether its session and its rights still stand, and says that it is there."""
CONNECTIONS = 2_000
"""Connections of this process; more are answered with 503."""
STOPPING_S = 5
"""How long open connections have when the program stops."""


class RateClass(StrEnum):
    """Which bucket a route draws from."""

    FREE = "free"
    """Styles, scripts, health: not counted."""
    PAGE = "page"
    ACT = "act"
    """Forms of those who are signed in."""
    REPORT = "report"
    """Reports of anybody."""
    LINK = "link"
    """Follow-up links: whoever guesses is slowed here."""
    SIGN_IN = "sign-in"
    TOKEN = "token"
    """Tokens of machines that are none: whoever guesses is slowed here, whatever the route."""
    LIVE = "live"
    API = "api"
    EXPORT = "export"


class Rate(msgspec.Struct, frozen=True):
    """A token bucket: so many a second, and so many at once."""

    per_s: float
    burst: int


RATES: Mapping[RateClass, Rate] = {
    RateClass.PAGE: Rate(10, 60),
    RateClass.ACT: Rate(5, 40),
    RateClass.REPORT: Rate(0.2, 10),
    RateClass.LINK: Rate(0.5, 30),
    RateClass.SIGN_IN: Rate(0.5, 20),
    RateClass.TOKEN: Rate(0.5, 30),
    RateClass.LIVE: Rate(1, 24),
    RateClass.API: Rate(50, 200),
    RateClass.EXPORT: Rate(0.1, 5),
}
"""For each source: a person, a machine, or a network address."""
BUCKETS = 20_000
"""Sources remembered in each class; the ones longest unused are forgotten first, and begin anew."""
