"""A small line of a reading's last values, as SVG coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 56.0, 20.0, 2.0


@dataclass(frozen=True, slots=True)
class Spark:
    """What is drawn: pieces of line (a gap stays a gap), the last point, and the usual band's top and height."""

    pieces: tuple[str, ...]
    last: tuple[float, float] | None
    band: tuple[float, float] | None


def spark(series: Sequence[float | None], usual: tuple[float, float] | None) -> Spark:
    """``series`` (oldest first, None where missing) in a box of 56 × 20."""
    known = [value for value in series if value is not None]
    if not known:
        return Spark((), None, None)
    low, high = _reach(known, usual)
    points = [None if value is None else _point(i, len(series), value, low, high) for i, value in enumerate(series)]
    last = points[-1]
    return Spark(_pieces(points), last, usual and _band(usual, low, high))


def _reach(known: list[float], usual: tuple[float, float] | None) -> tuple[float, float]:
    values = [*known, *(usual or ())]
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 1, high + 1)


def _height(value: float, low: float, high: float) -> float:
    return round(HEIGHT - MARGIN - (value - low) / (high - low) * (HEIGHT - 2 * MARGIN), 1)


def _point(index: int, count: int, value: float, low: float, high: float) -> tuple[float, float]:
    across = MARGIN + index / max(count - 1, 1) * (WIDTH - 2 * MARGIN)
    return round(across, 1), _height(value, low, high)


def _band(usual: tuple[float, float], low: float, high: float) -> tuple[float, float]:
    top, bottom = _height(usual[1], low, high), _height(usual[0], low, high)
    return top, max(round(bottom - top, 1), 1.0)


def _pieces(points: Sequence[tuple[float, float] | None]) -> tuple[str, ...]:
    pieces: list[list[str]] = [[]]
    for point in points:
        if point is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{point[0]},{point[1]}")
    return tuple(" ".join(piece) for piece in pieces if piece)
