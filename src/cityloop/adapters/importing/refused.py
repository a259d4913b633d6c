"""What was refused, as a CSV file: why, then the row as it stood, to be mended and imported again by the same map."""

import csv
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from msgspec.structs import replace

from cityloop.adapters.importing.row import Row, WrongTable
from cityloop.adapters.importing.summary import Refusal
from cityloop.edge.formulas import guarded, unguarded

Keep: TypeAlias = Callable[[Row | None, Sequence[Refusal]], None]
"""Keeps one refused row (None: what could not even be read as one) with everything that is wrong with it."""
WHY = ("refused line", "refused because", "remedy")


def is_kept(columns: Sequence[str]) -> bool:
    """Whether a table with these columns is such a file, to be read with ``as_it_stood``."""
    return set(WHY) <= set(columns)


def as_it_stood(row: Row | Refusal) -> Row | Refusal:
    """A row of such a file with the cells that the refused one had."""
    if isinstance(row, Refusal):
        return replace(row, cells=tuple(map(unguarded, row.cells)))
    return Row(row.line, {unguarded(column): unguarded(cell) for column, cell in row.cells.items()})


def forget(row: Row | None, refusals: Sequence[Refusal]) -> None:
    """Keeps nothing."""


@contextmanager
def kept_in(path: Path | None, columns: Sequence[str], sources: Sequence[Path]) -> Iterator[Keep]:
    """Keeps them in the file ``path``, for its owner alone: the cells may say something of people."""
    if path is None:
        yield forget
        return
    if any(path.exists() and path.samefile(source) for source in sources):
        raise WrongTable(f"“{path}” is read for this import: name another file for what is refused.")
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", newline="", encoding="utf-8"
    ) as file:
        own = [column for column in dict.fromkeys(columns) if column not in WHY]
        writer = csv.writer(file)
        writer.writerow((*WHY, *map(guarded, own)))

        def keep(row: Row | None, refusals: Sequence[Refusal]) -> None:
            why = (
                " ".join(dict.fromkeys(each.what for each in refusals)),
                " ".join(dict.fromkeys(each.remedy for each in refusals)),
            )
            cells = [row.cells.get(column, "") for column in own] if row else as_read(refusals[0], columns)
            writer.writerow((refusals[0].line, *map(guarded, (*why, *cells))))

        yield keep


def as_read(refusal: Refusal, columns: Sequence[str]) -> list[str]:
    """The cells of a row that is none, so many as there were: read again before it is mended, it is refused again."""
    why = {place for place, column in enumerate(columns) if column in WHY}
    return [cell for place, cell in enumerate(refusal.cells) if place not in why]
