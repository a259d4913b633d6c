"""What must hold of channels, addresses and notices: nothing goes out in clear or in wrong words."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from cityloop.adapters.catalogue.draft import Draft, Placed
from cityloop.adapters.catalogue.near import did_you_mean
from cityloop.city.address import Reach, find_address, find_mail
from cityloop.city.channel import Audience, Channel, NoticeRule
from cityloop.city.secret import secret_name
from cityloop.city.ways import FIELDS, RECEIPT_FIELDS, SMS, File, Http, Live, Mail, Security, Webhook
from cityloop.command.wording import WrongText, parts_of

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
TABLE_OF = {"unit": "units", "post": "posts", "team": "teams", "person": "persons"}
METHODS = ("POST", "PUT", "GET")
JSON = "json"
"""The door of the house, whose address is that of a program; what another door's is, is for that door to say."""


def channels_are_for_somebody(draft: Draft) -> None:
    """A channel says for whom it is; reporters are not signed in."""
    for placed, channel in _channels(draft):
        if not channel.audience:
            placed.row.wrong("missing-for", "The channel is for nobody.", f"Write for: [{', '.join(Audience)}].")
        if isinstance(channel.way, Live) and Audience.REPORTER in channel.audience:
            what = "Reporters have no pages of their own: a live line does not reach them."
            placed.row.wrong("wrong-for", what, "Take reporter out, or name another kind of channel.")


def files_stay_in_the_folder(draft: Draft) -> None:
    """A file of letters lies beside the record."""
    for placed, channel in _channels(draft):
        if isinstance(channel.way, File):
            path = PurePosixPath(channel.way.path)
            if path.is_absolute() or ".." in path.parts or len(path.parts) != 1 or path.suffix != ".jsonl":
                what = f"“{channel.way.path}” is no plain name of a file of letters."
                placed.row.wrong("wrong-path", what, "Write a name without folders that ends in .jsonl.")


def nothing_goes_out_in_clear(draft: Draft) -> None:
    """Mail is secured, programs and outside systems are called by https; but for those on this machine."""
    for placed, channel in _channels(draft):
        way = channel.way
        if isinstance(way, Mail) and way.security is Security.NONE and way.host not in HERE:
            what = f"Mail to “{way.host}” would go in clear."
            placed.row.wrong("in-clear", what, "Set security to tls or starttls.")
        urls = [way.url] if isinstance(way, Webhook) else [way.url, way.later.url] if isinstance(way, Http) else []
        for url in filter(None, urls):
            _note_url(placed, url)
    for placed in draft.of("addresses"):
        if "://" in placed.thing.address:
            _note_url(placed, placed.thing.address)
    for placed in draft.of("systems"):
        if placed.thing.door == JSON or placed.thing.address.lower().startswith("http:"):
            _note_url(placed, placed.thing.address)


def _note_url(placed: Placed, url: str) -> None:
    try:
        found = urlsplit(url)
        host = found.hostname or ""
    except ValueError:
        host, found = "", urlsplit("")
    if not host or found.scheme not in {"http", "https"} or "{" in host:
        placed.row.wrong("wrong-url", f"“{url}” is no address of a program.", "Write https://host/path.")
    elif found.scheme == "http" and host not in HERE:
        placed.row.wrong("in-clear", f"“{url}” would be called in clear.", "Write https.")


def secrets_are_apart(draft: Draft) -> None:
    """No two channels or outside systems share a secret by its name."""
    known: dict[str, tuple[str, str]] = {}
    for table in ("channels", "systems"):
        for placed in draft.of(table):
            id, name = placed.thing.id, secret_name(placed.thing.id)
            if known.setdefault(name, (table, id)) != (table, id):
                what = f"“{id}” would have one secret with “{known[name][1]}”: {name}."
                placed.row.wrong("same-secret", what, "Give one of them another id.")


def senders_are_addresses(draft: Draft) -> None:
    """Mail comes from an address."""
    for placed, channel in _channels(draft):
        if isinstance(channel.way, Mail) and channel.way.sender and find_mail(channel.way.sender) != channel.way.sender:
            what = f"“{channel.way.sender}” is no mail address."
            placed.row.wrong("wrong-address", what, "Write name@host.")


