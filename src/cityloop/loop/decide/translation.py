"""What a reporter wrote in a language that those who have the case were not said to read goes to a translator."""

from collections.abc import Iterator

from cityloop.city.facts.bonds import Reopened, Undone
from cityloop.city.facts.dispatching import Arbitrated, Dispatched
from cityloop.city.facts.intake import Reported
from cityloop.city.facts.translating import TranslationDue
from cityloop.city.facts.work import Told
from cityloop.command.case import Case
from cityloop.command.translating import report_awaits
from cityloop.world import Entry, World

NEW_WORDS_OR_READERS = (Reported, Told, Dispatched, Arbitrated, Reopened, Undone)


def to_translate(entry: Entry, case: Case, world: World) -> Iterator[TranslationDue]:
    """One fact for each text that awaits it, where ``entry`` brought words, or others to read them."""
    if isinstance(entry.fact, NEW_WORDS_OR_READERS):
        yield from report_awaits(case, world.timing, entry.time)
