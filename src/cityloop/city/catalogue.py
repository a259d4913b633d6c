"""What the law and the city's own rules say of each sort of case: categories, time limits, duties, lists."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from cityloop.city.words import Name


class Life(StrEnum):
    """Which of the two lives a matter leads."""

    GRID = "grid"
    """网格案件: GB/T 30428, found on the spot."""
    REQUEST = "request"
    """诉求: 12345, somebody asks and is answered."""


class RequestKind(StrEnum):
    """诉求类型."""

    CONSULT = "consult"
    """咨询."""
    HELP = "help"
    """求助."""
    COMPLAIN = "complain"
    """投诉."""
    DENOUNCE = "denounce"
    """举报: the reporter is withheld from the handling unit."""
    SUGGEST = "suggest"
    """建议."""


class TimeKind(StrEnum):
    """How a time limit is counted."""

    URGENT = "urgent"
    """紧急工作时: runs on, night and holiday."""
    HOUR = "hour"
    """工作时: minutes within working hours alone."""
    WORKDAY = "workday"
    """工作日: day one is the next working day; due when the last one ends."""
    DAY = "day"
    """自然日: day one is the next day; due when the last one ends."""


class Limit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long one stage of a category may take."""

    stage: str
    """A value of ``command.lifecycle.Stage``."""
    kind: TimeKind
    amount: int
    """Hours for URGENT and HOUR, days for WORKDAY and DAY; above zero."""


class Datatype(StrEnum):
    """How a question of a service is answered (Open311 GeoReport v2, GET Service Definition)."""

    STRING = "string"
    """A line."""
    NUMBER = "number"
    DATETIME = "datetime"
    """ISO 8601, with its offset from UTC."""
    TEXT = "text"
    """Several lines."""
    ONE = "singlevaluelist"
    """One of the values."""
    SEVERAL = "multivaluelist"
    """Any of the values."""

    @property
    def is_list(self) -> bool:
        """Whether it is answered by values that are given."""
        return self in (Datatype.ONE, Datatype.SEVERAL)


class AttributeValue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer that may be chosen."""

    key: str
    name: Name


class Attribute(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a report of a category is asked beside its words. Questions are asked in the order of the catalogue."""

    code: str
    datatype: Datatype
    description: Name
    """The question."""
    hint: Name | None = None
    """How to answer it."""
    required: bool = False
    variable: bool = True
    """False: nothing is asked, something is said."""
    values: tuple[AttributeValue, ...] = ()


class Category(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sort of case; ``id`` is a path of words with dots (``grid.event.emergency``), a prefix being its parent."""

    id: str
    name: Name
    life: Life
    limits: tuple[Limit, ...] = ()
    """What is not said here is taken from the nearest parent."""
    sensitive: bool = False
    """Discipline or public order: on no public list."""
    aliases: tuple[str, ...] = ()
    source: str = ""
    """The standard or rule, with its clause, that it comes from."""
    attributes: tuple[Attribute, ...] = ()
    """What a report of it is asked beside its words."""
    retired: bool = False
    """Cases have it, but no new report can: it was given up."""
    replaced_by: str | None = None
    """The category to be used in place of one that is retired."""
    batch: bool = False
    """Who reports through a door gets a token first, and the number once somebody has taken it on."""


class Responsibility(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``unit`` answers for ``category`` (and what is below it) in ``jurisdiction`` (and what is below it)."""

    category: str
    """Empty: every category."""
    jurisdiction: str
    unit: str
    assisting: tuple[str, ...] = ()
    source: str = ""


class ListKind(StrEnum):
    """履职事项清单: what a street has to do, helps with, or no longer does."""

    BASIC = "basic"
    """基本履职事项."""
    ASSIST = "assist"
    """配合履职事项: the named department leads, the street helps."""
    TAKEN_BACK = "taken-back"
    """上级收回事项: the named department does it."""


class ListedDuty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a street's list; ``unit`` is the department that leads (for ASSIST and TAKEN_BACK)."""

    street: str
    category: str
    kind: ListKind
    unit: str | None = None


class Ground(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ground that a person may choose for a return, hold-over, extension or refusal (no free reasons alone)."""

    id: str
    step: str
    name: Name
    longest_days: int | None = None
    """How far an extension reaches beyond the due time that stands, or a hold-over beyond today."""
    instead: Name | None = None
    """Where to go with it, where the city does not take it on."""


class Afterwards(StrEnum):
    """What is done with a case's words when its archive period is over."""

    REVIEW = "review"
    """鉴定: somebody judges whether they are kept on."""
    HAND_OVER = "hand-over"
    """移交: they go to the city's archive first."""
    ERASE = "erase"
    """销毁: they go."""


class Retention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """保管期限: how long cases of a category (and what is below it) are kept, and what comes then."""

    category: str
    """Empty: every category."""
    years: int | None
    """Whole calendar years after the year in which the case ended; None: for ever (永久)."""
    then: Afterwards = Afterwards.REVIEW
    """``cityloop retention`` lists by it, and erases where it says so."""
    source: str
    """The rule, or the city's own schedule, with its clause, that says so."""


class ApprovedAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """标准答复: sentences that were approved beforehand, to be said as they stand."""

    id: str
    category: str = ""
    """For cases of this category and of what is below it; empty: every category."""
    event: str
    """The step with which it is given: ``answer-directly``, ``answer``, ``refuse``, ``hand-over`` …"""
    name: Name
    """By what it is chosen."""
    texts: Mapping[str, str]
    """What it says, by BCP 47 tag (``zh``, ``en``)."""


class Service(StrEnum):
    """Who comes out at once, by the number to call."""

    FIRE = "119"
    """消防: fire, gas, rescue."""
    AMBULANCE = "120"
    """急救."""
    POLICE = "110"
    """公安: danger to persons."""


class Signal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words in a report that ask for something else first: an emergency's number, or another door than the city's."""

    id: str
    name: Name
    words: tuple[str, ...]
    """In Chinese and in English; a person decides what they mean."""
    call: Service | None = None
    """Whom to call first."""
    ground: str | None = None
    """The ground on which such a matter is not accepted."""
