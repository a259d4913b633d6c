"""Who has which habit, at which stage: read from the top, the first that has an answer is what is done."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from cityloop.app.demo.dice import Dice
from cityloop.app.demo.habits import dispatching, handling, judging, leading, taking_in
from cityloop.app.demo.look import Answer, Look
from cityloop.city.principal import Duty
from cityloop.command.stages import TAKEN, Stage
from cityloop.views.case_row import CaseRow

Act = Callable[[Look], Answer]
Concern = Callable[[CaseRow, Dice], bool]
Minutes = tuple[float, float]


def every(row: CaseRow, dice: Dice) -> bool:
    """Any row of the stage."""
    return True


class Habit(NamedTuple):
    """At these stages whoever has this duty, and is offered this step, may do this."""

    duty: Duty
    stages: frozenset[Stage]
    verb: str
    act: Act
    pause: Minutes
    """Nobody opens a case sooner than so many minutes after it came to this stage."""
    concerns: Concern = every
    """What can be told from the row alone, so that not every case is opened."""


def _row(
    duty: Duty,
    stages: Collection[Stage],
    verb: str,
    act: Act,
    pause: Minutes = (0, 0),
    concerns: Concern = every,
) -> Habit:
    return Habit(duty, frozenset(stages), verb, act, pause, concerns)


S = Stage
ACCEPT, DISPATCH, HANDLE, FIELD, CHECK = Duty.ACCEPT, Duty.DISPATCH, Duty.HANDLE, Duty.FIELD, Duty.CHECK
LEAD, ARBITER = Duty.SUPERVISE, Duty.ARBITRATE
HABITS: tuple[Habit, ...] = (
    _row(ACCEPT, {S.ESTABLISH, S.ACCEPT}, "refuse", taking_in.refuse_elsewhere),
    _row(ACCEPT, {S.ACCEPT}, "refuse", taking_in.refuse_private),
    _row(ACCEPT, {S.ESTABLISH}, "merge", taking_in.merge_double),
    _row(ACCEPT, {S.ESTABLISH, S.ACCEPT}, "locate", taking_in.find_place),
    _row(ACCEPT, {S.ESTABLISH}, "establish", taking_in.establish),
    _row(ACCEPT, {S.ESTABLISH}, "refuse", taking_in.establish),
    _row(ACCEPT, {S.ESTABLISH}, "verify", taking_in.verify),
    _row(ACCEPT, {S.ACCEPT}, "answer-directly", taking_in.answer_directly, (1, 15)),
    _row(ACCEPT, {S.ACCEPT}, "accept", taking_in.accept, (1, 15)),
    _row(ACCEPT, {S.REVISIT}, "revisit", taking_in.call_back, (10, 60)),
    _row(FIELD, {S.ESTABLISH}, "verify", judging.verify_on_the_spot, (8, 35)),
    _row(FIELD, {S.CHECK}, "check", judging.check_on_the_spot, (8, 35)),
    _row(FIELD, {S.HANDLE}, "handle", handling.handle, (15, 30)),
    _row(DISPATCH, TAKEN, "order-down", dispatching.order_down, (15, 60), dispatching.goes_down),
    _row(DISPATCH, TAKEN, "send-up", dispatching.send_up, (4, 30), dispatching.goes_up),
    _row(LEAD, {S.DISPATCH}, "override", leading.override, (5, 30)),
    _row(DISPATCH, {S.DISPATCH}, "locate", taking_in.find_place, (2, 10)),
    _row(DISPATCH, {S.DISPATCH}, "dispatch", dispatching.dispatch, (4, 20)),
    _row(ARBITER, {S.ARBITRATE}, "arbitrate", leading.arbitrate, (10, 60)),
    _row(LEAD, TAKEN, "decide-extension", leading.decide_extension, (20, 60), leading.is_pressing),
    _row(LEAD, {S.HANDLE}, "hold-over", leading.hold_over, (20, 60), leading.is_pressing),
    _row(LEAD, TAKEN, "supervise", leading.supervise, (20, 60), leading.is_pressing),
    _row(HANDLE, {S.SIGN, S.HANDLE}, "return", handling.give_back, (3, 25)),
    _row(HANDLE, {S.SIGN, S.HANDLE}, "sign", handling.sign, (3, 25)),
    _row(HANDLE, {S.CONTACT}, "contact", handling.contact, (5, 45)),
    _row(HANDLE, {S.HANDLE}, "send", handling.send, (3, 25)),
    _row(HANDLE, {S.HANDLE}, "ask-extension", handling.ask_extension, (3, 25)),
    _row(HANDLE, {S.HANDLE}, "handle", handling.handle, (3, 25)),
    _row(HANDLE, {S.FEEDBACK}, "report-back", handling.report_back, (3, 20)),
    _row(HANDLE, {S.ANSWER}, "answer", handling.answer, (10, 50)),
    _row(HANDLE, frozenset(S), "assist", handling.assist, (15, 60)),
    _row(CHECK, {S.CHECK}, "check", judging.check, (20, 60)),
    _row(CHECK, {S.REVIEW}, "review", judging.review, (10, 60)),
    _row(Duty.CLOSE, {S.CLOSE}, "close", judging.close, (3, 30)),
    _row(Duty.EVALUATE, {S.CLOSED}, "evaluate", judging.evaluate),
    _row(HANDLE, {S.CLOSED}, "contest", handling.contest),
    _row(ARBITER, {S.CLOSED}, "decide-contest", leading.decide_contest),
)
