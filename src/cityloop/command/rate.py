"""What a rate of 综合评价 is: of what is due, how much is counted; and the words of evaluation that rates are made of.

Every condition is over columns of ``evaluation_table`` and the moment of the question, and is both what is run and what
is printed.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Table,
    and_,
    bindparam,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.sql import visitors

from cityloop.city.words import Name
from cityloop.command.evaluation_table import ROUNDS, TURNS
from cityloop.journal.columns import Instant

NOW = bindparam("now", type_=Instant())
"""The moment of the question."""
AGAIN_DAYS = 30
_AGAIN = AGAIN_DAYS * 86_400 * 1_000_000
"""In microseconds, as instants are kept."""


class Better(StrEnum):
    """Which way a rate is good."""

    HIGH = "high"
    LOW = "low"
    NEITHER = "neither"
    """It says what was done, not how well: nobody is told apart by it."""


class Section(StrEnum):
    """Under which heading a rate stands."""

    INTAKE = "intake"
    HANDLING = "handling"
    CLOSING = "closing"
    CITIZEN = "citizen"
    TIME = "time"
    AGAIN = "again"
    ELSEWHERE = "elsewhere"


SECTIONS: Mapping[Section, Name] = {
    Section.INTAKE: Name(zh="上报、立案与受理", en="Reporting and taking on"),
    Section.HANDLING: Name(zh="派遣与处置", en="Dispatching and handling"),
    Section.CLOSING: Name(zh="结案", en="Closing"),
    Section.CITIZEN: Name(zh="市民评价", en="As told by citizens"),
    Section.TIME: Name(zh="延期、挂账与暂停", en="Extensions, hold-overs, pauses"),
    Section.AGAIN: Name(zh="重办与重复反映", en="Reopened, and told again"),
    Section.ELSEWHERE: Name(zh="外部系统登记", en="Recorded elsewhere"),
}


class Rate(NamedTuple):
    """One row of the table."""

    id: str
    section: Section
    when: Column[Any]
    """What must lie within the span, and before now."""
    due: ColumnElement[bool]
    counts: ColumnElement[bool]
    """Of what is due."""
    better: Better
    shown_by: tuple[str, ...]
    """The rates that move when somebody makes it look better than it is."""

    @property
    def over(self) -> Table:
        """Rounds or turns."""
        return self.when.table

    @property
    def formula(self) -> tuple[str, str]:
        """Both conditions as they are run: the denominator, and what of it is counted."""
        return spelt(self.due, self.over), spelt(self.counts, self.over)


def _said_now(element: Any, **_: Any) -> Any:
    """The moment of the look, spelt out."""
    return _SAID_NOW if element is NOW else None


def spelt(condition: ColumnElement[bool], over: Table) -> str:
    """The condition in SQL, as it is run on a table, whose name is left out."""
    said: ColumnElement[bool] = visitors.replacement_traverse(condition, {}, _said_now)
    whole = str(select(over.c.case).where(said).compile(compile_kwargs={"literal_binds": True}))
    told = " ".join(whole.split()).partition(" WHERE ")[2]
    return told.replace(f"{over.name}.", "").replace('"case"', "case")


_SAID_NOW: ColumnElement[Any] = literal_column("now")


# The words of evaluation

R, T = ROUNDS.c, TURNS.c


STAGES = "establish accept dispatch sign contact handle".split()
"""Those that rates are over; a test holds that there is no other."""


def stage(*stages: str) -> ColumnElement[bool]:
    """Turns in these stages, of cases that were dealt with here: another system's record has no times of ours."""
    return and_(T.recorded.is_(None), T.stage.in_(stages))


HERE = R.recorded.is_(None)
"""Rounds that were dealt with here."""
FIRST = and_(HERE, R.round == 1)
OPENED = and_(HERE, R.opened.is_not(None))
ASKED = and_(OPENED, R.life == "request")
ENDED = and_(HERE, R.ended_by.in_(("close", "answer-directly", "hand-over", "refuse")))
CLOSED = R.ended_by == "close"
SENT_RIGHT = or_(T.verb == "hand-over", T.directed)
"""An answer at intake, and no failing: 119 has it, or who told of it knows where to go; a rate of its own for each."""
HANDLED = T.verb == "handle"
TO_HANDLE = and_(stage("handle"), or_(T.verb.is_(None), T.verb != "return"))
"""What was given back is the next lead's to handle; how much is given back is a rate of its own."""
IN_TIME = or_(T.ended < T.due, T.still)
"""Ended in time by the clock as it stood; one that stood still is not late."""
NOT_LATE = or_(and_(HANDLED, IN_TIME), and_(T.ended.is_(None), or_(T.still, T.due > NOW)))
"""Handled in time, or by an extension, pause or hold-over not late yet."""


def told_again() -> ColumnElement[bool]:
    """Whether something alike was told within so many days of the end."""
    other = ROUNDS.alias("other")
    within = type_coerce(other.c.reported, BigInteger) <= type_coerce(R.ended, BigInteger) + _AGAIN
    return _some(other, and_(other.c.reported > R.ended, within))


def told_beside() -> ColumnElement[bool]:
    """Whether something alike stood open when this was told, and the two never became one."""
    other = ROUNDS.alias("other")
    lately = type_coerce(other.c.reported, BigInteger) >= type_coerce(R.reported, BigInteger) - _AGAIN
    earlier = or_(other.c.reported < R.reported, and_(other.c.reported == R.reported, other.c.case < R.case))
    open_then = or_(other.c.ended.is_(None), other.c.ended > R.reported)
    return and_(
        _is_not_merged(R.ended_by), _some(other, and_(lately, earlier, open_then, _is_not_merged(other.c.ended_by)))
    )


def _is_not_merged(ended_by: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(ended_by.is_(None), ended_by != "merge")


def _some(other: Any, so: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is another case alike: the same caller's in the same family, or the same sort at the same place."""
    caller = and_(other.c.subject == R.subject, other.c.family == R.family)
    place = and_(other.c.spot == R.spot, other.c.category == R.category)
    another = and_(other.c.round == 1, other.c.case != R.case, so)
    found = (select(other.c.case).where(alike, another).correlate(ROUNDS).exists() for alike in (caller, place))
    return or_(*found)


SOON_REOPENED = type_coerce(R.reopened, BigInteger) <= type_coerce(R.ended, BigInteger) + _AGAIN
