"""The one decision: whether this principal may, as this duty and for this purpose, do this to that.

A pure function of the table and of what is handed in. Denied unless a row grants it.
"""

from collections.abc import Callable, Iterator

import msgspec

from cityloop.city.label import Label
from cityloop.city.principal import Claim, Duty, Kind, Principal
from cityloop.guard.answer import Answer, Denied, Fields, Granted, Reason
from cityloop.guard.matter import TEAM, Matter
from cityloop.guard.reach import Narrowing, Reach
from cityloop.guard.table import HANDLING, RIGHTS, SEPARATE, Right
from cityloop.guard.terms import Dataset, Office, Personal, Purpose, Scope


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of the guard; ``case`` is None for lists, ``area`` the path asked for (empty: all there is)."""

    principal: Principal
    duty: Office
    purpose: Purpose
    case: Matter | None
    action: str
    dataset: Dataset
    fields: Fields
    area: str


def access(  # noqa: PLR0913 - the question has eight parts
    principal: Principal,
    duty: Office,
    purpose: Purpose,
    case: Matter | None,
    action: str,
    dataset: Dataset,
    fields: Fields,
    area: str,
) -> Answer:
    """Granted with the rows and fields that may be shown, or denied with the first reason that holds."""
    return judge(
        Question(
            principal=principal,
            duty=duty,
            purpose=purpose,
            case=case,
            action=action,
            dataset=dataset,
            fields=fields,
            area=area,
        )
    )


def may_ask(principal: Principal, action: str, dataset: Dataset, purposes: frozenset[Purpose]) -> bool:
    """Whether any office of the principal has this right at all, wherever it reaches: the first gate, at the door."""
    duties = (duty for claim in principal.claims for duty in claim.duties)
    offices: tuple[Office, ...] = (Kind.NOBODY, principal.kind, *duties)
    wanted = f"{action}:{dataset}"
    rights = (RIGHTS.get((office, action, dataset)) for office in dict.fromkeys(offices))
    fitting = (right for right in rights if right is not None and right.purposes & purposes)
    return any(True for right in fitting for _ in claims_of(principal, right.duty, wanted))


def is_scoped(principal: Principal, action: str, dataset: Dataset) -> bool:
    """Whether a machine's token was given this very thing to do, and one of its duties has the right."""
    wanted = f"{action}:{dataset}"
    held = (claim for claim in principal.claims if claim.scopes is not None and wanted in claim.scopes)
    return any((duty, action, dataset) in RIGHTS for claim in held for duty in claim.duties)


def judge(question: Question) -> Answer:
    """The answer to one question."""
    right = RIGHTS.get((question.duty, question.action, question.dataset))
    if right is None:
        return denied(question, Reason.NO_RIGHT)
    rows = rows_of(question, right)
    reason = next((found for objection in OBJECTIONS if (found := objection(question, right, rows))), None)
    return granted(question, right, rows) if reason is None else denied(question, reason)


def denied(question: Question, reason: Reason) -> Denied:
    """No, with its reason."""
    case = None if question.case is None else question.case.id
    return Denied(reason=reason, duty=question.duty, action=question.action, dataset=question.dataset, case=case)


def granted(question: Question, right: Right, rows: Narrowing) -> Answer:
    """Yes, with the fields sorted into clear, masked and withheld; no, where nothing asked for may be shown."""
    shown = personal_shown(question, right)
    told = {name: label for name, label in question.fields.items() if is_told(label, right, shown)}
    if question.fields and not told:
        return denied(question, Reason.NO_FIELD)
    masked = frozenset(name for name, label in told.items() if label.personal and shown is Personal.MASKED)
    return Granted(
        who=question.principal.id,
        duty=question.duty,
        purpose=question.purpose,
        action=question.action,
        dataset=question.dataset,
        case=None if question.case is None else question.case.id,
        rows=rows,
        fields=frozenset(told) - masked,
        masked=masked,
        personal=any(label.personal for label in told.values()),
    )


def is_told(label: Label, right: Right, shown: Personal) -> bool:
    """Whether a field so labelled is shown at all, in clear or masked."""
    return label.grade <= right.highest and (not label.personal or shown is not Personal.NO)


def personal_shown(question: Question, right: Right) -> Personal:
    """How far persons are shown: as the row says, but words and place of a 举报 reach the handling unit masked."""
    case = question.case
    if case is not None and case.withheld and question.dataset in TELLING and handles(question, case):
        return min(right.personal, Personal.MASKED)
    return right.personal


TELLING = (Dataset.WORDS, Dataset.PLACE)
"""What may tell who reported, and is needed to handle it all the same."""


def handles(question: Question, case: Matter) -> bool:
    """Whether the asker belongs to those who handle the case, whatever the duty asked as."""
    return question.duty in HANDLING or any(claim.unit in case.units for claim in question.principal.claims)


