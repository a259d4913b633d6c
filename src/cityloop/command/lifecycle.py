"""Two lives, one engine: the lives of a case as tables that code, tests, docs and screens read.

A stage is what is awaited now. The grid life follows GB/T 30428.1 (seven stages); the request's life follows the
practice of the 12345 lines (GB/T 33358). An illegal step changes nothing.
"""

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import NamedTuple

from cityloop.city.catalogue import Life
from cityloop.city.errors import CityloopError
from cityloop.city.facts.bonds import (
    Absorbed,
    Linked,
    Merged,
    Parted,
    Published,
    Reopened,
    Split,
    Supervised,
    Thanked,
    Undone,
    Urged,
)
from cityloop.city.facts.dispatching import (
    Arbitrated,
    Assisted,
    Dispatched,
    HelpAsked,
    OrderedDown,
    Overridden,
    Returned,
    Sent,
    SentUp,
    Signed,
    Unowned,
)
from cityloop.city.facts.fact import CaseFact
from cityloop.city.facts.intake import (
    Accepted,
    AnsweredDirectly,
    Classified,
    Established,
    HandedOver,
    Located,
    Recorded,
    Refused,
    Verified,
)
from cityloop.city.facts.judging import (
    Checked,
    Closed,
    ContestDecided,
    Contested,
    Evaluated,
    Reviewed,
    Revisited,
    Word,
)
from cityloop.city.facts.mirrors import Echoed, Mirrored
from cityloop.city.facts.translating import Translated, TranslationDue
from cityloop.city.facts.waiting import (
    CameDue,
    DueSoon,
    Escalated,
    ExtensionAsked,
    ExtensionDecided,
    HeldOver,
    HelpCameDue,
    HelpDueSoon,
    HoldEnded,
    Paused,
    Reckoned,
    Resumed,
)
from cityloop.city.facts.work import Answered, Contacted, Handled, PhotoAdded, ReportedBack, Told
from cityloop.city.principal import Duty
from cityloop.city.words import Name
from cityloop.command.stages import MOVABLE, OPEN, TAKEN, TO_DO, Stage


class By(StrEnum):
    """Who, beside having the duty, may take a step."""

    DUTY = "duty"
    """Whoever has one of the duties where the case is run."""
    LEAD = "lead"
    """The unit that leads it."""
    ASSISTING = "assisting"
    """A unit that assists."""
    APART = "apart"
    """Whoever has the duty, but for those who handled it."""
    CITIZEN = "citizen"
    """The citizen with the follow-up link, or whoever has the duty."""
    SYSTEM = "system"
    """An outside system's machine that has one of the duties; no person."""
    CLOCK = "clock"
    """A timer or a stage of the loop; no person."""


class Step(NamedTuple):
    """One row: in these stages, this deed leads there."""

    verb: str
    name: Name
    fact: type[CaseFact]
    lives: frozenset[Life]
    sources: frozenset[Stage]
    target: Stage | None
    """None: the stage stays."""
    duties: frozenset[Duty]
    by: By = By.DUTY
    otherwise: Stage | None = None
    """Where it leads when the outcome was negative (not passed, unsolved, to the arbiter, not for its lead to see, not
    all that was asked)."""
    undoable: bool = False


class IllegalStep(CityloopError):
    """The life cycle does not allow this step in this stage; nothing was changed."""

    code = "illegal-step"


BY_NO_PERSON = frozenset({By.CLOCK, By.SYSTEM})
BOTH = frozenset(Life)
GRID = frozenset({Life.GRID})
REQUEST = frozenset({Life.REQUEST})
S = Stage
ANY = frozenset(Stage)
NO_DUTY: frozenset[Duty] = frozenset()
ACCEPT, DISPATCH, HANDLE, CHECK, CLOSE, ARBITRATE, SUPERVISE, COMMAND, FIELD, EVALUATE = (
    frozenset({duty}) for duty in list(Duty)[:10]
)
TRANSLATE = frozenset({Duty.TRANSLATE})
LISTED = ACCEPT | DISPATCH
LEADERS = DISPATCH | SUPERVISE
ON_THE_SPOT = ACCEPT | FIELD | HANDLE | CHECK


