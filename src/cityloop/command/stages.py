"""The stages of a case: what it waits for."""

from enum import StrEnum

from cityloop.city.catalogue import Life
from cityloop.city.words import Name


class Stage(StrEnum):
    """What a case waits for."""

    ESTABLISH = "establish"
    ACCEPT = "accept"
    DISPATCH = "dispatch"
    SIGN = "sign"
    CONTACT = "contact"
    HANDLE = "handle"
    FEEDBACK = "feedback"
    ANSWER = "answer"
    CHECK = "check"
    REVIEW = "review"
    REVISIT = "revisit"
    CLOSE = "close"
    ARBITRATE = "arbitrate"
    CLOSED = "closed"
    REFUSED = "refused"
    MERGED = "merged"


NAMES: dict[Stage, Name] = {
    Stage.ESTABLISH: Name(zh="立案", en="Establish"),
    Stage.ACCEPT: Name(zh="受理", en="Accept"),
    Stage.DISPATCH: Name(zh="派遣", en="Dispatch"),
    Stage.SIGN: Name(zh="签收", en="Sign for"),
    Stage.CONTACT: Name(zh="联系", en="Contact"),
    Stage.HANDLE: Name(zh="处理", en="Handle"),
    Stage.FEEDBACK: Name(zh="反馈", en="Report back"),
    Stage.ANSWER: Name(zh="答复", en="Answer"),
    Stage.CHECK: Name(zh="核查", en="Check"),
    Stage.REVIEW: Name(zh="审核", en="Review"),
    Stage.REVISIT: Name(zh="回访", en="Call back"),
    Stage.CLOSE: Name(zh="结案", en="Close"),
    Stage.ARBITRATE: Name(zh="裁定", en="Arbitrate"),
    Stage.CLOSED: Name(zh="已结案", en="Closed"),
    Stage.REFUSED: Name(zh="未立案", en="Not taken on"),
    Stage.MERGED: Name(zh="已并案", en="Merged"),
}

ENDED = frozenset({Stage.CLOSED, Stage.REFUSED, Stage.MERGED})
OPEN = frozenset(Stage) - ENDED
MOVABLE = OPEN - {Stage.ARBITRATE}
"""The stages in which place and tier may change: what lies before an arbiter stays where it was."""
TAKEN = frozenset({Stage.SIGN, Stage.CONTACT, Stage.HANDLE, Stage.FEEDBACK, Stage.ANSWER})
"""The stages in which the case lies with its lead."""
TO_DO = TAKEN - {Stage.FEEDBACK, Stage.ANSWER}
"""Of these, the ones in which the work is not done yet."""
START = {Life.GRID: Stage.ESTABLISH, Life.REQUEST: Stage.ACCEPT}
AFTER_DISPATCH = {Life.GRID: Stage.HANDLE, Life.REQUEST: Stage.SIGN}
