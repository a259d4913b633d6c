"""``cityloop demo``: a synthetic city that plays a day in five minutes."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic

import click

from cityloop.app.config import Config, key_in
from cityloop.app.demo.accounts import Account, account
from cityloop.app.demo.clock import DAY_IN_FIVE_MINUTES, DemoClock
from cityloop.app.demo.live import serve_live
from cityloop.app.demo.play import DAY, Play, open_play, read_city
from cityloop.app.listening import PortTaken, listen
from cityloop.city.words import Name

MORNING, SIX = datetime(2026, 5, 12, 7, 30), datetime(2026, 5, 12, 6, 0)  # noqa: DTZ001 - in the city's own zone
"""A Tuesday. A live day begins when people are up."""
HOST, PORT = "127.0.0.1", 8000


@click.command("demo")
@click.option(
    "--port", type=click.IntRange(0, 65_535), help=f"Port to listen at. [default: {PORT}, or one that is free]"
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same day.")
@click.option(
    "--speed", type=click.FloatRange(0.1, 5_000), default=DAY_IN_FIVE_MINUTES, show_default=True,
    help="Seconds that pass in the city for each one here.",
)  # fmt: skip
@click.option(
    "--city", default="linjiang", show_default=True, help="A folder of city files, or the name of an example."
)
@click.option("--headless", is_flag=True, help="Play one day as fast as it goes, without pages, and draw its account.")
@click.option("--no-crews", is_flag=True, help="People report, and nobody comes.")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="Keep the record there. [default: none]"
)
@click.option("--now", type=click.DateTime(("%Y-%m-%dT%H:%M",)), help="When the day begins, in the city's own time.")
def command(  # noqa: PLR0913 - one argument for each option
    *,
    port: int | None,
    seed: int,
    speed: float,
    city: str,
    headless: bool,
    no_crews: bool,
    folder: Path | None,
    now: datetime | None,
) -> None:
    """Play a day in a synthetic city: people report, crews work, and anybody may come in and take over.

    Nothing of it is true, and nothing is kept but in --folder.
    """
    said = now or (SIX if headless else MORNING)
    files = read_city(city, said.date())
    start = said.replace(tzinfo=files.zone)
    clock = DemoClock(start.astimezone(UTC), 0 if headless else speed)
    with _place(folder) as record:
        play = open_play(files, record, clock, seed, crews=not no_crews)
        if headless:
            _headless(play)
        else:
            _live(play, record, port)


@contextmanager
def _place(folder: Path | None) -> Iterator[Path]:
    """Where the record lies: in ``folder``, or in a place that is cleared away afterwards."""
    if folder is not None:
        yield folder
        return
    with TemporaryDirectory(prefix="cityloop-demo-", ignore_cleanup_errors=True) as temporary:
        yield Path(temporary)


# Live


def _live(play: Play, record: Path, port: int | None) -> None:
    bound = _listen(port)
    config = Config(host=HOST, port=bound.getsockname()[1], demo=True, key=key_in(record))
    _invite(play, config, record)
    serve_live(play, config, bound)
    click.echo("\nThe day is over.")


def _listen(port: int | None) -> socket:
    """The port asked for; where none was, the usual one, or one that is free."""
    try:
        return listen(HOST, PORT if port is None else port)
    except PortTaken:
        if port is not None:
            raise
        return listen(HOST, 0)


def _invite(play: Play, config: Config, record: Path) -> None:
    """Where it is, and what to try."""
    name, start = play.node.index.city.name, play.clock().astimezone(play.desks.town.zone)
    address = f"http://{config.host}:{config.port}"
    minutes = DAY.total_seconds() / play.clock.speed / 60
    said = {"zh": name.zh, "en": name.en, "address": address, "start": start, "minutes": minutes}
    click.echo(INVITATION.format(program=sys.argv[0], record=record, **said))


INVITATION = """
  {zh} {en} is up:  {address}/

  Come in as anybody who works for the city:  {address}/come-in
      a duty officer sees the queue, a commander the street, a grid worker the next job
  Report something, without an account:       {address}/report
      and follow it with the link that you are given
  What everybody may see:                     {address}/public
  Prove the record, in another window:        {program} verify --data {record}

  It is {start:%H:%M} on {start:%-d %B %Y}; a day passes in {minutes:.0f} minutes, and the next one follows.
  Take a step on any case: from then on the crews leave it to you. While you read one, they wait.
  中文 and English: switch at the top of each page.  Ctrl-C ends it.
"""


# Headless


def _headless(play: Play) -> None:
    began, start = monotonic(), play.clock()
    local = start.astimezone(play.desks.town.zone)
    play.expect(start)
    play.play(start + DAY, Event())
    play.node.step()
    played_s = monotonic() - began
    found = account(play)
    click.echo(f"{name_of(play)}, {local:%-d %B %Y}, played in {played_s:.1f} s: {play.node.journal.size():,} entries")
    for line in lines_of(found):
        click.echo(line)
    play.node.stop()
    if not found.is_complete:
        sys.exit(1)


def name_of(play: Play) -> str:
    """The city in both languages."""
    name: Name = play.node.index.city.name
    return f"{name.zh} {name.en}"


def lines_of(found: Account) -> Iterator[str]:
    """The account, a line each."""
    yield f"reports made      {found.made:5}   turned away at the door, and why told: {found.turned_away}"
    yield f"closed            {found.closed:5}   " + _counted(found.by_tier) + "; " + _counted(found.by_life)
    yield f"refused, ground   {found.refused:5}"
    yield f"merged            {found.merged:5}"
    yield f"open, with holder {found.open_held:5}   without: {len(found.unheld)}"
    yield f"lost              {len(found.lost):5}   closed twice: {len(found.closed_twice)}"
    yield f"fell due          {found.fell_due:5}   of these closed: {found.due_share:.0%}"


def _counted(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counted.items()))
