"""The law of access as a table: who, as what, may do what with which data, how far, and what for. The rest is denied.

After CJJ/T 106 and GB/T 30428.2 (duties), GB/T 43697-2024 (grades), PIPL articles 6 and 28 (no more than the purpose
needs). One row for each duty, action and dataset; a test holds that none is said twice.
"""

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from cityloop.city.label import Grade
from cityloop.city.principal import Duty, Kind
from cityloop.guard.terms import Dataset, Office, Personal, Purpose, Scope


class Right(msgspec.Struct, frozen=True):
    """One row: what a duty may do with a dataset."""

    duty: Office
    actions: frozenset[str]
    dataset: Dataset
    scope: Scope
    purposes: frozenset[Purpose]
    highest: Grade
    """Fields above this grade are withheld."""
    personal: Personal
    """Whether fields about persons are shown, masked or withheld."""


ACCEPT, DISPATCH, HANDLE, CHECK, CLOSE, ARBITRATE = (
    Duty.ACCEPT, Duty.DISPATCH, Duty.HANDLE, Duty.CHECK, Duty.CLOSE, Duty.ARBITRATE,
)  # fmt: skip
SUPERVISE, COMMAND, FIELD, EVALUATE, SECURE, CONFIGURE = (
    Duty.SUPERVISE, Duty.COMMAND, Duty.FIELD, Duty.EVALUATE, Duty.SECURE, Duty.CONFIGURE,
)  # fmt: skip
TRANSLATE = Duty.TRANSLATE
CITIZEN, ANYBODY = Kind.CITIZEN, Kind.NOBODY

CASE, WORDS, ANSWER, CONTACT, PLACE, PHOTOS = (
    Dataset.CASE, Dataset.WORDS, Dataset.ANSWER, Dataset.CONTACT, Dataset.PLACE, Dataset.PHOTOS,
)  # fmt: skip
BOARD, EVALUATION, CITY, JOURNAL = Dataset.BOARD, Dataset.EVALUATION, Dataset.CITY, Dataset.JOURNAL
ACCESS, CONFIGURATION, SUBJECT, PUBLIC = Dataset.ACCESS, Dataset.CONFIGURATION, Dataset.SUBJECT, Dataset.PUBLIC_CASE
SESSION, SERVICE, NOTICES = Dataset.SESSION, Dataset.SERVICE, Dataset.NOTICES

ANYWHERE, BELOW, UNIT, GROUND, JOB, LINK = (
    Scope.ANYWHERE, Scope.BELOW, Scope.UNIT, Scope.GROUND, Scope.JOB, Scope.LINK,
)  # fmt: skip

OPEN, INTERNAL, SENSITIVE, RESTRICTED = Grade.OPEN, Grade.INTERNAL, Grade.SENSITIVE, Grade.RESTRICTED
NO, MASKED, CLEAR = Personal.NO, Personal.MASKED, Personal.CLEAR

WORK = frozenset({Purpose.CASEWORK})
OVER = frozenset({Purpose.OVERSIGHT})
WORK_OVER = WORK | OVER
JUDGE = frozenset({Purpose.EVALUATION})
FOLLOW = frozenset({Purpose.FOLLOWING})
PUBLISH = frozenset({Purpose.PUBLICATION})
AUDIT = frozenset({Purpose.AUDIT})
UPKEEP = frozenset({Purpose.UPKEEP})
LAWFUL = frozenset({Purpose.LAWFUL_REQUEST})


Shown: TypeAlias = tuple[Grade, Personal]


def right(
    duty: Office, actions: str, dataset: Dataset, scope: Scope, purposes: frozenset[Purpose], shown: Shown
) -> Right:
    """A row, its actions parted by spaces."""
    return Right(duty, frozenset(actions.split()), dataset, scope, purposes, *shown)


