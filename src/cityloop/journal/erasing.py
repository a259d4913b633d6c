"""Forgetting a subject: fact and payloads in one transaction, the key after it, and again after a crash."""

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select, update

from cityloop.city.facts.record import SubjectErased
from cityloop.journal.entry import Entry
from cityloop.journal.ports import Store, Transaction
from cityloop.journal.tables import Tables


def erased_among(transaction: Transaction, tables: Tables, subjects: Sequence[str]) -> frozenset[str]:
    """Those of ``subjects`` that were forgotten."""
    if not subjects:
        return frozenset()
    table = tables.erasures
    return frozenset(transaction.execute(select(table.c.subject).where(table.c.subject.in_(subjects))).scalars())


def note_erasures(transaction: Transaction, tables: Tables, entries: Sequence[Entry]) -> None:
    """Delete the payloads of every subject that these entries forget, and note that its key has to go."""
    for entry in entries:
        if isinstance(entry.fact, SubjectErased):
            subject = entry.fact.subject
            transaction.execute(delete(tables.payloads).where(tables.payloads.c.subject == subject))
            transaction.execute(delete(tables.erasures).where(tables.erasures.c.subject == subject))
            transaction.execute(insert(tables.erasures), [{"subject": subject, "seq": entry.seq, "finished": 0}])


def list_erased(store: Store, tables: Tables) -> list[str]:
    """Every subject that was forgotten, in the order of the entries that say so."""
    table = tables.erasures
    with store.read() as transaction:
        return list(transaction.execute(select(table.c.subject).order_by(table.c.seq)).scalars())


def count_erased(store: Store, tables: Tables) -> int:
    """How many subjects were forgotten."""
    with store.read() as transaction:
        return transaction.execute(select(func.count()).select_from(tables.erasures)).scalar() or 0


def unfinished(store: Store, tables: Tables) -> list[str]:
    """Subjects whose erasure is on the record while their key may still be there."""
    table = tables.erasures
    with store.read() as transaction:
        return list(transaction.execute(select(table.c.subject).where(table.c.finished == 0)).scalars())


def finish(store: Store, tables: Tables, subject: str) -> None:
    """Note that the subject's key is gone."""
    table = tables.erasures
    with store.write() as transaction:
        transaction.execute(update(table).where(table.c.subject == subject).values(finished=1))
