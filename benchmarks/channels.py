"""10,000 notices by five channels, receivers failing, one for good, 100 kill -9: told in order, or given up in sight.

Text messages, mail, webhook, a file, and the live line of the pages. The far sides fail at random: they lie, break,
break the line after they have taken a letter, refuse; the webhook fails for good. The process that delivers is killed
again and again, at work and in its start. In the end each notice must have been received by its far side at least once,
or be given up on the record, which befalls nothing on the living channels but what was refused for good; each lane (a
case, one who is told, a channel) in order, doubles included; doubles carry the same key and the same words. Controls: a
letter taken out and letters turned round must be seen.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row, func, select

from benchmarks._post_office import Office
from benchmarks._post_receivers import Receivers
from benchmarks.claim import Show
from cityloop.adapters.sessions import StoredSessions
from cityloop.app.listening import listen
from cityloop.app.opening import places, utc_now
from cityloop.app.verification import verify
from cityloop.city.catalogue import Life
from cityloop.city.channel import GIVE_UP_H, Audience, Channel
from cityloop.city.errors import CityloopError
from cityloop.city.facts.intake import Finding
from cityloop.city.ways import Answer, File, Http, Live, Mail, Security, Webhook
from cityloop.city.words import Name
from cityloop.command import orders
from cityloop.command.notice_table import NOTICES, State
from cityloop.command.stages import Stage
from tests.street import LAMP, MONDAY, Street

ROOT = Path(__file__).parent.parent
NOTICES_WANTED, KILLS, QUICK_NOTICES, QUICK_KILLS = 10_000, 100, 1_000, 10
SPEED, QUICK_SPEED = 600.0, 2_400.0
"""Seconds of the city for each one here; a letter is given up after 24 hours of the city."""
LIFE_S = (0.1, 1.6)
"""From ``ready`` to the kill."""
EARLY = 6
"""Every so many kills, one falls into the start."""
DRAIN_S = 1_500.0
PER_CASE = 6
"""Notices of a case, at least about."""
PENDING = 10
"""Lives for which a case stays open, so that many are late."""
SEED = 20_261_126
DEAD = "hook"
UNIT_DESK = "pan"
"""Who listens for the unit that leads."""
LONG_H = 24 * 365
"""After which a living channel gives up: never here, however the clock runs."""
COLUMNS = ("channel", "due", "received", "given up", "not refused", "lost", "out of order", "doubles", "other words")


class Found(NamedTuple):
    """What became of the notices of one channel."""

    due: int
    received: int
    given_up: int
    unrefused: int
    """Given up, though its far side never said that it will not take it."""
    lost: int
    disordered: int
    doubles: int
    differing: int
    """Doubles that do not say the same."""


def run(show: Show) -> None:
    """Kill, deliver, count."""
    kills = show.number("KILLS", QUICK_KILLS if show.quick else KILLS)
    wanted = show.number("N", QUICK_NOTICES if show.quick else NOTICES_WANTED)
    with TemporaryDirectory(prefix="cityloop-channels-") as place, Receivers(Path(place), SEED).up() as receivers:
        scene = Scene(Path(place), receivers, QUICK_SPEED if show.quick else SPEED)
        killed = scene.play(kills, wanted)
        scene.finish()
        rows = scene.rows()
        receivers.read_file()
        scene.close()
        faults = sum(each.total for each in verify(places(Path(place), {}), None, None, lambda *_: None))
    _shown(show, rows, receivers, kills, killed, wanted)
    show.figure("the record verified, its tables folded again: faults", faults, 0, faults == 0)


class Scene:
    """The city, who feeds it, and the process that is killed."""

    def __init__(self, folder: Path, receivers: Receivers, speed: float) -> None:
        with listen("127.0.0.1", 0) as free:
            port = int(free.getsockname()[1])
        self.office = Office(folder=folder, port=port, begun_s=time.time(), first=MONDAY, speed=speed)
        self.street = Street(folder)
        self.street.node.clock = self.office.clock
        self._receivers = receivers
        self._chance = Random(SEED)
        self._open_cases: list[str] = []
        self._made = 0
        channels = _channels(receivers)
        self.street.apply(msgspec.structs.replace(self.street.city, channels=channels))
        session = StoredSessions(self.street.node.access.store, utc_now).open(UNIT_DESK)
        receivers.listen(f"http://127.0.0.1:{port}/live", session)

    def play(self, kills: int, wanted: int) -> Counter[str]:
        """So many lives, each with its share of the work; how many were killed at work, and how many in their start."""
        share = -(-wanted // (PER_CASE * kills))
        killed: Counter[str] = Counter()
        for number in range(1, kills + 1):
            killed[self._life(share, early=number % EARLY == 0)] += 1
        return killed

    def _life(self, share: int, *, early: bool) -> str:
        with _process(self.office) as process:
            if early:
                self._feed(share)
                time.sleep(self._chance.uniform(0, 0.5))
            else:
                _await_ready(process)
                self._feed(share)
                time.sleep(self._chance.uniform(*LIFE_S))
            os.kill(process.pid, signal.SIGKILL)
        return "in its start" if early else "at work"

    def finish(self) -> None:
        """Let what is left be delivered or given up, with nobody killed."""
        with _process(self.office) as process:
            _await_ready(process)
            until = time.monotonic() + DRAIN_S
            while (self._open_cases or self._waiting()) and time.monotonic() < until:
                self._conclude(len(self._open_cases))
                time.sleep(1)
            time.sleep(5)
            process.send_signal(signal.SIGTERM)
            process.wait(30)

    def _waiting(self) -> int:
        with self.street.node.journal.store.read() as transaction:
            count = select(func.count()).select_from(NOTICES).where(NOTICES.c.state == State.OPEN)
            return int(transaction.execute(count).scalar_one())

    def rows(self) -> Sequence[Row[Any]]:
        """Every notice as it ended."""
        with self.street.node.journal.store.read() as transaction:
            return transaction.execute(select(NOTICES).order_by(NOTICES.c.seq)).all()

    def close(self) -> None:
        """Let go of the record."""
        self.street.node.stop()

    # Work for the city

    def _feed(self, share: int) -> None:
        """New cases, and a step on for some of those that are under way."""
        street = self.street
        for _ in range(share):
            street.now = self.office.clock()
            contact = f"138{self._made:08}" if self._made % 2 else f"p{self._made}@example.org"
            self._made += 1
            case = self._tell(contact)
            self._open_cases.append(case)
        self._conclude(len(self._open_cases) - PENDING * share)

    def _tell(self, contact: str) -> str:
        desk, now = self.street.node.desk, self.office.clock()
        self.street.now = now
        report = orders.Report(life=Life.GRID, category=LAMP, words="路灯不亮", contact=contact, place="road-liuan")
        case = desk.report(self.street.person("jin"), report).case
        self._do("jin", orders.Verify, case, finding=Finding.EXISTS)
        self._do("jin", orders.Establish, case)
        return case

    def _conclude(self, count: int) -> None:
        """Bring some cases, the oldest first, to their end; those that nobody has yet stay."""
        for case in list(self._open_cases[: max(count, 0)]):
            found = self.street.case(case)
            if found.stage is Stage.HANDLE:
                self._do("pan", orders.Handle, case, note="已换")
                self._do("pan", orders.ReportBack, case, note="已修复")
                self._do("mei", orders.Check, case, passed=True)
                self._do("mei", orders.Close, case)
            if not self.street.case(case).is_open:
                self._open_cases.remove(case)

    def _do(self, who: str, order: type[orders.Order], case: str, **said: Any) -> None:
        """A step; what the loop did at the same moment is looked at, and the step taken again."""
        self.street.now = self.office.clock()
        for _ in range(5):
            seen = self.street.node.journal.version(case)
            with suppress(CityloopError):
                self.street.node.desk.do(self.street.person(who), order(case=case, seen=seen, **said))
                return


def _channels(receivers: Receivers) -> tuple[Channel, ...]:
    """The five, as a city's files would set them up."""
    reporter, staff = frozenset({Audience.REPORTER}), frozenset({Audience.LEAD})
    mail = Mail(host="127.0.0.1", port=receivers.mail_port, sender="city@qingxi.example", security=Security.NONE)
    body = {"to": "{address}", "text": "{text}", "key": "{key}"}
    answer = Answer(taken_path="code", taken=("OK",), receipt_path="id", refused=("isv.MOBILE_NUMBER_ILLEGAL",))
    sms = Http(url=f"{receivers.sms.url}/send", body=body, answer=answer, private=True)
    ways = (
        ("sms", sms, reporter),
        ("mail", mail, reporter),
        ("hook", Webhook(url=f"{receivers.hook.url}/hook", private=True), staff),
        ("log", File(path="letters.jsonl"), staff),
        ("desk", Live(), staff),
    )
    return tuple(
        Channel(id=id, name=Name(zh=id, en=id), way=way, audience=whom, give_up_h=GIVE_UP_H if id == DEAD else LONG_H)
        for id, way, whom in ways
    )


