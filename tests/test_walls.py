"""The walls stand: the house keeps them, and every deliberate trespass is caught."""

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import audit, trespasses
from tests.trespasses import ROOT

ENGINES = {"create_engine", "create_async_engine", "engine_from_config"}
OUTER = {
    *(f"src/cityloop/{room}/**" for room in ("adapters", "app", "web", "edge")),
    "tests/**",
    "benchmarks/**",
    "bundle/**",
}
PLUGIN_FOLDERS = ("loop/understand/detectors", "loop/sense/protocols", "twin/networks")
ROOMS = ("app", "web", "adapters", "edge", "checks", "loop", "services", "views", "world", "command", "twin", "stream")
SOURCE = ROOT / "src" / "cityloop"


def _is_there(room: str) -> bool:
    return (SOURCE / room / "__init__.py").exists() or (SOURCE / f"{room}.py").exists()


def test_the_house_keeps_its_walls(tmp_path: Path) -> None:
    report = trespasses.lint_imports(trespasses.copy_house(tmp_path))
    assert "0 broken" in report, report


def test_every_trespass_is_caught(tmp_path: Path) -> None:
    assert trespasses.list_escaped(trespasses.copy_house(tmp_path)) == []


def test_every_contract_is_trespassed_against() -> None:
    contracts = {section.split(":")[-1] for section in trespasses.walls().sections()[1:]}
    assert contracts == {trespass.wall for trespass in trespasses.list_trespasses()} | _plugins_when_there()


def _plugins_when_there() -> set[str]:
    return {"plugins"} if any((SOURCE / folder).is_dir() for folder in PLUGIN_FOLDERS) else set()


def test_a_room_that_is_there_stands_on_its_floor() -> None:
    standing = {room for floor in trespasses.floors() for room in floor}
    assert {room for room in ROOMS if _is_there(room)} <= standing


def test_rooms_that_are_there_are_in_the_other_contracts_too() -> None:
    without_clients = trespasses.said("no-client-below", "source_modules")
    assert {f"cityloop.{room}" for room in ROOMS[4:] if _is_there(room)} <= set(without_clients)
    closed_to_pages = [module for module in ("guard.access", "twin") if _is_there(module.replace(".", "/"))]
    forbidden = trespasses.said("one-way-in", "forbidden_modules")
    assert {f"cityloop.{module}" for module in closed_to_pages} <= set(forbidden)


def test_pages_and_doors_are_held_to_the_one_way_in() -> None:
    doors = {"cityloop.adapters.doors"} if _is_there("adapters/doors") else set()
    assert {"cityloop.web"} | doors == set(trespasses.said("one-way-in", "source_modules"))


def test_an_undeclared_room_is_caught(tmp_path: Path) -> None:
    house = trespasses.copy_house(tmp_path)
    (house / "src" / "cityloop" / "cellar.py").write_text("")
    assert "cellar" in trespasses.broken(trespasses.lint_imports(house)).get("layers", "")


def test_no_contract_has_an_exemption() -> None:
    assert "ignore_imports" not in (ROOT / ".importlinter").read_text("utf-8")


def test_every_banned_call_is_caught_in_every_room_below(tmp_path: Path) -> None:
    assert trespasses.list_uncaught(trespasses.copy_house(tmp_path)) == []


def test_only_the_outer_rooms_may_make_banned_calls() -> None:
    ignores = trespasses.rules()["per-file-ignores"]
    assert {where for where, rules in ignores.items() if "TID251" in rules} <= OUTER


def test_no_line_excuses_itself_from_a_wall() -> None:
    assert [str(path) for path in _sources() if "noqa: TID" in path.read_text("utf-8")] == []


def _sources() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def test_engines_stand_in_the_stores_alone() -> None:
    elsewhere = [path for path in _sources() if SOURCE / "adapters" / "stores" not in path.parents]
    assert [str(path) for path in elsewhere if _names_engine(path.read_text("utf-8"))] == []


def test_an_engine_elsewhere_is_caught() -> None:
    assert _names_engine("from sqlalchemy import create_engine")
    assert _names_engine("import sqlalchemy as sa\nsa.create_engine('sqlite://')")


def _names_engine(text: str) -> bool:
    nodes = list(ast.walk(ast.parse(text)))
    imported = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    return bool(ENGINES & (imported | {node.attr for node in nodes if isinstance(node, ast.Attribute)}))


def test_chance_below_is_seeded() -> None:
    below = [path for path in _sources() if path.relative_to(SOURCE).parts[0] in trespasses.BELOW]
    assert [str(path) for path in below if _unseeded(path.read_text("utf-8"))] == []
    assert _unseeded("import random\nX = random.Random()")
    assert not _unseeded("import random\nX = random.Random(7)")


def _unseeded(text: str) -> bool:
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    bare = (ast.unparse(call.func) for call in calls if not call.args and not call.keywords)
    return any(name.split(".")[-1] in ("Random", "default_rng") for name in bare)


@pytest.mark.parametrize("top", ["src/cityloop", "tests", "benchmarks", "docs", "bundle"])
def test_every_folder_with_code_is_a_package(top: str) -> None:
    folders = {path.parent for path in (ROOT / top).rglob("*.py")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def _from(module: str, act: str) -> Callable[[], None]:
    """A function of ``module`` that does ``act``."""
    scope: dict[str, Callable[[], None]] = {"__name__": module}  # type: ignore[dict-item]
    exec(f"def deed():\n    {act}", scope)
    return scope["deed"]


@pytest.mark.parametrize("module", ["cityloop.loop.decide.routing", "cityloop.views.queue", "cityloop.command.desk"])
@pytest.mark.parametrize("act", [f"open({__file__!r})", "import socket; socket.socket()", "import os; os.listdir('.')"])
def test_a_stage_view_or_command_that_opens_something_is_caught(module: str, act: str) -> None:
    with audit.armed() as caught, pytest.raises(audit.Trespass, match=module):
        _from(module, act)()
    assert caught


def test_an_adapter_may_open_a_file() -> None:
    with audit.armed() as caught:
        _from("cityloop.adapters.catalogue", f"open({__file__!r}).close()")()
    assert caught == []


def test_a_trespass_that_is_swallowed_is_still_listed() -> None:
    with audit.armed() as caught:
        _from("cityloop.views.queue", f"try: open({__file__!r})\n    except Exception: pass")()
    assert len(caught) == 1


def test_python_runs_the_package_without_a_cycle() -> None:
    subprocess.run([sys.executable, "-m", "cityloop", "--version"], check=True, capture_output=True, cwd=ROOT)
