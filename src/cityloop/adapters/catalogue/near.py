"""The ids most like one that stands nowhere, for whoever mistyped it."""

from collections.abc import Iterable
from difflib import get_close_matches

MOST = 3
LIKE = 0.5
"""How alike, from 0 to 1 (``difflib``): ids are short, and one may lack the beginning that all have."""


def did_you_mean(id: str, known: Iterable[str], before: str = "") -> str:
    """What may have been meant, as the beginning of a remedy; empty where nothing is like it.

    >>> did_you_mean("light", ["qx-light", "qx-water"], "unit:")
    'Did you mean “unit:qx-light”? '
    """
    near = get_close_matches(id, sorted(known), MOST, LIKE)
    return f"Did you mean {', '.join(f'“{before}{each}”' for each in near)}? " if near else ""
