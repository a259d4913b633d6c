"""Somebody is forgotten on a running city: a report with words, contact and photo through the doors, then erased."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from io import BytesIO
from itertools import chain
from pathlib import Path
from random import Random
from typing import NamedTuple

import httpx
from PIL import Image

from benchmarks._running import TOKEN, cityloop, served
from benchmarks._traces import Sought, Trace, keys, texts, traces
from cityloop.adapters.stores.keys import KeyFile
from cityloop.app.opening import places, utc_now
from cityloop.city.facts.fact import Sealed
from cityloop.city.facts.intake import Reported
from cityloop.city.facts.work import PhotoAdded, Told
from cityloop.journal.canonical import encode, leaf_hash
from cityloop.journal.entry import Entry
from cityloop.journal.journal import Journal
from cityloop.journal.merkle import consistent, included
from tests.postgres import PrivateServer

WORDS = "桥头第三盏灯灭了，昨晚我母亲在台阶上摔了一跤。The third lamp by the bridge is out; mother fell there."
CONTACT = "欧阳霖 13900001234"
NOTE = "又去看过一次，还是漆黑，孩子们放学都得绕道走。"
HEADERS = 1_000
"""Bytes at the beginning of a photo that many photos share."""
LINK = re.compile(r"(/follow/[\w-]+)")


class Forgotten(NamedTuple):
    """What came of it on one store."""

    store: str
    read: int
    """Pieces of words and photos that could be read before."""
    left: int
    """And after."""
    proofs: int
    """Proofs that were held against their roots: those made before, and those made anew."""
    broken: int
    found: int
    """Traces that the look finds before, when the key is still there: it must."""
    traces: tuple[Trace, ...]
    looked: int
    """Bytes looked through."""
    whole: bool
    """Whether ``cityloop verify`` finds the record whole."""


def forgotten(store: str, folder: Path, server: PrivateServer | None) -> Forgotten:
    """Report, add to it, erase while the city is served, serve it again, and look everywhere."""
    data, log, spread = folder / "var", folder / "log", [folder, *([server.folder] if server else [])]
    env = environment(folder, server)
    cityloop("new", folder / "city", env=env)
    cityloop("apply", folder / "city", "--data", data, env=env)
    with served(data, log, env) as address:
        sent = report(address)
        with journal_at(data, env) as journal:
            subject, pieces = pieces_in(journal)
            sought = sought_in(journal, subject, pieces, sent)
            proved = _prove(journal)
            read = readable(journal, pieces)
        before, _ = traces(spread, sought)
        cityloop("erase", subject, "--ground", "PIPL art. 47", "--yes", "--data", data, env=env)
        httpx.get(f"{address}/public", timeout=60).raise_for_status()
    with served(data, log, env), journal_at(data, env) as journal:
        left, (proofs, broken) = readable(journal, pieces), _held(journal, proved)
        found, looked = traces(spread, sought)
    whole = cityloop("verify", "--data", data, env=env)[-1] == "The record is whole."
    return Forgotten(store, read, left, proofs, broken, len(before), tuple(found), looked, whole)


def environment(folder: Path, server: PrivateServer | None) -> Mapping[str, str]:
    """Everything that the programs write lies in ``folder``, or in the server's."""
    (folder / "tmp").mkdir()
    database = {"CITYLOOP_DATABASE": server.url} if server else {}
    return {**os.environ, "TMPDIR": str(folder / "tmp"), **database}


@contextmanager
def journal_at(data: Path, env: Mapping[str, str]) -> Iterator[Journal]:
    """The main journal of a record, without its tables for reading."""
    where = places(data, env)
    store, keys = where.store("journal", durable=True), KeyFile(where.key_file)
    with closing(store), closing(keys):
        yield Journal(store, keys, utc_now)


# The report


