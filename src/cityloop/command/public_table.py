"""What anybody may know of cases, as tables for reading: a reference that leads to no number, and the public steps.

The reference is a digest over what nobody outside learns (the subject's id, 80 bits of chance) and the case: it stays
the same however often the tables are made anew, and neither the number nor the subject can be had from it. ADR 26.
"""

from base64 import b32encode
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Boolean, Index, MetaData, String, Table, delete, insert, select

from cityloop.city.facts import bonds, dispatching, intake, judging, work
from cityloop.city.facts.fact import Fact
from cityloop.city.label import INTERNAL, OPEN, SENSITIVE
from cityloop.city.principal import Kind
from cityloop.journal.columns import Instant, column
from cityloop.journal.entry import Entry
from cityloop.journal.ports import Transaction
from cityloop.journal.tables import BIG

TABLES = MetaData(info={"edition": 2})

REFERENCES = Table(
    "public_references",
    TABLES,
    column("case", String(40), INTERNAL, primary_key=True),
    column("reference", String(20), OPEN, nullable=False, unique=True),
    column("token", String(20), INTERNAL, nullable=False, unique=True),
    column("root", String(64), SENSITIVE, nullable=False),
    column("machine", String(90), INTERNAL),
    Index("public_references_machine", "machine"),
)
STEPS = Table(
    "public_steps",
    TABLES,
    column("seq", BIG, INTERNAL, primary_key=True, autoincrement=False),
    column("case", String(40), INTERNAL, nullable=False),
    column("id", String(20), OPEN, nullable=False),
    column("step", String(20), OPEN, nullable=False),
    column("open", Boolean, OPEN, nullable=False),
    column("at", Instant, INTERNAL, nullable=False),
    Index("public_steps_at", "at"),
    Index("public_steps_case", "case"),
)

OPENS: Mapping[type[Fact], tuple[str, bool | None]] = {
    intake.Established: ("taken-on", True),
    intake.Accepted: ("taken-on", True),
    intake.Refused: ("refused", False),
    intake.AnsweredDirectly: ("answered", False),
    intake.HandedOver: ("handed-over", False),
    dispatching.Dispatched: ("sent-on", True),
    dispatching.Arbitrated: ("sent-on", True),
    work.Handled: ("done", True),
    judging.Closed: ("closed", False),
    bonds.Merged: ("merged", False),
    bonds.Reopened: ("reopened", True),
    bonds.Undone: ("undone", True),
    bonds.Published: ("published", None),
}
"""The steps of which others hear: as what, and whether the case is open after it (None: as it was)."""
REFERENCE_LETTERS, TOKEN_LETTERS = 12, 16
"""60 and 80 bits."""


def root_of(subject: str, case: str) -> str:
    """What reference, token and the ids of steps are made from."""
    return sha256("\0".join(("public", subject, case)).encode()).hexdigest()


def derived(root: str, word: str, letters: int) -> str:
    """So many letters (RFC 4648, base 32) that only whoever has the root can make."""
    digest = sha256("\0".join((root, word)).encode()).digest()
    return b32encode(digest).decode()[:letters]


def step_id(root: str, of: str) -> str:
    """The id of one step of a case: by its entry, or by what another system called it."""
    return derived(root, f"step:{of}", TOKEN_LETTERS)


class PublicTables:
    """The projection that keeps ``public_references`` and ``public_steps``."""

    name = "public"
    tables = TABLES

    def fold(self, transaction: Transaction, entries: Sequence[Entry]) -> None:
        """A reference for each report, a row for each step of which others hear."""
        reports = [_reference(entry, entry.fact) for entry in entries if isinstance(entry.fact, intake.Reported)]
        if reports:
            transaction.execute(insert(REFERENCES), reports)
        told = [entry for entry in entries if type(entry.fact) in OPENS]
        if told:
            transaction.execute(insert(STEPS), list(_steps(transaction, told)))

    def clear(self, transaction: Transaction) -> None:
        """Empty both tables."""
        for table in (REFERENCES, STEPS):
            transaction.execute(delete(table))


def _reference(entry: Entry, fact: intake.Reported) -> dict[str, Any]:
    root = root_of(fact.subject, fact.case)
    return {
        "case": fact.case,
        "reference": derived(root, "reference", REFERENCE_LETTERS),
        "token": derived(root, "token", TOKEN_LETTERS),
        "root": root,
        "machine": entry.author if entry.author.startswith(f"{Kind.MACHINE}:") else None,
    }


def _steps(transaction: Transaction, entries: Sequence[Entry]) -> Iterable[dict[str, Any]]:
    """Rows in order; one that changes nothing of whether the case is open keeps what the step before it said."""
    cases = sorted({entry.about for entry in entries})
    roots = _roots(transaction, cases)
    is_open = _last_open(transaction, cases)
    for entry in entries:
        step, after = _opens(entry.fact)
        is_open[entry.about] = is_open.get(entry.about, True) if after is None else after
        yield {
            "seq": entry.seq,
            "case": entry.about,
            "id": step_id(roots[entry.about], str(entry.seq)),
            "step": step,
            "open": is_open[entry.about],
            "at": entry.time,
        }


def _opens(fact: Fact) -> tuple[str, bool | None]:
    """The step, and whether the case is open after it; an emergency handed over may leave something to do."""
    step, after = OPENS[type(fact)]
    return step, None if isinstance(fact, intake.HandedOver) and fact.stays else after


AT_ONCE = 500


def _roots(transaction: Transaction, cases: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(cases), AT_ONCE):
        some = REFERENCES.c.case.in_(cases[start : start + AT_ONCE])
        found |= {row.case: row.root for row in transaction.execute(select(REFERENCES).where(some))}
    return found


def _last_open(transaction: Transaction, cases: Sequence[str]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for start in range(0, len(cases), AT_ONCE):
        some = STEPS.c.case.in_(cases[start : start + AT_ONCE])
        rows = transaction.execute(select(STEPS.c.case, STEPS.c.open).where(some).order_by(STEPS.c.seq))
        found |= {row.case: row.open for row in rows}
    return found
