"""Doors of the house, doors in a file of the city's own, and what is said where there is none."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from cityloop.adapters.doors.exchange.json_http import JsonDoor
from cityloop.app.doors import NoDoor, open_door
from tests.unit.app.test_exchange import BRIDGE

SAID = {"CITYLOOP_SECRET_BRIDGE": "s"}
OWN = "def open_door(address, secret):\n    return (address, secret)\n"


def test_the_house_has_a_door_of_json() -> None:
    assert isinstance(open_door(BRIDGE, environment=SAID), JsonDoor)


def test_a_city_brings_its_own_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "soap.py").write_text(OWN, "utf-8")
    assert open_door(replace(BRIDGE, door="soap"), tmp_path, SAID) == (BRIDGE.address, "s")  # type: ignore[comparison-overlap]


def test_a_door_that_is_not_there_is_told_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(NoDoor, match="json"):
        open_door(replace(BRIDGE, door="soap"), tmp_path, SAID)


def test_a_file_without_its_function_is_told(tmp_path: Path) -> None:
    (tmp_path / "soap.py").write_text("", "utf-8")
    with pytest.raises(NoDoor, match="open_door"):
        open_door(replace(BRIDGE, door="soap"), tmp_path, SAID)


def test_without_a_secret_nothing_is_asked() -> None:
    with pytest.raises(NoDoor, match="CITYLOOP_SECRET_BRIDGE"):
        open_door(BRIDGE, environment={})


def test_a_secret_may_stand_beside_the_record(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text('bridge = "s"\n', "utf-8")
    secrets.chmod(0o600)
    assert isinstance(open_door(BRIDGE, environment={}, record=tmp_path), JsonDoor)
    secrets.chmod(0o644)
    with pytest.raises(NoDoor, match="chmod 600"):
        open_door(BRIDGE, environment={}, record=tmp_path)