@contextmanager
def _process(office: Office) -> Iterator[subprocess.Popen[bytes]]:
    """The process that delivers; it does not outlive the block."""
    said = msgspec.json.encode(office, enc_hook=str).decode()
    environment = {**os.environ, "CITYLOOP_SECRET_HOOK": "the claim's own"}
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks._post_office", said],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _await_ready(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    if process.stdout.readline() != b"ready\n":
        raise RuntimeError("the process that delivers did not start")


# Judging


def judged(rows: Sequence[Any], received: list[int], channel: str, receivers: Receivers) -> Found:
    """What became of the notices of a channel: what the record says beside what its far side was handed."""
    own = {row.seq: row for row in rows if row.channel == channel}
    times = Counter(number for number in received if number in own)
    given_up = {seq for seq, row in own.items() if row.state == State.GIVEN_UP}
    return Found(
        due=len(own),
        received=len(times),
        given_up=len(given_up),
        unrefused=len(given_up - receivers.refused),
        lost=sum(seq not in times and seq not in given_up for seq in own),
        disordered=_disordered(own, received),
        doubles=sum(times.values()) - len(times),
        differing=sum(len(receivers.texts.get(seq, ())) > 1 for seq in times),
    )


def _disordered(own: dict[int, Any], received: list[int]) -> int:
    """Letters that came after a later one of their lane, doubles included."""
    last: dict[tuple[str, str], int] = defaultdict(lambda: -1)
    count = 0
    for number in received:
        if number in own:
            lane = own[number].case, own[number].to
            count += number < last[lane]
            last[lane] = max(last[lane], number)
    return count


