"""Puts a record that was made ready in a folder beside where it belongs: keys, second place, stores; the name last."""

from contextlib import closing
from shutil import copytree, rmtree

from cityloop.adapters.stores import key_copies
from cityloop.adapters.stores.deposit import names_at
from cityloop.adapters.stores.folders import make_folder, settle, sync, write_own
from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.stores.pacing import Told
from cityloop.adapters.stores.postgres import PostgresStore
from cityloop.adapters.stores.pouring import pour_in
from cityloop.app.backup import of_access, of_main
from cityloop.app.opening import Places
from cityloop.app.verification import STORES
from cityloop.command.tables import projections
from cityloop.journal.journal import Journal
from cityloop.journal.ports import Clock


def put_in_place(places: Places, draft: Places, known: frozenset[str], clock: Clock, told: Told) -> None:
    """Keys, second place and record where they belong; the record last."""
    for path in draft.folder.rglob("*"):
        sync(path)
    if places.key_folder != places.folder / draft.key_folder.name:
        _move_keys(places, draft, known)
    if places.second != places.folder / draft.second.name:
        _move_second(places, draft)
    if places.database:
        _move_stores(places, draft, clock, told)
    if places.folder.exists():
        places.folder.rmdir()
    draft.folder.rename(places.folder)
    settle(places.folder.parent)


def _move_keys(places: Places, draft: Places, known: frozenset[str]) -> None:
    """The keys in a folder of their own; where they had stayed, those of the forgotten go."""
    if places.key_file.exists():
        with closing(KeyFile(places.key_file)) as keys:
            for subject in known:
                keys.erase(subject)
    else:
        make_folder(places.key_folder, mode=0o700)
        for path in draft.key_folder.iterdir():
            write_own(places.key_folder / path.name, path.read_bytes())
    for path in draft.key_folder.iterdir():
        key_copies.destroy(path)
    draft.key_folder.rmdir()


def _move_second(places: Places, draft: Places) -> None:
    """A second place of which nothing was left begins with what the backup had seen of it."""
    if draft.second.is_dir():
        if not (places.second.is_dir() and names_at(places.second)):
            copytree(draft.second, places.second, dirs_exist_ok=True)
        rmtree(draft.second)


def _move_stores(places: Places, draft: Places, clock: Clock, told: Told) -> None:
    """Into the database, where the tables for reading are then folded anew."""
    files = [draft.file(each) for each in STORES.values()]
    with closing(PostgresStore(places.database or "")) as store:
        pour_in(files, tuple(STORES), lambda table: of_main(table) or of_access(table), store, told)
        with closing(KeyFile(draft.key_file if draft.key_file.exists() else places.key_file)) as keys:
            Journal(store, keys, clock, projections())
    for path in draft.folder.glob("*.db*"):
        path.unlink()
