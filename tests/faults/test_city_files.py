"""Wrong files of a city and of an import: every mistake is told with its file, and nothing is applied."""

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from cityloop.app.cli import cli
from cityloop.app.opening import open_node
from cityloop.city.errors import CityloopError
from tests.street import STREET

Spoil = Callable[[Path], object]


def call(*arguments: str | Path) -> Result:
    """Call the command."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The files of the street, to be spoiled."""
    return copytree(STREET, tmp_path / "city")


def text(file: str, content: str) -> Spoil:
    """Another text in the place of a file."""
    return lambda city: (city / file).write_text(content, "utf-8")


def raw(file: str, content: bytes) -> Spoil:
    """Other bytes in the place of a file."""
    return lambda city: (city / file).write_bytes(content)


def redrawn(ring: list[list[float]]) -> Spoil:
    """The first area with another outline."""

    def spoil(city: Path) -> None:
        whole = json.loads((city / "areas.geojson").read_text("utf-8"))
        geometry = whole["features"][0]["geometry"]
        geometry["coordinates"] = [ring] if geometry["type"] == "Polygon" else [[ring]]
        (city / "areas.geojson").write_text(json.dumps(whole), "utf-8")

    return spoil


BOW_TIE = [[119.40, 30.20], [119.41, 30.21], [119.41, 30.20], [119.40, 30.21], [119.40, 30.20]]
LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
SPOILED: dict[str, tuple[Spoil, str, str]] = {
    "picture as map": (raw("areas.geojson", b"\x89PNG\r\n\x1a\n" + bytes(200)), "areas.geojson", "wrong-encoding"),
    "page as map": (text("areas.geojson", "<!doctype html><p>404"), "areas.geojson", "wrong-json"),
    "list as map": (text("areas.geojson", "[1, 2, 3]"), "areas.geojson", "wrong-json"),
    "map without end": (text("areas.geojson", '{"features": ['), "areas.geojson", "wrong-json"),
    "deep map": (text("areas.geojson", "[" * 100_000), "areas.geojson", "wrong-json"),
    "crossing polygon": (redrawn(BOW_TIE), "areas.geojson", "crossing-polygon"),
    "polygon of two points": (redrawn([[119.4, 30.2], [119.4, 30.2]]), "areas.geojson", "short-ring"),
    "open polygon": (redrawn(BOW_TIE[:4]), "areas.geojson", "open-ring"),
    "no map": (lambda city: (city / "areas.geojson").unlink(), "areas.geojson", "missing-file"),
    "settings": (text("city.toml", "id = "), "city.toml", ""),
    "deep settings": (text("city.toml", "a = " + "[" * 50_000), "city.toml", ""),
    "no settings": (lambda city: (city / "city.toml").unlink(), "city.toml", "missing-file"),
    "yaml with a program": (text("catalogue/duties.yaml", "!!python/object/apply:os.system [true]"), "duties.yaml", ""),
    "yaml that unfolds": (text("catalogue/duties.yaml", LAUGHS), "duties.yaml", ""),
    "yaml without end": (text("catalogue/duties.yaml", "[" * 20_000), "duties.yaml", ""),
    "csv with nul": (raw("units.csv", b"id,zh,en\n\0\0,\0,\0\n"), "units.csv", ""),
    "csv with one long word": (text("units.csv", "id,zh,en\n" + "x" * 300_000), "units.csv", ""),
    "gbk": (raw("units.csv", "id,zh,en\nqx-centre,青溪市城市管理局,x\n".encode("gbk")), "units.csv", "wrong-encoding"),
}


@pytest.mark.parametrize(("spoil", "file", "code"), SPOILED.values(), ids=SPOILED.keys())
def test_check_names_what_is_wrong_and_apply_changes_nothing(
    city: Path, tmp_path: Path, spoil: Spoil, file: str, code: str
) -> None:
    data = tmp_path / "var"
    assert call("apply", city, "--data", data).exit_code == 0
    spoil(city)
    checked = call("check", city)
    assert (checked.exit_code, type(checked.exception)) == (1, SystemExit)
    assert file in checked.output
    assert f"[{code}]" in checked.output or not code
    assert call("apply", city, "--data", data).exit_code == 1
    assert open_node(data).journal.size() == 1


def test_every_mistake_is_told_not_only_the_first(city: Path) -> None:
    for name in ("crossing polygon", "csv with nul", "yaml with a program"):
        SPOILED[name][0](city)
    output = call("check", city).output
    assert all(SPOILED[name][1] in output for name in ("crossing polygon", "csv with nul", "yaml with a program"))


# Cases of another system

MAPS = {
    "no toml": "this is no map",
    "empty": "",
    "unknown key": '[map]\nsurprise = "x"\n',
    "deep": "a = " + "[" * 50_000,
    "other type": "columns = 3\n",
}


@pytest.mark.parametrize("content", MAPS.values(), ids=MAPS.keys())
def test_a_wrong_map_of_columns_is_refused_whole(city: Path, tmp_path: Path, content: str) -> None:
    data, map_file, table = tmp_path / "var", tmp_path / "map.toml", tmp_path / "cases.csv"
    call("apply", city, "--data", data)
    map_file.write_text(content, "utf-8")
    table.write_text("id,words\n1,路灯不亮\n", "utf-8")
    result = call("import", "cases", table, "--map", map_file, "--data", data)
    assert result.exit_code != 0
    assert isinstance(result.exception, CityloopError)
    assert "map.toml" in str(result.exception)
    assert open_node(data).journal.size() == 1
