"""With what a copy of the keys is locked and opened, as the command line says it."""

import os
from pathlib import Path

import click

from cityloop.adapters.stores.key_locks import Lock, Opener, Passphrase, RecoveryKey, RecoverySecret

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def lock_of(recovery: Path | None, passphrase: Path | None) -> Lock:
    """The recovery key, or the passphrase of a file; else one that is asked for twice."""
    if recovery and not passphrase:
        return RecoveryKey(recovery)
    return Passphrase(_words(passphrase, confirm=True), os.urandom)


def opener_of(recovery: Path | None, passphrase: Path | None) -> Opener:
    """The same to open with."""
    if recovery:
        return RecoverySecret(recovery)
    return Passphrase(_words(passphrase, confirm=False), os.urandom)


def _words(file: Path | None, *, confirm: bool) -> str:
    if file:
        return file.read_text("utf-8").strip()
    return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True))
