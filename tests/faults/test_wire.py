"""Bytes that no browser sends: bodies without end, heads without end, and what is no HTTP at all."""

import os
import socket
from collections.abc import Iterator

import pytest

from tests.faults.hands import counted, unchanged
from tests.faults.running import Running
from tests.web.browser import Served

FORM = b"Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n"
KIB, MIB = 1024, 1024 * 1024
CHUNK = b"10000\r\n" + b"a" * 65_536 + b"\r\n"


@pytest.fixture
def running(served: Served) -> Iterator[Running]:
    """The program on a socket."""
    with Running(served) as made:
        yield made


def memory() -> int:
    """Bytes of this process that lie in memory."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def post(path: str, rest: bytes) -> bytes:
    """The head of a form that is sent."""
    return f"POST {path} HTTP/1.1\r\nHost: localhost\r\n".encode() + FORM + rest + b"\r\n"


@pytest.mark.parametrize("path", ["/report", "/report/photo", "/sign-in", "/follow"])
def test_a_body_of_50_mb_is_refused_before_it_comes(running: Running, path: str) -> None:
    with unchanged(running.served):
        heard = running.hear(post(path, b"Content-Length: 52428800\r\n"))
    assert (heard.status, heard.told["type"]) == (413, "/problems/too-large")
    assert heard.told["values"]["most_bytes"] < 27 * MIB


def test_a_body_of_50_mb_in_pieces_is_refused_on_the_way(running: Running) -> None:
    with unchanged(running.served):
        heard = running.hear(post("/report", b"Transfer-Encoding: chunked\r\n"), CHUNK, 800)
    assert (heard.status, heard.told["type"]) == (413, "/problems/too-large")
    assert heard.sent < 30 * MIB


def test_who_never_ends_is_cut_off(running: Running) -> None:
    before = memory()
    with running.connect() as line:
        line.sendall(post("/report", b"Transfer-Encoding: chunked\r\n"))
        with pytest.raises(OSError, match=r"reset|pipe"):
            for_ever(line)
    assert memory() - before < 40 * MIB


def for_ever(line: socket.socket) -> None:
    """Send as long as somebody takes it, up to 256 MB."""
    for _ in range(4_000):
        line.sendall(CHUNK)


@pytest.mark.parametrize(
    "head",
    [
        b"GET /?q=" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: " + b"a" * 70_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"X-%d: b\r\n" % each for each in range(20_000)),
    ],
    ids=["address", "cookie", "many headers"],
)
def test_a_head_that_is_too_large_is_told_so(running: Running, head: bytes) -> None:
    heard = running.hear(head + b"\r\n")
    assert heard.status in (400, 431)
    assert heard.told["type"] in ("/problems/head-too-large", "/problems/bad-request")
    reasons = {reason for _, reason in counted(running.served)}
    assert reasons <= {"head-too-large", "bad-request"}
    assert reasons


def test_a_head_without_an_end_costs_nothing_and_keeps_nobody_waiting(running: Running) -> None:
    before = memory()
    heard = running.hear(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ", b"a" * 65_536, 3_000)
    assert (heard.status, heard.told["type"]) == (431, "/problems/head-too-large")
    assert heard.sent < 8 * MIB
    assert memory() - before < 20 * MIB
    assert running.hear(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200


@pytest.mark.parametrize(
    "raw",
    [
        b"BLAH\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        post("/report", b"Content-Length: -1\r\n"),
        post("/report", b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + b"0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nA\x00B: c\r\n\r\n",
    ],
    ids=["word", "tls", "negative length", "two lengths", "header with nul"],
)
def test_what_is_no_http_is_told_as_a_problem_and_counted(running: Running, raw: bytes) -> None:
    heard = running.hear(raw)
    assert (heard.status, heard.told["type"], heard.told["title"]) == (400, "/problems/bad-request", "请求无法读取")
    assert counted(running.served) == {("-", "bad-request"): 1}


def test_two_requests_on_one_line_are_two(running: Running) -> None:
    """The count of a head begins anew with each request."""
    one = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 60_000 + b"\r\n\r\n"
    with running.connect() as line:
        for _ in range(5):
            line.sendall(one)
            assert line.recv(65_536).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("path", [b"/static/%00", b"/static/" + b"a" * 300, b"/static/..%2f..%2fetc%2fpasswd"])
def test_names_that_no_disk_takes_are_not_there(running: Running, path: bytes) -> None:
    assert running.hear(b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 404


def test_a_forged_form_is_refused_and_the_next_one_on_the_line_is_not_confused(running: Running) -> None:
    body = b"words=x&csrf=guessed"
    with unchanged(running.served), running.connect() as line:
        line.sendall(post("/report", b"Content-Length: %d\r\n" % len(body)) + body)
        assert line.recv(65_536).startswith(b"HTTP/1.1 403")
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert line.recv(65_536).startswith(b"HTTP/1.1 200")
