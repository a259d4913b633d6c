"""E-mail: its headers, its refusals, and that nothing can be smuggled into it."""

import pytest

from cityloop.adapters.channels.mail import MailChannel
from cityloop.city.ways import Mail, Security
from cityloop.command.notices import Delivered, Failed, Outcome, Refused
from tests.gateways import LOOPBACK, MailServer, mail_server
from tests.unit.adapters.channels.letters import letter

ADDRESS = "wang@example.org"


def sent(server: MailServer, security: Security = Security.NONE, **said: str) -> Outcome:
    """What comes of a letter to the server."""
    with mail_server(server) as port:
        way = Mail(host=LOOPBACK, port=port, sender="city@qingxi.example", security=security)
        return MailChannel(way, "").deliver(letter(**{"address": ADDRESS, **said}))


def test_a_mail_has_its_headers_and_its_words() -> None:
    server = MailServer()
    assert sent(server) == Delivered()
    (mail,) = server.mails
    assert (mail["From"], mail["To"]) == ("city@qingxi.example", ADDRESS)
    assert mail["Message-ID"] == "<cityloop-7@qingxi.example>"
    assert mail["Subject"] == "【青溪市】您反映的事项已办结"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] is not None
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().strip() == letter().text
    server.raw[0].decode("ascii")


@pytest.mark.parametrize("more", ["\r\nBcc: all@example.org", "\nX: y", ", c@d.example", "\x00", " "])
def test_no_header_can_be_smuggled_in_by_an_address(more: str) -> None:
    server = MailServer()
    assert sent(server, address=ADDRESS + more) == Refused(why="no-address")
    assert server.mails == []


def test_no_header_can_be_smuggled_in_by_a_subject() -> None:
    server = MailServer()
    sent(server, subject="已办结\r\nBcc: all@example.org")
    (mail,) = server.mails
    assert mail["Bcc"] is None


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("550 no such user", Refused(why="smtp-550")),
        ("450 greylisted", Failed(why="smtp-450")),
    ],
)
def test_what_a_server_says_of_an_address(reply: str, outcome: Outcome) -> None:
    server = MailServer()
    server.refused[ADDRESS] = reply
    assert sent(server) == outcome


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [("554 spam", Refused(why="smtp-554")), ("452 full", Failed(why="smtp-452"))],
)
def test_what_a_server_says_of_a_mail(reply: str, outcome: Outcome) -> None:
    assert sent(MailServer(lambda _: reply)) == outcome


def test_a_mail_that_was_taken_is_delivered_however_the_server_says_goodbye() -> None:
    server = MailServer(goodbye="421 too busy")
    assert sent(server) == Delivered()
    assert len(server.mails) == 1


def test_without_the_promised_security_nothing_is_sent() -> None:
    server = MailServer()
    outcome = sent(server, Security.STARTTLS)
    assert isinstance(outcome, Failed)
    assert outcome.down
    assert server.mails == []


def test_a_server_that_is_not_there() -> None:
    with mail_server(MailServer()) as port:
        pass
    way = Mail(host=LOOPBACK, port=port, sender="city@qingxi.example", security=Security.NONE)
    assert MailChannel(way, "").deliver(letter(address=ADDRESS)) == Failed(why="no-line", down=True)
