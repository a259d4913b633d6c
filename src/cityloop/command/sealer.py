"""Seals words for facts, and keeps what must be stored beside them."""

from collections.abc import Callable, Mapping

from cityloop.city.facts.fact import Sealed
from cityloop.command.scene import BadOrder
from cityloop.journal.entry import Sealing
from cityloop.journal.sealing import prepare


class Sealer:
    """Holds the keys of some subjects for as long as one batch of orders takes; one ``fresh`` sealer an order."""

    def __init__(self, keys: Mapping[str, bytes], salt: Callable[[], bytes]) -> None:
        self._keys = keys
        self._salt = salt
        self.sealings: list[Sealing] = []

    def fresh(self) -> "Sealer":
        """One with the same keys and nothing kept yet."""
        return Sealer(self._keys, self._salt)

    def seal(self, subject: str, content: bytes) -> Sealed:
        """What stands in the fact for ``content``. Raises ``BadOrder`` where the subject was forgotten."""
        key = self._keys.get(subject)
        if key is None:
            raise BadOrder("The person of this case was forgotten on request: no words can be added to it.")
        sealed, sealing = prepare(subject, key, content, self._salt())
        self.sealings.append(sealing)
        return sealed
