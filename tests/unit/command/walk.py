"""A random walk through a life: everybody tries everything; what is refused must change nothing."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from cityloop.city.catalogue import Life, Service
from cityloop.city.errors import CityloopError
from cityloop.city.facts.bonds import Reopened
from cityloop.city.facts.intake import AnsweredDirectly, Finding, HandedOver
from cityloop.city.facts.judging import Closed, Word
from cityloop.command import orders
from cityloop.command.case import CLAIMS
from cityloop.command.folding import fold
from cityloop.command.lifecycle import BY_NO_PERSON, steps_in
from cityloop.command.orders import Order
from tests.street import LAMP, NOISE, Street

PEOPLE = "an bai chen dai he jin kong liang mei ning ouyang pan qin shen".split()
ORDERS: dict[str, type[Order]] = {orders.verb_of(order): order for order in orders.EVERY}
GROUNDS = {"ask-extension": "extension"}


class Walk:
    """One case of one life, driven by numbers."""

    def __init__(self, folder: Path, life: Life) -> None:
        self.street = Street(folder)
        self.begin(life)

    def begin(self, life: Life) -> None:
        """Two new cases of a life, of which one is walked."""
        self.category = LAMP if life is Life.GRID else NOISE
        made = self.street.report if life is Life.GRID else self.street.request
        self.case, self.other = made().case, made().case

    def step(self, choice: int) -> None:
        """One order that the stage allows, by the first person who may; then some time passes."""
        before = self.street.case(self.case)
        verbs = [
            step.verb
            for step in steps_in(before.life, before.stage)
            if step.by not in BY_NO_PERSON and step.verb in ORDERS
        ]
        if verbs:
            self._try_all(verbs[choice % len(verbs)], choice)
        self.street.later(hours=choice % 30)

    def _try_all(self, verb: str, choice: int) -> None:
        for who in PEOPLE:
            before = self.street.case(self.case)
            try:
                self.street.do(who, ORDERS[verb], self.case, **self._said(verb, choice))
            except CityloopError:
                assert self.street.case(self.case) == before
            else:
                return

    def _said(self, verb: str, choice: int) -> dict[str, Any]:
        """Whatever the order asks for, made to fit this city; a choice may make it negative."""
        law = self.street.node.index.law
        grounds = law.list_grounds(GROUNDS.get(verb, verb))
        units = ["qx-light", "qx-urban", "qx-willow-office"]
        others: dict[str, list[str]] = {"order-down": ["qx-willow"], "hand-over": [*Service]}
        to = others.get(verb, units)
        given = {
            "ground": grounds[0].id if grounds else "",
            "until": self.street.now + timedelta(days=1 + choice % 5),
            "to": to[choice % len(to)],
            "stays": choice % 2 == 0,
            "assisting": ("qx-water",),
            "category": self.category,
            "finding": list(Finding)[choice % 3],
            "passed": choice % 2 == 0,
            "granted": choice % 2 == 0,
            "upheld": choice % 2 == 0,
            "word": list(Word)[choice % 4],
            "assessment": "good",
            "person": "qin",
            "place": "road-liuan",
            "into": self.other,
            "other": self.other,
            "what": "answer",
            "outcome": "intime",
            "words": "另一件",
            "note": "说明",
            "view": "far",
            "text": "",
            "read_in": "en",
            "image": b"image",
            "width": 1,
            "height": 1,
        }
        wanted = set(ORDERS[verb].__struct_fields__) - {"case", "seen", *CLAIMS}
        return {name: value for name, value in given.items() if name in wanted}

    def check(self) -> None:
        """What must hold of every case: the record folds to it, and it was closed once for each round."""
        case, closings, rounds = None, 0, 1
        for entry in self.street.node.journal.about(self.case):
            case = fold(case, entry)
            closings += isinstance(entry.fact, Closed | AnsweredDirectly)
            closings += isinstance(entry.fact, HandedOver) and not entry.fact.stays
            rounds += isinstance(entry.fact, Reopened)
            assert closings <= rounds
        assert case == self.street.case(self.case)
        self.street.node.stop()
