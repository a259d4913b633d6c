"""Receipts that come at the same time: what has arrived has arrived, and each word stands on the record once."""

import msgspec
import pytest

from cityloop.app.carrier import Way
from cityloop.app.outbox import Outbox
from cityloop.city.channel import Audience, Channel
from cityloop.city.facts.notices import NoticeConfirmed
from cityloop.city.ways import Http
from cityloop.city.words import Name
from cityloop.command.confirming import confirm
from cityloop.command.notice_table import list_of
from cityloop.command.notices import Delivered
from cityloop.command.noticing import notice_draft
from cityloop.journal.entry import Append
from cityloop.journal.journal import Journal
from tests.gateways import Port
from tests.meanwhile import Meanwhile
from tests.street import Street

SMS = Channel(
    id="sms",
    name=Name(zh="短信", en="Text message"),
    way=Http(url="https://sms.example"),
    audience=frozenset({Audience.REPORTER}),
)


@pytest.fixture
def case(street: Street) -> str:
    """A case whose reporter was sent a text message with the receipt m-1."""
    street.apply(msgspec.structs.replace(street.city, channels=(SMS,)))
    found = street.report(contact="13800001234").case
    port, node = Port(lambda _: Delivered(receipt="m-1")), street.node
    Outbox(node.journal, node.in_force, node.clock, lambda _: {"sms": Way(port)}).settle()
    return found


def said(journal: Journal, case: str) -> list[bool]:
    """What was said of the letter, in order."""
    facts = [entry.fact for entry in journal.about(f"notice:{case}")]
    return [fact.arrived for fact in facts if isinstance(fact, NoticeConfirmed)]


def stands(journal: Journal, case: str) -> bool | None:
    """Whether it arrived, as far as is known."""
    with journal.store.read() as transaction:
        (row,) = list_of(transaction, case)
    found: bool | None = row.confirmed
    return found


def hear(journal: Journal, *, arrived: bool) -> bool:
    return confirm(journal, "machine:sms", "sms", "m-1", arrived=arrived)


@pytest.mark.parametrize("reads", [1, 2, 3])
@pytest.mark.parametrize("late", [True, False])
def test_a_word_that_comes_while_another_is_written_doubles_and_undoes_nothing(
    street: Street, case: str, late: bool, reads: int
) -> None:
    journal = street.node.journal
    journal.store = Meanwhile(journal.store, reads, lambda: hear(journal, arrived=True))
    assert not hear(journal, arrived=late)
    assert (said(journal, case), stands(journal, case)) == ([True], True)


def test_it_is_lost_and_then_arrives(street: Street, case: str) -> None:
    journal = street.node.journal
    assert [hear(journal, arrived=arrived) for arrived in (False, False, True, False)] == [True, False, True, False]
    assert (said(journal, case), stands(journal, case)) == ([False, True], True)


def test_a_late_word_that_stands_on_an_old_record_changes_nothing(street: Street, case: str) -> None:
    journal = street.node.journal
    with journal.store.read() as transaction:
        (row,) = list_of(transaction, case)
    for arrived in (True, False):
        fact = NoticeConfirmed(case=case, notice=row.seq, arrived=arrived)
        draft = notice_draft("machine:sms", fact, at=row.run_by, sensitive=False, cause=row.seq)
        journal.append(Append(drafts=(draft,)))
    assert stands(journal, case)
    journal.refold()
    assert stands(journal, case)
