"""A channel that lacks what it needs to work, so that its letters wait, and everybody sees why."""

from cityloop.command.notices import Failed, Letter, Outcome


class Missing:
    """Stands in for a channel that cannot be opened; nothing is lost by it until the time of a letter is over."""

    def __init__(self, why: str) -> None:
        self._why = why

    def deliver(self, letter: Letter, /) -> Outcome:
        """Not until it is mended."""
        return Failed(why=self._why, down=True)

    def close(self) -> None:
        """Nothing is open."""