def _row(  # noqa: PLR0913 - a row of the table reads across
    verb: str,
    zh: str,
    en: str,
    fact: type[CaseFact],
    lives: frozenset[Life],
    sources: Collection[Stage],
    target: Stage | None,
    duties: frozenset[Duty],
    by: By = By.DUTY,
    *,
    otherwise: Stage | None = None,
    undoable: bool = False,
) -> Step:
    name = Name(zh=zh, en=en)
    return Step(verb, name, fact, lives, frozenset(sources), target, duties, by, otherwise, undoable)


STEPS: tuple[Step, ...] = (
    # 信息收集, 受理, 案卷建立
    _row("locate", "定位", "Set the place", Located, BOTH, MOVABLE, None, ACCEPT | DISPATCH),
    _row("classify", "归类", "Set the category", Classified, BOTH, OPEN, None, LISTED, otherwise=S.DISPATCH),
    _row("verify", "核实", "Verify", Verified, GRID, {S.ESTABLISH}, None, ACCEPT | FIELD | CHECK),
    _row("establish", "立案", "Establish", Established, GRID, {S.ESTABLISH}, S.DISPATCH, ACCEPT, undoable=True),
    _row("accept", "受理", "Accept", Accepted, REQUEST, {S.ACCEPT}, S.DISPATCH, ACCEPT, undoable=True),
    _row("answer-directly", "直接答复", "Answer at once", AnsweredDirectly, REQUEST, {S.ACCEPT}, S.CLOSED, ACCEPT),
    _row("hand-over", "移交", "Hand over", HandedOver, GRID, {S.ESTABLISH}, S.CLOSED, ACCEPT, otherwise=S.ESTABLISH),
    _row("hand-over", "移交", "Hand over", HandedOver, REQUEST, {S.ACCEPT}, S.CLOSED, ACCEPT, otherwise=S.ACCEPT),
    _row("refuse", "不予立案", "Do not take on", Refused, GRID, {S.ESTABLISH}, S.REFUSED, ACCEPT, undoable=True),
    _row("refuse", "不予受理", "Do not accept", Refused, REQUEST, {S.ACCEPT}, S.REFUSED, ACCEPT, undoable=True),
    # 任务派遣
    _row("dispatch", "派遣", "Dispatch", Dispatched, GRID, {S.DISPATCH}, S.HANDLE, DISPATCH, undoable=True),
    _row("dispatch", "转办", "Send on", Dispatched, REQUEST, {S.DISPATCH}, S.SIGN, DISPATCH, undoable=True),
    _row("override", "超清单派遣", "Override a list", Overridden, BOTH, {S.DISPATCH}, None, SUPERVISE),
    _row("leave-unowned", "列入无主", "Leave unowned", Unowned, BOTH, {S.DISPATCH}, None, NO_DUTY, By.CLOCK),
    _row("sign", "签收", "Sign for", Signed, GRID, {S.HANDLE}, None, HANDLE, By.LEAD),
    _row("sign", "签收", "Sign for", Signed, REQUEST, {S.SIGN}, S.CONTACT, HANDLE, By.LEAD),
    _row("send", "派员", "Send a team", Sent, BOTH, TAKEN, None, HANDLE | COMMAND, By.LEAD),
    _row("return", "退回", "Return", Returned, BOTH, TO_DO, S.DISPATCH, HANDLE, By.LEAD, otherwise=S.ARBITRATE),
    _row("arbitrate", "裁定", "Arbitrate", Arbitrated, GRID, {S.ARBITRATE}, S.HANDLE, ARBITRATE),
    _row("arbitrate", "裁定", "Arbitrate", Arbitrated, REQUEST, {S.ARBITRATE}, S.SIGN, ARBITRATE),
    _row("assist", "协办完成", "Assist", Assisted, BOTH, OPEN, None, HANDLE, By.ASSISTING),
    _row("ask-help", "增派协办", "Ask for help", HelpAsked, BOTH, TAKEN, None, DISPATCH),
    _row("send-up", "上报", "Send up", SentUp, BOTH, MOVABLE, None, DISPATCH | COMMAND),
    _row("order-down", "下派", "Order down", OrderedDown, BOTH, MOVABLE, None, DISPATCH),
    # 任务处理, 处理反馈; 联系, 办理, 答复
    _row("contact", "联系群众", "Contact", Contacted, REQUEST, {S.CONTACT}, S.HANDLE, HANDLE, By.LEAD),
    _row("handle", "处理完成", "Handled", Handled, GRID, {S.HANDLE}, S.FEEDBACK, HANDLE | FIELD, By.LEAD),
    _row("handle", "办理完成", "Handled", Handled, REQUEST, {S.HANDLE}, S.ANSWER, HANDLE | FIELD, By.LEAD),
    _row("report-back", "处理反馈", "Report back", ReportedBack, GRID, {S.FEEDBACK}, S.CHECK, HANDLE, By.LEAD),
    _row("answer", "答复", "Answer", Answered, REQUEST, {S.ANSWER}, S.REVIEW, HANDLE, By.LEAD),
    _row("add-photo", "照片", "Add a photo", PhotoAdded, BOTH, OPEN, None, ON_THE_SPOT, By.CITIZEN),
    _row("tell", "补充", "Add words", Told, BOTH, ANY, None, ACCEPT | DISPATCH | HANDLE | FIELD, By.CITIZEN),
    _row("await-translation", "待译", "Await a translation", TranslationDue, BOTH, ANY, None, NO_DUTY, By.CLOCK),
    _row("translate", "翻译", "Translate", Translated, BOTH, ANY, None, TRANSLATE),
    # 核查结案; 审核, 回访, 办结; 综合评价
    _row("check", "核查", "Check", Checked, GRID, {S.CHECK}, S.CLOSE, CHECK | FIELD, By.APART, otherwise=S.HANDLE),
    _row("review", "审核", "Review", Reviewed, REQUEST, {S.REVIEW}, S.REVISIT, CHECK, By.APART, otherwise=S.HANDLE),
    _row("revisit", "回访", "Call", Revisited, REQUEST, {S.REVISIT}, S.CLOSE, ACCEPT, By.APART, otherwise=S.HANDLE),
    _row("close", "结案", "Close", Closed, GRID, {S.CLOSE}, S.CLOSED, CLOSE, By.APART),
    _row("close", "办结", "Conclude", Closed, REQUEST, {S.CLOSE}, S.CLOSED, CLOSE, By.APART),
    _row("evaluate", "评价", "Evaluate", Evaluated, BOTH, {S.CLOSED}, None, EVALUATE, By.APART),
    _row("contest", "申诉", "Contest an assessment", Contested, BOTH, {S.CLOSED}, None, HANDLE, By.LEAD),
    _row("decide-contest", "申诉裁定", "Decide a contest", ContestDecided, BOTH, {S.CLOSED}, None, ARBITRATE),
    # 时限
    _row("pause", "暂停", "Pause", Paused, BOTH, TAKEN, None, LEADERS),
    _row("resume", "恢复", "Resume", Resumed, BOTH, TAKEN, None, LEADERS),
    _row("ask-extension", "申请延期", "Ask for more time", ExtensionAsked, BOTH, TAKEN, None, HANDLE, By.LEAD),
    _row("decide-extension", "延期审批", "Grant more time", ExtensionDecided, BOTH, TAKEN, None, LEADERS),
    _row("hold-over", "挂账", "Hold over", HeldOver, BOTH, TAKEN, None, SUPERVISE),
    _row("end-hold", "销账", "End the hold-over", HoldEnded, BOTH, TAKEN, None, SUPERVISE),
    _row("find-due-soon", "将到期", "Due soon", DueSoon, BOTH, OPEN, None, NO_DUTY, By.CLOCK),
    _row("find-late", "超时", "Late", CameDue, BOTH, OPEN, None, NO_DUTY, By.CLOCK),
    _row("find-help-due-soon", "协办将到期", "Help due soon", HelpDueSoon, BOTH, OPEN, None, NO_DUTY, By.CLOCK),
    _row("find-help-late", "协办超时", "Help late", HelpCameDue, BOTH, OPEN, None, NO_DUTY, By.CLOCK),
    _row("reckon", "时限重算", "Clock reckoned anew", Reckoned, BOTH, OPEN, None, NO_DUTY, By.CLOCK),
    _row("escalate", "升级", "Escalate", Escalated, BOTH, OPEN, None, NO_DUTY, By.CLOCK),
    # 并案, 拆分, 重办, 撤销; 催办, 督办
    _row("merge", "并案", "Merge", Merged, BOTH, OPEN, S.MERGED, ACCEPT | DISPATCH, undoable=True),
    _row("absorb", "并入", "Take in", Absorbed, BOTH, OPEN, None, ACCEPT | DISPATCH),
    _row("part", "解除并案", "Part", Parted, BOTH, OPEN, None, ACCEPT | DISPATCH),
    _row("split", "拆分", "Split", Split, BOTH, OPEN, None, ACCEPT | DISPATCH),
    _row("link", "关联", "Link", Linked, BOTH, ANY, None, ACCEPT | DISPATCH),
    _row("reopen", "重办", "Reopen", Reopened, BOTH, {S.CLOSED}, S.DISPATCH, ACCEPT | SUPERVISE, By.CITIZEN),
    _row("undo", "撤销", "Undo", Undone, BOTH, ANY, None, ACCEPT | DISPATCH),
    _row("urge", "催办", "Urge", Urged, BOTH, OPEN, None, ACCEPT | DISPATCH | SUPERVISE, By.CITIZEN),
    _row("supervise", "督办", "Supervise", Supervised, BOTH, OPEN, None, SUPERVISE),
    _row("thank", "致谢", "Thank", Thanked, BOTH, ANY, None, ACCEPT, By.CITIZEN),
    _row("publish", "公开", "Publish more", Published, BOTH, ANY, None, CLOSE),
    _row("mirror", "外部编号", "Outside number", Mirrored, BOTH, ANY, None, ACCEPT | HANDLE, By.SYSTEM),
    _row("echo", "外部状态", "Outside state", Echoed, BOTH, ANY, None, ACCEPT | HANDLE, By.SYSTEM),
    _row("record", "登记原结果", "Record the outcome", Recorded, BOTH, ANY, None, ACCEPT),
)

