"""The rates of 综合评价: what each is over, and what of that it counts. Their words: ``data/evaluation/rates.yaml``.

A rate is over what had come due within the span, by the time first granted, however it ended. Nothing leaves a
denominator by being extended, held over, refused, merged, reopened or never asked about; each of those is a rate of its
own, beside the one that it flatters (``shown_by``). Why: docs/adr/0029.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from sqlalchemy import Column, ColumnElement, and_, not_, or_

from cityloop.command.rate import (
    ASKED,
    CLOSED,
    ENDED,
    FIRST,
    HANDLED,
    HERE,
    NOT_LATE,
    OPENED,
    SENT_RIGHT,
    SOON_REOPENED,
    TO_HANDLE,
    Better,
    R,
    Rate,
    Section,
    T,
    stage,
    told_again,
    told_beside,
)

Due: TypeAlias = tuple[Column[Any], ColumnElement[bool]]
"""What must lie within the span, and what else must hold."""
INTAKE, HANDLING, CLOSING, CITIZEN, TIME, AGAIN, ELSEWHERE = Section
HIGH, LOW, NEITHER = Better


def _row(id: str, section: Section, due: Due, counts: ColumnElement[bool], better: Better, shown_by: str = "") -> Rate:
    when, holds = due
    return Rate(id, section, when, holds, counts, better, tuple(shown_by.split()))


SOLVED = R.word.in_(("satisfied", "unsatisfied"))
ANSWERED = R.word.in_(("satisfied", "unsatisfied", "unsolved"))

# What a rate is over
PATROL: Due = (R.reported, and_(FIRST, R.life == "grid", R.opened.is_not(None)))
FOUND: Due = (R.reported, and_(FIRST, R.life == "grid", R.channel == "field", R.finding.is_not(None)))
TO_ESTABLISH: Due = (T.first_due, stage("establish"))
TO_ACCEPT: Due = (T.first_due, stage("accept"))
TO_DECIDE: Due = (T.first_due, stage("establish", "accept"))
REFUSED: Due = (R.ended, and_(FIRST, R.ended_by == "refuse"))
HANDED_OVER: Due = (R.ended, and_(FIRST, R.ended_by == "hand-over"))
TO_DISPATCH: Due = (T.first_due, stage("dispatch"))
GIVEN: Due = (T.first_due, stage("sign", "contact", "handle"))
WORK: Due = (T.first_due, TO_HANDLE)
PLAIN_WORK: Due = (T.first_due, and_(TO_HANDLE, T.extended == 0, T.held == 0))
WORK_DONE: Due = (T.first_due, and_(TO_HANDLE, HANDLED))
TO_CLOSE: Due = (R.owed, OPENED)
PLAIN_TO_CLOSE: Due = (R.owed, and_(OPENED, R.extended == 0, R.held == 0))
TO_CONTACT: Due = (T.first_due, stage("contact"))
CONTACTED: Due = (T.first_due, and_(stage("contact"), T.verb == "contact"))
TO_ASK: Due = (R.owed, ASKED)
THOSE_ASKED: Due = (R.owed, and_(ASKED, R.word.is_not(None)))
THOSE_WHO_ANSWERED: Due = (R.owed, and_(ASKED, ANSWERED))
TAKEN_ON: Due = (R.opened, OPENED)
CLOSED_ONES: Due = (R.ended, and_(HERE, CLOSED))
ENDED_ONES: Due = (R.ended, ENDED)
TOLD: Due = (R.reported, FIRST)
RECORDED: Due = (R.reported, and_(R.recorded.is_not(None), R.recorded != "not-recorded"))

IN_FIRST_TIME = and_(HANDLED, T.ended < T.first_due)
NOTHING_LATE = and_(CLOSED, not_(R.over))
NOTHING_LATE_AT_FIRST = and_(CLOSED, not_(R.over_first))
STILL_HELD = and_(T.held > 0, T.still, T.ended.is_(None))
TAKEN_OR_ANSWERED = or_(T.verb.in_(("accept", "answer-directly")), SENT_RIGHT)
ESTABLISHED = or_(T.verb == "establish", SENT_RIGHT)
REFUSED_FLATLY = and_(T.verb == "refuse", not_(T.directed))
DISPATCHED_IN_TIME = and_(T.verb == "dispatch", T.ended < T.due)
REACHED_IN_TIME = and_(T.verb == "contact", T.reached, T.ended < T.first_due)

ASKING = "not-asked no-answer asked-again first-unsolved"
"""Where it shows how citizens were asked."""

RATES: tuple[Rate, ...] = (
    # 上报, 立案, 受理
    _row("report", INTAKE, PATROL, R.channel == "field", HIGH, "absent beside split merged"),
    _row("absent", INTAKE, FOUND, R.finding == "absent", LOW, "again refused"),
    _row("establish", INTAKE, TO_ESTABLISH, ESTABLISHED, HIGH, "refused handed-over directed merged split beside"),
    _row("establish-on-time", INTAKE, TO_ESTABLISH, T.ended < T.due, HIGH, "refused refused-again handed-over merged"),
    _row("accept", INTAKE, TO_ACCEPT, TAKEN_OR_ANSWERED, HIGH, "refused handed-over directed again"),
    _row("refused", INTAKE, TO_DECIDE, REFUSED_FLATLY, LOW, "merged directed refused-again handed-over"),
    _row("directed", INTAKE, TO_DECIDE, T.directed, NEITHER, "refused-again again"),
    _row("refused-again", INTAKE, REFUSED, told_again(), LOW, "merged handed-over-again"),
    _row("handed-over", INTAKE, TO_DECIDE, T.verb == "hand-over", NEITHER, "handed-over-again again"),
    _row("handed-over-again", INTAKE, HANDED_OVER, told_again(), NEITHER, "merged again"),
    _row("merged", INTAKE, TO_DECIDE, T.verb == "merge", NEITHER, "again"),
    # 派遣, 处置
    _row("dispatch", HANDLING, TO_DISPATCH, T.verb == "dispatch", HIGH, "returned"),
    _row("dispatch-on-time", HANDLING, TO_DISPATCH, DISPATCHED_IN_TIME, HIGH, "returned"),
    _row("returned", HANDLING, GIVEN, T.verb == "return", LOW, "handle handle-first"),
    _row("handle", HANDLING, WORK, HANDLED, HIGH, "rework reopened again split returned handed-over"),
    _row("handle-on-time", HANDLING, WORK, NOT_LATE, HIGH, "handle-first extended held paused handle-plain"),
    _row("handle-first", HANDLING, WORK, IN_FIRST_TIME, HIGH, "rework reopened"),
    _row("handle-plain", HANDLING, PLAIN_WORK, IN_FIRST_TIME, HIGH, "extended held"),
    _row("rework", HANDLING, WORK_DONE, T.rework, LOW, "reopened again unsolved"),
    # 结案
    _row("close", CLOSING, TO_CLOSE, CLOSED, HIGH, "reopened again split rework handed-over directed"),
    _row("close-on-time", CLOSING, TO_CLOSE, NOTHING_LATE, HIGH, "close-first extended held reopened close-plain"),
    _row("close-first", CLOSING, TO_CLOSE, NOTHING_LATE_AT_FIRST, HIGH, "reopened again"),
    _row("close-plain", CLOSING, PLAIN_TO_CLOSE, NOTHING_LATE_AT_FIRST, HIGH, "extended held"),
    # 市民评价
    _row("response", CITIZEN, TO_CONTACT, REACHED_IN_TIME, HIGH, "not-reached first-unsolved"),
    _row("not-reached", CITIZEN, CONTACTED, not_(T.reached), LOW, "no-answer unsolved"),
    _row("solved", CITIZEN, TO_ASK, SOLVED, HIGH, f"{ASKING} solved-of-answers handed-over directed"),
    _row("satisfied", CITIZEN, TO_ASK, R.word == "satisfied", HIGH, f"{ASKING} handed-over directed"),
    _row("unsatisfied", CITIZEN, TO_ASK, R.word == "unsatisfied", LOW, "not-asked no-answer"),
    _row("unsolved", CITIZEN, TO_ASK, R.word == "unsolved", LOW, "not-asked no-answer reopened"),
    _row("no-answer", CITIZEN, TO_ASK, R.word == "no-answer", LOW, "solved satisfied not-asked"),
    _row("not-asked", CITIZEN, TO_ASK, R.word.is_(None), LOW, "no-answer"),
    _row("solved-of-answers", CITIZEN, THOSE_WHO_ANSWERED, SOLVED, NEITHER, "not-asked no-answer solved"),
    _row("first-unsolved", CITIZEN, THOSE_ASKED, R.first_word == "unsolved", LOW, "reopened again"),
    _row("asked-again", CITIZEN, THOSE_ASKED, R.calls > 1, NEITHER, "reopened"),
    # 延期, 挂账, 暂停
    _row("extended", TIME, WORK, T.extended > 0, LOW, "held paused"),
    _row("held", TIME, WORK, T.held > 0, LOW, "extended paused"),
    _row("still-held", TIME, WORK, STILL_HELD, LOW, "held"),
    _row("paused", TIME, WORK, T.paused > 0, LOW, "extended held"),
    _row("untimed", TIME, TAKEN_ON, R.owed.is_(None), LOW),
    # 重办, 重复
    _row("reopened", AGAIN, CLOSED_ONES, SOON_REOPENED, LOW, "again"),
    _row("again", AGAIN, ENDED_ONES, told_again(), LOW, "merged reopened"),
    _row("beside", AGAIN, TOLD, told_beside(), LOW, "split merged"),
    _row("split", AGAIN, TOLD, R.split, NEITHER, "beside"),
    # 外部系统
    _row("recorded-on-time", ELSEWHERE, RECORDED, R.recorded == "on-time", NEITHER),
)
"""Every rate, section by section."""

BY_ID: Mapping[str, Rate] = {rate.id: rate for rate in RATES}
