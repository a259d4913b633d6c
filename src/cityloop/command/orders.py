"""What may be asked of the desk: one small value an order, tagged with the verb of its step."""

import re
from datetime import datetime
from typing import Annotated, TypeAlias

import msgspec

from cityloop.city.area import Point
from cityloop.city.catalogue import Life, RequestKind, Service
from cityloop.city.facts.bonds import Publication, Relation
from cityloop.city.facts.intake import Channel, Finding
from cityloop.city.facts.judging import Word
from cityloop.city.facts.mirrors import State, Way
from cityloop.city.words import Tag

LONGEST_TEXT, LONGEST_SHORT = 4000, 400
"""Characters of a text, and of anything else that is written."""
LONGEST_WORDS = 3 * LONGEST_TEXT
"""Characters of a report's words: a text, and the answers to the questions of its category."""
Text: TypeAlias = Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]
Told: TypeAlias = Annotated[str, msgspec.Meta(max_length=LONGEST_WORDS)]
Short: TypeAlias = Annotated[str, msgspec.Meta(max_length=LONGEST_SHORT)]
OUTCOME = r"^[^\W\d_]{1,16}(-[^\W\d_]{1,16}){0,2}$"
"""A code of another system's outcome (``on-time``, ``按期办结``): a word or three, no sentence, no number."""
NOT_RECORDED = "not-recorded"
"""The outcome where another system names a unit or an end, and none."""
Outcome: TypeAlias = Annotated[str, msgspec.Meta(pattern=OUTCOME)]
Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]


def is_outcome(word: str) -> bool:
    """Whether ``word`` is a code that an outcome may have."""
    return re.fullmatch(OUTCOME, word) is not None


class Report(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag="report"):
    """Tell of a matter: what, where, and how to reach the one who tells (or not at all)."""

    life: Life
    kind: RequestKind | None = None
    category: Short | None = None
    words: Told | None = None
    contact: Short | None = None
    caller: Short | None = None
    """The number of whoever calls; None where it was withheld. Who calls again from it is known again."""
    place: Short | None = None
    """Entry of the gazetteer."""
    spot: Short | None = None
    """The exact place in the reporter's own words."""
    point: Point | None = None
    node: Short | None = None
    """The node of the jurisdiction tree, where it is known."""
    areas: tuple[Short, ...] | None = None
    """Areas apart from the tree, by id; None: those that the place or the point lies in."""
    channel: Channel = Channel.WEB
    language: Tag | None = None
    """In which language it is to be answered; None: the one in which the city works."""
    source: Short | None = None
    occurred: Moment | None = None
    anonymous: bool = False
    """No follow-up link is wanted."""
    key: Short | None = None
    """Idempotency key: the same report sent again, by the same author, is the same case."""


