"""Run apart: starts ``make demo`` in a folder, asks for its pages over loopback, and prints what came of each."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

PAGES = ("/", "/report", "/follow", "/public", "/sign-in", "/come-in", "/style", "/v1/", "/v1/openapi.json", "/healthz")
LOADING = {"link": "href", "script": "src", "img": "src", "iframe": "src", "form": "action"}
"""Where a page names what a browser loads, or sends to, by itself."""
ADDRESS = re.compile(r"is up: +(http://127\.0\.0\.1:\d+)/")
START_S, LOOK_S, WELL = 300.0, 0.2, 200


class Named(HTMLParser):
    """What a page lets the browser load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        self.found += [value for name, value in attrs if value and LOADING.get(tag) == name]


def elsewhere(text: str) -> list[str]:
    """What a page loads from another site than the one it came from."""
    return [each for each in Named(text).found if not each.startswith("/") or each.startswith("//")]


def ask(address: str) -> tuple[int, str]:
    """The status of an address, and its text; 0 where nobody answers."""
    request = urllib.request.Request(address, headers={"accept": "text/html"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as wrong:
        return wrong.code, ""
    except urllib.error.URLError:
        return 0, ""


def visit(address: str) -> Iterator[tuple[str, int, int]]:
    """Each page, then everything that the pages load: the path, its status, what it takes from elsewhere."""
    loaded: dict[str, None] = {}
    for path in PAGES:
        status, text = ask(address + path)
        loaded.update(dict.fromkeys(each for each in Named(text).found if each.startswith("/static/")))
        yield path, status, len(elsewhere(text))
    for path in loaded:
        status, _ = ask(address + path)
        yield path.partition("?")[0], status, 0


def find_address(log: Path, running: "subprocess.Popen[bytes]") -> str | None:
    """Where the demonstration says that it is, once it answers there."""
    until = time.monotonic() + START_S
    while time.monotonic() < until and running.poll() is None:
        found = ADDRESS.search(log.read_text("utf-8"))
        if found and ask(f"{found[1]}/healthz")[0] == WELL:
            return found[1]
        time.sleep(LOOK_S)
    return None


def main(folder: Path) -> int:
    """Start, visit, stop."""
    log = folder / "demo.log"
    with log.open("wb") as told:
        command = ["make", "demo", "ARGS=--port 0"]
        running = subprocess.Popen(command, cwd=folder, stdout=told, stderr=told, start_new_session=True)
    address = find_address(log, running)
    try:
        if address is None:
            print(log.read_text("utf-8"), file=sys.stderr)
            return 1
        for path, status, foreign in visit(address):
            print(path, status, foreign)
    finally:
        stop(running)
    return 0


def stop(running: "subprocess.Popen[bytes]") -> None:
    """End it, and all that it started."""
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGTERM)
    running.wait(30)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
