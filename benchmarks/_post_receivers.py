"""The far sides of five channels, failing at random, one for good; what they were handed is kept, in order."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread

import httpx

from tests.gateways import Asked, Gateway, How, MailServer, gateway, mail_server

TAKEN = frozenset({How.TAKES, How.RESETS, How.MUMBLES})
"""What a gateway does when it has the letter, whatever it then says."""
SMS = {How.TAKES: 84, How.RESETS: 5, How.LIES: 4, How.MUMBLES: 3, How.BREAKS: 2, How.BUSY: 1, How.REFUSES: 1}
"""Of a hundred requests."""
MAILS = {"250 OK": 88, "451 later": 10, "554 no": 2}
BROKEN_S, WHOLE_S = 0.4, 3.0
"""How long the file cannot be written, and how long it can."""
LISTENS_S = 4.0
"""After which a listener's line breaks, at most."""


def notice_of(key: str) -> int:
    """The notice that a letter's key begins with; the live line says it alone."""
    return int(key.removeprefix("cityloop-").partition("-")[0])


class Receivers:
    """What was received by each channel: notices by number, in order, as often as they came."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.received: dict[str, list[int]] = {"sms": [], "mail": [], "hook": [], "log": [], "desk": []}
        self.texts: dict[int, set[str]] = {}
        """What was said under each key."""
        self.refused: set[int] = set()
        """What a far side said it will never take."""
        self.sms: Gateway
        self.hook: Gateway
        self.mail_port = 0
        self._file = folder / "letters.jsonl"
        self._chance = Random(seed)
        self._lock = Lock()
        self._stopping = Event()
        self._breaking = Thread(target=self._break_file, daemon=True)

    @contextmanager
    def up(self) -> Iterator["Receivers"]:
        """All of them, within the block."""
        with ExitStack() as stack:
            self.sms = stack.enter_context(gateway(self._sms))
            self.hook = stack.enter_context(gateway(lambda _: How.BREAKS))
            self.mail_port = stack.enter_context(mail_server(MailServer(self._mail)))
            self._breaking.start()
            try:
                yield self
            finally:
                self._stopping.set()
                self._breaking.join()

    def listen(self, address: str, session: str) -> Thread:
        """Somebody who is signed in, whose line breaks again and again, and who goes on where it broke."""
        thread = Thread(target=self._listen, args=(address, session), daemon=True)
        thread.start()
        return thread

    def read_file(self) -> None:
        """What stands in the file, once nobody breaks it any more; lines that a kill cut short are none."""
        self._stopping.set()
        self._breaking.join()
        for line in self._file.read_bytes().splitlines():
            with suppress(ValueError):
                letter = json.loads(line)
                self._note("log", letter["key"], letter["text"])

    def _note(self, channel: str, key: str, text: str) -> None:
        notice = notice_of(key)
        with self._lock:
            self.received[channel].append(notice)
            self.texts.setdefault(notice, set()).add(text)

    def _draw(self, weights: dict[str, int] | dict[How, int]) -> str:
        with self._lock:
            return self._chance.choices(list(weights), list(weights.values()))[0]

    def _sms(self, asked: Asked) -> How:
        how = How(self._draw(SMS))
        if how in TAKEN:
            self._note("sms", asked.json["key"], asked.json["text"])
        elif how is How.REFUSES:
            self.refused.add(notice_of(asked.json["key"]))
        return how

    def _mail(self, mail: EmailMessage) -> str:
        said, key = self._draw(MAILS), str(mail["Message-ID"]).strip("<>").partition("@")[0]
        if said.startswith("2"):
            self._note("mail", key, str(mail["Subject"]))
        elif said.startswith("5"):
            self.refused.add(notice_of(key))
        return said

    def _break_file(self) -> None:
        """Again and again a folder stands where the file should be."""
        aside = self._file.with_suffix(".aside")
        while not self._stopping.wait(self._chance.uniform(0, WHOLE_S)):
            with suppress(OSError):
                os.rename(self._file, aside)
            with suppress(OSError):
                self._file.mkdir()
                self._stopping.wait(BROKEN_S)
                self._file.rmdir()
                os.rename(aside, self._file)

    def _listen(self, address: str, session: str) -> None:
        position = "0"
        chance = Random(session)
        while not self._stopping.is_set():
            with suppress(httpx.HTTPError), httpx.Client(cookies={"session": session}, timeout=15) as client:
                position = self._hear(client, address, position, chance.uniform(0.5, LISTENS_S))
            self._stopping.wait(0.1)

    def _hear(self, client: httpx.Client, address: str, position: str, most_s: float) -> str:
        """One line until it breaks; where to go on."""
        headers = {"accept": "text/event-stream", "last-event-id": position}
        broken = Event()
        watch = Thread(target=broken.wait, args=(most_s,), daemon=True)
        watch.start()
        said: dict[str, str] = {}
        with suppress(httpx.HTTPError), client.stream("GET", address, headers=headers) as answer:
            for line in answer.iter_lines():
                name, _, rest = line.partition(": ")
                said[name] = rest
                if line:
                    continue
                position = self._take(said) or position
                said = {}
                if not watch.is_alive() or self._stopping.is_set():
                    break
        broken.set()
        return position

    def _take(self, said: dict[str, str]) -> str | None:
        if said.get("event") == "told":
            notice = json.loads(said["data"])
            self._note("desk", str(notice["notice"]), notice["text"])
        return said.get("id")
