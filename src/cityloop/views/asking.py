"""How a view asks the guard: in every office that the person holds, taking the answer that shows most."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from cityloop.city.facts.access import Form
from cityloop.city.label import Label
from cityloop.city.principal import Kind, Principal
from cityloop.command.given import InForce
from cityloop.command.permission import forbidden
from cityloop.guard.access import access
from cityloop.guard.answer import Answer, Denied, Granted, Reason
from cityloop.guard.matter import Matter
from cityloop.guard.table import RIGHTS
from cityloop.guard.terms import Dataset, Office, Purpose
from cityloop.journal.journal import Journal

Note = Callable[[Granted, int, Form], None]
"""Keeps one look on the access journal, before what was asked for goes out."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What every view is made from."""

    journal: Journal
    access: Journal
    """Of who looked."""
    in_force: Callable[[], InForce]
    clock: Callable[[], datetime]
    note: Note
    together: Callable[[], AbstractContextManager[None]] = nullcontext
    """Within it the looks of one page are noted with one write; what the page shows goes out only after it."""

    def grant(
        self,
        by: Principal,
        action: str,
        dataset: Dataset,
        fields: Mapping[str, Label],
        case: Matter | None = None,
        area: str = "",
    ) -> Granted:
        """The widest grant, or ``Forbidden``. It is not yet noted: the view does so when it knows the rows."""
        answer = self.ask(by, action, dataset, fields, case, area)
        if isinstance(answer, Denied):
            raise forbidden(answer, action, answer.case)
        return answer

    def ask(
        self,
        by: Principal,
        action: str,
        dataset: Dataset,
        fields: Mapping[str, Label],
        case: Matter | None = None,
        area: str = "",
    ) -> Answer:
        """The answer that shows most, over all offices and purposes in which the person may ask."""
        found = [
            access(by, office, purpose, case, action, dataset, fields, area)
            for office in _offices(by)
            for purpose in _purposes(office, action, dataset)
        ]
        granted = [answer for answer in found if isinstance(answer, Granted)]
        if granted:
            return max(granted, key=_width)
        none = Denied(reason=Reason.NO_RIGHT, duty=by.kind, action=action, dataset=dataset)
        return next((answer for answer in found if isinstance(answer, Denied)), none)


def _offices(by: Principal) -> Iterator[Office]:
    held = {duty for claim in by.claims for duty in claim.duties}
    yield from sorted(held)
    if by.kind is Kind.CITIZEN:
        yield Kind.CITIZEN
    yield Kind.NOBODY


def _purposes(office: Office, action: str, dataset: Dataset) -> tuple[Purpose, ...]:
    """The purposes for which this office may ask it at all; one look states one of them."""
    right = RIGHTS.get((office, action, dataset))
    return tuple(sorted(right.purposes))[:1] if right else ()


def _width(answer: Granted) -> tuple[int, int, int]:
    """How much an answer shows: fields in clear, masked, and how wide its rows are (a shorter path is wider)."""
    paths = [len(reach.path) for reach in answer.rows.reaches if reach.path is not None]
    return len(answer.fields), len(answer.masked), -min(paths, default=999)
