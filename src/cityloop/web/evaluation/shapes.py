"""A rate as the pages show it: its number, its interval as a line, what it is of, and where its cases are."""

from dataclasses import dataclass
from math import ceil, floor

from cityloop.views.evaluation.answer import Figure
from cityloop.views.evaluation.asked import Asked
from cityloop.views.evaluation.behind import Part

HERE = "/evaluation"
WIDTH = 160.0
"""Of the line, in pixels."""
INSET = 4.0


@dataclass(frozen=True, slots=True)
class Scale:
    """From which share to which a line reaches."""

    low: float = 0.0
    high: float = 1.0

    def x(self, share: float) -> float:
        """Where a share stands on the line."""
        room = WIDTH - 2 * INSET
        return round(INSET + room * (min(max(share, self.low), self.high) - self.low) / (self.high - self.low), 1)

    @property
    def words(self) -> tuple[str, str]:
        """Its ends."""
        return percent(self.low, 0), percent(self.high, 0)


@dataclass(frozen=True, slots=True)
class Bar:
    """The interval as a line from ``start`` to ``end``, the rate as a dot, and the whole as a tick."""

    start: float
    end: float
    dot: float
    whole: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One rate of one group."""

    value: str
    """As a share of a hundred; a dash of nothing."""
    interval: str
    counted: int
    due: int
    bar: Bar | None
    counted_href: str
    due_href: str


def told(figure: Figure, rate: str, asked: Asked, address: str, scale: Scale, whole: Figure | None = None) -> Told:
    """What is shown; ``address`` asks for the cases behind it."""
    counted, due = (f"{HERE}/{rate}/cases?{address}&part={part.value}" for part in (Part.COUNTED, Part.DUE))
    return Told(
        value=percent(figure.value),
        interval=f"{percent(figure.low)} – {percent(figure.high)}" if figure.due else "",
        counted=figure.counted,
        due=figure.due,
        bar=bar(figure, scale, whole),
        counted_href=counted,
        due_href=due,
    )


def bar(figure: Figure, scale: Scale, whole: Figure | None = None) -> Bar | None:
    """The line; None of nothing."""
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    tick = scale.x(whole.value) if whole and whole.value is not None else None
    return Bar(scale.x(figure.low), scale.x(figure.high), scale.x(figure.value), tick)


def scale_of(figures: list[Figure]) -> Scale:
    """As wide as the intervals want it, in tenths; of none, the whole."""
    lows = [figure.low for figure in figures if figure.low is not None]
    highs = [figure.high for figure in figures if figure.high is not None]
    if not lows:
        return Scale()
    low, high = floor(min(lows) * 10) / 10, ceil(max(highs) * 10) / 10
    return Scale(low, max(high, low + 0.1))


def percent(share: float | None, digits: int = 1) -> str:
    """``87.3 %``; a dash where there is nothing to say. What is not whole never looks whole."""
    if share is None:
        return "—"
    shown = round(100 * share, digits)
    if (shown == 100 and share < 1) or (shown == 0 and share > 0):
        return f"> {100 - 10**-digits:.{digits}f} %" if share > 0.5 else f"< {10**-digits:.{digits}f} %"
    return f"{shown:.{digits}f} %"
