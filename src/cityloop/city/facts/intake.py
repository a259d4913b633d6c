"""Facts of 信息收集, 受理 and 案卷建立: how a matter becomes a case."""

from enum import StrEnum
from typing import Annotated

from cityloop.city.catalogue import Life, RequestKind, Service
from cityloop.city.facts.fact import CaseId, Code, Fact, Flag, Moment, Moved, Noted, Words
from cityloop.city.label import INTERNAL, OPEN, PERSONAL
from cityloop.city.words import Language


class Channel(StrEnum):
    """The way by which a report came in."""

    WEB = "web"
    PHONE = "phone"
    FIELD = "field"
    IMPORT = "import"
    MACHINE = "machine"


class Finding(StrEnum):
    """What 核实 found on the spot."""

    EXISTS = "exists"
    ABSENT = "absent"
    CANNOT_TELL = "cannot-tell"


class Reported(Moved, frozen=True, kw_only=True, tag="case.reported"):
    """信息收集: somebody told of a matter. GB/T 30428.1, stage 1; for a request, the call or message itself."""

    life: Annotated[Life, OPEN]
    kind: Annotated[RequestKind, OPEN] | None = None
    category: Code | None = None
    where: Annotated[str, OPEN]
    """Path of the lowest jurisdiction that the place lies in (``linjiang/d1/s01/g001/``); the root if unknown."""
    at: Code
    """Path of the node that runs the case."""
    place: Code | None = None
    """Entry of the gazetteer."""
    channel: Annotated[Channel, OPEN]
    language: Code = Language.ZH
    """BCP 47 tag of the language in which it is to be answered."""
    subject: Annotated[str, PERSONAL]
    """Whose key seals the words of this case."""
    words: Words | None = None
    contact: Words | None = None
    spot: Words | None = None
    """The exact place in words."""
    point: Words | None = None
    """The exact place as the reporter's device said it: longitude and latitude."""
    follow: Annotated[str, INTERNAL] | None = None
    """SHA-256 of the follow-up link's secret."""
    withheld: Flag = False
    """举报: the reporter is withheld from the handling unit."""
    sensitive: Flag = False
    occurred: Moment | None = None
    """When it was first told to another system that it came from."""
    source: Annotated[str, INTERNAL] | None = None
    """Its number in that other system."""
    areas: tuple[Code, ...] = ()
    """Areas apart from the tree of jurisdiction that the place lies in, as its point or another system says. They are
    as coarse as the city draws them; the point itself stays sealed."""
    adopted: Flag = False
    """Taken over as another system recorded it, with what befell it there: whom it concerned was told there. In entries
    from before this was said, the channel ``import`` says it."""


class Keyed(Fact, frozen=True, kw_only=True, tag="report.keyed"):
    """A report or an order came with an idempotency key: the same key from the same author again is the same one.

    The entry is about the key's digest and is the only one about it, so that two at once cannot both be taken in.
    """

    case: CaseId


class Located(Noted, frozen=True, kw_only=True, tag="case.located"):
    """A person said where it is, after it came without a place or with an ambiguous one."""

    where: Code
    at: Code
    place: Code | None = None
    areas: tuple[Code, ...] = ()


class Classified(Moved, frozen=True, kw_only=True, tag="case.classified"):
    """The category was set or corrected."""

    category: Code
    sensitive: Flag = False
    arbiter: Code | None = None
    """The post that is to name the lead, where one is awaited: what turns sensitive goes to one that is named."""
    recalled: Flag = False
    """Nobody at its lead may see what it now is: it is to be dispatched anew."""
    note: Words | None = None


class Verified(Noted, frozen=True, kw_only=True, tag="case.verified"):
    """核实: looked at before anything is established: it exists, it does not, or one cannot tell. GB/T 30428.1."""

    finding: Annotated[Finding, OPEN]


class Established(Moved, frozen=True, kw_only=True, tag="case.established"):
    """案卷建立: the matter is a case from now on. GB/T 30428.1, stage 2."""

    category: Code
    sensitive: Flag = False


class Accepted(Moved, frozen=True, kw_only=True, tag="case.accepted"):
    """受理: the request is taken on. 12345 practice; GB/T 33358."""

    category: Code
    kind: Annotated[RequestKind, OPEN]
    sensitive: Flag = False
    withheld: Flag = False
    """举报, as it was told or as whoever took it in understood it: the reporter is withheld from now on."""


class Refused(Noted, frozen=True, kw_only=True, tag="case.refused"):
    """不予立案 or 不予受理, on a ground from the catalogue."""

    ground: Code
    directed: Annotated[bool, OPEN] = False
    """The ground says where to go instead, and so did whoever refused: courts, petition, discipline. False in entries
    from before this was noted."""


class AnsweredDirectly(Noted, frozen=True, kw_only=True, tag="case.answered-directly"):
    """直接答复: answered at once by who took it in; the request ends with it."""

    language: Code | None = None
    """BCP 47 tag of the language that it is written in; None in entries from before this was asked."""
    approved: Code | None = None
    """The approved answer that was given, where it was one."""


class HandedOver(Noted, frozen=True, kw_only=True, tag="case.handed-over"):
    """移交: an emergency was handed over to the service that comes out at once (119, 120, 110)."""

    to: Annotated[Service, OPEN]
    stays: Flag = False
    """It stays open, since something is left for the city to do."""


class Recorded(Noted, frozen=True, kw_only=True, tag="case.recorded"):
    """What another system's record says of the outcome; recorded there, not computed here."""

    outcome: Code
    unit: Code | None = None
    ended: Moment | None = None
    """When it was over, as that system says."""
