"""A city of one street for tests: its people act by name, its clock is set by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cityloop
from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import archive, load
from cityloop.adapters.chance import seeded_chance
from cityloop.app.opening import open_node
from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.city import City
from cityloop.city.facts.fact import CaseFact
from cityloop.city.facts.intake import Finding
from cityloop.city.facts.judging import Word
from cityloop.city.principal import NOBODY, Kind, Principal, citizen
from cityloop.command import configuration, orders
from cityloop.command.case import Case
from cityloop.command.case_table import load as load_cases
from cityloop.command.receipt import Receipt

STREET = Path(cityloop.__file__).parent / "data" / "examples" / "street"
LAMP = "grid.component.utility.street-lamp"
NOISE = "request.environment.noise"
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""10:00 in the city, a workday."""
CLI = Principal(id="machine:cli", kind=Kind.MACHINE)


class Street:
    """The city, and short names for what its people do."""

    def __init__(
        self, folder: Path, seed: int = 1, city: City | None = None, now: datetime = MONDAY, **more: Any
    ) -> None:
        self.now = now
        self.node = open_node(folder, lambda: self.now, seeded_chance(seed), durable=False, **more)
        self.city = city or load(STREET, crs.find)
        configuration.apply(self.node.journal, self.city, archive(STREET), CLI)
        self.node.reload()

    def apply(self, city: City) -> None:
        """Other files of the same city come into force, and the loop notices."""
        configuration.apply(self.node.journal, city, archive(STREET), configuration.machine(city.id))
        self.node.step()

    def person(self, name: str) -> Principal:
        """One who works here, with the posts held now."""
        return Principal(id=f"person:{name}", kind=Kind.PERSON, claims=self.node.index.claims(name, self.now))

    def later(self, **span: float) -> None:
        """Let time pass, and the loop notice."""
        self.now += timedelta(**span)
        self.node.step()

    def report(self, **said: Any) -> Receipt:
        """A lamp that is out, on Liu'an Road, unless something else is said."""
        told: dict[str, Any] = {"life": Life.GRID, "category": LAMP, "words": "路灯不亮", "place": "road-liuan"}
        receipt = self.node.desk.report(said.pop("by", NOBODY), orders.Report(**(told | said)))
        self.node.step()
        return receipt

    def request(self, **said: Any) -> Receipt:
        """A complaint about noise at night."""
        told = {"life": Life.REQUEST, "kind": RequestKind.COMPLAIN, "category": NOISE, "words": "半夜施工"}
        return self.report(**(told | said))

    def do(self, who: str | Principal, order: type[orders.Order], case: str, **said: Any) -> Receipt:
        """An order of a person (by name), or of whoever is handed in, who has seen the case as it stands."""
        by = self.person(who) if isinstance(who, str) else who
        seen = said.pop("seen", None)
        version = self.node.journal.version(case) if seen is None else seen
        receipt = self.node.desk.do(by, order(case=case, seen=version, **said))
        self.node.step()
        return receipt

    def by_link(self, order: type[orders.Order], case: str, **said: Any) -> Receipt:
        """An order of the citizen who came with the case's link."""
        return self.do(citizen(case), order, case, **said)

    def case(self, case_id: str) -> Case:
        """The case as it stands."""
        with self.node.journal.store.read() as transaction:
            return load_cases(transaction, (case_id,))[case_id]

    def facts(self, case_id: str) -> list[str]:
        """The names of the facts about a case, oldest first."""
        entries = self.node.journal.about(case_id)
        return [type(entry.fact).__name__ for entry in entries if isinstance(entry.fact, CaseFact)]

    def established(self, category: str = LAMP, **said: Any) -> str:
        """A grid case of this category, sent to whom the city's data names."""
        case = self.report(category=category, **said).case
        self.do("jin", orders.Verify, case, finding=Finding.EXISTS)
        self.do("jin", orders.Establish, case)
        return case

    def dispatched(self) -> str:
        """A grid case that lies with the lamp company."""
        return self.established()

    def handled(self) -> str:
        """A grid case that waits to be checked."""
        case = self.dispatched()
        self.do("pan", orders.Handle, case, note="换了灯泡")
        self.do("pan", orders.ReportBack, case, note="已修复")
        return case

    def closed(self) -> str:
        """A grid case that came to its end."""
        case = self.handled()
        self.do("mei", orders.Check, case, passed=True)
        self.do("mei", orders.Close, case)
        return case

    def answered(self, note: str = "已要求停工", **said: Any) -> str:
        """A request that waits for its answer to be reviewed."""
        case = self.request(**said).case
        self.do("jin", orders.Accept, case)
        for order in (orders.Sign, orders.Contact, orders.Handle):
            self.do("ning", order, case)
        self.do("ning", orders.Answer, case, note=note)
        return case

    def overridden(self) -> str:
        """A grid case that its unit gave back, and that a commander lets the street lead for two days."""
        case = self.report(category="grid.component.utility.sewage-cover").case
        self.do("jin", orders.Verify, case, finding=Finding.EXISTS)
        self.do("jin", orders.Establish, case)
        self.do("ning", orders.Return, case, ground="return.not-ours")
        until = self.now + timedelta(days=2)
        self.do("kong", orders.Override, case, to="qx-willow-office", ground="override.agreed", until=until)
        return case

    def concluded(self, word: Word = Word.SATISFIED) -> str:
        """A request that came to its end."""
        case = self.answered()
        self.do("mei", orders.Review, case, passed=True)
        self.do("jin", orders.Revisit, case, word=word)
        self.do("mei", orders.Close, case)
        return case
