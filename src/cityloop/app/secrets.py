"""The secrets of channels: passwords, tokens, signing keys. In no city file and on no record.

Each from the environment (``CITYLOOP_SECRET_SMS`` for the channel ``sms``), or from ``secrets.toml`` beside the record,
a file that its owner alone can read: ``sms = "…"``.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from cityloop.city.errors import CityloopError

PREFIX = "CITYLOOP_SECRET"
FILE = "secrets.toml"
OTHERS = 0o077


class OpenSecrets(CityloopError):
    """Others can read the file of secrets, or it cannot be understood."""

    code = "open-secrets"


def find_secret(folder: Path, channel: str, environment: Mapping[str, str] | None = None) -> str:
    """The secret of a channel; empty where there is none. Raises ``OpenSecrets``."""
    said = os.environ if environment is None else environment
    name = f"{PREFIX}_{re.sub(r'[^A-Za-z0-9]', '_', channel).upper()}"
    return said.get(name) or _in_file(folder / FILE).get(channel, "")


def _in_file(path: Path) -> Mapping[str, str]:
    if not path.exists():
        return {}
    if path.stat().st_mode & OTHERS:
        raise OpenSecrets(f"Others can read {path}. Close it: chmod 600 {path}")
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise OpenSecrets(f'{path} is no TOML. Write one line a channel: sms = "…"') from wrong
    return {name: word for name, word in said.items() if isinstance(word, str)}