def gateways_can_be_spoken_to(draft: Draft) -> None:
    """The words of a gateway name fields that there are, and its answers can be told apart."""
    for placed, channel in _channels(draft):
        way = channel.way
        if isinstance(way, Http):
            for text in (way.url, *way.headers.values(), *_texts(way.body)):
                _note_fields(placed, text, FIELDS)
            _note_fields(placed, way.later.url, RECEIPT_FIELDS)
            _note_answers(placed, way)


def _note_answers(placed: Placed, way: Http) -> None:
    if bool(way.answer.taken_path) != bool(way.answer.taken):
        what = "How an answer says that a letter was taken is said by half."
        placed.row.wrong("wrong-answer", what, "Give both taken_path and taken, or neither.")
    if way.method not in METHODS:
        placed.row.wrong("wrong-method", f"“{way.method}” is no method here.", f"Choose from: {', '.join(METHODS)}.")
    if way.most < SMS and not way.spoken:
        placed.row.wrong("wrong-longest", f"{way.most} characters are too few.", f"Allow {SMS} at least.")
    if way.reach in {Reach.NONE, Reach.URL}:
        placed.row.wrong("wrong-reach", f"Nobody is reached by “{way.reach}”.", "Choose phone, mail or word.")


def _texts(tree: Any) -> Iterator[str]:
    """Every text of a tree."""
    if isinstance(tree, str):
        yield tree
    for each in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _texts(each)


def texts_name_known_fields(draft: Draft) -> None:
    """A text names fields that there are, and the number of the case."""
    for placed in draft.of("notices"):
        rule: NoticeRule = placed.thing
        for text in (rule.text.zh, rule.text.en):
            _note_fields(placed, text)
            if text and "{number}" not in text:
                placed.row.wrong("text-without-number", f"“{text}” names no case.", "Put {number} into it.")


def _note_fields(placed: Placed, text: str, known: tuple[str, ...] | None = None) -> None:
    try:
        list(parts_of(text) if known is None else parts_of(text, known))
    except WrongText as wrong:
        placed.row.wrong("wrong-text", wrong.what, "Correct it; a brace that is none is written twice: {{.")


def rules_name_channels_that_serve(draft: Draft) -> None:
    """What a notice goes by is for whom it is to."""
    channels = {channel.id: channel for _, channel in _channels(draft)}
    for placed in draft.of("notices"):
        for id in placed.thing.by:
            if id in channels and placed.thing.to not in channels[id].audience:
                what = f"“{id}” is not for “{placed.thing.to}”."
                placed.row.wrong("wrong-channel", what, "Name another channel, or add it to what that one is for.")


def addresses_fit(draft: Draft) -> None:
    """An address is somebody's, and of the kind that its channel takes."""
    channels = {channel.id: channel for _, channel in _channels(draft)}
    for placed in draft.of("addresses"):
        kind, _, id = placed.thing.to.partition(":")
        if kind not in TABLE_OF or id not in draft.ids(TABLE_OF[kind]):
            what = f"“{placed.thing.to}” is nobody here."
            near = did_you_mean(id, draft.ids(TABLE_OF[kind]), f"{kind}:") if kind in TABLE_OF else ""
            placed.row.wrong("unknown-id", what, f"{near}Write one of {', '.join(f'{each}:ID' for each in TABLE_OF)}.")
        channel = channels.get(placed.thing.channel)
        if channel is not None and channel.needs_address:
            _note_address(placed, placed.thing.address, channel)


def _note_address(placed: Placed, address: str, channel: Channel) -> None:
    if find_address(address, channel.reach) is None:
        what = f"“{address}” is no {channel.reach} that “{channel.id}” could reach."
        placed.row.wrong("wrong-address", what, "Correct it.")


def _channels(draft: Draft) -> Iterator[tuple[Placed, Channel]]:
    return ((placed, placed.thing) for placed in draft.of("channels"))


RULES = (
    channels_are_for_somebody,
    files_stay_in_the_folder,
    nothing_goes_out_in_clear,
    secrets_are_apart,
    senders_are_addresses,
    gateways_can_be_spoken_to,
    texts_name_known_fields,
    rules_name_channels_that_serve,
    addresses_fit,
)
