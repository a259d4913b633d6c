"""The cases of Pingshan dealt with day by day of 2018, through the desk and by its clock.

What the file says is kept: what, where, when it was told, and whether it was done in time. What it does not say is
thrown by the case's own number: whether the person was reached, whether more time was granted, what the citizen said.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

from benchmarks import _pingshan as pingshan
from cityloop.adapters import catalogue, crs
from cityloop.adapters.chance import seeded_chance
from cityloop.app.demo.clock import DemoClock
from cityloop.app.opening import open_node
from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.errors import CityloopError
from cityloop.city.facts.intake import Channel
from cityloop.city.facts.judging import Word
from cityloop.city.principal import Claim, Duty, Kind, Principal, citizen
from cityloop.command import configuration, orders
from cityloop.command.case import Case
from cityloop.command.case_table import load
from cityloop.command.stages import Stage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS = (*(Word.SATISFIED,) * 6, Word.UNSATISFIED, Word.UNSOLVED, Word.NO_ANSWER, Word.NO_ANSWER)
KINDS = {"投诉": RequestKind.COMPLAIN, "咨询": RequestKind.CONSULT, "建议": RequestKind.SUGGEST}
Coming: TypeAlias = tuple[datetime, int, str, str]
"""When, in which order, which step, which case."""
Order: TypeAlias = Callable[[Case], orders.Order]


class Replay:
    """One replay on a stepped clock."""

    def __init__(self, folder: Path, city: Path, begin: datetime) -> None:
        self.clock = DemoClock(begin)
        self.node = open_node(folder, self.clock, seeded_chance(2018), durable=False)
        made = catalogue.load(city, crs.find)
        configuration.apply(self.node.journal, made, catalogue.archive(city), configuration.machine(made.id))
        self.node.reload()
        self.in_time: dict[str, bool] = {}
        """By case, as its record says."""
        self.refused = Counter[str]()
        self._zone = self.node.in_force().timing.calendar.zone
        self._coming: list[Coming] = []
        self._rows: dict[str, pingshan.Row] = {}
        self._count = 0

    def play(self, rows: Iterable[pingshan.Row]) -> None:
        """Every row, from its report to its end."""
        for row in rows:
            self._rows[row["rec_id"]] = row
            day = datetime.fromisoformat(row["create_date"]).replace(tzinfo=self._zone)
            self._expect(day + 9 * HOUR, "report", row["rec_id"])
        while self._coming:
            self._turn()
        self.node.step()

    def _expect(self, when: datetime, step: str, *cases: str) -> None:
        for case in cases:
            self._count += 1
            heappush(self._coming, (when, self._count, step, case))

    def _turn(self) -> None:
        """All that is to be done at one moment."""
        now, ripe = self._coming[0][0], list[Coming]()
        self.clock.skip(now)
        self.node.step()
        while self._coming and self._coming[0][0] == now:
            ripe.append(heappop(self._coming))
        for step, several in groupby(sorted(ripe, key=_step), key=_step):
            getattr(self, f"_{step}")([case for *_, case in several], now)

    # Step by step

    def _report(self, numbers: list[str], now: datetime) -> None:
        receipts = self.node.desk.report_each(self._hand("intake"), [self._told(self._rows[each]) for each in numbers])
        for number, receipt in zip(numbers, receipts, strict=True):
            if isinstance(receipt, CityloopError):
                self.refused[f"{receipt.code} {receipt.what}"] += 1
            else:
                self.in_time[receipt.case] = self._rows[number]["outcome_code"] == "intime"
                self._expect(now + HOUR, "accept", receipt.case)

    def _told(self, row: pingshan.Row) -> orders.Report:
        tree, codes = self.node.index.tree, [row[f"{level}_type_id"] for level in ("event", "main", "sub")]
        street = next((node.id for node in tree.list_meant(row["street"])), None) if row["street"] != "-" else None
        return orders.Report(
            life=Life.REQUEST,
            kind=KINDS.get(row["property"], RequestKind.HELP),
            category=".".join(("request", *codes)),
            node=row["community_id"] if row["community_id"] in tree else street,
            words="诉求",
            channel=Channel.PHONE if row["source"] in ("12345", "12319", "固话投诉") else Channel.WEB,
            anonymous=True,
        )

    def _accept(self, cases: list[str], now: datetime) -> None:
        self._do("intake", cases, lambda case: orders.Accept(case=case.id, seen=case.version))
        self._expect(now + HOUR, "sign", *cases)

    def _sign(self, cases: list[str], now: datetime) -> None:
        """What has no street lies with nobody, and stays."""
        sent = [case.id for case in self._load(cases) if case.stage is Stage.SIGN]
        self._do("", sent, lambda case: orders.Sign(case=case.id, seen=case.version))
        self._expect(now + HOUR, "contact", *sent)

    def _contact(self, cases: list[str], now: datetime) -> None:
        self._do("", cases, lambda case: orders.Contact(case=case.id, seen=case.version, reached=self._is(case, 0.9)))
        self._expect(now + HOUR / 2, "plan", *cases)

    def _plan(self, cases: list[str], now: datetime) -> None:
        """Some ask for more time, some are held over or paused; the rest are done as their record says."""
        for case in self._load(cases):
            way = self._throw(case).choices(("handle", "extend", "hold", "pause"), (88, 7, 3, 2))[0]
            if way == "handle" or case.rounds > 1:
                self._until_done(case, now)
            else:
                self._expect(now, way, case.id)

    def _until_done(self, case: Case, now: datetime) -> None:
        due = case.due or now + DAY
        when = due - HOUR if self.in_time[case.id] or case.rework else due + 30 * HOUR
        self._expect(max(when, now), "handle", case.id)

    def _extend(self, cases: list[str], now: datetime) -> None:
        def asked(case: Case) -> orders.Order:
            """Long enough to hold working time also before the spring festival."""
            until = (case.due or now) + 10 * DAY
            return orders.AskExtension(case=case.id, seen=case.version, until=until, ground="extension.complex")

        def decided(case: Case) -> orders.Order:
            return orders.DecideExtension(case=case.id, seen=case.version, granted=self._is(case, 0.8))

        self._do("", cases, asked)
        self._do("leader", cases, decided)
        for case in self._load(cases):
            self._until_done(case, now)

    def _hold(self, cases: list[str], now: datetime) -> None:
        """For twenty days; most go on then."""

        def held(case: Case) -> orders.Order:
            until = now + 20 * DAY
            return orders.HoldOver(case=case.id, seen=case.version, until=until, ground="hold-over.project")

        self._do("leader", cases, held)
        self._expect(now + 21 * DAY, "go_on", *[case.id for case in self._load(cases) if self._is(case, 0.7)])

    def _pause(self, cases: list[str], now: datetime) -> None:
        self._do("leader", cases, lambda case: orders.Pause(case=case.id, seen=case.version, ground="pause.reporter"))
        self._expect(now + 2 * DAY, "resume", *cases)

    def _resume(self, cases: list[str], now: datetime) -> None:
        self._do("leader", cases, lambda case: orders.Resume(case=case.id, seen=case.version))
        self._expect(now, "go_on", *cases)

    def _go_on(self, cases: list[str], now: datetime) -> None:
        for case in self._load(cases):
            self._until_done(case, now)

    def _handle(self, cases: list[str], now: datetime) -> None:
        self._do("", cases, lambda case: orders.Handle(case=case.id, seen=case.version))
        self._do("", cases, lambda case: orders.Answer(case=case.id, seen=case.version, note="已处理"))
        self._expect(now + HOUR, "review", *cases)

    def _review(self, cases: list[str], now: datetime) -> None:
        self._do("checker", cases, lambda case: orders.Review(
            case=case.id, seen=case.version, passed=case.rework > 0 or self._is(case, 0.95)
        ))  # fmt: skip
        self._forward(cases, now, "revisit")

    def _revisit(self, cases: list[str], now: datetime) -> None:
        self._do("caller", cases, lambda case: orders.Revisit(case=case.id, seen=case.version, word=self._word(case)))
        self._forward(cases, now, "close")

    def _word(self, case: Case) -> Word:
        return Word.SATISFIED if case.rework else self._throw(case, "word").choice(WORDS)

    def _forward(self, cases: list[str], now: datetime, step: str) -> None:
        """On to the next step; what was sent back is done again."""
        for case in self._load(cases):
            if case.stage is Stage.HANDLE:
                self._until_done(case, now)
            else:
                self._expect(now + HOUR, step, case.id)

    def _close(self, cases: list[str], now: datetime) -> None:
        self._do("checker", cases, lambda case: orders.Close(case=case.id, seen=case.version))
        again = [case.id for case in self._load(cases) if case.rounds == 1 and self._is(case, 0.03, "reopen")]
        self._expect(now + 5 * DAY, "reopen", *again)

    def _reopen(self, cases: list[str], now: datetime) -> None:
        for case in self._load(cases):
            self.node.desk.do(citizen(case.id), orders.Reopen(case=case.id, seen=case.version))
        self._expect(now + HOUR, "sign", *cases)

    # Hands

    def _do(self, hand: str, cases: list[str], order: Order) -> None:
        """One step with each; a hand without a name is that of the lead's own desk."""
        by: dict[str, list[orders.Order]] = defaultdict(list)
        for case in self._load(cases):
            by[hand or f"unit {case.lead}"].append(order(case))
        for who, own in by.items():
            for came in self.node.desk.do_each(self._hand(who), own):
                if isinstance(came, CityloopError):
                    self.refused[f"{came.code} {came.what}"] += 1

    def _load(self, cases: Iterable[str]) -> list[Case]:
        with self.node.journal.store.read() as transaction:
            return list(load(transaction, list(cases)).values())

    def _hand(self, name: str) -> Principal:
        """One who may do all that there is to do, under a name of his own, so that hands stay apart."""
        root, unit = self.node.index.city.id, name.removeprefix("unit ") if name.startswith("unit ") else None
        seat: dict[str, Any] = {"jurisdiction": root, "path": self.node.index.path(root), "unit": unit}
        claim = Claim(post="replay", duties=frozenset(Duty), named=True, **seat)
        return Principal(id=f"machine:{name.replace(' ', '-')}", kind=Kind.MACHINE, claims=(claim,))

    def _is(self, case: Case, share: float, what: str = "") -> bool:
        return self._throw(case, f"{share} {what}").random() < share

    def _throw(self, case: Case, what: str = "") -> Random:
        return Random(f"{case.id} {case.rounds} {what}")


def _step(coming: Coming) -> str:
    return coming[2]
