"""Copies of the keys of persons: apart from the backups, locked, and good for as long as the city says."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cityloop.adapters.stores import backups, key_copies
from cityloop.adapters.stores.folders import make_folder
from cityloop.adapters.stores.key_copies import BadKeyCopy, Content, Head
from cityloop.adapters.stores.key_locks import Lock
from cityloop.app.backup import BadPlace
from cityloop.app.node import Node
from cityloop.app.opening import Places
from cityloop.command import configuration, copying


class Copied(NamedTuple):
    """A copy that was made."""

    path: Path
    head: Head
    subjects: int


def back_up_keys(node: Node, places: Places, into: Path, lock: Lock, now: datetime) -> Copied:
    """A new copy in the folder ``into``, locked; the record says first that there is one, and until when.

    Raises ``BadPlace``, ``Forbidden``, a ``StoreError``.
    """
    refuse_near(places, into)
    city = node.index.city
    image = key_copies.image_of(places.key_file)
    content = Content(keys=image, signing=places.signing_key.read_bytes())
    head = Head(city=city.id, made=now, until=now + timedelta(days=city.key_copies_days), lock=lock.kind)
    subjects = key_copies.counts(image)["held"]
    copying.note(node.journal, node.accesses, configuration.machine(city.id), head.until, subjects)
    path = into / f"{city.id}-{now:%Y%m%dT%H%M%SZ}{key_copies.SUFFIX}"
    make_folder(into, mode=0o700)
    os.close(os.open(into / key_copies.MARK, os.O_CREAT | os.O_WRONLY, 0o600))
    key_copies.write(path, head, content, lock)
    return Copied(path, head, subjects)


def refuse_near(places: Places, into: Path) -> None:
    """Keys do not lie with what they open, nor with themselves. Raises ``BadPlace``."""
    target = into.resolve()
    for what, folder in (("record", places.folder), ("keys", places.key_folder)):
        if target.is_relative_to(folder.resolve()):
            raise BadPlace(f"{into} lies within the {what} ({folder}). Choose a folder on another disk.")
    for above in (target, *target.parents):
        if (above / backups.MARK).exists() or (above / backups.MANIFEST).exists():
            raise BadPlace(f"{above} holds backups of the record: the keys that open them lie elsewhere.")


def prune_keys(folder: Path, now: datetime) -> Iterator[tuple[Path, Head | BadKeyCopy]]:
    """Overwrite and remove the copies in ``folder`` that are past their time; what is none is told."""
    return key_copies.destroy_expired(folder, now)
