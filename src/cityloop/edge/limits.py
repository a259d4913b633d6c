"""Every limit of the doors in one place: bodies, rates, pages, queues. What goes beyond is told so: 413 or 429.

Rooms below the doors cannot ask here; what they limit stands with them, and is named here so that one finds it.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

import msgspec

from cityloop.command import orders
from cityloop.guard.accesses import MOST_WAITING
from cityloop.guard.minutes import MOST_LINES
from cityloop.views import accesses, accounts, board, counts, jobs, live, public
from cityloop.views.evaluation.asked import MOST_GROUPS, MOST_PERIODS

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
PHOTO_PIXELS = 60_000_000
"""Beyond what phones make; a small file can unfold to gigabytes."""
PHOTO_SIDE_PX = 1600
"""The longer side of a photo as it is kept."""
PHOTOS = 4
"""Photos in one form."""
FIELDS = 60
"""Fields in one form."""
NOTE_CHARS = orders.LONGEST_TEXT
"""Characters of a text that comes with a step or a report."""
REPORT_CHARS = 2_000
"""Characters in which a citizen says what is the matter."""
CONTACT_CHARS = 200
"""Characters of a name with a number, or of a place in one's own words."""
SEARCH_CHARS = 100
"""Characters of what is searched for."""

OFFSET_DIGITS = 6
"""Digits of a row's place in a list from which a page may begin."""
PAGE_ROWS = 50
"""Rows of the queue on one page."""
FOUND_ROWS = 20
"""Cases, and other things, that one search shows."""
BOARD_ROWS = board.MOST
"""Rows of one list of a board."""
JOB_ROWS = jobs.MOST
"""Jobs of one sort on a phone."""
PUBLIC_ROWS = public.MOST
"""Rows of the public list on one page."""
LOOK_ROWS = accesses.ROWS
"""Looks on one page of the access journal."""
REFUSAL_ROWS = accesses.LINES
"""Refusals on one page; a minute is never torn apart."""
DEED_ROWS = accounts.ROWS
"""Deeds on one page of what befell accounts."""
EXPORT_ROWS = 100_000
"""Cases of one file."""
EVALUATION_GROUPS = MOST_GROUPS
"""Groups of one evaluation."""
EVALUATION_PERIODS = MOST_PERIODS
"""Weeks or months of one."""
COUNTED_BY = counts.MOST_BY
"""Things by which cases are counted at once."""
COUNT_CELLS = counts.MOST_CELLS
"""Numbers of one answer."""

DRAFTS = 5_000
"""Reports that are being written at once; the ones longest untouched make room."""
DRAFT_BYTES = 256 * MIB
"""Of their photos, all together."""
DRAFT_S = 6 * 3600.0
"""How long one is kept that nobody touches."""
PHOTOS_AT_ONCE = 2
"""Photos made anew at the same time: one of many pixels takes some 300 MB for a moment."""
SIGN_INS_AT_ONCE = 2
"""Passwords looked at at the same time: 64 MiB of memory each."""
SIGN_INS_WAITING = 8
"""Sign-ins that wait for a place; more are turned away at once, so that a flood cannot take every thread."""
LOOKS_WAITING = MOST_WAITING
"""Looks that wait to be written down; who comes then waits until they are."""
REFUSALS_COUNTED = MOST_LINES
"""Sources, routes and reasons that one minute keeps apart; the rest are counted together."""
LIVE_BEHIND = live.BEHIND
"""Entries that a live page may be behind; beyond that it is told to load itself anew."""
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


A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
DIGITS_CASE = 5
"""Wrong last digits of a telephone number in a day for one case; then its number opens nothing for the rest of it."""
DIGITS_SOURCE = 10
"""The same in an hour from one network address, whatever the cases."""


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
}
"""For each source: a person, a machine, or a network address."""
BUCKETS = 20_000
"""Sources remembered in each class; the ones longest unused are forgotten first, and begin anew."""