# Which rows


def rows_of(question: Question, right: Right) -> Narrowing:
    """The rows that the right reaches through the claims held."""
    claims = claims_of(question.principal, question.duty, f"{question.action}:{question.dataset}")
    reaches = tuple(reach for claim in claims for reach in reaches_of(claim, question.principal, right.scope))
    hidden = question.dataset in (Dataset.CONTACT, *TELLING) and question.case is None
    units = frozenset(claim.unit for claim in question.principal.claims if claim.unit is not None)
    return Narrowing(reaches=reaches, within=question.area, withheld_from=units if hidden else frozenset())


def claims_of(principal: Principal, office: Office, wanted: str) -> Iterator[Claim | None]:
    """The claims that carry the duty and, for a machine, are scoped for it; one None for citizens and for anybody."""
    if isinstance(office, Duty):
        held = (claim for claim in principal.claims if office in claim.duties and claim.path)
        yield from (claim for claim in held if claim.scopes is None or wanted in claim.scopes)
    elif office in (Kind.NOBODY, principal.kind):
        yield None


def reaches_of(claim: Claim | None, principal: Principal, scope: Scope) -> tuple[Reach, ...]:
    """How far ``scope`` reaches from one claim."""
    if claim is None:
        return (Reach(linked=scope is Scope.LINK, sensitive=scope is Scope.LINK),)
    below = Reach(path=claim.path, sensitive=claim.named)
    job = Reach(sent=sent_as(principal.id, claim), sensitive=claim.named)
    return {
        Scope.ANYWHERE: (Reach(sensitive=claim.named),),
        Scope.BELOW: (below,),
        Scope.UNIT: (Reach(unit=claim.unit or "", sensitive=claim.named),),
        Scope.JOB: (job,),
        Scope.GROUND: (job, below),
        Scope.LINK: (),
    }[scope]


def sent_as(principal: str, claim: Claim) -> frozenset[str]:
    """As whom a job may be sent: the principal itself, and the teams in which it works."""
    return frozenset({principal, *(f"{TEAM}{team}" for team in claim.teams)})


# What may speak against it, in the order in which it is said


def not_held(_: Question, __: Right, rows: Narrowing) -> Reason | None:
    """Nobody acts by a duty that no post held now carries."""
    return None if rows.reaches else Reason.NOT_YOUR_DUTY


def other_purpose(question: Question, right: Right, _: Narrowing) -> Reason | None:
    """A right holds for its purposes alone."""
    return None if question.purpose in right.purposes else Reason.WRONG_PURPOSE


def out_of_reach(question: Question, right: Right, rows: Narrowing) -> Reason | None:
    """The case, or the area asked for, lies outside."""
    if question.case is None:
        touched = right.scope is not Scope.LINK and any(touches(each, question.area) for each in rows.reaches)
    else:
        case = question.case
        touched = case.path.startswith(question.area) and any(each.covers(case) for each in rows.reaches)
    return None if touched else OUT_OF_REACH[right.scope]


def touches(reach: Reach, area: str) -> bool:
    """Whether some row of the area can lie within reach."""
    return reach.path is None or area.startswith(reach.path) or reach.path.startswith(area)


OUT_OF_REACH = {
    Scope.ANYWHERE: Reason.WRONG_AREA,
    Scope.BELOW: Reason.WRONG_AREA,
    Scope.UNIT: Reason.NOT_YOUR_UNIT,
    Scope.JOB: Reason.NOT_YOUR_JOB,
    Scope.GROUND: Reason.NOT_YOUR_JOB,
    Scope.LINK: Reason.NO_LINK,
}


def not_named(question: Question, _: Right, rows: Narrowing) -> Reason | None:
    """Discipline and public order are for named posts alone."""
    case = question.case
    seen = case is None or not case.sensitive or any(each.sensitive and each.covers(case) for each in rows.reaches)
    return None if seen else Reason.SENSITIVE


def withheld(question: Question, _: Right, __: Narrowing) -> Reason | None:
    """举报: who handles does not learn who reported."""
    case = question.case
    hidden = case is not None and case.withheld and question.dataset is Dataset.CONTACT and handles(question, case)
    return Reason.WITHHELD if hidden else None


def handled_it(question: Question, _: Right, __: Narrowing) -> Reason | None:
    """办、查、结分离."""
    case = question.case
    same = case is not None and question.action in SEPARATE and question.principal.id in case.handled
    return Reason.HANDLED_IT if same else None


OBJECTIONS: tuple[Callable[[Question, Right, Narrowing], Reason | None], ...] = (
    not_held,
    other_purpose,
    out_of_reach,
    not_named,
    withheld,
    handled_it,
)
