"""The table of attacks of the audit's tests, tried on a record that stands on any store."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cityloop.journal.audit import Report
from cityloop.journal.faults import Kind
from cityloop.journal.ports import Store
from tests.unit.journal.attacks import Attacker
from tests.unit.journal.records import Record
from tests.unit.journal.table_of_attacks import ATTACKS, Attack, all_anew, fill


class Tried(NamedTuple):
    """One attack, and what the audit said first."""

    attack: Attack
    found: Kind | None
    seq: int | None

    @property
    def is_found(self) -> bool:
        """Whether anything was said."""
        return self.found is not None

    @property
    def is_named(self) -> bool:
        """Whether what was done, and to which entry first, was said."""
        return (self.found, self.seq) == (self.attack.kind, self.attack.seq)


class Attacked:
    """A record on ``store`` with everything that an attack may touch; each attack is undone."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._record = Record(folder, store=store)
        fill(self._record)

    def tried(self) -> Iterator[Tried]:
        """Each attack of the table."""
        for attack in ATTACKS:
            first = self._after(attack, seen=True).first
            yield Tried(attack, first.kind if first else None, first.seq if first else None)

    def faults_of_a_rewritten_past(self, *, seen: bool) -> int:
        """How many faults an audit finds in a past made anew as a whole, with the second place or without."""
        return self._after(next(attack for attack in ATTACKS if attack.act is all_anew), seen=seen).total

    def _after(self, attack: Attack, *, seen: bool) -> Report:
        with self._record.undone() as transaction:
            attack.act(Attacker(transaction, self._record.journal.tables))
            return self._record.audit_in(transaction, self._record.witness if seen else None)
