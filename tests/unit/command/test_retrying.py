"""What was given up is tried once more, by one person, whoever else wants to."""

import msgspec
import pytest

from cityloop.city.channel import Audience, Channel
from cityloop.city.facts.notices import NoticeDue
from cityloop.city.ways import Http
from cityloop.city.words import Name
from cityloop.command.notice_table import State, list_of
from cityloop.command.retrying import NotGivenUp
from cityloop.journal.errors import Conflict
from tests.meanwhile import Meanwhile
from tests.street import Street

SMS = Channel(
    id="sms",
    name=Name(zh="短信", en="Text message"),
    way=Http(url="https://sms.example"),
    audience=frozenset({Audience.REPORTER}),
)


def given_up(street: Street) -> int:
    """A notice that reached nobody: what was left is no telephone number."""
    street.apply(msgspec.structs.replace(street.city, channels=(SMS,)))
    case = street.report(contact="三楼李大爷").case
    street.node.outbox.settle()
    with street.node.journal.store.read() as transaction:
        (row,) = list_of(transaction, case)
    assert row.state == State.GIVEN_UP
    return int(row.seq)


def again(street: Street) -> list[int | None]:
    """The notices that are second tries."""
    entries = street.node.journal.tagged(str(NoticeDue.__struct_config__.tag))
    facts = [entry.fact for entry in entries]
    return [fact.again for fact in facts if isinstance(fact, NoticeDue) and fact.again is not None]


@pytest.mark.parametrize("reads", [1, 2, 3])
def test_of_two_who_try_at_once_one_is_told(street: Street, reads: int) -> None:
    notice, node = given_up(street), street.node
    rival = Meanwhile(node.journal.store, reads, lambda: node.desk.try_again(street.person("kong"), notice))
    node.journal.store = rival
    with pytest.raises((Conflict, NotGivenUp)):
        node.desk.try_again(street.person("gao"), notice)
    assert again(street) == [notice]


def test_what_is_no_notice_is_not_tried(street: Street) -> None:
    with pytest.raises(NotGivenUp):
        street.node.desk.try_again(street.person("gao"), 0)
    assert again(street) == []
