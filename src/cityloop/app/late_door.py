"""A door to an outside system that is opened when it is needed, and closed when nobody is on its threshold."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from cityloop.city.system import System
from cityloop.command.exchange import Door, DoorShut, Page, Taken, Told

OpenDoor = Callable[[System], Door]


class LateDoor:
    """``command.exchange.Door``: where it cannot be opened, that befalls whoever needs it, and is tried again.

    Called from several threads; ``close`` waits for none of them.
    """

    def __init__(self, system: System, opens: OpenDoor) -> None:
        self._system, self._opens = system, opens
        self._door: Door | None = None
        self._opening, self._counting = Lock(), Lock()
        self._calls, self._left = 0, False

    def pull(self, after: int, /) -> Page:
        """What changed there."""
        with self._opened() as door:
            return door.pull(after)

    def tell(self, told: Told, key: str, /) -> Taken:
        """Tell of a case."""
        with self._opened() as door:
            return door.tell(told, key)

    def show(self, told: Told, photo: int, image: bytes, key: str, /) -> Taken:
        """Show one photo."""
        with self._opened() as door:
            return door.show(told, photo, image, key)

    def close(self) -> None:
        """Let nobody in any more; whoever is last closes it."""
        with self._counting:
            self._left = True
            last = self._calls == 0
        if last:
            self._shut()

    @contextmanager
    def _opened(self) -> Iterator[Door]:
        with self._counting:
            if self._left:
                raise DoorShut(f"The door to '{self._system.id}' is closed.", down=True)
            self._calls += 1
        try:
            yield self._found()
        finally:
            self._leave()

    def _found(self) -> Door:
        with self._opening:
            if self._door is None:
                self._door = self._opens(self._system)
            return self._door

    def _leave(self) -> None:
        with self._counting:
            self._calls -= 1
            last = self._left and self._calls == 0
        if last:
            self._shut()

    def _shut(self) -> None:
        door, self._door = self._door, None
        if door is not None:
            door.close()
