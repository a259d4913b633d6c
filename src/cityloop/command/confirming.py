"""Receipts that come later: what was taken has reached the person, or has not; late ones and doubles do no harm."""

from typing import Any

from sqlalchemy import Row, select

from cityloop.city.errors import CityloopError
from cityloop.city.facts.notices import NoticeConfirmed
from cityloop.command.notice_table import NOTICES, State
from cityloop.command.noticing import notice_draft
from cityloop.command.receipts import receipt_of
from cityloop.journal.entry import Append
from cityloop.journal.journal import Journal
from cityloop.journal.meanwhile import begun_again


class NoSuchReceipt(CityloopError):
    """No letter by this channel has this receipt, or its delivery is not written down yet: it may come again."""

    code = "no-such-receipt"


def confirm(journal: Journal, author: str, channel: str, receipt: str, *, arrived: bool) -> bool:
    """Note what a receipt says; whether that was news. Raises ``NoSuchReceipt``, ``Conflict``.

    What has arrived has arrived: an older word that comes after it changes nothing.
    """
    return begun_again(lambda: _confirmed(journal, author, channel, receipt, arrived))


def _confirmed(journal: Journal, author: str, channel: str, receipt: str, arrived: bool) -> bool:
    """As of what is known of the case's notices; ``Conflict`` where something befell one of them meanwhile."""
    seen = journal.version(f"notice:{_row(journal, channel, receipt).case}")
    row = _row(journal, channel, receipt)
    if row.confirmed or row.confirmed == arrived:
        return False
    fact = NoticeConfirmed(case=row.case, notice=row.seq, arrived=arrived)
    draft = notice_draft(author, fact, at=row.run_by, sensitive=row.sensitive, cause=row.seq)
    journal.append(Append(drafts=(draft,), expect={f"notice:{row.case}": seen}))
    return True


def _row(journal: Journal, channel: str, receipt: str) -> Row[Any]:
    row = _find(journal, channel, receipt)
    if row is None:
        raise NoSuchReceipt("No letter by this channel has this receipt.", channel=channel)
    return row


def _find(journal: Journal, channel: str, receipt: str) -> Row[Any] | None:
    wanted = select(NOTICES).where(
        NOTICES.c.channel == channel, NOTICES.c.receipt == receipt_of(receipt), NOTICES.c.state == State.DELIVERED
    )
    with journal.store.read() as transaction:
        return transaction.execute(wanted.order_by(NOTICES.c.seq.desc()).limit(1)).one_or_none() if receipt else None
