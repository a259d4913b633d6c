"""Facts that bind cases, take a step back, or raise a voice: merge, link, reopen, undo; urge, supervise, thank."""

from enum import StrEnum
from typing import Annotated

from cityloop.city.facts.fact import CaseFact, CaseId, Code, Flag, Moved, Noted
from cityloop.city.label import OPEN


class Relation(StrEnum):
    """How one case has to do with another."""

    RELATED = "related"
    SPLIT_FROM = "split-from"
    DUPLICATE = "duplicate"


class Publication(StrEnum):
    """What of a case can be made public. Photos cannot: nothing here covers the faces and plates in them."""

    ANSWER = "answer"
    """The last answer that was let out, with names and numbers in it masked."""


class Merged(Noted, frozen=True, kw_only=True, tag="case.merged"):
    """并案: this case goes on in ``into``."""

    into: CaseId


class Absorbed(CaseFact, frozen=True, kw_only=True, tag="case.absorbed"):
    """The other side of a merge: ``other`` goes on in this one, as does what had gone on in it before."""

    other: CaseId
    withheld: Flag = False
    """举报: ``other``'s reporter is withheld from the handling unit, so from now on this one's is too."""


class Parted(CaseFact, frozen=True, kw_only=True, tag="case.parted"):
    """The merge of ``other`` into this one was undone."""

    other: CaseId


class Split(CaseFact, frozen=True, kw_only=True, tag="case.split"):
    """拆分: a part of this case became a case of its own, ``other``."""

    other: CaseId


class Linked(Noted, frozen=True, kw_only=True, tag="case.linked"):
    """This case has to do with ``other``."""

    other: CaseId
    how: Annotated[Relation, OPEN]


class Reopened(Moved, frozen=True, kw_only=True, tag="case.reopened"):
    """重办: not solved after all; a new round with new clocks."""

    by: Code
    """``citizen`` or ``officer``."""


class Undone(Moved, frozen=True, kw_only=True, tag="case.undone"):
    """The author took back his own last step, or the loop's, before anybody acted on it; the old clock runs on."""

    step: Code


class Urged(Noted, frozen=True, kw_only=True, tag="case.urged"):
    """催办: whoever has it was asked to hurry."""


class Supervised(Noted, frozen=True, kw_only=True, tag="case.supervised"):
    """督办: a leader watches this case until it ends."""

    level: Annotated[str, OPEN]
    """``city``, ``district`` or ``street``."""


class Thanked(Noted, frozen=True, kw_only=True, tag="case.thanked"):
    """The citizen said thanks through the link."""


class Published(CaseFact, frozen=True, kw_only=True, tag="case.published"):
    """Somebody whose post it is made more of the case public than category, coarse place and status."""

    what: Annotated[Publication, OPEN]
    """It is made public as it stands then: what comes later has to be published anew."""
