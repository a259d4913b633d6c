"""The course of a case as evaluation needs it: its rounds, and each turn in which something was due.

A turn is one stay in one stage. It keeps the due time with which it began beside the one in force, so that no
extension, pause or hold-over takes anything out of sight. A round ends when the case does; reopened, it has another.
"""

from datetime import datetime

import msgspec

from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.facts import intake, judging
from cityloop.command.stages import Stage

BEFORE_IT_IS_A_CASE = frozenset({Stage.ESTABLISH, Stage.ACCEPT})


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One stay in one stage."""

    round: int
    stage: Stage
    at: str
    """Path of the node that runs the case in it."""
    lead: str | None
    began: datetime
    first_due: datetime | None
    """As it was granted when the turn began."""
    due: datetime | None
    """As it stands, or stood last: with every extension, pause and hold-over."""
    ended: datetime | None = None
    verb: str | None = None
    """The step that ended it."""
    extended: int = 0
    held: int = 0
    paused: int = 0
    still: bool = False
    """Its clock stands still, or did when the turn ended; one that was late before does not count as still."""
    rework: bool = False
    """What was done in it came back."""
    reached: bool = False
    """The person who asked was spoken with."""
    directed: bool = False
    """It was not accepted, and who told of it was told where to go instead."""

    @property
    def is_case(self) -> bool:
        """Whether it is one of a case that was taken on."""
        return self.stage not in BEFORE_IT_IS_A_CASE


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """From a report, or from a reopening, to the end that follows."""

    round: int
    stage: Stage
    began: datetime
    opened: datetime | None = None
    """When it was established or accepted; of a further round, when it began."""
    ended: datetime | None = None
    ended_by: str | None = None
    """``close``, ``answer-directly``, ``hand-over``, ``refuse`` or ``merge``."""
    refused_on: str | None = None
    finding: intake.Finding | None = None
    lead: str | None = None
    returns: int = 0
    first_word: judging.Word | None = None
    word: judging.Word | None = None
    calls: int = 0
    """How often the citizen was asked."""
    reopened: datetime | None = None
    """When the next round began."""
    recorded: str | None = None
    """The outcome that another system recorded: then nothing of this round was computed here."""
    recorded_unit: str | None = None


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """A case with its rounds and turns."""

    case: str
    life: Life
    kind: RequestKind | None
    category: str | None
    channel: intake.Channel
    ground: str
    spot: str | None
    """The coarse place: the gazetteer's entry, else the grid; None where neither is known."""
    subject: str
    withheld: bool
    sensitive: bool
    reported: datetime
    """When it was first told: here, or to the system that it came from."""
    split: bool = False
    """It was split off another case."""
    rounds: tuple[Round, ...]
    turns: tuple[Turn, ...]

    @property
    def last(self) -> Round:
        """The round that it is in, or was in last."""
        return self.rounds[-1]

    @property
    def turn(self) -> Turn:
        """The turn that it is in, or was in last."""
        return self.turns[-1]

    def turns_of(self, round: int) -> tuple[Turn, ...]:
        """The turns of one round."""
        return tuple(turn for turn in self.turns if turn.round == round)
