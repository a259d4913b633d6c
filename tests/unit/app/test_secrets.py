"""Secrets of channels: from the environment, or from a file that nobody else can read."""

from pathlib import Path

import msgspec
import pytest

from cityloop.adapters.channels.missing import Missing
from cityloop.adapters.channels.webhook import WebhookChannel
from cityloop.app.secrets import OpenSecrets, find_secret
from cityloop.app.ways import open_ways
from cityloop.city.channel import Audience, Channel
from cityloop.city.ways import Webhook
from cityloop.city.words import Name
from cityloop.command.notices import Failed
from tests.street import Street
from tests.unit.adapters.channels.letters import letter

HOOK = Channel(
    id="hook-1", name=Name(zh="a", en="a"), way=Webhook(url="https://a.example"), audience=frozenset({Audience.LEAD})
)


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    """A folder with a file of secrets."""
    path = folder / "secrets.toml"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return folder


def test_a_secret_stands_in_the_environment_or_in_the_file(tmp_path: Path) -> None:
    folder = written(tmp_path, 'sms = "from the file"\n')
    assert find_secret(folder, "sms", {}) == "from the file"
    assert find_secret(folder, "sms", {"CITYLOOP_SECRET_SMS": "from outside"}) == "from outside"
    assert find_secret(folder, "hook-1", {"CITYLOOP_SECRET_HOOK_1": "from outside"}) == "from outside"
    assert find_secret(folder, "mail", {}) == ""


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(OpenSecrets, match="chmod 600"):
        find_secret(written(tmp_path, 'sms = "x"\n', mode), "sms", {})


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    with pytest.raises(OpenSecrets, match="no TOML"):
        find_secret(written(tmp_path, "sms: x"), "sms", {})


def test_a_secret_that_comes_later_opens_the_channel_without_a_restart(street: Street, tmp_path: Path) -> None:
    way = open_ways(tmp_path, msgspec.structs.replace(street.city, channels=(HOOK,)))["hook-1"]
    assert way.lacks == "no-secret"
    assert way.again
    closed = written(tmp_path, 'hook-1 = "x"', 0o644)
    assert way.again().lacks == "open-secrets"
    closed.joinpath("secrets.toml").chmod(0o600)
    opened = way.again()
    assert (opened.lacks, opened.again, type(opened.port)) == (None, None, WebhookChannel)
    opened.port.close()


def test_a_channel_without_its_secret_waits_and_says_why(street: Street, tmp_path: Path) -> None:
    city = msgspec.structs.replace(street.city, channels=(HOOK,))
    port = open_ways(tmp_path, city)["hook-1"].port
    assert isinstance(port, Missing)
    assert port.deliver(letter()) == Failed(why="no-secret", down=True)
    closed = open_ways(written(tmp_path, 'hook-1 = "x"', 0o644), city)["hook-1"].port
    assert closed.deliver(letter()) == Failed(why="open-secrets", down=True)
