"""All that a deed may know: the case, the city, the moment, the author, and how to seal words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from cityloop.city.errors import CityloopError
from cityloop.city.facts.fact import CaseFact, Sealed
from cityloop.city.index import Index
from cityloop.city.principal import Claim, Duty, Principal
from cityloop.command.case import Case
from cityloop.command.lifecycle import allow
from cityloop.command.stages import ENDED, Stage
from cityloop.command.timing import NEVER, Timing

F = TypeVar("F", bound=CaseFact)


class BadOrder(CityloopError):
    """The order names something that is not there, or lacks something; the text says what and how to mend it."""

    code = "bad-order"


class TooLate(BadOrder):
    """It was possible ``until`` then, and is no longer."""

    code = "too-late"


@dataclass(frozen=True, slots=True)
class Scene:
    """One order's surroundings, read-only but for ``seal``, which collects what must be stored beside."""

    case: Case
    index: Index
    timing: Timing
    now: datetime
    by: Principal
    verb: str
    seal: Callable[[str, bytes], Sealed]
    """(subject, plaintext) -> what stands in the fact."""
    new_id: Callable[[str], str]
    others: Mapping[str, Case] = field(default_factory=dict)
    adopted: bool = False
    """The order retells what another system did: it is set down, not judged by what would be sent where today."""

    def words(self, text: str | None) -> Sealed | None:
        """``text`` sealed under the case's subject, or None."""
        return self.seal(self.case.subject, text.encode()) if text else None

    def tells(self, fact: type[F], **fields: Any) -> F:
        """A fact that leaves the stage as it is."""
        return fact(case=self.case.id, **fields)

    def moves(self, fact: type[F], *, hours_of: str | None = None, negative: bool = False, **fields: Any) -> F:
        """A fact that leads to the next stage of the table, with that stage's clock started now."""
        step = allow(self.case.life, self.case.stage, self.verb)
        stage = step.otherwise if negative and step.otherwise else step.target
        return fact(case=self.case.id, **fields, **self.clock(stage or self.case.stage, hours_of))

    def clock(self, stage: Stage, unit: str | None = None, category: str | None = None) -> dict[str, Any]:
        """The clock of a stage that begins now, by the hours of ``unit`` (default: the lead), as fields of a fact."""
        case = self.case
        if stage in ENDED:
            return NEVER._asdict()
        begun = self.timing.begun(category or case.category or case.life, stage, self.now, case.at, unit or case.lead)
        return begun._asdict()

    def unit_of_author(self) -> str:
        """The unit for which the author acts on this case."""
        units = [claim.unit for claim in self.by.claims if claim.unit]
        own = next((unit for unit in units if unit in self.case.units), None)
        return own or (units[0] if units else self.case.lead or "")

    def claim_of_author(self, duty: Duty) -> Claim:
        """By what the author has ``duty`` on this case: of several posts the one that stands nearest to it."""
        at = self.case.at
        held = [claim for claim in self.by.claims if duty in claim.duties and claim.path and at.startswith(claim.path)]
        fitting = [claim for claim in held if claim.named or not self.case.sensitive] or held
        return max(fitting, key=lambda claim: len(claim.path))

    def seat_of_author(self, duty: Duty) -> str:
        """Path of the node of the post by which the author has ``duty`` here; of several the one nearest to the case.

        What another system's record says was done where the case is run.
        """
        at = self.case.at
        held = (claim.path for claim in self.by.claims if duty in claim.duties and claim.path)
        reaching = [path for path in held if at.startswith(path)]
        return at if self.adopted else max(reaching, key=len, default=at)

    def other(self, case_id: str) -> Case:
        """Another case that the order names."""
        found = self.others.get(case_id)
        if found is None:
            raise BadOrder(f"There is no case '{case_id}' that you may act on. Check the number.", case=case_id)
        return found

    def ground(self, ground_id: str, step: str) -> str:
        """A ground of the catalogue for ``step``."""
        known = [ground.id for ground in self.index.law.list_grounds(step)]
        if ground_id not in known:
            choices = ", ".join(known) or "none in this city's catalogue"
            raise BadOrder(f"'{ground_id}' is no ground for '{step}'. Choose one of: {choices}.", ground=ground_id)
        return ground_id
