"""Facts of 核查结案, 审核, 回访, 办结 and 综合评价."""

from enum import StrEnum
from typing import Annotated

from cityloop.city.facts.fact import Code, Flag, Moved, Noted, Words
from cityloop.city.label import OPEN


class Word(StrEnum):
    """What the citizen said when called back (回访)."""

    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    UNSOLVED = "unsolved"
    NO_ANSWER = "no-answer"


class Checked(Moved, frozen=True, kw_only=True, tag="case.checked"):
    """核查: looked at again on the spot; passed, or sent back for rework. GB/T 30428.1, stage 6."""

    passed: Flag
    note: Words | None = None


class Reviewed(Moved, frozen=True, kw_only=True, tag="case.reviewed"):
    """审核: the answer may go out, or is sent back."""

    passed: Flag
    note: Words | None = None


class Revisited(Moved, frozen=True, kw_only=True, tag="case.revisited"):
    """回访: the citizen was asked whether it is solved. Unsolved goes back to the unit."""

    word: Annotated[Word, OPEN]


class Closed(Noted, frozen=True, kw_only=True, tag="case.closed"):
    """结案, 办结."""


class Evaluated(Noted, frozen=True, kw_only=True, tag="case.evaluated"):
    """综合评价: an assessment of how the unit did. GB/T 30428.1, stage 7."""

    unit: Code
    assessment: Code
    """``good``, ``fair``, ``poor``."""


class Contested(Noted, frozen=True, kw_only=True, tag="case.contested"):
    """申诉: the unit contests an assessment (nothing else can be contested)."""

    unit: Code
    ground: Code


class ContestDecided(Noted, frozen=True, kw_only=True, tag="case.contest-decided"):
    """The contest was upheld, and the assessment falls, or it was turned down."""

    upheld: Flag
