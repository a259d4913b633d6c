"""A browser without scripts against the program in this process: it keeps cookies and sends the forms it was shown."""

import asyncio
import re
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import structlog
from starlette.applications import Starlette

from cityloop.app.config import Config
from cityloop.app.logs import configure
from cityloop.app.server import create_app
from cityloop.edge.keeping import Keeping
from tests.street import Street

HTML = "text/html,application/xhtml+xml"
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
NOTHING: Mapping[str, str] = {}
HERE = "203.0.113.5"
KEY = bytes(range(32))


class Served:
    """The city of one street behind its doors."""

    def __init__(self, folder: Path, *, demo: bool = False, street: Street | None = None, **settings: Any) -> None:
        self.folder = folder
        self.log = StringIO()
        configure(self.log)
        self.street = street or Street(folder)
        self.app: Starlette = create_app(self.street.node, Config(key=KEY, demo=demo, **settings))
        self.kept: Keeping = self.app.state.keeping
        self.runner = asyncio.Runner()

    def browser(self, person: str | None = None, source: str = HERE, **headers: str) -> "Browser":
        """A browser, signed in as ``person`` where one is named."""
        made = Browser(self, source, headers)
        if person is not None:
            made.client.cookies.set("session", self.kept.sessions.open(person), domain="localhost.local")
        return made

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.runner.close()
        structlog.reset_defaults()
        self.street.node.stop()


class Browser:
    """One browser at one network address."""

    def __init__(self, served: Served, source: str, headers: dict[str, str]) -> None:
        self._runner = served.runner
        transport = httpx.ASGITransport(served.app, client=(source, 50_000))
        said = {"accept": HTML, **headers}
        self.client = httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=said)
        self.token = ""

    def get(self, path: str, **headers: str) -> httpx.Response:
        """A page; the token of its forms is kept."""
        return self.send("GET", path, headers=headers)

    def post(self, path: str, said: Mapping[str, str] = NOTHING, /, **headers: str) -> httpx.Response:
        """A form of the last page, with its token."""
        return self.send("POST", path, data={"csrf": self.token, **said}, headers=headers)

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Any request."""
        answer = self._runner.run(self.client.request(method, path, **more))
        found = TOKEN.search(answer.text)
        self.token = found.group(1) if found else self.token
        return answer
