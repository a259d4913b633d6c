"""Opens the channels that a city's files set up."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from cityloop.adapters.channels.file import FileChannel
from cityloop.app.carrier import Way
from cityloop.city.channel import Channel, File
from cityloop.city.city import City
from cityloop.command import notices


def open_ways(folder: Path, city: City) -> Mapping[str, Way]:
    """Each channel of the city by its id; files lie in the folder of the record."""
    return {each.id: _way(folder, each) for each in city.channels}


def _way(folder: Path, channel: Channel) -> Way:
    port = _port(folder, channel)
    return Way(port, channel.at_once, timedelta(hours=channel.give_up_h))


def _port(folder: Path, channel: Channel) -> notices.Channel:
    way = channel.way
    assert isinstance(way, File)
    return FileChannel(folder / way.path)
