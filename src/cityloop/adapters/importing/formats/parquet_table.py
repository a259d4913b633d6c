"""Parquet, batch by batch: no more columns than the map reads, no more rows at once than fit."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from cityloop.adapters.importing.layout import Layout
from cityloop.adapters.importing.packed import HARMLESS_BYTES, MOST_TIMES, PackedBomb
from cityloop.adapters.importing.row import LONGEST_BYTES, Far, Row, WrongTable, broken, long_row, text_of
from cityloop.adapters.importing.summary import Refusal

BATCH = 1_024
LARGEST_BYTES = 1024 * 1024 * 1024
"""What one column of one row group may unpack to: it lies in memory as a whole."""
WRONG = (pa.ArrowException, OSError, OverflowError, ValueError)


class ParquetTable:
    """An open file: its columns, then its rows."""

    def __init__(self, path: Path, name: str, layout: Layout) -> None:
        self.name = name
        self._path = path
        self._file = self._open(())
        self.columns: Sequence[str] = [field.name for field in self._file.schema_arrow]
        self._wanted = [column for column in layout.columns() if column in self.columns]
        self._refuse_large()
        self._seen = 0

    def rows(self) -> Iterator[Row | Refusal]:
        """Every row, or why it is none."""
        texts = [field.name for field in self._file.schema_arrow if _is_text(field.type)]
        try:
            with self._open(texts) as file:
                for batch in file.iter_batches(BATCH, columns=self._wanted):
                    yield from self._batch(batch)
        except WRONG as error:
            yield broken(self._seen + 1, error)

    def far(self) -> Far:
        """How far it is read."""
        return Far(self._seen, self._file.metadata.num_rows, "rows")

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _open(self, texts: Sequence[str]) -> parquet.ParquetFile:
        """Texts stay in their dictionary: a long word that a million rows share is not written out a million times."""
        try:
            return parquet.ParquetFile(self._path, read_dictionary=texts, buffer_size=LONGEST_BYTES, memory_map=False)
        except WRONG as error:
            raise WrongTable(f"{self.name}: this is no Parquet that can be read: {error}.", file=self.name) from error

    def _refuse_large(self) -> None:
        """By what the file says of itself."""
        whole = largest = 0
        for chunk_bytes in self._chunks():
            whole, largest = whole + chunk_bytes, max(largest, chunk_bytes)
        if whole > max(HARMLESS_BYTES, MOST_TIMES * self._path.stat().st_size):
            what = f"{self.name}: the file unpacks to more than {MOST_TIMES} times its size: that is a bomb, no table."
            raise PackedBomb(f"{what} Write it anew.", file=self.name)
        if largest > LARGEST_BYTES:
            what = f"{self.name}: a row group has a column of more than 1 GiB. Write the file with smaller row groups."
            raise WrongTable(what, file=self.name)

    def _chunks(self) -> Iterator[int]:
        """What each column of each row group unpacks to, bytes."""
        said = self._file.metadata
        for group in range(said.num_row_groups):
            columns = said.row_group(group)
            yield from (columns.column(place).total_uncompressed_size for place in range(said.num_columns))

    def _batch(self, batch: pa.RecordBatch) -> Iterator[Row | Refusal]:
        for at in range(batch.num_rows):
            self._seen += 1
            yield self._row(batch, at)

    def _row(self, batch: pa.RecordBatch, at: int) -> Row | Refusal:
        try:
            cells = {name: text_of(batch.column(name)[at].as_py()) for name in self._wanted}
        except UnicodeDecodeError:
            what, remedy = "A text of the row is not UTF-8.", "Write it as UTF-8."
            return Refusal(line=self._seen, code="wrong-encoding", what=what, remedy=remedy)
        whole = sum(map(len, cells.values())) <= LONGEST_BYTES
        return Row(self._seen, cells) if whole else long_row(self._seen)


def _is_text(type: Any) -> bool:
    return bool(pa.types.is_string(type) or pa.types.is_binary(type))
