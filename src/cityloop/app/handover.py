"""Tells an outside system how a case stands here, as a channel of the outbox: at least once, in order for each case."""

from collections.abc import Callable
from contextlib import suppress

import structlog

from cityloop.app.exchange import principal_of
from cityloop.city.errors import CityloopError
from cityloop.city.facts.mirrors import Way
from cityloop.city.index import Index
from cityloop.city.principal import Principal
from cityloop.city.system import System
from cityloop.command import orders
from cityloop.command.desk import Desk
from cityloop.command.exchange import Door, DoorRefused, DoorShut, OtherNumber, Taken, Told
from cityloop.command.notice_table import was_delivered
from cityloop.command.notices import Delivered, Failed, Letter, Outcome, Refused
from cityloop.journal.errors import Conflict, StoreError
from cityloop.journal.journal import Journal
from cityloop.journal.meanwhile import TRIES
from cityloop.loop.act.handing_over import PHOTO
from cityloop.views.all import Views

LOG = structlog.get_logger("cityloop.exchange")


class Handover:
    """``command.notices.Channel`` to one outside system. What is told is how the case stands when its turn comes."""

    def __init__(
        self, system: System, door: Door, index: Callable[[], Index], journal: Journal, views: Views, desk: Desk
    ) -> None:
        self._system = system
        self._door = door
        self._index = index
        self._journal = journal
        self._views = views
        self._desk = desk

    def deliver(self, letter: Letter, /) -> Outcome:
        """Tell of the case, set down its number there, show its photos. What may pass is tried again."""
        by = principal_of(self._system, self._index())
        try:
            return self._handed_over(by, letter)
        except DoorShut as shut:
            return Failed(why=shut.code, down=bool(shut.values.get("down")))
        except (Conflict, StoreError) as passing:
            return Failed(why=passing.code)
        except CityloopError as wrong:
            return Refused(why=wrong.code)

    def close(self) -> None:
        """Let go of the door."""
        self._door.close()

    def _handed_over(self, by: Principal, letter: Letter) -> Outcome:
        """The number comes first: whatever befalls a photo, the other side has the case."""
        told = self._views.outgoing(by, letter.case, self._system.id)
        taken = self._door.tell(told, letter.key)
        self._number(by, told, taken)
        refused = [photo for photo in self._photos(told, letter) if not self._show(by, told, photo, letter)]
        if letter.event == PHOTO and letter.cause in refused:
            return Refused(why=DoorRefused.code)
        return Delivered(receipt=taken.receipt)

    # Its number

    def _number(self, by: Principal, told: Told, taken: Taken) -> None:
        """Set it down; where somebody acted on the case meanwhile, look at it as it then stands."""
        for _ in range(TRIES - 1):
            with suppress(Conflict):
                return self._set_down(by, told, taken)
            told = self._views.outgoing(by, told.case, self._system.id)
        return self._set_down(by, told, taken)

    def _set_down(self, by: Principal, told: Told, taken: Taken) -> None:
        if told.number is None:
            key, system = f"number/{taken.number}", self._system.id
            order = orders.Mirror(
                case=told.case, seen=told.version, system=system, number=taken.number, way=Way.OUT, key=key
            )
            self._desk.do(by, order)
        elif taken.number != told.number:
            raise OtherNumber(f"'{told.case}' was '{told.number}' there before.", case=told.case, number=taken.number)

    # Its photos

    def _photos(self, told: Told, letter: Letter) -> tuple[int, ...]:
        """The one that the letter is about; all, as long as no letter on a case that we hand over got through."""
        with self._journal.store.read() as transaction:
            known = told.way is Way.IN or was_delivered(transaction, letter.case, letter.to)
        return told.photos if not known else (letter.cause,) if letter.event == PHOTO else ()

    def _show(self, by: Principal, told: Told, photo: int, letter: Letter) -> bool:
        """Whether the other side did not refuse it; one that it refuses keeps it from nothing else."""
        image = self._views.photo(by, told.case, photo)
        try:
            if image is not None:
                self._door.show(told, photo, image, f"{letter.key}-{photo}")
        except DoorRefused as refused:
            LOG.warning("photo refused", system=self._system.id, case=told.case, photo=photo, **refused.values)
            return False
        return True
