"""That the keys of persons were copied stands on the record, so that erasing can say until when a copy lives."""

from datetime import datetime

from cityloop.city.facts.record import KeysCopied
from cityloop.city.label import Grade
from cityloop.city.principal import Duty, Principal
from cityloop.command.permission import forbidden
from cityloop.guard.access import access
from cityloop.guard.accesses import Accesses
from cityloop.guard.answer import Denied
from cityloop.guard.terms import Dataset, Purpose
from cityloop.journal.entry import Append, Draft, Entry
from cityloop.journal.journal import Journal

TAG = str(KeysCopied.__struct_config__.tag)


def note(journal: Journal, accesses: Accesses, by: Principal, until: datetime, subjects: int) -> Entry:
    """Say that there is a copy, good until then. Raises ``Forbidden``, a ``StoreError``: then there must be none."""
    accesses.make_room()
    answer = access(by, Duty.CONFIGURE, Purpose.UPKEEP, None, "copy-keys", Dataset.CONFIGURATION, {}, "")
    if isinstance(answer, Denied):
        raise forbidden(answer, "copy-keys", None)
    fact = KeysCopied(until=until, subjects=subjects)
    draft = Draft(author=by.id, label=Grade.INTERNAL, jurisdiction="", fact=fact)
    (entry,) = journal.append(Append(drafts=(draft,)))
    accesses.note_steps((answer,))
    return entry


def last_end(journal: Journal, since: datetime, now: datetime) -> datetime | None:
    """Until when the last copy of keys made after ``since`` is good that is good still; None where there is none."""
    ends, start = [now], 0
    while page := journal.tagged(TAG, start):
        copies = (entry.fact for entry in page if entry.time >= since)
        ends += [fact.until for fact in copies if isinstance(fact, KeysCopied)]
        start = page[-1].seq + 1
    return None if max(ends) == now else max(ends)
