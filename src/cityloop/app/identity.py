"""The city's identity provider as the settings name it."""

from pathlib import Path

from cityloop.adapters.identity import Client, OpenIdProvider, PersonsFile
from cityloop.app.config import Config, UnsafeConfig
from cityloop.journal.ports import Clock

OTHERS = 0o077
EVERYBODY = "*"


def identity_of(config: Config, clock: Clock) -> OpenIdProvider | None:
    """The provider; None where none is named. Raises ``UnsafeConfig``, ``NoPersons``."""
    if not config.oidc_issuer:
        return None
    client = Client(
        issuer=config.oidc_issuer,
        id=config.oidc_client_id,
        secret=secret_in(config.oidc_client_secret) if config.oidc_client_secret else "",
        claim=config.oidc_claim,
        authority=config.oidc_authority,
    )
    person_of = PersonsFile(config.oidc_persons).find if config.oidc_persons else str
    return OpenIdProvider(client, clock, person_of)


def secret_in(path: Path) -> str:
    """The secret in a file that its owner alone can read. Raises ``UnsafeConfig``."""
    try:
        if path.stat().st_mode & OTHERS:
            raise UnsafeConfig(f"Others can read {path}, the 'oidc_client_secret'. Close it: chmod 600 {path}")
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise UnsafeConfig(f"{path}, the 'oidc_client_secret', cannot be read: {wrong}.") from wrong


def password_posts(config: Config) -> frozenset[str] | None:
    """Posts whose holders may come in by a password; None: everybody may."""
    if not config.oidc_issuer or EVERYBODY in config.oidc_password_posts:
        return None
    return frozenset(config.oidc_password_posts)
