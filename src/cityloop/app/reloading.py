"""The configuration in force: the one that was applied last, as it is now."""

from cityloop.adapters.holidays import calendar_of
from cityloop.city.index import Index
from cityloop.command import configuration
from cityloop.command.given import InForce
from cityloop.command.timing import Timing
from cityloop.journal.journal import Journal


class Reloading:
    """Holds the city in force, and takes another into force where one was applied."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._applied: int | None = None
        self.given: InForce | None = None
        """The city and its clocks; None as long as none was looked for or applied."""

    def in_force(self) -> InForce:
        """The city and its clocks. Raises ``NotConfigured`` where none was applied yet."""
        if self.given is None:
            self.reload()
        if self.given is None:
            raise configuration.NotConfigured("No city is in force. Run: cityloop apply DIR")
        return self.given

    def reload(self) -> bool:
        """Take the last applied configuration into force, if it is another one; whether it was."""
        applied = configuration.find_applied(self._journal)
        if applied is None or applied.seq == self._applied:
            return False
        city = configuration.city_of(self._journal, applied)
        index = Index(city)
        _ = index.gazetteer, index.law, index.suggester
        self.given, self._applied = InForce(index, Timing(index, calendar_of(city))), applied.seq
        return True
