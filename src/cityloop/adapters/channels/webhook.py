"""A webhook as a channel: JSON by POST, signed (Standard Webhooks 1.0), with the letter's key on it."""

from collections.abc import Callable
from time import time

import httpx
import msgspec

from cityloop.adapters.channels.calls import Caller, NotCalled, wrong_in_calling, wrong_with
from cityloop.adapters.channels.signing import signed_headers
from cityloop.city.ways import Webhook
from cityloop.command.notices import Delivered, Letter, Outcome


class WebhookChannel:
    """Posts each letter to the channel's own address, or to that of whom it is to."""

    def __init__(self, way: Webhook, secret: str, now_s: Callable[[], float] = time) -> None:
        self._way, self._secret, self._now_s = way, secret, now_s
        self._caller = Caller(private=way.private)

    def deliver(self, letter: Letter, /) -> Outcome:
        """Post it; any status from 200 to 299 says that it was taken."""
        body = body_of(letter)
        signed = signed_headers(self._secret, letter.key, int(self._now_s()), body)
        headers = {"Content-Type": "application/json", "Idempotency-Key": letter.key, **signed}
        own = bool(self._way.url)
        try:
            answered = self._caller.call("POST", self._way.url or letter.address, headers, body)
        except (NotCalled, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return wrong_in_calling(error, down=own)
        return wrong_with(answered, down=own and answered.status >= 500) or Delivered()

    def close(self) -> None:
        """Let go of the lines."""
        self._caller.close()


def body_of(letter: Letter) -> bytes:
    """What is posted."""
    said = {name: getattr(letter, name) for name in ("key", "case", "to", "event", "text")}
    return msgspec.json.encode({**said, "language": str(letter.language)})
