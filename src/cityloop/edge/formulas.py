"""Words that a spreadsheet would run, kept as words, and taken back as they were (OWASP, CSV injection)."""

import re

SIGNS = "=+\\-@＝＋－＠"
"""With these a formula begins, of either width."""
_UNSEEN = r"[\s\x00-\x1f\x7f\u200b-\u200f\ufeff]*"
_RUN = re.compile(rf"'*(?:{_UNSEEN}[{SIGNS}]|[\t\r\n])")
"""What is run, behind however many apostrophes: so the one that is set before it can be told from its own."""


def guarded(cell: str) -> str:
    """The cell behind an apostrophe, if a spreadsheet would run it.

    >>> guarded("=1+1"), guarded("槐荫路")
    ("'=1+1", '槐荫路')
    """
    return f"'{cell}" if _RUN.match(cell) else cell


def unguarded(cell: str) -> str:
    """What ``guarded`` was given.

    >>> unguarded("'=1+1"), unguarded("'s Gravenhage")
    ('=1+1', "'s Gravenhage")
    """
    return cell[1:] if cell.startswith("'") and _RUN.match(cell[1:]) else cell
