"""The city of one street behind doors that listen on loopback, and clients that knock at them."""

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import httpx
from starlette.applications import Starlette

from cityloop.app.config import Config
from cityloop.app.logs import configure
from cityloop.app.node import Node
from cityloop.app.server import create_app, server_of
from cityloop.edge.keeping import Keeping

KEY = bytes(range(32))
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
NOTHING: Mapping[str, str] = {}
PROXY = ("127.0.0.0/8",)
"""The clients stand in for a trusted proxy, so that one machine can knock from many addresses."""


class Doors:
    """A running server over one node."""

    def __init__(self, node: Node, address: str, app: Starlette, stop: Callable[[], None]) -> None:
        self.node, self.address, self.stop = node, address, stop
        self.kept: Keeping = app.state.keeping
        self.app = app
        self.routes = app.routes
        self.clients: list[Client] = []

    def client(self, person: str | None = None, source: str = "203.0.113.5") -> "Client":
        """Somebody at an address, signed in as ``person``."""
        secret = None if person is None else self.kept.sessions.open(person)
        made = Client(self.address, secret, source)
        self.clients.append(made)
        return made


class Client:
    """A browser without scripts; the token of the forms that it was shown is kept."""

    def __init__(self, address: str, secret: str | None, source: str) -> None:
        headers = {"accept": "text/html", "x-forwarded-for": source}
        cookies = {} if secret is None else {"session": secret}
        self.http = httpx.Client(base_url=address, headers=headers, cookies=cookies, timeout=30, verify=False)
        self.token = ""

    def get(self, path: str, headers: Mapping[str, str] = NOTHING) -> httpx.Response:
        """A page."""
        answer = self.http.get(path, headers=dict(headers))
        found = TOKEN.search(answer.text)
        self.token = found.group(1) if found else self.token
        return answer

    def post(
        self, path: str, said: Mapping[str, str] = NOTHING, headers: Mapping[str, str] = NOTHING
    ) -> httpx.Response:
        """A form, with the token of the last page."""
        return self.http.post(path, data={"csrf": self.token, **said}, headers=dict(headers))


@contextmanager
def doors(node: Node) -> Iterator[Doors]:
    """Serve ``node`` on a free port while the block runs."""
    configure(StringIO())
    config = Config(port=0, key=KEY, proxies=PROXY)
    app = create_app(node, config)
    server = server_of(app, config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]

    def stop() -> None:
        server.should_exit = True
        thread.join()

    made = Doors(node, f"http://127.0.0.1:{port}", app, stop)
    try:
        yield made
    finally:
        for client in made.clients:
            client.http.close()
        stop()


def size_of(folder: Path) -> int:
    """Bytes of every file below ``folder``."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
