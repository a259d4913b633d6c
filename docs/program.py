"""Pages of the program: its commands, settings, addresses, errors, claims and rooms."""

from collections.abc import Iterator
from itertools import groupby
from types import ModuleType
from typing import get_type_hints

import click

from benchmarks.__main__ import find_claims, what_is_claimed
from cityloop.adapters.catalogue.settings import Settings
from cityloop.app import secrets
from cityloop.app.cli import cli
from cityloop.app.config import Config
from cityloop.app.opening import Places
from cityloop.app.route import Row
from cityloop.app.routes import ROUTES
from cityloop.city.errors import CityloopError
from cityloop.edge import limits
from docs.reading import body_words, field_words, first_line, list_classes, list_modules, said, several, table, type_of

SETTINGS = {Settings: "", Config: "CITYLOOP_", Places: "CITYLOOP_"}
"""What holds settings, and how they are called in the environment."""
ELSEWHERE = {"folder": "--data, CITYLOOP_DATA", "key": "signing.key"}
"""Settings that are called otherwise."""
PLUGINS = ("cityloop.loop.understand.detectors.", "cityloop.loop.sense.protocols.", "cityloop.twin.networks.")


def errors() -> Iterator[str]:
    """Errors: what can be wrong."""
    yield "The code is stable; over HTTP it ends the problem type (RFC 9457)."
    every = list_classes(list_modules(), CityloopError)
    found = {str(vars(kind)["code"]): kind for kind in every if "code" in vars(kind)}
    rows = ((f"`{code}`", kind.__name__, first_line(kind)) for code, kind in sorted(found.items()))
    yield table(("code", "error", "what is wrong"), rows)


def routes() -> Iterator[str]:
    """Routes: every address that is served."""
    yield "What is not here is not served. The rate is a class of [limits](settings.md)."
    yield table(("path", "methods", "who", "action", "dataset", "purposes", "rate", "body"), map(_route, ROUTES))


def _route(row: Row) -> list[object]:
    asked = (row.who, row.action, row.dataset, several(row.purposes))
    return [f"`{row.path}`", " ".join(row.methods), *asked, row.rate, f"{row.body:,}" if row.body else "none"]


def settings() -> Iterator[str]:
    """Settings: what can be set, and where."""
    yield from (_settings(kind, environment) for kind, environment in SETTINGS.items())
    yield f"## Secrets\n\n{said(secrets)}"
    yield f"## Limits\n\n{said(limits)}"
    constants, words = vars(limits), body_words(limits)
    numbers = [name for name, value in constants.items() if name.isupper() and isinstance(value, int | float)]
    rows = ((f"`{name}`", f"{constants[name]:,}", words.get(name, "")) for name in numbers)
    yield table(("limit", "value", "what it limits"), rows)
    rates = ((kind, rate.per_s, rate.burst) for kind, rate in limits.RATES.items())
    yield table(("rate", "a second", "at once"), rates)


def _settings(kind: type, environment: str) -> str:
    hints, words = get_type_hints(kind, include_extras=True), field_words(kind)
    rows = ((_called(name, environment), type_of(hints[name]), words.get(name, "")) for name in _names(kind))
    return f"## {kind.__name__}\n\n{said(kind)}\n\n" + table(("setting", "type", "what it sets"), rows)


def _called(name: str, environment: str) -> str:
    return f"`{ELSEWHERE.get(name, environment + (name.upper() if environment else name))}`"


def _names(kind: type) -> list[str]:
    """The fields of a struct or dataclass."""
    return [*getattr(kind, "__struct_fields__", ()), *getattr(kind, "__dataclass_fields__", ())]


def commands() -> Iterator[str]:
    """Commands: `cityloop` on the command line."""
    yield from _command(cli, "cityloop")


def _command(command: click.Command, path: str) -> Iterator[str]:
    """The help of a command as it prints it, then that of the commands below it."""
    context = click.Context(command, info_name=path, max_content_width=100, terminal_width=100)
    yield f"## {path}\n\n```text\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            yield from _command(below, f"{path} {name}") if below else ()


def claims() -> Iterator[str]:
    """Claims: what this project says of itself, and shows."""
    yield "`make show CLAIM=name` prints the figures beside their goals; the exit status says whether they are reached."
    rows = ((f"`{name}`", what_is_claimed(path)) for name, path in find_claims().items())
    yield table(("claim", "what is claimed"), rows)


def rooms() -> Iterator[str]:
    """Rooms: every module of the house."""
    for room, modules in groupby(list_modules(), lambda module: module.__name__.split(".")[1]):
        yield f"## {room}"
        yield table(("module", "what it is"), map(_module, modules))


def _module(module: ModuleType) -> tuple[str, str]:
    return f"`{module.__name__.removeprefix('cityloop.')}`", first_line(module)


def plugins() -> Iterator[str]:
    """Plugins: one file each."""
    found = [module for module in list_modules() if module.__name__.startswith(PLUGINS)]
    yield table(("plugin", "what it is"), map(_module, found)) if found else "There is none yet."