def report(address: str) -> bytes:
    """Through the pages, as a citizen writes it, with one thing added later; the photo as it was sent."""
    photo = _photo()
    with httpx.Client(base_url=address, headers={"accept": "text/html"}, timeout=60) as browser:
        _post(browser, "/report", words=WORDS)
        _post(browser, "/report/where", place="柳岸路")
        token = _token(browser, "/report/photo")
        browser.post("/report/photo", data={"csrf": token}, files={"photo": ("p.jpg", photo, "image/jpeg")})
        _post(browser, "/report/reach", contact=CONTACT)
        _post(browser, "/report/check")
        link = LINK.search(browser.get("/report/sent").text)
        _post(browser, link[1] if link else "", "/tell", note=NOTE)
    return photo


def _token(browser: httpx.Client, page: str) -> str:
    found = TOKEN.search(browser.get(page).text)
    if found is None:
        raise RuntimeError(f"{page} shows no form")
    return found[1]


def _post(browser: httpx.Client, page: str, below: str = "", **said: str) -> None:
    answer = browser.post(page + below, data={"csrf": _token(browser, page), **said})
    if not answer.has_redirect_location:
        raise RuntimeError(f"{page}{below}: {answer.status_code}")


def _photo() -> bytes:
    """A picture of noise: no two bytes of it are like those of another photo."""
    file = BytesIO()
    Image.frombytes("RGB", (96, 96), Random(7).randbytes(96 * 96 * 3)).save(file, "JPEG", quality=90)
    return file.getvalue()


# What is sealed


def pieces_in(journal: Journal, start: int = 0) -> tuple[str, list[Sealed]]:
    """Whose words the one report from ``start`` on holds, and each piece that is sealed for them."""
    facts = [entry.fact for entry in journal.read(start, journal.size())]
    (report,) = (fact for fact in facts if isinstance(fact, Reported))
    told = (fact.note for fact in facts if isinstance(fact, Told))
    photos = (fact.photo for fact in facts if isinstance(fact, PhotoAdded))
    return report.subject, [piece for piece in chain((report.words, report.contact), told, photos) if piece]


def readable(journal: Journal, pieces: list[Sealed]) -> int:
    """How many pieces can be read."""
    return sum(journal.payload(piece) is not None for piece in pieces)


def sought_in(journal: Journal, subject: str, pieces: list[Sealed], sent: bytes) -> list[Sought]:
    """What must be nowhere: the words, the photo as it was sent and as it is kept, the key."""
    kept = max((journal.payload(piece) or b"" for piece in pieces), key=len)
    photos = [Sought("photo as sent", sent[HEADERS:]), Sought("photo as kept", kept[HEADERS:])]
    words = [*texts("words", WORDS), *texts("contact", CONTACT), *texts("note", NOTE)]
    return [*words, *photos, *keys("key", journal.keys.find(subject) or b"")]


# Proofs


class Proved(NamedTuple):
    """What somebody was given before: entries, root and proofs."""

    entries: list[Entry]
    root: bytes
    paths: list[list[bytes]]


def _prove(journal: Journal) -> Proved:
    size = journal.size()
    paths = [journal.inclusion(seq, size) for seq in range(size)]
    return Proved(journal.read(0, size), journal.root(size), paths)


def _held(journal: Journal, given: Proved) -> tuple[int, int]:
    """How many proofs were tried, and how many do not hold: the old ones, new ones, and those of growth."""
    now, size = _prove(journal), len(given.entries)
    tried = [*_tried(given), *_tried(now), given.entries == now.entries[:size]]
    tried += [_grew(journal, first, now.root) for first in range(1, len(now.entries))]
    return len(tried), tried.count(False)


def _tried(proved: Proved) -> list[bool]:
    size = len(proved.entries)
    leaves = [leaf_hash(encode(entry)) for entry in proved.entries]
    return [included(leaf, seq, size, proved.paths[seq], proved.root) for seq, leaf in enumerate(leaves)]


def _grew(journal: Journal, first: int, root: bytes) -> bool:
    size = journal.size()
    return consistent(first, size, journal.root(first), root, journal.consistency(first, size))
