"""Opens what is sealed for one reader: in clear, masked, or not at all, as the guard granted it."""

from cityloop.city.area import Point, point_in
from cityloop.city.facts.access import Form
from cityloop.city.facts.fact import Sealed
from cityloop.city.label import PERSONAL
from cityloop.city.principal import Principal
from cityloop.guard.answer import Granted
from cityloop.guard.mask import masker
from cityloop.guard.matter import Matter
from cityloop.guard.terms import Dataset
from cityloop.views.asking import Reading


class Opener:
    """The words of one case for one reader; each dataset is asked for once, and noted before it is opened."""

    def __init__(self, reading: Reading, by: Principal, matter: Matter) -> None:
        self._reading = reading
        self._by = by
        self._matter = matter
        self._grants: dict[Dataset, Granted | None] = {}

    def text(self, sealed: Sealed | None, dataset: Dataset) -> str | None:
        """The words as they may be shown; None: none there, forgotten, or not for this reader."""
        content = self.content(sealed, dataset)
        granted = self._grants.get(dataset)
        if content is None or granted is None:
            return None
        return granted.show(dataset, content.decode(), masker(dataset))

    def point(self, sealed: Sealed | None) -> Point | None:
        """The exact place as a point, where it may be shown in clear: a coarse one, drawn, would look exact."""
        granted = self._grant(Dataset.PLACE) if sealed else None
        words = self.text(sealed, Dataset.PLACE)
        return point_in(words) if words and granted and not granted.masked else None

    def content(self, sealed: Sealed | None, dataset: Dataset) -> bytes | None:
        """The bytes, where the dataset is granted at all."""
        if sealed is None or self._grant(dataset) is None:
            return None
        return self._reading.journal.payload(sealed)

    def may(self, dataset: Dataset) -> bool:
        """Whether the dataset is granted."""
        return self._grant(dataset) is not None

    def _grant(self, dataset: Dataset) -> Granted | None:
        if dataset not in self._grants:
            answer = self._reading.ask(self._by, "read", dataset, {dataset: PERSONAL}, self._matter)
            self._grants[dataset] = answer if isinstance(answer, Granted) else None
            if isinstance(answer, Granted):
                self._reading.note(answer, 1, Form.PAGE)
        return self._grants[dataset]