LOOKING: tuple[Right, ...] = (
    # 受理: takes the words and the contact down, so sees both.
    right(ACCEPT, "read list search", CASE, BELOW, WORK, (SENSITIVE, CLEAR)),
    right(ACCEPT, "read search", WORDS, BELOW, WORK, (SENSITIVE, CLEAR)),
    right(ACCEPT, "read search", CONTACT, BELOW, WORK, (SENSITIVE, CLEAR)),
    right(ACCEPT, "read", PLACE, BELOW, WORK, (SENSITIVE, CLEAR)),
    right(ACCEPT, "read", PHOTOS, BELOW, WORK, (SENSITIVE, CLEAR)),
    # 派遣: needs what and where, not who.
    right(DISPATCH, "read list search", CASE, BELOW, WORK_OVER, (SENSITIVE, CLEAR)),
    right(DISPATCH, "read search", WORDS, BELOW, WORK, (SENSITIVE, MASKED)),
    right(DISPATCH, "read", CONTACT, BELOW, WORK, (SENSITIVE, MASKED)),
    right(DISPATCH, "read", PLACE, BELOW, WORK, (SENSITIVE, CLEAR)),
    right(DISPATCH, "read", PHOTOS, BELOW, WORK, (SENSITIVE, CLEAR)),
    right(DISPATCH, "read list", BOARD, BELOW, WORK_OVER, (INTERNAL, NO)),
    # 处理: its own cases, whole; it has to ring the person up. A withheld reporter is the exception, in access.py.
    right(HANDLE, "read list search", CASE, UNIT, WORK, (SENSITIVE, CLEAR)),
    right(HANDLE, "read", WORDS, UNIT, WORK, (SENSITIVE, CLEAR)),
    right(HANDLE, "read", CONTACT, UNIT, WORK, (SENSITIVE, CLEAR)),
    right(HANDLE, "read", PLACE, UNIT, WORK, (SENSITIVE, CLEAR)),
    right(HANDLE, "read", PHOTOS, UNIT, WORK, (SENSITIVE, CLEAR)),
    # 网格员, crew: their own jobs as long as they are theirs, and what is to be verified or checked on their ground.
    right(FIELD, "read list", CASE, GROUND, WORK, (SENSITIVE, MASKED)),
    right(FIELD, "read", WORDS, GROUND, WORK, (SENSITIVE, MASKED)),
    right(FIELD, "read", CONTACT, JOB, WORK, (SENSITIVE, MASKED)),
    right(FIELD, "read", PLACE, GROUND, WORK, (SENSITIVE, CLEAR)),
    right(FIELD, "read", PHOTOS, GROUND, WORK, (SENSITIVE, CLEAR)),
    # 核查, 回访: looks again, and calls the person back.
    right(CHECK, "read list search", CASE, BELOW, WORK, (SENSITIVE, CLEAR)),
    right(CHECK, "read", WORDS, BELOW, WORK, (SENSITIVE, MASKED)),
    right(CHECK, "read", CONTACT, BELOW, WORK, (SENSITIVE, CLEAR)),
    right(CHECK, "read", PLACE, BELOW, WORK, (SENSITIVE, CLEAR)),
    right(CHECK, "read", PHOTOS, BELOW, WORK, (SENSITIVE, CLEAR)),
    # 结案, 裁定: judge by the file.
    right(CLOSE, "read list search", CASE, BELOW, WORK, (SENSITIVE, CLEAR)),
    right(CLOSE, "read", WORDS, BELOW, WORK, (SENSITIVE, MASKED)),
    right(CLOSE, "read", PHOTOS, BELOW, WORK, (SENSITIVE, CLEAR)),
    right(ARBITRATE, "read list search", CASE, BELOW, WORK, (SENSITIVE, CLEAR)),
    right(ARBITRATE, "read", WORDS, BELOW, WORK, (SENSITIVE, MASKED)),
    right(ARBITRATE, "read", PLACE, BELOW, WORK, (SENSITIVE, CLEAR)),
    right(ARBITRATE, "read", PHOTOS, BELOW, WORK, (SENSITIVE, CLEAR)),
    # 带班领导, commanders: the whole of their ground, no reporter.
    right(SUPERVISE, "read list search export", CASE, BELOW, OVER, (SENSITIVE, MASKED)),
    right(SUPERVISE, "read", WORDS, BELOW, OVER, (SENSITIVE, MASKED)),
    right(SUPERVISE, "read", PLACE, BELOW, OVER, (SENSITIVE, CLEAR)),
    right(SUPERVISE, "read", PHOTOS, BELOW, OVER, (SENSITIVE, CLEAR)),
    right(SUPERVISE, "read list export", BOARD, BELOW, OVER, (INTERNAL, NO)),
    right(SUPERVISE, "read list", EVALUATION, BELOW, OVER, (INTERNAL, NO)),
    right(COMMAND, "read list search", CASE, BELOW, WORK_OVER, (SENSITIVE, MASKED)),
    right(COMMAND, "read", WORDS, BELOW, WORK, (SENSITIVE, MASKED)),
    right(COMMAND, "read", PLACE, BELOW, WORK_OVER, (SENSITIVE, CLEAR)),
    right(COMMAND, "read", PHOTOS, BELOW, WORK, (SENSITIVE, CLEAR)),
    right(COMMAND, "read list", BOARD, BELOW, WORK_OVER, (INTERNAL, NO)),
    right(COMMAND, "read list", EVALUATION, BELOW, OVER, (INTERNAL, NO)),
    right(SUPERVISE, "read list retry", NOTICES, BELOW, OVER, (INTERNAL, CLEAR)),
    # 综合评价: counts, and the cases behind a number without anybody's words.
    right(EVALUATE, "read list search export", CASE, BELOW, JUDGE, (INTERNAL, NO)),
    right(EVALUATE, "read list export", BOARD, BELOW, JUDGE, (INTERNAL, NO)),
    right(EVALUATE, "read list export", EVALUATION, BELOW, JUDGE, (INTERNAL, NO)),
    # Data security: who looked, never at what they saw.
    right(SECURE, "read list search export", ACCESS, ANYWHERE, AUDIT, (INTERNAL, CLEAR)),
    right(SECURE, "read list verify", JOURNAL, ANYWHERE, AUDIT, (INTERNAL, CLEAR)),
    # City IT: configuration; and a person's own request, where the law gives one.
    right(CONFIGURE, "read list apply copy-keys", CONFIGURATION, ANYWHERE, UPKEEP, (INTERNAL, CLEAR)),
    right(CONFIGURE, "read verify", JOURNAL, ANYWHERE, UPKEEP, (INTERNAL, CLEAR)),
    right(CONFIGURE, "read list retry", NOTICES, ANYWHERE, UPKEEP, (INTERNAL, CLEAR)),
    right(CONFIGURE, "read export erase hold lift", SUBJECT, ANYWHERE, LAWFUL, (SENSITIVE, CLEAR)),
    # 翻译: the words alone, whoever wrote them; an answer as it was written, since it often says whom to ring.
    right(TRANSLATE, "read", WORDS, BELOW, WORK, (SENSITIVE, MASKED)),
    right(TRANSLATE, "read", ANSWER, BELOW, WORK, (SENSITIVE, CLEAR)),
    # With the link of a report: what one has said oneself, masked, since links get passed on; and what came of it,
    # as it was written: an answer often says whom to ring.
    right(CITIZEN, "read follow", CASE, LINK, FOLLOW, (INTERNAL, NO)),
    right(CITIZEN, "read", WORDS, LINK, FOLLOW, (SENSITIVE, MASKED)),
    right(CITIZEN, "read", ANSWER, LINK, FOLLOW, (SENSITIVE, CLEAR)),
    right(CITIZEN, "read", CONTACT, LINK, FOLLOW, (SENSITIVE, MASKED)),
    right(CITIZEN, "read", PLACE, LINK, FOLLOW, (SENSITIVE, MASKED)),
    right(CITIZEN, "read", PHOTOS, LINK, FOLLOW, (SENSITIVE, CLEAR)),
    # Anybody: what is published, the city's own names and areas, a door to knock at.
    right(ANYBODY, "read open close", SESSION, ANYWHERE, UPKEEP, (OPEN, NO)),
    right(ANYBODY, "read", SERVICE, ANYWHERE, PUBLISH, (OPEN, NO)),
    right(ANYBODY, "confirm", NOTICES, ANYWHERE, UPKEEP, (OPEN, NO)),
    right(ANYBODY, "read list search", PUBLIC, ANYWHERE, PUBLISH, (OPEN, NO)),
    right(ANYBODY, "read list search", CITY, ANYWHERE, PUBLISH, (OPEN, NO)),
)  # fmt: skip
"""Rows for those who look."""

