"""Facts of keeping: holds, by which nobody's words may be destroyed though their time is over."""

from typing import Annotated

from cityloop.city.facts.fact import CaseId, Fact, Moment
from cityloop.city.label import INTERNAL, PERSONAL


class HoldPlaced(Fact, frozen=True, kw_only=True, tag="keeping.hold-placed"):
    """冻结: until it ends or is lifted, nobody forgets this person: a court or an audit needs the words."""

    subject: Annotated[str, PERSONAL]
    case: CaseId | None = None
    """The case on whose account it is, where it is one."""
    ground: Annotated[str, INTERNAL]
    until: Moment


class HoldLifted(Fact, frozen=True, kw_only=True, tag="keeping.hold-lifted"):
    """解除冻结: a hold was lifted before its end."""

    subject: Annotated[str, PERSONAL]
    hold: Annotated[int, INTERNAL]
    """The entry that placed it."""
    ground: Annotated[str, INTERNAL]
