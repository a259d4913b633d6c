"""What every door to an outside system must pass (``command.exchange.Door``), so that a city can write its own.

Hand over a function that makes a ``Yard`` (``for check in DOOR: check(opens)``): the door, and the far side played by
whoever tests it. Each check is given a new one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeAlias

from msgspec.structs import replace

from cityloop.checks.checking import expect, raised, same
from cityloop.city.catalogue import Life
from cityloop.city.facts.mirrors import State, Way
from cityloop.command.exchange import Door, DoorRefused, DoorShut, Heard, Matter, Page, Told

LONGEST = 100
"""Pages that a check asks for at most: a door that never ends is told."""


class FarSide(Protocol):
    """The outside system, as the test plays it."""

    def opens(self, number: str, matter: Matter) -> None:
        """Somebody reports a matter there; it is open, at revision 1."""

    def moves(self, number: str, state: State) -> None:
        """The case stands otherwise now, at the next revision."""

    def garbles(self, number: str) -> None:
        """Among its news is one, under this number, that nobody can read."""

    def breaks(self) -> None:
        """From now on it fails, as when it is down."""

    def mends(self) -> None:
        """It works again."""

    def refuses(self) -> None:
        """From now on it says no to whatever it is told."""

    def told(self, case: str) -> list[tuple[int, State]]:
        """What it took in of a case of ours: version and state, each telling once however often it was sent."""

    def into(self, case: str) -> str | None:
        """In which case of ours it goes on, as far as it knows."""

    def shown(self, case: str) -> list[bytes]:
        """The photos that it took in of a case."""


@dataclass(frozen=True, slots=True)
class Yard:
    """A door, and what lies behind it."""

    door: Door
    far: FarSide


Opens: TypeAlias = Callable[[], Yard]
MATTER = Matter(life=Life.GRID, category="0101", words="路灯不亮", spot="柳岸路 3 号")
TOLD = Told(
    case="482-913-0671",
    version=4,
    way=Way.OUT,
    number=None,
    state=State.OPEN,
    life=Life.GRID,
    category="grid.component.utility.street-lamp",
    title={"zh": "路灯", "en": "Street lamp"},
    reported=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    due=None,
)

OTHER = "482-913-0683"
"""The case in which that one may go on."""


def all_of(door: Door, after: int = 0) -> tuple[list[Heard], int]:
    """Everything after a position, and where it ends. Raises ``CheckFailed`` where it never ends."""
    heard: list[Heard] = []
    for _ in range(LONGEST):
        page: Page = door.pull(after)
        expect(page.cursor >= after, "a page ends no earlier than it begins")
        heard, after = [*heard, *page.heard], page.cursor
        if not page.more:
            return heard, after
    expect(False, "asking on and on comes to an end")
    return heard, after


def nothing_is_heard_of_nothing(opens: Opens) -> None:
    """A far side without cases tells of none."""
    same(all_of(opens().door)[0], [], "an empty far side tells nothing")


def what_is_told_there_is_heard_as_it_was_told(opens: Opens) -> None:
    """Number, revision, state and matter."""
    yard = opens()
    yard.far.opens("W1", MATTER)
    (heard,), _ = all_of(yard.door)
    same((heard.number, heard.revision, heard.state), ("W1", 1, State.OPEN), "a case is heard by its number")
    same(heard.matter, MATTER, "the matter is heard as it was told")


def only_what_is_new_is_heard_again(opens: Opens) -> None:
    """After a position comes what changed since, with a higher revision."""
    yard = opens()
    for number in ("W1", "W2"):
        yard.far.opens(number, MATTER)
    position = all_of(yard.door)[1]
    same(all_of(yard.door, position)[0], [], "nothing is new twice")
    yard.far.moves("W2", State.TAKEN)
    (heard,), _ = all_of(yard.door, position)
    same((heard.number, heard.revision, heard.state), ("W2", 2, State.TAKEN), "what changed is heard")


def from_the_beginning_everything_is_heard(opens: Opens) -> None:
    """Position 0 is the very first: all numbers come, however many pages that takes."""
    yard = opens()
    numbers = {f"W{number}" for number in range(1, 31)}
    for number in sorted(numbers):
        yard.far.opens(number, MATTER)
    same({heard.number for heard in all_of(yard.door)[0]}, numbers, "all numbers are heard from the beginning")


def what_cannot_be_read_is_told_by_its_number(opens: Opens) -> None:
    """It keeps nothing from the others."""
    yard = opens()
    yard.far.garbles("W1")
    yard.far.opens("W2", MATTER)
    page = yard.door.pull(0)
    same([heard.number for heard in page.heard], ["W2"], "what can be read is heard")
    same([each.number for each in page.unread], ["W1"], "what cannot is told by its number")


def a_case_is_taken_under_a_number_and_with_a_receipt(opens: Opens) -> None:
    """The same number at every telling."""
    yard = opens()
    first = yard.door.tell(TOLD, "key-1")
    second = yard.door.tell(_again(TOLD, first.number), "key-2")
    expect(bool(first.number and first.receipt), "a telling is answered by a number and a receipt")
    same(second.number, first.number, "a case keeps its number")
    same(yard.far.told(TOLD.case), [(4, State.OPEN), (5, State.DONE)], "both tellings are taken")


def the_same_key_is_the_same_telling(opens: Opens) -> None:
    """Sent twice, since an answer got lost, it is taken once."""
    yard = opens()
    first, second = (yard.door.tell(TOLD, "key-1") for _ in range(2))
    same(second.number, first.number, "the same key has the same answer")
    same(yard.far.told(TOLD.case), [(4, State.OPEN)], "the same key is taken once")


def a_merged_case_says_where_it_goes_on(opens: Opens) -> None:
    """Nobody there works on it any more; our number of the other case comes with the word."""
    yard = opens()
    first = yard.door.tell(TOLD, "key-1")
    yard.door.tell(_merged(TOLD, first.number), "key-2")
    same(yard.far.told(TOLD.case)[-1], (5, State.MERGED), "that it was merged is taken")
    same(yard.far.into(TOLD.case), OTHER, "where it goes on is taken with it")


def a_photo_is_shown(opens: Opens) -> None:
    """Its bytes, as they are; with the same key once."""
    yard = opens()
    yard.door.tell(TOLD, "key-1")
    for _ in range(2):
        yard.door.show(TOLD, 7, b"\xff\xd8\xff", "key-2")
    same(yard.far.shown(TOLD.case), [b"\xff\xd8\xff"], "a photo is shown once")


def who_is_down_is_said_to_be_down(opens: Opens) -> None:
    """``DoorShut``, both ways; and it works again afterwards."""
    yard = opens()
    yard.far.breaks()
    raised(DoorShut, lambda: yard.door.pull(0), "a far side that is down tells nothing")
    raised(DoorShut, lambda: yard.door.tell(TOLD, "key-1"), "a far side that is down takes nothing")
    yard.far.mends()
    expect(bool(yard.door.tell(TOLD, "key-1").number), "it works again")


def who_says_no_is_not_asked_again(opens: Opens) -> None:
    """``DoorRefused``: trying again would change nothing."""
    yard = opens()
    yard.far.refuses()
    raised(DoorRefused, lambda: yard.door.tell(TOLD, "key-1"), "a refusal is told apart from a failure")


def _again(told: Told, number: str) -> Told:
    return replace(told, number=number, version=told.version + 1, state=State.DONE)


def _merged(told: Told, number: str) -> Told:
    return replace(told, number=number, version=told.version + 1, state=State.MERGED, into=OTHER)


DOOR: tuple[Callable[[Opens], None], ...] = (
    nothing_is_heard_of_nothing,
    what_is_told_there_is_heard_as_it_was_told,
    only_what_is_new_is_heard_again,
    from_the_beginning_everything_is_heard,
    what_cannot_be_read_is_told_by_its_number,
    a_case_is_taken_under_a_number_and_with_a_receipt,
    the_same_key_is_the_same_telling,
    a_merged_case_says_where_it_goes_on,
    a_photo_is_shown,
    who_is_down_is_said_to_be_down,
    who_says_no_is_not_asked_again,
)
"""Every check of a door."""
