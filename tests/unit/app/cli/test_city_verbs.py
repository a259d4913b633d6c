"""``cityloop new``, ``check`` and ``apply``, as they are called."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import load
from cityloop.app.cli import cli
from cityloop.app.cli.check import tell_reach
from cityloop.app.cli.new import FolderNotEmpty
from cityloop.app.opening import open_node
from cityloop.command import configuration


def call(*arguments: str | Path) -> Result:
    """Call the command."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert call("new", tmp_path / "city").exit_code == 0
    return tmp_path / "city"


def test_a_new_city_has_no_mistake(folder: Path) -> None:
    result = call("check", "--strict", folder)
    assert result.exit_code == 0
    assert "青溪市 Qingxi" in result.output


def test_a_new_city_is_not_written_over_another(folder: Path) -> None:
    assert isinstance(call("new", folder).exception, FolderNotEmpty)


def test_check_lists_every_mistake_and_fails(folder: Path) -> None:
    units = folder / "units.csv"
    units.write_text(units.read_text("utf-8").replace("Qingxi Water", "") + "qx-water,二,Two,nowhere,,,\n", "utf-8")
    result = call("check", folder)
    assert result.exit_code == 1
    assert "units.csv:5: error" in result.output
    assert "missing-en" in result.output
    assert "duplicate-id" in result.output
    assert "unknown-id" in result.output


def test_a_warning_lets_a_city_pass_unless_strict(folder: Path) -> None:
    persons = folder / "persons.csv"
    persons.write_text(persons.read_text("utf-8") + "xu,徐来,Xu Lai,,zh\n", "utf-8")
    assert call("check", folder).exit_code == 0
    assert call("check", "--strict", folder).exit_code == 1


def test_apply_puts_a_city_in_force(folder: Path, tmp_path: Path) -> None:
    result = call("apply", folder, "--data", tmp_path / "var")
    assert result.exit_code == 0, result.output
    assert configuration.current(open_node(tmp_path / "var").journal).id == "qingxi"


@pytest.mark.parametrize("verb", ["check", "apply"])
def test_how_far_the_holiday_table_reaches_is_said(folder: Path, tmp_path: Path, verb: str) -> None:
    more = ("--data", tmp_path / "var") if verb == "apply" else ()
    assert "oliday" in call(verb, folder, *more).output


@pytest.mark.parametrize(("month", "words"), [(1, "361 days from now"), (12, "in 27 days: no due time beyond it")])
def test_a_holiday_table_that_is_about_to_end_is_a_warning_with_its_remedy(
    folder: Path, capsys: pytest.CaptureFixture[str], month: int, words: str
) -> None:
    tell_reach(load(folder, crs.find), datetime(2026, month, 1, tzinfo=UTC))
    told = capsys.readouterr()
    assert words in told.out + told.err
    assert ("[holidays] in city.toml" in told.err) is (month == 12)


def test_apply_refuses_a_wrong_city_and_changes_nothing(folder: Path, tmp_path: Path) -> None:
    call("apply", folder, "--data", tmp_path / "var")
    (folder / "units.csv").write_text("id\n", "utf-8")
    assert call("apply", folder, "--data", tmp_path / "var").exit_code == 1
    assert open_node(tmp_path / "var").journal.size() == 1
