"""Trying once more what was given up: a new notice with a key of its own, on the record, by whoever wanted it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, or_, select

from cityloop.city.errors import CityloopError
from cityloop.city.facts.notices import NoticeDue
from cityloop.city.principal import Duty, Principal
from cityloop.command.notice_table import NOTICES, State, in_reach, is_sensitive, waits_again
from cityloop.command.noticing import notice_draft
from cityloop.command.permission import forbidden
from cityloop.guard.access import access
from cityloop.guard.accesses import Accesses
from cityloop.guard.answer import Answer, Denied, Granted, Reason
from cityloop.guard.terms import Dataset, Purpose
from cityloop.journal.entry import Append, Draft, Entry
from cityloop.journal.journal import Journal
from cityloop.journal.meanwhile import begun_again

OFFICES = {Duty.SUPERVISE: Purpose.OVERSIGHT, Duty.CONFIGURE: Purpose.UPKEEP}
"""Who may, and what for."""
MOST = 200
"""Notices that one press tries again: they go out after whatever else waits, and the next press takes the next ones."""


class NotGivenUp(CityloopError):
    """There is no such notice, or it was not given up, or it was tried again already."""

    code = "not-given-up"


def try_again(journal: Journal, accesses: Accesses, by: Principal, notice: int) -> Entry:
    """Say anew that it is due. Raises ``NotGivenUp``, ``Forbidden``, ``Conflict``."""
    accesses.make_room()
    seen, row = _seen(journal, notice), _find(journal, notice)
    granted = _permit(by, row)
    if row is None or row.state != State.GIVEN_UP or row.tried_again:
        raise NotGivenUp("This notice waits for no second try: it was delivered, or is being tried already.")
    (entry,) = journal.append(Append(drafts=(_draft(by, row),), expect=seen))
    accesses.note_steps((granted,))
    return entry


def try_all_again(journal: Journal, accesses: Accesses, by: Principal, channel: str, most: int = MOST) -> int:
    """Say anew of the oldest that the channel gave up that they are due, each by a fact of its own; how many.

    At most ``most`` at once, all or none. Raises ``NotGivenUp``, ``Forbidden``, and ``Conflict`` where others go on
    being first.
    """
    accesses.make_room()
    return begun_again(lambda: _all_again(journal, accesses, by, channel, most))


def _all_again(journal: Journal, accesses: Accesses, by: Principal, channel: str, most: int) -> int:
    things = {f"notice:{row.case}" for row, _ in _reached(journal, by, channel, most)}
    seen = {thing: journal.version(thing) for thing in things}
    found = [each for each in _reached(journal, by, channel, most) if f"notice:{each[0].case}" in seen]
    journal.append(Append(drafts=tuple(_draft(by, row) for row, _ in found), expect=seen))
    accesses.note_steps([granted for _, granted in found], summed=True)
    return len(found)


def _reached(journal: Journal, by: Principal, channel: str, most: int) -> list[tuple[Row[Any], Granted]]:
    """The oldest that wait for a second try, with the grant that reaches each. Raises ``NotGivenUp``, ``Forbidden``."""
    _permit(by, None)
    grants = [answer for answer in _answers(by, "") if isinstance(answer, Granted)]
    wanted = (NOTICES.c.channel == channel, waits_again(), or_(*(in_reach(granted.rows) for granted in grants)))
    with journal.store.read() as transaction:
        rows = transaction.execute(
            select(NOTICES, is_sensitive().label("grave")).where(*wanted).order_by(NOTICES.c.seq).limit(most)
        ).all()
    if not rows:
        raise NotGivenUp("Nothing that this channel gave up waits for a second try: it is being tried already.")
    return [(row, next(granted for granted in grants if _sees(granted, row))) for row in rows]


def _draft(by: Principal, row: Row[Any]) -> Draft:
    """That it is due once more, said by whoever wants it tried."""
    fact = NoticeDue(
        instead=_others(row),
        again=row.seq,
        **{name: getattr(row, name) for name in ("case", "channel", "to", "event", "rule")},
    )
    return notice_draft(by.id, fact, at=row.run_by, sensitive=row.grave, cause=row.seq)


def _seen(journal: Journal, notice: int) -> dict[str, int]:
    """What is known of the case's notices, read before this one is judged: of two tries at once, one is a conflict."""
    row = _find(journal, notice)
    return {f"notice:{row.case}": journal.version(f"notice:{row.case}")} if row is not None else {}


def _find(journal: Journal, notice: int) -> Row[Any] | None:
    with journal.store.read() as transaction:
        return transaction.execute(
            select(NOTICES, is_sensitive().label("grave")).where(NOTICES.c.seq == notice)
        ).one_or_none()


def _others(row: Row[Any]) -> tuple[str, ...]:
    return tuple(id for id in row.instead.split() if id != row.channel)


def _permit(by: Principal, row: Row[Any] | None) -> Granted:
    """The grant, as far as the notice lies within reach. Raises ``Forbidden``."""
    path = row.run_by if row is not None else ""
    denied: Answer = Denied(reason=Reason.NOT_YOUR_DUTY, duty=by.kind, action="retry", dataset=Dataset.NOTICES)
    for answer in _answers(by, path):
        if isinstance(answer, Granted) and (row is None or _sees(answer, row)):
            return answer
        denied = answer if isinstance(answer, Denied) else denied
    raise forbidden(denied, "retry", None)


def _answers(by: Principal, path: str) -> Iterator[Answer]:
    for office, purpose in OFFICES.items():
        yield access(by, office, purpose, None, "retry", Dataset.NOTICES, {}, path)


def _sees(granted: Granted, row: Row[Any]) -> bool:
    """Whether its ground is among the rows, and if it is sensitive, such are."""
    reaches = granted.rows.reaches
    return any(
        (each.path is None or row.run_by.startswith(each.path)) and each.sensitive >= row.grave for each in reaches
    )