class Order(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """An order about one case, given after seeing its version ``seen``."""

    case: Short
    seen: int
    note: Text | None = None
    key: Short | None = None
    """Idempotency key: the same order given again, by the same author, is carried out once."""


class Locate(Order, frozen=True, kw_only=True, tag="locate"):
    """Say where it is: an entry of the gazetteer, or a node of the tree."""

    place: Short | None = None
    node: Short | None = None


class Classify(Order, frozen=True, kw_only=True, tag="classify"):
    """Set or correct the category."""

    category: Short


class Verify(Order, frozen=True, kw_only=True, tag="verify"):
    """核实."""

    finding: Finding


class Establish(Order, frozen=True, kw_only=True, tag="establish"):
    """立案; the category may be set in the same act."""

    category: Short | None = None


class Accept(Order, frozen=True, kw_only=True, tag="accept"):
    """受理."""

    category: Short | None = None
    kind: RequestKind | None = None


class AnswerDirectly(Order, frozen=True, kw_only=True, tag="answer-directly"):
    """直接答复: the note is the answer, or what is said after an approved one."""

    approved: Short | None = None
    """The approved answer that is given, in the language of the case."""
    language: Tag | None = None
    """Of the note; None: the one in which the city works."""


class HandOver(Order, frozen=True, kw_only=True, tag="hand-over"):
    """移交: an emergency goes to 119, 120 or 110."""

    to: Service
    stays: bool = False
    """It stays open: there is something left for the city to do."""


class Refuse(Order, frozen=True, kw_only=True, tag="refuse"):
    """不予立案, 不予受理."""

    ground: Short


class Dispatch(Order, frozen=True, kw_only=True, tag="dispatch"):
    """派遣, 转办: to a lead, with any number of assisting units. Without ``to``, the responsibility data decides."""

    to: Short | None = None
    assisting: tuple[Short, ...] = ()


class Override(Order, frozen=True, kw_only=True, tag="override"):
    """Allow ``to`` as lead though a list excludes it, until ``until``."""

    to: Short
    ground: Short
    until: Moment


class Sign(Order, frozen=True, kw_only=True, tag="sign"):
    """签收."""


class Send(Order, frozen=True, kw_only=True, tag="send"):
    """派员: a team, or one person."""

    team: Short | None = None
    person: Short | None = None


class Return(Order, frozen=True, kw_only=True, tag="return"):
    """退回."""

    ground: Short


class Arbitrate(Order, frozen=True, kw_only=True, tag="arbitrate"):
    """裁定."""

    to: Short


class Assist(Order, frozen=True, kw_only=True, tag="assist"):
    """协办完成."""


class AskHelp(Order, frozen=True, kw_only=True, tag="ask-help"):
    """增派协办: further units shall assist."""

    assisting: tuple[Short, ...]


class SendUp(Order, frozen=True, kw_only=True, tag="send-up"):
    """上报, to the tier above."""


class OrderDown(Order, frozen=True, kw_only=True, tag="order-down"):
    """下派, to a node below."""

    to: Short


class Contact(Order, frozen=True, kw_only=True, tag="contact"):
    """联系群众."""

    reached: bool = True


class Handle(Order, frozen=True, kw_only=True, tag="handle"):
    """处理完成, 办理完成."""


class ReportBack(Order, frozen=True, kw_only=True, tag="report-back"):
    """处理反馈."""


class Answer(Order, frozen=True, kw_only=True, tag="answer"):
    """答复: the note is the answer."""

    language: Tag | None = None
    """Of the note; None: the one in which the city works."""


class AddPhoto(Order, frozen=True, kw_only=True, tag="add-photo"):
    """Add a photo that was re-encoded at the door; ``image`` never reaches the record in clear."""

    view: Short
    image: bytes
    width: int
    height: int
    claimed_time: Short | None = None
    claimed_place: Short | None = None
    claimed_device: Short | None = None


class Tell(Order, frozen=True, kw_only=True, tag="tell"):
    """补充: the note is what is added."""


class Translate(Order, frozen=True, kw_only=True, tag="translate"):
    """翻译: the note is what ``text`` says in the language ``read_in``."""

    text: Short
    read_in: Tag


class Check(Order, frozen=True, kw_only=True, tag="check"):
    """核查."""

    passed: bool


class Review(Order, frozen=True, kw_only=True, tag="review"):
    """审核."""

    passed: bool


class Revisit(Order, frozen=True, kw_only=True, tag="revisit"):
    """回访: what the citizen said."""

    word: Word


class Close(Order, frozen=True, kw_only=True, tag="close"):
    """结案, 办结."""


class Evaluate(Order, frozen=True, kw_only=True, tag="evaluate"):
    """评价: ``good``, ``fair`` or ``poor``."""

    assessment: Short


class Contest(Order, frozen=True, kw_only=True, tag="contest"):
    """申诉 against an assessment."""

    ground: Short


class DecideContest(Order, frozen=True, kw_only=True, tag="decide-contest"):
    """Uphold a contest, or turn it down."""

    upheld: bool


class Pause(Order, frozen=True, kw_only=True, tag="pause"):
    """Let the clock stand still."""

    ground: Short


class Resume(Order, frozen=True, kw_only=True, tag="resume"):
    """Let the clock go on."""


class AskExtension(Order, frozen=True, kw_only=True, tag="ask-extension"):
    """申请延期."""

    until: Moment
    ground: Short


class DecideExtension(Order, frozen=True, kw_only=True, tag="decide-extension"):
    """延期审批."""

    granted: bool


class HoldOver(Order, frozen=True, kw_only=True, tag="hold-over"):
    """挂账."""

    ground: Short
    until: Moment


class EndHold(Order, frozen=True, kw_only=True, tag="end-hold"):
    """销账."""


class Merge(Order, frozen=True, kw_only=True, tag="merge"):
    """并案: go on in ``into``."""

    into: Short


class Split(Order, frozen=True, kw_only=True, tag="split"):
    """拆分: make a case of its own from a part of this one."""

    category: Short
    words: Text


class Link(Order, frozen=True, kw_only=True, tag="link"):
    """关联."""

    other: Short
    how: Relation = Relation.RELATED


class Reopen(Order, frozen=True, kw_only=True, tag="reopen"):
    """重办."""


class Undo(Order, frozen=True, kw_only=True, tag="undo"):
    """撤销 one's own last step."""


class Urge(Order, frozen=True, kw_only=True, tag="urge"):
    """催办."""


class Supervise(Order, frozen=True, kw_only=True, tag="supervise"):
    """督办."""


class Thank(Order, frozen=True, kw_only=True, tag="thank"):
    """致谢."""


class Publish(Order, frozen=True, kw_only=True, tag="publish"):
    """公开."""

    what: Publication


class Record(Order, frozen=True, kw_only=True, tag="record"):
    """Set down what another system recorded."""

    outcome: Outcome
    unit: Short | None = None
    ended: Moment | None = None


class Mirror(Order, frozen=True, kw_only=True, tag="mirror"):
    """Set down by which number the case goes in an outside system."""

    system: Short
    number: Short
    way: Way


class Echo(Order, frozen=True, kw_only=True, tag="echo"):
    """Set down how an outside system says that the case stands, and what could not be done of it."""

    system: Short
    revision: int
    state: State
    why: Short = ""


EVERY: tuple[type[Order], ...] = tuple(Order.__subclasses__())


def verb_of(order: Order | type[Order]) -> str:
    """The verb that the order carries as its tag."""
    return str(order.__struct_config__.tag)