_BY_FACT: dict[tuple[Life, type[CaseFact]], Step] = {(life, step.fact): step for step in STEPS for life in step.lives}
_BY_VERB: dict[tuple[Life, str], Step] = {(life, step.verb): step for step in STEPS for life in step.lives}
VERBS: tuple[str, ...] = tuple(dict.fromkeys(step.verb for step in STEPS))


def find_step(life: Life, verb: str) -> Step | None:
    """The row of ``verb`` in ``life``."""
    return _BY_VERB.get((life, verb))


def step_of(life: Life, verb: str) -> Step:
    """The row of ``verb`` in ``life``, or ``IllegalStep`` where that life has no such step."""
    step = find_step(life, verb)
    if step is None:
        raise IllegalStep(f"A {life} case has no step '{verb}'.", verb=verb)
    return step


def steps_in(life: Life, stage: Stage) -> Iterator[Step]:
    """The steps that ``stage`` allows, in the order of the table."""
    return (step for step in STEPS if life in step.lives and stage in step.sources)


def allow(life: Life, stage: Stage, verb: str) -> Step:
    """The row of ``verb``, or ``IllegalStep`` where ``stage`` does not allow it."""
    step = step_of(life, verb)
    if stage not in step.sources:
        can = sorted({row.verb for row in steps_in(life, stage) if row.by not in BY_NO_PERSON})
        raise IllegalStep(
            f"'{verb}' is not possible while a {life} case waits for '{stage}'. Possible now: {', '.join(can)}.",
            verb=verb,
            stage=stage,
            possible=can,
        )
    return step


def is_negative(fact: CaseFact) -> bool:
    """Whether the outcome that ``fact`` tells leads to the row's other target."""
    match fact:
        case Checked() | Reviewed():
            return not fact.passed
        case Revisited():
            return fact.word is Word.UNSOLVED
        case Classified():
            return fact.recalled
        case Returned():
            return fact.arbiter is not None
        case HandedOver():
            return fact.stays
        case _:
            return False


def after(life: Life, stage: Stage, fact: CaseFact) -> Stage:
    """The stage that ``fact`` leads to from ``stage``."""
    step = _BY_FACT[life, type(fact)]
    target = step.otherwise if step.otherwise and is_negative(fact) else step.target
    return stage if target is None else target


def verb_of(life: Life, fact: CaseFact) -> str:
    """The verb of the step that ``fact`` tells."""
    return _BY_FACT[life, type(fact)].verb
