"""Drafts become entries: place, time, version, chain. Nothing is written here; the transaction comes after."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from cityloop.city.facts.record import SubjectErased
from cityloop.journal.canonical import decode, encode, leaf_hash
from cityloop.journal.columns import EPOCH, MICROSECOND
from cityloop.journal.entry import Append, Draft, Entry
from cityloop.journal.errors import BadDraft, Conflict, KeyErased


def micros(time: datetime) -> int:
    """``time`` in whole microseconds since 1970, UTC: how the store keeps it."""
    return (time - EPOCH) // MICROSECOND


class Head(NamedTuple):
    """Where the journal stands: how long it is, the last entry's time and hash."""

    size: int = 0
    time: datetime = EPOCH
    hash: bytes = b""


class Written(NamedTuple):
    """An entry, its canonical bytes and their hash."""

    entry: Entry
    data: bytes
    hash: bytes

    def row(self) -> dict[str, Any]:
        """The entry as a row of the table of entries."""
        entry = self.entry
        return {
            "seq": entry.seq,
            "bytes": self.data,
            "hash": self.hash,
            "about": entry.about or None,
            "version": entry.version,
            "tag": entry.fact.__struct_config__.tag,
            "cause": entry.cause,
            "time": micros(entry.time),
        }


class Pen:
    """Writes one append after another behind ``head``, against the versions that the transaction saw.

    ``author(thing, version)`` names who wrote that version; ``erased`` are subjects that were forgotten.
    """

    def __init__(
        self, head: Head, versions: Mapping[str, int], erased: frozenset[str], author: Callable[[str, int], str]
    ) -> None:
        self.head = head
        self.versions = dict(versions)
        self.erased = erased
        self.written: list[Written] = []
        self.accepted: list[Append] = []
        self._author = author

    def write(self, append: Append, now: datetime) -> tuple[Entry, ...]:
        """The append's entries. Raises ``Conflict``, ``KeyErased`` or ``BadDraft``, and then has written nothing."""
        self._check_versions(append)
        self._check_subjects(append)
        written = self._sheet(append, max(now.astimezone(UTC), self.head.time))
        self._keep(append, written)
        return tuple(each.entry for each in written)

    def _check_versions(self, append: Append) -> None:
        for thing, seen in append.expect.items():
            now = self.versions.get(thing, 0)
            if now != seen:
                author = self._find_author(thing, now)
                what = f"{thing} is at version {now}, by {author or 'nobody'}; you saw {seen}. Look again, then decide."
                raise Conflict(what, thing=thing, seen=seen, now=now, author=author)

    def _find_author(self, thing: str, version: int) -> str:
        mine = (each.entry for each in reversed(self.written) if each.entry.about == thing)
        entry = next(mine, None)
        return entry.author if entry else self._author(thing, version)

    def _check_subjects(self, append: Append) -> None:
        for sealing in append.sealings:
            if sealing.subject in self.erased:
                what = f"{sealing.subject} was forgotten; nothing can be kept for it. Begin with a new subject."
                raise KeyErased(what, subject=sealing.subject)

    def _sheet(self, append: Append, time: datetime) -> list[Written]:
        """The entries of one append, each chained to the one before."""
        written: list[Written] = []
        versions: dict[str, int] = {}
        previous = self.head.hash
        for draft in append.drafts:
            entry = self._entry(draft, self.head.size + len(written), len(written), time, previous, versions)
            written.append(_inked(entry))
            previous = written[-1].hash
        return written

    def _entry(
        self, draft: Draft, seq: int, place: int, time: datetime, previous: bytes, versions: dict[str, int]
    ) -> Entry:
        """A draft in its place; ``versions`` are those that this append has moved already."""
        if draft.about:
            versions[draft.about] = versions.get(draft.about, self.versions.get(draft.about, 0)) + 1
        return Entry(
            seq=seq,
            time=time,
            author=draft.author,
            cause=_cause(draft.cause, seq, place),
            label=draft.label,
            jurisdiction=draft.jurisdiction,
            about=draft.about,
            version=versions.get(draft.about, 0),
            previous=previous.hex(),
            fact=draft.fact,
        )

    def _keep(self, append: Append, written: list[Written]) -> None:
        """What was written is now what the next append stands on."""
        self.accepted.append(append)
        self.written += written
        if written:
            last = written[-1]
            self.head = Head(last.entry.seq + 1, last.entry.time, last.hash)
        self.versions |= {each.entry.about: each.entry.version for each in written if each.entry.about}
        self.erased |= {each.entry.fact.subject for each in written if isinstance(each.entry.fact, SubjectErased)}


def _cause(cause: int | None, seq: int, place: int) -> int | None:
    """The position of the entry answered; ``place`` is the draft's own in its append. Raises ``BadDraft``."""
    if cause is None:
        return None
    found = seq + cause if cause < 0 else cause
    if not (seq - place if cause < 0 else 0) <= found < seq:
        raise BadDraft(f"entry {seq} answers {cause}, which is not before it. Name an entry that is.", cause=cause)
    return found


def _inked(entry: Entry) -> Written:
    """The entry read back from its own bytes, so that what folds now is what a refold will see."""
    try:
        data = encode(entry)
        return Written(decode(data), data, leaf_hash(data))
    except (msgspec.ValidationError, TypeError, ValueError) as error:
        kind = type(entry.fact).__name__
        what = f"{kind} cannot be read back from its bytes: {error}. Build it from values of the declared types."
        raise BadDraft(what, fact=kind) from error
