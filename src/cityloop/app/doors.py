"""Opens the doors to outside systems: those of the house, and those that a city brings in files of its own."""

import os
from collections.abc import Callable, Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from cityloop.adapters.doors.exchange.json_http import JsonDoor
from cityloop.city.errors import CityloopError
from cityloop.city.system import System
from cityloop.command.exchange import Door

Opens = Callable[[str, str], Door]
"""(address, secret) -> the door."""
OWN: Mapping[str, Opens] = {"json": JsonDoor}
SECRET = "CITYLOOP_SECRET_"


class NoDoor(CityloopError):
    """A system names a door that is not there, or has no secret."""

    code = "no-door"


def open_door(system: System, folder: Path | None = None, environment: Mapping[str, str] | None = None) -> Door:
    """The door to a system; a city's own lie in ``folder``. Raises ``NoDoor``."""
    said = os.environ if environment is None else environment
    opens = OWN.get(system.door) or find_opens(folder or Path("doors"), system.door)
    return opens(system.address, secret_of(system.id, said))


def secret_of(system: str, said: Mapping[str, str]) -> str:
    """The secret by which we are known there. Raises ``NoDoor``."""
    name = SECRET + system.upper().replace("-", "_").replace(".", "_")
    if not said.get(name):
        raise NoDoor(f"No secret for the system '{system}': set {name}.", system=system)
    return said[name]


def find_opens(folder: Path, door: str) -> Opens:
    """The function ``open`` in the file ``NAME.py`` of the city's own doors. Raises ``NoDoor``."""
    path = folder / f"{door}.py"
    spec = spec_from_file_location(f"cityloop_door_{door}", path) if path.is_file() else None
    if spec is None or spec.loader is None:
        raise NoDoor(f"There is no door '{door}': neither in the house ({', '.join(OWN)}) nor as {path}.", door=door)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    opens: Opens | None = getattr(module, "open_door", None)
    if opens is None:
        raise NoDoor(f"{path} has no function open_door(address, secret): write one.", door=door)
    return opens