def _shown(
    show: Show, rows: Sequence[Row[Any]], receivers: Receivers, kills: int, killed: Counter[str], wanted: int
) -> None:
    show.row(*COLUMNS)
    found = {id: judged(rows, received, id, receivers) for id, received in receivers.received.items()}
    for id, each in found.items():
        show.row(id, *each)
    total = Found(*map(sum, zip(*found.values(), strict=True)))
    show.row("all", *total)
    _figures(show, total, found, kills, killed, wanted)
    _controls(show, rows, receivers)


def _figures(show: Show, total: Found, found: dict[str, Found], kills: int, killed: Counter[str], wanted: int) -> None:
    show.figure("notices", total.due, f"≥ {wanted}", total.due >= wanted)
    show.figure("kill -9", killed.total(), f"≥ {kills}", killed.total() >= kills)
    show.figure("of these in its start", killed["in its start"], "> 0", killed["in its start"] > 0)
    show.figure("lost", total.lost, 0, total.lost == 0)
    show.figure("out of order", total.disordered, 0, total.disordered == 0)
    show.figure("doubles (same key, same words)", total.doubles, "counted", total.differing == 0)
    unrefused = sum(each.unrefused for id, each in found.items() if id != DEAD)
    show.figure("of the living: given up, though nobody refused it for good", unrefused, 0, unrefused == 0)
    dead = found[DEAD]
    show.figure("of the dead channel: given up in sight", dead.given_up, dead.due, dead.given_up == dead.due > 0)


def _controls(show: Show, rows: Sequence[Row[Any]], receivers: Receivers) -> None:
    """The same judges, on what was received with one letter taken out, and turned round."""
    received = receivers.received["sms"]
    without = [number for number in received if number != received[0]]
    lost = judged(rows, without, "sms", receivers).lost > 0
    turned = judged(rows, received[::-1], "sms", receivers).disordered > 0
    given_up = [SimpleNamespace(**{**row._asdict(), "state": State.GIVEN_UP}) for row in rows]
    dropped = judged(given_up, received, "sms", receivers).unrefused > 0
    seen = int(lost) + int(turned) + int(dropped)
    show.figure("controls seen: one taken out, all turned round, all given up", seen, 3, seen == 3)
