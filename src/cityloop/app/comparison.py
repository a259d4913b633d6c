"""A walk over all that an outside system holds, page by page, that goes on where it broke off."""

from collections.abc import Iterable

from cityloop.command.exchange import Page


class Comparison:
    """How far the walk has come, and which of the numbers that we hold it has not met."""

    def __init__(self, held: Iterable[str]) -> None:
        self.missing = set(held)
        self.position = 0
        self.goes_on = True

    def note(self, page: Page) -> None:
        """One page was heard to its end."""
        self.missing -= {heard.number for heard in page.heard} | {each.number for each in page.unread}
        self.position, self.goes_on = page.cursor, page.more