STEPS: tuple[Right, ...] = tuple(
    right(duty, steps, CASE, scope, purposes, (OPEN, NO))
    for duty, scope, purposes, steps in (
        (
            ACCEPT,
            BELOW,
            WORK,
            "report locate classify verify establish accept answer-directly hand-over refuse revisit record",
        ),
        (ACCEPT, BELOW, WORK, "merge absorb part split link reopen undo urge thank tell add-photo"),
        (ACCEPT, BELOW, WORK, "mirror echo"),
        (DISPATCH, BELOW, WORK_OVER, "locate classify dispatch send-up order-down pause resume decide-extension"),
        (DISPATCH, BELOW, WORK_OVER, "ask-help merge absorb part split link undo urge tell"),
        (HANDLE, UNIT, WORK, "sign send return assist contact handle report-back answer ask-extension contest"),
        (HANDLE, UNIT, WORK, "tell add-photo mirror echo"),
        (FIELD, GROUND, WORK, "report verify check add-photo"),
        (FIELD, JOB, WORK, "handle tell"),
        (CHECK, BELOW, WORK, "verify check review add-photo"),
        (CLOSE, BELOW, WORK, "close publish"),
        (ARBITRATE, BELOW, WORK, "arbitrate decide-contest"),
        (SUPERVISE, BELOW, OVER, "override pause resume decide-extension hold-over end-hold reopen urge supervise"),
        (COMMAND, BELOW, WORK_OVER, "send send-up"),
        (EVALUATE, BELOW, JUDGE, "evaluate"),
        (TRANSLATE, BELOW, WORK, "translate"),
        (CITIZEN, LINK, FOLLOW, "tell add-photo reopen urge thank"),
        (ANYBODY, ANYWHERE, FOLLOW, "report"),
    )
)
"""Rows for those who act on cases, by the verbs of ``command.lifecycle``; a test holds that every step has its rows."""

RIGHTS: Mapping[tuple[Office, str, Dataset], Right] = {
    (each.duty, action, each.dataset): each for each in LOOKING + STEPS for action in each.actions
}
"""The whole table, by what is asked."""

SEPARATE = frozenset({"check", "review", "revisit", "close", "evaluate"})
"""办、查、结分离: steps that nobody may take on a case which they handled."""

HANDLING = frozenset({HANDLE, FIELD})
"""Duties from which a withheld reporter is withheld."""
