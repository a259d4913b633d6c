"""E-mail as a channel: SMTP (RFC 5321), plain text (RFC 5322, 2047), secured or not sent.

The Message-ID comes from the letter's key, so that a letter that is sent twice is known for one by its number.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from cityloop.city.address import find_mail
from cityloop.city.ways import Mail, Security
from cityloop.command.notices import Delivered, Failed, Letter, Outcome, Refused

WAIT_S = 20.0
"""For each word of the server."""
NEVER = 500
"""Replies from here on are for good (RFC 5321, section 4.2.1)."""


class MailChannel:
    """Sends each letter over a line of its own; the server keeps what it has taken."""

    def __init__(self, way: Mail, secret: str, context: ssl.SSLContext | None = None) -> None:
        self._way, self._secret = way, secret
        self._context = context or ssl.create_default_context()

    def deliver(self, letter: Letter, /) -> Outcome:
        """Hand it to the city's mail server; never to what is no address, or several."""
        if find_mail(letter.address) != letter.address:
            return Refused(why="no-address")
        try:
            with self._line() as server:
                server.send_message(_message(self._way, letter), self._way.sender, [letter.address])
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            return Refused(why=f"smtp-{code}") if code >= NEVER else Failed(why=f"smtp-{code}")
        except smtplib.SMTPDataError as wrong:
            code = wrong.smtp_code
            return Refused(why=f"smtp-{code}") if code >= NEVER else Failed(why=f"smtp-{code}")
        except smtplib.SMTPResponseException as wrong:
            return Failed(why=f"smtp-{wrong.smtp_code}", down=True)
        except (smtplib.SMTPException, OSError) as wrong:
            return Failed(why=_name(wrong), down=True)
        return Delivered()

    def close(self) -> None:
        """No line outlives its letter."""

    @contextmanager
    def _line(self) -> Iterator[smtplib.SMTP]:
        way, server = self._way, self._called()
        try:
            if way.security is Security.STARTTLS:
                server.starttls(context=self._context)
            if way.user:
                server.login(way.user, self._secret)
            yield server
        finally:
            _hang_up(server)

    def _called(self) -> smtplib.SMTP:
        """The server, greeted by the sender's domain: to look up this machine's own name may take its time."""
        way, name = self._way, _domain(self._way)
        if way.security is Security.TLS:
            return smtplib.SMTP_SSL(way.host, way.port, name, timeout=WAIT_S, context=self._context)
        return smtplib.SMTP(way.host, way.port, name, timeout=WAIT_S)


def _hang_up(server: smtplib.SMTP) -> None:
    """Say goodbye; how that is answered changes nothing of what was taken."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _domain(way: Mail) -> str:
    return way.sender.rpartition("@")[2]


def _message(way: Mail, letter: Letter) -> EmailMessage:
    """The letter as it goes out. A header that holds the end of a line is refused by the policy."""
    message = EmailMessage(policy=SMTP)
    message["From"] = way.sender
    message["To"] = letter.address
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{letter.key}@{_domain(way)}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = str(letter.language)
    message.set_content(letter.text + "\n", cte="base64")
    return message


def _name(wrong: Exception) -> str:
    if isinstance(wrong, TimeoutError):
        return "timeout"
    if isinstance(wrong, ssl.SSLError):
        return "no-trust"
    return "no-line" if isinstance(wrong, OSError) else type(wrong).__name__
