"""How far an import is, for whoever watches: the part, the rate, the time that is left."""

from collections.abc import Callable
from time import monotonic

import click

from cityloop.adapters.importing import Far, Summary

EVERY_S = 10.0
"""Where nobody watches a line that changes, one is written so often."""


class Progress:
    """On one line that changes, where somebody is watching; else now and then."""

    def __init__(self, far: Callable[[], Far], *, live: bool, clock: Callable[[], float] = monotonic) -> None:
        self._far, self._live, self._clock = far, live, clock
        self._began = self._said = clock()

    def __call__(self, summary: Summary) -> None:
        """Tell it, if it is time."""
        now = self._clock()
        if self._live or now - self._said >= EVERY_S:
            self._said = now
            line = said(self._far(), summary, now - self._began)
            click.echo(f"\r{line}\x1b[K" if self._live else line, err=True, nl=not self._live)

    def end(self) -> None:
        """Leave the line that changes."""
        if self._live:
            click.echo(err=True)


def said(far: Far, summary: Summary, spent_s: float) -> str:
    """One line.

    >>> said(Far(5_000, 20_000, "bytes"), Summary(read=400, imported=390), 2.0)
    '25 % of 20,000 bytes, 400 read, 390 imported, 200 rows/s, 6 s left'
    """
    rate = summary.read / spent_s if spent_s else 0.0
    part = far.read / far.whole if far.whole else 0.0
    left = f", {duration(spent_s / part - spent_s)} left" if part else ""
    done = f"{summary.read:,} read, {summary.imported:,} imported, {rate:,.0f} rows/s"
    return f"{part:.0%}".replace("%", " %") + f" of {far.whole:,} {far.unit}, {done}{left}"


def duration(seconds: float) -> str:
    """A time as people say it.

    >>> [duration(each) for each in (6.2, 200, 8_000)]
    ['6 s', '3 min', '2.2 h']
    """
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7_200 else f"{seconds / 3_600:.1f} h"
