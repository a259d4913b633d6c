"""The keys of a record that is put back: from a copy or their own place, without those of the forgotten."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from cityloop.adapters.stores import backups, erasures, key_copies
from cityloop.adapters.stores.backups import Manifest
from cityloop.adapters.stores.folders import make_folder, write_own
from cityloop.adapters.stores.key_copies import Content, KeyImage
from cityloop.adapters.stores.key_locks import Opener
from cityloop.adapters.stores.signing import open_signer
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.app.opening import Places
from cityloop.app.verification import STORES
from cityloop.journal.erasing import list_erased
from cityloop.journal.tables import Tables


class Wanted(NamedTuple):
    """What a record is put back from."""

    backup: Path
    keys: Path | None
    """A copy of the keys; None: they are in their place still (``CITYLOOP_KEYS``)."""
    opener: Opener | None
    erasures: Path | None
    """The list of erasures; None: it was said that there are none."""


def bring_keys(
    places: Places, draft: Places, wanted: Wanted, manifest: Manifest, note: str, now: datetime
) -> frozenset[str]:
    """The keys in the draft, without those of the forgotten, who are told."""
    make_folder(draft.key_folder, mode=0o700)
    content = _keys(places, wanted, now)
    write_own(draft.signing_key, content.signing)
    verifier = open_signer(draft.signing_key, backups.signer_name(manifest.city)).verifier
    backups.refuse_unsigned(wanted.backup, manifest, note, verifier)
    with closing(KeyImage(content.keys)) as image:
        known = image.destroyed() | _erased_in(draft)
        if wanted.erasures:
            listed = erasures.read_erasures(wanted.erasures, verifier)
            _refuse_short(wanted.erasures, listed, _erased_in(draft))
            known |= listed
        image.destroy(known)
        image.write(draft.key_file)
    return known


def _keys(places: Places, wanted: Wanted, now: datetime) -> Content:
    if wanted.keys is None or wanted.opener is None:
        return Content(keys=key_copies.image_of(places.key_file), signing=places.signing_key.read_bytes())
    return key_copies.opened(wanted.keys, wanted.opener, now)


def _erased_in(draft: Places) -> frozenset[str]:
    with closing(SqliteStore(draft.file(STORES["main"]))) as store:
        return frozenset(list_erased(store, Tables("main")))


def _refuse_short(path: Path, listed: frozenset[str], before: frozenset[str]) -> None:
    missing = len(before - listed)
    if missing:
        what = f"{path} lacks {missing} erasure(s) that the backup itself knows of"
        raise erasures.BadErasures(f"{what}: it is an old one, or another record's.")
