"""A misspelt setting is refused with the name that was meant; one like none is told and passed over."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import cityloop
from cityloop.app.cli import cli
from cityloop.app.misspelt import FAMILIES, HOUSE, UnknownSetting, known, list_unknown, refuse_misspelt
from tests.web.browser import Served

SOURCES = sorted(Path(cityloop.__file__).parent.rglob("*.py"))
NAME = re.compile(r"CITYLOOP_[A-Z]+(?:_[A-Z]+)*")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("CITYLOOP_PROXYS", "CITYLOOP_PROXIES"),
        ("CITYLOOP_HOST_", "CITYLOOP_HOST"),
        ("CITYLOOP_CERTIFICAT", "CITYLOOP_CERTIFICATE"),
        ("CITYLOOP_OIDC_CLIENTID", "CITYLOOP_OIDC_CLIENT_ID"),
        ("CITYLOOP_WITTNESS", "CITYLOOP_WITNESS"),
    ],
)
def test_a_misspelt_setting_is_refused_with_the_one_that_was_meant(name: str, meant: str) -> None:
    with pytest.raises(UnknownSetting, match=f"{name} is no setting. Did you mean {meant}\\?"):
        refuse_misspelt({name: "x", "PATH": "/bin"})


def test_what_is_like_no_setting_is_told_alone() -> None:
    environment = {"CITYLOOP_NO_SUCH_THING": "1", "CITYLOOP_SECRET_SMS": "x", "CITYLOOP_PORT": "1"}
    refuse_misspelt(environment)
    assert [*map(str, list_unknown(environment))] == ["CITYLOOP_NO_SUCH_THING is no setting."]


def test_every_setting_is_known() -> None:
    assert list(list_unknown(dict.fromkeys(known(), "x"))) == []
    assert {"CITYLOOP_DATA", "CITYLOOP_PORT", "CITYLOOP_WITNESS", "CITYLOOP_OIDC_ISSUER"} <= known()
    assert "CITYLOOP_KEY" not in known()


def test_every_name_that_the_program_says_is_a_setting() -> None:
    said = {name for path in SOURCES for name in NAME.findall(path.read_text("utf-8"))}
    families = {family.rstrip("_") for family in FAMILIES}
    strange = {name for name in said - known() if not name.startswith(tuple(families)) and name != HOUSE}
    assert strange == set(), "name it in app.misspelt"


def test_the_other_commands_say_it_and_go_on(served: Served) -> None:
    result = CliRunner(env={"CITYLOOP_DATBASE": "x"}).invoke(cli, ["lock", "--list", "--data", str(served.folder)])
    assert "warning: CITYLOOP_DATBASE is no setting. Did you mean CITYLOOP_DATABASE?" in result.output
    assert result.exit_code == 0


def test_nothing_is_served_with_a_misspelt_setting(served: Served) -> None:
    said = {"CITYLOOP_PROXYS": "127.0.0.1/32"}
    result = CliRunner(env=said).invoke(cli, ["serve", "--data", str(served.folder), "--port", "0"])
    assert isinstance(result.exception, UnknownSetting)
