"""The desk: a person's command. Load, ask the guard, apply the life cycle, append with the version seen.

Pages, doors and the command line write through it and through nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import select

from cityloop.city.errors import CityloopError
from cityloop.city.principal import Principal
from cityloop.command import following
from cityloop.command.adopting import Adopter, Adoption
from cityloop.command.case_table import CASES
from cityloop.command.confirming import confirm
from cityloop.command.drafting import Plan
from cityloop.command.executing import Executor
from cityloop.command.given import Chance, InForce
from cityloop.command.notices import Receipt as Receipted
from cityloop.command.orders import Order, Report
from cityloop.command.receipt import Receipt
from cityloop.command.registering import Registrar, subject_of
from cityloop.command.repeating import find_repeated
from cityloop.command.retrying import try_again, try_all_again
from cityloop.command.sealer import Sealer
from cityloop.command.writing import Outcome, Writer, planned
from cityloop.guard.accesses import Accesses
from cityloop.journal.entry import Entry
from cityloop.journal.journal import Journal


class Desk:
    """A person's commands on one journal."""

    def __init__(
        self,
        journal: Journal,
        accesses: Accesses,
        in_force: Callable[[], InForce],
        clock: Callable[[], datetime],
        chance: Chance,
    ):
        self._journal = journal
        self._accesses = accesses
        self._writer = Writer(journal, accesses)
        self._in_force = in_force
        self._clock = clock
        self._chance = chance

    # Reports

    def report(self, by: Principal, report: Report) -> Receipt:
        """Take a report in. Raises ``OutsideCity``, ``UnknownPlace``, ``BadOrder``, ``Forbidden``."""
        return _raised(self.report_each(by, (report,))[0])

    def find_repeated(self, by: Principal, report: Report) -> Receipt | None:
        """The receipt of the case that this very report made already, by its idempotency key."""
        return find_repeated(self._journal, by, report.key)

    def report_each(self, by: Principal, reports: Sequence[Report]) -> list[Outcome]:
        """Take many in with one commit; each stands or falls alone. One repeated by its key is told of its case."""
        registrar = Registrar(self._journal, self._writer, self._in_force(), self._clock(), self._chance)
        return registrar.take_in(by, reports)

    # Steps

    def do(self, by: Principal, order: Order) -> Receipt:
        """Carry one order out.

        Raises ``NoSuchCase``, ``Forbidden``, ``IllegalStep``, ``BadOrder`` or ``Conflict``; then nothing is changed.
        """
        return _raised(self.do_each(by, (order,))[0])

    def do_each(self, by: Principal, several: Sequence[Order]) -> list[Outcome]:
        """Carry many orders out with one commit, on different cases; each stands or falls alone.

        One repeated by its key is told of what it came to the first time.
        """
        executor = Executor(self._journal, self._writer, self._in_force, self._clock, self._chance)
        return executor.carry_out(by, several)

    # Records of other systems

    def adopt_each(self, adoptions: Sequence[Adoption]) -> list[Outcome]:
        """Take over many records with one commit, each as a whole or not at all; ``Conflict``: it was there already."""
        subjects = [subject_of(self._journal, self._chance, each.report) for each in adoptions]
        adopted = self._adopted(adoptions, subjects, self._journal.keys.create(subjects))
        return self._writer.write(adopted, summed=True)

    def judge_each(self, adoptions: Sequence[Adoption]) -> list[CityloopError | None]:
        """What would refuse each of them; nothing is written."""
        subjects = [self._chance.new_id("subject") for _ in adoptions]
        adopted = self._adopted(adoptions, subjects, dict.fromkeys(subjects, bytes(32)))
        return [each if isinstance(each, CityloopError) else None for each in adopted]

    def list_known(self, cases: Sequence[str]) -> frozenset[str]:
        """Those of ``cases`` that exist; some hundreds at a time."""
        with self._journal.store.read() as transaction:
            return frozenset(transaction.execute(select(CASES.c.id).where(CASES.c.id.in_(cases))).scalars())

    def _adopted(
        self, adoptions: Sequence[Adoption], subjects: Sequence[str], keys: Mapping[str, bytes]
    ) -> list[Plan | CityloopError]:
        adopter = Adopter(self._in_force(), self._clock(), Sealer(keys, self._chance.salt), self._chance.new_id)
        pairs = zip(adoptions, subjects, strict=True)
        return [planned(partial(adopter.plan, adoption, subject)) for adoption, subject in pairs]

    # Notices

    def try_again(self, by: Principal, notice: int) -> Entry:
        """Let a notice that was given up be tried once more. Raises ``NotGivenUp``, ``Forbidden``, ``Conflict``."""
        return try_again(self._journal, self._accesses, by, notice)

    def try_all_again(self, by: Principal, channel: str) -> int:
        """The same of all that a channel gave up, so many at once; how many. Raises as ``try_again`` does."""
        return try_all_again(self._journal, self._accesses, by, channel)

    def confirm(self, channel: str, receipt: Receipted) -> bool:
        """Note a receipt that came later; whether it was news. Raises ``NoSuchReceipt``."""
        author = f"machine:{channel}"
        return confirm(self._journal, author, channel, receipt.receipt, arrived=receipt.arrived)

    # With a follow-up link, or with the number

    def find_followed(self, secret: str) -> str | None:
        """The case whose follow-up link ends in ``secret``."""
        return following.find_followed(self._journal, secret)

    def find_numbered(self, number: str, last: str) -> str | None:
        """The case of this number, if the telephone number left with it ends in the digits ``last``."""
        return following.find_numbered(self._journal, number, last)


def _raised(outcome: Outcome) -> Receipt:
    if isinstance(outcome, CityloopError):
        raise outcome
    return outcome
