"""A store that fails while a table folds is told by its own name; a table's own fault stays one."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.journal.errors import FoldFailed, StoreFull


def met(code: int) -> FoldFailed:
    """What a fold says that met the driver's error with this code."""
    found = sqlite3.OperationalError("met")
    found.sqlite_errorcode = code
    failed = FoldFailed("Table cases could not fold")
    failed.__cause__ = OperationalError("INSERT", {}, found)
    return failed


def test_a_disk_that_is_full_is_told_though_a_fold_met_it(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "main.db", durable=False)
    with pytest.raises(StoreFull), store.write():
        raise met(sqlite3.SQLITE_FULL)
    store.close()


@pytest.mark.parametrize("failed", [FoldFailed("its own"), met(sqlite3.SQLITE_MISMATCH)])
def test_what_is_the_table_s_own_fault_is_a_failed_fold(tmp_path: Path, failed: FoldFailed) -> None:
    store = SqliteStore(tmp_path / "main.db", durable=False)
    with pytest.raises(FoldFailed), store.write():
        raise failed
    store.close()
