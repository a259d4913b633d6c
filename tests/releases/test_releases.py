"""The record of every release is opened by this one: migrated, folded anew, verified, and read as pages read it."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path

import httpx
import pytest
import structlog

from cityloop import __version__
from cityloop.app.config import Config
from cityloop.app.logs import configure
from cityloop.app.node import Node
from cityloop.app.opening import Places, open_node
from cityloop.app.server import create_app
from cityloop.app.verification import verify
from cityloop.city.facts.bonds import Urged
from cityloop.city.principal import Kind, Principal
from cityloop.command.orders import Urge
from cityloop.views.queue import Wanted
from tests.releases.__main__ import look_at
from tests.releases.kept import expected, list_releases, unpack

RELEASES = list_releases()


@pytest.fixture(params=RELEASES, ids=lambda path: path.name)
def release(request: pytest.FixtureRequest) -> Path:
    """A release."""
    found: Path = request.param
    return found


@pytest.fixture
def node(release: Path, tmp_path: Path) -> Iterator[Node]:
    """Its record, opened by this program at the moment at which it was put away."""
    unpack(release, tmp_path / "var")
    now = datetime.fromisoformat(expected(release).now)
    opened = open_node(tmp_path / "var", lambda: now, durable=False, at=Places(folder=tmp_path / "var"))
    yield opened
    opened.stop()


@pytest.fixture
def quiet() -> Iterator[None]:
    """The log of the program goes nowhere."""
    configure(StringIO())
    yield
    structlog.reset_defaults()


def jin(node: Node) -> Principal:
    """Who takes reports in."""
    return Principal(id="person:jin", kind=Kind.PERSON, claims=node.index.claims("jin", node.clock()))


def test_the_release_at_hand_keeps_a_record() -> None:
    assert __version__ in [release.name for release in RELEASES]


def test_what_it_held_is_found(release: Path, node: Node) -> None:
    wanted = expected(release)
    assert look_at(node, wanted.now) == wanted


def test_it_is_whole(node: Node, tmp_path: Path) -> None:
    found = list(verify(Places(folder=tmp_path / "var"), None, None, lambda *_: None))
    assert [fault for each in found for fault in each.faults] == []
    assert all(each.report.checkpoints for each in found)


def test_its_tables_are_folded_anew(node: Node) -> None:
    before = node.views.queue(jin(node), Wanted())
    node.journal.refold()
    assert node.views.queue(jin(node), Wanted()) == before
    assert before.rows


def test_its_cases_are_read(release: Path, node: Node) -> None:
    wanted, shown = expected(release), 0
    for case in wanted.cases:
        if node.views.is_open_to(jin(node), case):
            page = node.views.case(jin(node), case)
            assert page.words == wanted.words[case]
            shown += 1
    assert shown > len(wanted.cases) // 2


def test_it_goes_on(node: Node) -> None:
    """The first case of the queue is reminded of, by who sees it there; the loop hears of it."""
    first = node.views.queue(jin(node), Wanted()).rows[0]
    seen = node.journal.version(first.id)
    receipt = node.desk.do(jin(node), Urge(case=first.id, seen=seen))
    node.step()
    (entry,) = receipt.entries
    assert node.journal.get(entry.seq) == entry
    assert (type(entry.fact), entry.about, entry.version) == (Urged, first.id, seen + 1)
    assert set(node.journal.cursors().values()) == {node.journal.size()}


@pytest.mark.parametrize("address", ["/", "/report", "/public", "/command", "/healthz"])
@pytest.mark.usefixtures("quiet")
def test_its_pages_are_shown(node: Node, address: str) -> None:
    app = create_app(node, Config(key=bytes(32)))
    session = app.state.keeping.sessions.open("jin")

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", follow_redirects=True) as client:
            client.cookies.set("session", session, domain="localhost.local")
            return await client.get(address, headers={"accept": "text/html"})

    with asyncio.Runner() as runner:
        answer = runner.run(get())
    assert answer.status_code == 200
    assert answer.text
