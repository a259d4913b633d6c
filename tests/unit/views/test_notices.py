"""What was given up, for those who may know of its case as it stands."""

import msgspec
import pytest

from cityloop.city.channel import Audience, Channel
from cityloop.city.label import Grade
from cityloop.city.ways import Http
from cityloop.city.words import Name
from cityloop.command import orders
from cityloop.command.permission import Forbidden
from tests.street import Street

SMS = Channel(
    id="sms",
    name=Name(zh="短信", en="Text message"),
    way=Http(url="https://sms.example"),
    audience=frozenset({Audience.REPORTER}),
)


def seen(street: Street, who: str) -> tuple[list[str], int]:
    """The cases that somebody sees among what was given up, and how many are counted."""
    page = street.node.views.given_up(street.person(who))
    return [each.case for each in page.notices], sum(each.given_up for each in page.channels)


def test_what_turns_sensitive_after_it_was_given_up_is_for_those_who_are_named(street: Street) -> None:
    street.apply(msgspec.structs.replace(street.city, channels=(SMS,)))
    case = street.request(contact="三楼李大爷").case
    street.node.outbox.settle()
    assert seen(street, "kong") == seen(street, "shen") == ([case], 1)
    notice = street.node.views.given_up(street.person("kong")).notices[0].seq
    street.do("jin", orders.Classify, case, category="request.discipline")
    assert (seen(street, "kong"), seen(street, "shen")) == (([], 0), ([case], 1))
    with pytest.raises(Forbidden):
        street.node.desk.try_again(street.person("kong"), notice)
    assert street.node.desk.try_again(street.person("shen"), notice).label is Grade.RESTRICTED
