"""Opens the channels that a city's files set up: the one place where a kind of channel meets what speaks it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from cityloop.adapters.channels.file import FileChannel
from cityloop.adapters.channels.http import HttpChannel
from cityloop.adapters.channels.line import LiveLine
from cityloop.adapters.channels.mail import MailChannel
from cityloop.adapters.channels.missing import Missing
from cityloop.adapters.channels.webhook import WebhookChannel
from cityloop.app.carrier import Way
from cityloop.app.secrets import OpenSecrets, find_secret
from cityloop.city.channel import Channel
from cityloop.city.city import City
from cityloop.city.ways import File, Http, Live, Mail, Webhook
from cityloop.command import notices

NO_SECRET = "no-secret"
Open = Callable[[Path, Any, str], notices.Channel]
KINDS: Mapping[type, Open] = {
    Live: lambda _folder, _way, _secret: LiveLine(),
    File: lambda folder, way, _secret: FileChannel(folder / way.path),
    Mail: lambda _folder, way, secret: MailChannel(way, secret),
    Webhook: lambda _folder, way, secret: WebhookChannel(way, secret),
    Http: lambda _folder, way, secret: HttpChannel(way, secret),
}


def open_ways(folder: Path, city: City) -> Mapping[str, Way]:
    """Each channel of the city by its id; files and secrets lie in the folder of the record."""
    return {each.id: _way(folder, each) for each in city.channels}


def _way(folder: Path, channel: Channel) -> Way:
    """The channel, or what stands in for one without its secret: its letters wait until that is mended."""
    at_once, give_up = channel.at_once, timedelta(hours=channel.give_up_h)
    try:
        secret = find_secret(folder, channel.id)
    except OpenSecrets as wrong:
        return Way(Missing(wrong.code), at_once, give_up, wrong.code, partial(_way, folder, channel))
    if channel.way.needs_secret and not secret:
        return Way(Missing(NO_SECRET), at_once, give_up, NO_SECRET, partial(_way, folder, channel))
    return Way(KINDS[type(channel.way)](folder, channel.way, secret), at_once, give_up)
