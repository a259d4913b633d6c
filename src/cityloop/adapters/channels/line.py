"""The live line of the pages as a channel: the record itself carries it to whoever is signed in, or comes later."""

from cityloop.command.notices import Delivered, Letter, Outcome


class LiveLine:
    """Takes every letter: once its delivery stands on the record, each page reads it from where that page stood.

    There is no other side that could refuse or fail: a page whose line was lost goes on at its last position.
    """

    def deliver(self, letter: Letter, /) -> Outcome:
        """On the line from now on."""
        return Delivered()

    def close(self) -> None:
        """Nothing is kept open."""
