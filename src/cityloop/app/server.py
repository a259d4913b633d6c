"""The program as a web server: the table's rows behind their doors, wrapped once."""

import asyncio
import socket
from asyncio import Event
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from secrets import token_urlsafe
from typing import Protocol

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cityloop.adapters.doors.open311 import problems
from cityloop.adapters.photos import PillowPhotos
from cityloop.adapters.sheets import FileSheets
from cityloop.adapters.tokens import StoredTokens
from cityloop.adapters.tries import StoredTries
from cityloop.app.accounts import accounts_of
from cityloop.app.config import KEY_BYTES, Config, UnsafeConfig, check
from cityloop.app.door import Door
from cityloop.app.health import Health
from cityloop.app.identity import identity_of, password_posts
from cityloop.app.logs import bridge, configure
from cityloop.app.route import Row, Who
from cityloop.app.routes import ROUTES
from cityloop.app.security import Wrapper, refusal
from cityloop.app.wire import Wire
from cityloop.city.errors import CityloopError
from cityloop.city.index import Index
from cityloop.city.principal import Principal
from cityloop.edge.forms import Seals
from cityloop.edge.keeping import Keeping
from cityloop.edge.limits import A_DAY, AN_HOUR, CONNECTIONS, DIGITS_CASE, DIGITS_SOURCE, STOPPING_S
from cityloop.edge.problem import NoSuchPage, WrongMethod
from cityloop.guard.accesses import Accesses
from cityloop.guard.claims import find_person
from cityloop.guard.credentials import Token, machine
from cityloop.guard.locks import Locks
from cityloop.guard.tally import Tally
from cityloop.journal.journal import Journal
from cityloop.journal.ports import Clock
from cityloop.web.problem import render as house_style

SWEEP_S = 600
"""How often sessions that have ended are forgotten."""
KEEP_ALIVE_S = 20

log = structlog.get_logger("cityloop.server")


class Served(Protocol):
    """What the doors need of the running node."""

    clock: Clock
    journal: Journal
    access: Journal
    accesses: Accesses
    tally: Tally

    @property
    def index(self) -> Index:
        """The city in force."""

    def health(self) -> Health:
        """How it is."""

    def start(self) -> None:
        """Run the loop beside."""

    def stop(self) -> None:
        """End it, and write what waits."""


def create_app(node: Served, config: Config, rows: Iterable[Row] = ROUTES, kept: Keeping | None = None) -> Starlette:
    """The program for one node; without a demo, its routes are not there. Raises ``UnsafeConfig``."""
    keeping = kept or keep(node, check(config))
    served = tuple(row for row in rows if config.demo or row.who is not Who.DEMO)
    app = Starlette(
        routes=[Route(row.path, Door(row, keeping), methods=list(row.methods), name=row.name) for row in served],
        middleware=[Middleware(Wrapper, keeping=keeping)],
        exception_handlers={404: nothing_here, 405: not_this_way},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.node, app.state.keeping, app.state.rows, app.state.render = node, keeping, served, house_style
    app.state.photos, app.state.sheets = PillowPhotos(), FileSheets()
    app.state.voices = {"/open311/": problems.tell}
    return app


def keep(node: Served, config: Config) -> Keeping:
    """Ports and memory of the doors on the node's own store beside the record."""
    if len(config.key) != KEY_BYTES:
        raise UnsafeConfig(
            f"'key' has {len(config.key)} bytes, not {KEY_BYTES}: take it from app.config.key_in(FOLDER)."
        )
    store, clock = node.access.store, node.clock
    accounts = accounts_of(store, clock, node.accesses)
    return Keeping(
        clock=clock,
        sessions=accounts.sessions,
        passwords=accounts.passwords,
        locks=accounts.locks,
        digits=StoredTries(store, "case", DIGITS_CASE, A_DAY),
        guesses=StoredTries(store, "source", DIGITS_SOURCE, AN_HOUR),
        accounts=accounts,
        tokens=StoredTokens(store, clock),
        accesses=node.accesses,
        tally=node.tally,
        seals=Seals(config.key),
        draw=token_urlsafe,
        people=lambda person: find_unlocked(node.index, accounts.locks, person, clock()),
        machines=lambda token: find_machine(node.index, token),
        transport=config.transport,
        identity=identity_of(config, clock),
        password_posts=password_posts(config),
        demo=config.demo,
    )


def find_unlocked(index: Index, locks: Locks, person: str, now: datetime) -> Principal | None:
    """The person as an author; None for one who is not of the city, or is locked out."""
    found = find_person(index, person, now)
    return None if found is None or locks.find(person) is not None else found


def find_machine(index: Index, token: Token) -> Principal | None:
    """The machine of the token; None where the city has no such jurisdiction any more."""
    return machine(token, index.path(token.jurisdiction)) if token.jurisdiction in index.tree else None


async def nothing_here(request: Request, _: Exception) -> Response:
    """No row of the table fits the address."""
    return refusal(request, NoSuchPage("There is nothing at this address."))


async def not_this_way(request: Request, _: Exception) -> Response:
    """A row fits the address, but not the method."""
    allowed = ", ".join(methods_at(request))
    return refusal(request, WrongMethod(f"{request.method} is not possible here: {allowed} is.", allowed=allowed))


def methods_at(request: Request) -> list[str]:
    """The methods of all rows that fit the address."""
    routes = [each for each in request.app.routes if isinstance(each, Route)]
    fitting = (each.methods or () for each in routes if each.path_regex.match(request.url.path))
    return sorted({method for methods in fitting for method in methods})


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """While the program serves: ended sessions are swept out; at its end live subscriptions are told."""
    kept: Keeping = app.state.keeping
    sweeping = asyncio.create_task(sweep(kept))
    try:
        yield
    finally:
        kept.seats.stopping.set()
        sweeping.cancel()


async def sweep(kept: Keeping) -> None:
    """Forget sessions that have ended, now and every ``SWEEP_S``; what fails is tried again then."""
    while True:
        try:
            await run_in_threadpool(kept.sessions.sweep)
        except CityloopError as wrong:
            log.warning("sweep failed", code=wrong.code)
        await asyncio.sleep(SWEEP_S)


class Server(uvicorn.Server):
    """Tells live subscriptions to end before it waits for connections to close; they would outlast it otherwise."""

    def __init__(self, config: uvicorn.Config, stopping: Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End."""
        self._stopping.set()
        await super().shutdown(sockets)


def server_of(app: Starlette, config: Config) -> Server:
    """The server for one program; nothing of a request reaches a log but through ours."""
    settings = uvicorn.Config(
        app,
        host=config.host,
        port=config.port,
        http=Wire,
        ws="none",
        ssl_certfile=config.certificate,
        ssl_keyfile=config.private_key,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=STOPPING_S,
    )
    return Server(settings, app.state.keeping.seats.stopping)


def serve(node: Served, config: Config) -> None:
    """Serve the node until the process is told to stop. Raises ``UnsafeConfig`` before anything listens."""
    app = create_app(node, config)
    configure()
    bridge()
    node.start()
    try:
        server_of(app, config).run()
    finally:
        node.stop()
