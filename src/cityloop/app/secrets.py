"""The secrets of channels and outside systems: passwords, tokens, signing keys. In no city file and on no record.

Each from the environment (``CITYLOOP_SECRET_SMS`` for the channel ``sms``), or from ``secrets.toml`` beside the record,
a file that its owner alone can read: ``sms = "…"``.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from cityloop.city.errors import CityloopError
from cityloop.city.secret import secret_name

FILE = "secrets.toml"
OTHERS = 0o077


class OpenSecrets(CityloopError):
    """Others can read the file of secrets, or it cannot be understood."""

    code = "open-secrets"


def find_secret(folder: Path, id: str, environment: Mapping[str, str] | None = None) -> str:
    """The secret of a channel or an outside system; empty where there is none. Raises ``OpenSecrets``."""
    said = os.environ if environment is None else environment
    return said.get(secret_name(id)) or _in_file(folder / FILE).get(id, "")


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
