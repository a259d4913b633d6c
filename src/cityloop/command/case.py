"""A case as it stands: the fold of its entries."""

from datetime import datetime

import msgspec

from cityloop.city.catalogue import Life, RequestKind, Service
from cityloop.city.errors import CityloopError
from cityloop.city.facts.dispatching import Assisting, Why
from cityloop.city.facts.fact import Sealed, Term
from cityloop.city.facts.intake import Channel, Finding
from cityloop.city.facts.judging import Word
from cityloop.city.facts.mirrors import State, Way
from cityloop.city.facts.translating import TextKind
from cityloop.command.stages import ENDED, TAKEN, Stage
from cityloop.command.ticks import AnyTick, Paused, Stop

CLAIMS = ("claimed_time", "claimed_place", "claimed_device")
"""What a device claims of a photo; each is guarded by itself."""


class NoSuchCase(CityloopError):
    """There is no such case, or it is not for the asker to know."""

    code = "no-such-case"


class Photo(msgspec.Struct, frozen=True, kw_only=True):
    """One photo of a case; ``seq`` is the entry that added it."""

    seq: int
    photo: Sealed
    view: str
    claimed_time: Sealed | None
    claimed_place: Sealed | None
    claimed_device: Sealed | None
    author: str


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a case waits for, since when, until when, and with whom: all that taking a step back restores."""

    stage: Stage
    since: datetime
    term: Term | None
    ticks: tuple[AnyTick, ...]
    stops: tuple[Stop, ...]
    due: datetime | None
    soon: datetime | None
    told_soon: bool
    late: bool
    unowned: bool
    lead: str | None
    why: Why | None
    assisting: tuple[Assisting, ...]
    paused: datetime | None
    held_until: datetime | None
    hold_ground: str | None
    asked_until: datetime | None
    asked_by: str | None


class Last(msgspec.Struct, frozen=True, kw_only=True):
    """The last step that was taken by more than the clock: whose it was, which, and how the case stood before."""

    seq: int
    author: str
    verb: str
    time: datetime
    before: Standing


class Translation(msgspec.Struct, frozen=True, kw_only=True):
    """A text of the case in another language than it was written in: awaited, or there."""

    text: str
    """The commitment of the words that are translated."""
    what: TextKind
    written: str
    read_in: str
    asked: datetime
    due: datetime | None
    words: Sealed | None = None
    """None: a translator has it next."""


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """综合评价 of one unit, and what became of it when contested."""

    unit: str
    value: str
    round: int
    contested: bool = False
    fallen: bool = False


class Mirror(msgspec.Struct, frozen=True, kw_only=True):
    """The same matter in an outside system: its number there, and what was heard of it last."""

    system: str
    number: str
    way: Way
    revision: int = -1
    """The system's own; -1: nothing was heard yet."""
    state: State | None = None
    why: str = ""
    """Code of the error for which what was heard could not be done here."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """All that the record says of one case, but for words: those stand sealed beside."""

    id: str
    version: int
    life: Life
    kind: RequestKind | None
    category: str | None
    stage: Stage
    where: str
    """Path of the ground that it is about."""
    at: str
    """Path of the node that runs it."""
    place: str | None
    channel: Channel
    language: str
    """BCP 47 tag of the language in which it is answered."""
    subject: str
    words: Sealed | None
    contact: Sealed | None
    spot: Sealed | None
    point: Sealed | None
    follow: str | None
    withheld: bool
    sensitive: bool
    source: str | None
    occurred: datetime | None
    reported: datetime
    since: datetime
    """When this stage began."""
    term: Term | None
    """With what this stage's clock was started; None where no limit is set."""
    due: datetime | None
    """When it is late, as its clock says; None where that cannot be told, and while paused, unless late before."""
    soon: datetime | None

    adopted: bool = False
    """Taken over as another system recorded it: of what befalls it nobody is told from here."""
    areas: tuple[str, ...] = ()
    """Areas apart from the tree that the place lies in."""
    ticks: tuple[AnyTick, ...] = ()
    """What befell this stage's clock."""
    stops: tuple[Stop, ...] = ()
    """When it stood still and went on since it was dispatched, whatever the stage: so do those who assist."""
    finding: Finding | None = None
    lead: str | None = None
    assisting: tuple[Assisting, ...] = ()
    why: Why | None = None
    dispatcher: str | None = None
    """Who set the lead and its due time."""
    set_at: str | None = None
    """Path of the node whose post did."""
    dispatched: datetime | None = None
    unowned: bool = False
    override: str | None = None
    """The unit that a leader allowed as lead against the lists, until ``override_until``."""
    override_until: datetime | None = None
    overridden_by: str | None = None
    """The post that allowed it, or the last of them: it counts against that post, whatever became of it."""
    signed: bool = False
    team: str | None = None
    person: str | None = None
    handlers: frozenset[str] = frozenset()
    """Whoever had a hand in it: signed, contacted, sent or was sent, did the work, assisted, answered."""
    handled_by: frozenset[str] = frozenset()
    """Units that handled it."""
    returns: int = 0
    arbiter: str | None = None
    """The post that is to name the lead, while it waits for that."""
    bound: bool = False
    """An arbiter named the lead."""
    paused: datetime | None = None
    held_until: datetime | None = None
    hold_ground: str | None = None
    asked_until: datetime | None = None
    asked_by: str | None = None
    extensions: int = 0
    told_soon: bool = False
    late: bool = False
    ever_late: bool = False
    escalated: str | None = None
    urged: int = 0
    supervised: str | None = None
    rounds: int = 1
    rework: int = 0
    closed: datetime | None = None
    closings: int = 0
    handed_to: Service | None = None
    """Who was called out to it at once."""
    refusal: str | None = None
    """The ground on which it was not taken on."""
    outcome: str | None = None
    """As another system recorded it."""
    recorded_unit: str | None = None
    recorded_end: datetime | None = None
    word: Word | None = None
    thanked: bool = False
    assessment: Assessment | None = None
    into: str | None = None
    absorbed: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    photos: tuple[Photo, ...] = ()
    said: tuple[Sealed, ...] = ()
    """What the reporter wrote, in the reporter's own language: the report, then what was added."""
    translations: tuple[Translation, ...] = ()
    mirrors: tuple[Mirror, ...] = ()
    answer: Sealed | None = None
    """The unit's last answer, let out or not."""
    answered_in: str | None = None
    """The language that it is written in, where that was said."""
    released: Sealed | None = None
    """The last answer that was let out."""
    released_in: str | None = None
    public_answer: Sealed | None = None
    """The answer that anybody may read, as it stood when it was published."""
    last: Last | None = None
    turn: int = 0
    """The entry that the next step answers: the last that changed what may be done."""

    @property
    def standing(self) -> Standing:
        """How it stands now."""
        return Standing(**{name: getattr(self, name) for name in Standing.__struct_fields__})

    @property
    def is_open(self) -> bool:
        """Whether something is still awaited."""
        return self.stage not in ENDED

    @property
    def with_lead(self) -> bool:
        """Whether it lies with its lead unit."""
        return self.stage in TAKEN

    @property
    def is_still(self) -> bool:
        """Whether its clock stands still."""
        return self.paused is not None or self.held_until is not None

    def find_translation(self, text: Sealed | None, read_in: str) -> Translation | None:
        """What ``text`` says in the language ``read_in``, or that this is awaited; None where neither."""
        wanted = (text.commitment, read_in) if text else None
        return next((each for each in self.translations if (each.text, each.read_in) == wanted), None)

    def find_text(self, commitment: str) -> Sealed | None:
        """The words that a translation is of, while the case still has them."""
        texts = (*self.said, self.answer, self.released)
        return next((text for text in texts if text and text.commitment == commitment), None)

    def find_mirror(self, system: str) -> Mirror | None:
        """What it is in an outside system, if it is there."""
        return next((mirror for mirror in self.mirrors if mirror.system == system), None)

    def moment(self, now: datetime) -> datetime:
        """``now``, but never before what befell its clock last: a machine's clock may have been put back meanwhile."""
        last = self.ticks[-1].at if self.ticks else self.term.at if self.term else now
        return max(now, last)

    def stops_since(self, start: datetime) -> tuple[Stop, ...]:
        """How it stood still from ``start`` on; from the very start, where it did then."""
        before = tuple(stop for stop in self.stops if stop.at < start)
        still = (Paused(at=start),) if before and isinstance(before[-1], Paused) else ()
        return (*still, *self.stops[len(before) :])

    @property
    def units(self) -> frozenset[str]:
        """The lead and the assisting units."""
        return frozenset(filter(None, (self.lead, *(help.unit for help in self.assisting))))
