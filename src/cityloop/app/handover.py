"""Tells an outside system how a case stands here, as a channel of the outbox: at least once, in order for each case."""

from collections.abc import Callable

from cityloop.app.exchange import principal_of
from cityloop.city.errors import CityloopError
from cityloop.city.facts.mirrors import Way
from cityloop.city.index import Index
from cityloop.city.principal import Principal
from cityloop.city.system import System
from cityloop.command import orders
from cityloop.command.desk import Desk
from cityloop.command.exchange import Door, DoorShut, OtherNumber, Taken, Told
from cityloop.command.notices import Delivered, Failed, Letter, Outcome, Refused
from cityloop.loop.act.handing_over import PHOTO
from cityloop.views.all import Views


class Handover:
    """``command.notices.Channel`` to one outside system. What is told is how the case stands when its turn comes."""

    def __init__(self, system: System, door: Door, index: Callable[[], Index], views: Views, desk: Desk) -> None:
        self._system = system
        self._door = door
        self._index = index
        self._views = views
        self._desk = desk

    def deliver(self, letter: Letter, /) -> Outcome:
        """Tell of the case, and set down its number there."""
        by = principal_of(self._system, self._index())
        try:
            told = self._views.outgoing(by, letter.case, self._system.id)
            taken = self._hand_over(told, letter)
            return self._numbered(by, told, taken)
        except DoorShut as shut:
            return Failed(why=shut.code, down=bool(shut.values.get("down")))
        except CityloopError as wrong:
            return Refused(why=wrong.code)

    def close(self) -> None:
        """Let go of the door."""
        self._door.close()

    def _hand_over(self, told: Told, letter: Letter) -> Taken:
        """How it stands, and the photos that the letter is about; all of them, where it is new there."""
        taken = self._door.tell(told, letter.key)
        photos = told.photos if told.number is None else [letter.cause] if letter.event == PHOTO else []
        for photo in photos:
            self._show(told, photo, letter)
        return taken

    def _show(self, told: Told, photo: int, letter: Letter) -> None:
        by = principal_of(self._system, self._index())
        image = self._views.photo(by, told.case, photo)
        if image is not None:
            self._door.show(told, photo, image, f"{letter.key}-{photo}")

    def _numbered(self, by: Principal, told: Told, taken: Taken) -> Outcome:
        """The receipt; its number is set down, where it was not known."""
        if told.number is not None:
            return Delivered(receipt=taken.receipt) if taken.number == told.number else Refused(why=OtherNumber.code)
        key, system = f"number/{taken.number}", self._system.id
        order = orders.Mirror(
            case=told.case, seen=told.version, system=system, number=taken.number, way=Way.OUT, key=key
        )
        self._desk.do(by, order)
        return Delivered(receipt=taken.receipt)
