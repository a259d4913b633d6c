"""Reports that are being written: kept in memory, never on disk, a few hours at most, and no more than fit."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from cityloop.city.area import Point
from cityloop.edge.limits import DRAFT_BYTES, DRAFT_S, DRAFTS
from cityloop.edge.photo import Encoded


@dataclass(slots=True)
class Sent:
    """What the last page says of a report that was sent: told to this browser alone."""

    case: str
    secret: str
    """Of its link; empty where the report had arrived before, since a link is told once."""
    photo_failed: bool = False


@dataclass(slots=True)
class Draft:
    """One report as far as it is written."""

    touched: float
    key: str = ""
    """Its own secret: however often it is sent, in however many windows, it is one report."""
    words: str = ""
    heeded: str = ""
    """The words of which the page said whom to call first, or where else to go."""
    kind: str = "fix"
    """``fix`` for a matter on the street, else a kind of request."""
    category: str = ""
    """What was chosen of the categories that were offered; empty: nothing was."""
    spot: str = ""
    """The place in the person's own words."""
    place: str | None = None
    """Entry of the gazetteer."""
    point: Point | None = None
    contact: str = ""
    language: str = ""
    """BCP 47 tag of the language in which it shall be answered; empty: that of the pages."""
    photo_lost: bool = False
    """There was one, and the program has it no more."""
    photo: Encoded | None = None
    sending: bool = False
    sent: Sent | None = field(default=None)

    @property
    def size(self) -> int:
        """Bytes of its photo."""
        return len(self.photo.image) if self.photo else 0


class Drafts:
    """The drafts of this program, by the cookie's secret. Used from the one thread that answers requests."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._drafts: OrderedDict[str, Draft] = OrderedDict()
        self._bytes = 0

    def find(self, secret: str | None) -> Draft | None:
        """The draft of this browser, while it lasts."""
        self._forget_old()
        draft = self._drafts.get(secret or "")
        if draft is not None:
            draft.touched = self._clock()
            self._drafts.move_to_end(secret or "")
        return draft

    def blank(self) -> Draft:
        """An empty draft that is not kept."""
        return Draft(touched=self._clock())

    def start(self, secret: str, draft: Draft | None = None) -> Draft:
        """A new draft, or one that a form carried here."""
        self._drafts[secret] = draft = draft or self.blank()
        self._make_room()
        return draft

    def drop(self, secret: str) -> None:
        """Forget a draft."""
        draft = self._drafts.pop(secret, None)
        self._bytes -= draft.size if draft else 0

    def keep_photo(self, draft: Draft, photo: Encoded) -> None:
        """Put the photo into the draft; the drafts longest untouched make room."""
        self._bytes += len(photo.image) - draft.size
        draft.photo, draft.photo_lost = photo, False
        self._make_room()

    def _forget_old(self) -> None:
        now = self._clock()
        while self._drafts and now - next(iter(self._drafts.values())).touched > DRAFT_S:
            self._forget_oldest()

    def _make_room(self) -> None:
        while len(self._drafts) > DRAFTS or (self._bytes > DRAFT_BYTES and len(self._drafts) > 1):
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        self._bytes -= self._drafts.popitem(last=False)[1].size
