"""The guard, asked on behalf of the life cycle: whether this person may take this step on this case."""

from collections.abc import Iterator

import msgspec

from cityloop.city.errors import CityloopError
from cityloop.city.principal import Duty, Kind, Principal, citizen
from cityloop.command.case import Case
from cityloop.command.lifecycle import By, Step
from cityloop.guard.access import access
from cityloop.guard.answer import Answer, Denied, Granted, Reason
from cityloop.guard.claims import PREFIX
from cityloop.guard.matter import TEAM, Matter
from cityloop.guard.terms import Dataset, Office, Purpose

PURPOSES: dict[Office, Purpose] = {
    Duty.SUPERVISE: Purpose.OVERSIGHT,
    Duty.EVALUATE: Purpose.EVALUATION,
    Kind.CITIZEN: Purpose.FOLLOWING,
    Kind.NOBODY: Purpose.FOLLOWING,
}
"""What a step is taken for, where it is not casework."""


class Forbidden(CityloopError):
    """The guard said no; ``reason`` is its word for why."""

    code = "forbidden"


def matter_of(case: Case, *, path: str, linked: bool = False) -> Matter:
    """The case as the guard sees it, standing at ``path``."""
    return Matter(
        id=case.id,
        path=path,
        life=case.life,
        lead=case.lead,
        assisting=frozenset(help.unit for help in case.assisting),
        sent=frozenset(_sent(case)),
        handled=case.handlers,
        withheld=case.withheld,
        sensitive=case.sensitive,
        linked=linked,
    )


def _sent(case: Case) -> Iterator[str]:
    """Who was sent, as the guard names them."""
    if case.person:
        yield f"{PREFIX}{case.person}"
    if case.team:
        yield f"{TEAM}{case.team}"


def answers(by: Principal, case: Case, step: Step) -> Iterator[Answer]:
    """What the guard says to each office in which ``by`` might take the step.

    A case stands where it is run; to those who work on the spot it stands on the ground that it is about.
    """
    run, linked = matter_of(case, path=case.at), by.id in _reporters(case, step)
    for office in _offices(by, step, case):
        path = case.where if office is Duty.FIELD else case.at
        matter = msgspec.structs.replace(run, path=path, linked=linked)
        purpose = PURPOSES.get(office, Purpose.CASEWORK)
        yield access(by, office, purpose, matter, step.verb, Dataset.CASE, {}, "")


SHARED = frozenset({"reopen", "urge"})
"""Steps that also those may take, without words, whose own report goes on in this case."""


def _reporters(case: Case, step: Step) -> frozenset[str]:
    """Whose links lead here."""
    merged = case.absorbed if step.verb in SHARED else ()
    return frozenset(citizen(each).id for each in (case.id, *merged))


def _offices(by: Principal, step: Step, case: Case) -> Iterator[Office]:
    if step.by is By.SYSTEM and by.kind is not Kind.MACHINE:
        return
    if by.kind is Kind.CITIZEN and step.by is By.CITIZEN:
        yield Kind.CITIZEN
    yield from (duty for duty in sorted(step.duties) if by.has(duty) and _has_part(by, duty, step, case))


def _has_part(by: Principal, duty: Duty, step: Step, case: Case) -> bool:
    """Whether the author's unit plays the part that the step is for: only the lead leads, only who assists assists."""
    if duty is not Duty.HANDLE or step.by not in (By.LEAD, By.ASSISTING):
        return True
    parts = {case.lead} if step.by is By.LEAD else {help.unit for help in case.assisting}
    return any(claim.unit in parts for claim in by.claims if duty in claim.duties)


def may(by: Principal, case: Case, step: Step) -> bool:
    """Whether the guard grants the step."""
    return any(isinstance(answer, Granted) for answer in answers(by, case, step))


def permit(by: Principal, case: Case, step: Step) -> Granted:
    """The grant, or ``Forbidden`` with the guard's reason."""
    denied: Answer = Denied(reason=Reason.NOT_YOUR_DUTY, duty=by.kind, action=step.verb, dataset=Dataset.CASE)
    for answer in answers(by, case, step):
        if isinstance(answer, Granted):
            return answer
        denied = answer
    raise forbidden(denied, step.verb, case.id)


def permit_report(by: Principal, where: str) -> Granted:
    """Anybody may report anywhere; a person who takes reports in does so at the post held, as far as that reaches.

    A machine that takes reports in is held to its token: it does not go on as anybody where that ends.
    """
    answer = _reports(by, Duty.ACCEPT, where)
    if isinstance(answer, Denied) and not (by.kind is Kind.MACHINE and by.has(Duty.ACCEPT)):
        answer = _reports(Principal(id=by.id, kind=Kind.NOBODY), Kind.NOBODY, where)
    if isinstance(answer, Denied):
        raise forbidden(answer, "report", None)
    return answer


def _reports(by: Principal, office: Office, where: str) -> Answer:
    return access(by, office, PURPOSES.get(office, Purpose.CASEWORK), None, "report", Dataset.CASE, {}, where)


def forbidden(answer: Answer, verb: str, case: str | None) -> Forbidden:
    """The error that tells of a denial."""
    reason = answer.reason if isinstance(answer, Denied) else ""
    return Forbidden(f"'{verb}' is not yours to do here ({reason}).", verb=verb, case=case, reason=reason)
