"""Opens the doors to outside systems: those of the house, and those that a city brings in files of its own."""

from collections.abc import Callable, Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from cityloop.adapters.doors.exchange.json_http import JsonDoor
from cityloop.app.secrets import FILE, OpenSecrets, find_secret
from cityloop.city.secret import secret_name
from cityloop.city.system import System
from cityloop.command.exchange import Door, DoorShut

Opens = Callable[[str, str], Door]
"""(address, secret) -> the door."""
OWN: Mapping[str, Opens] = {"json": JsonDoor}


class NoDoor(DoorShut):
    """A system names a door that is not there, or has no secret."""

    code = "no-door"


def open_door(
    system: System,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    record: Path | None = None,
) -> Door:
    """The door to a system; a city's own lie in ``folder``, secrets also beside the ``record``. Raises ``NoDoor``."""
    opens = OWN.get(system.door) or find_opens(folder or Path("doors"), system.door)
    return opens(system.address, secret_of(system.id, record or Path(), environment))


def secret_of(system: str, record: Path, environment: Mapping[str, str] | None = None) -> str:
    """The secret by which we are known there. Raises ``NoDoor``."""
    try:
        found = find_secret(record, system, environment)
    except OpenSecrets as wrong:
        raise NoDoor(str(wrong), system=system, down=True) from wrong
    if not found:
        what = f"No secret for the system '{system}': set {secret_name(system)}, or write it into {record / FILE}."
        raise NoDoor(what, system=system, down=True)
    return found


def find_opens(folder: Path, door: str) -> Opens:
    """The function ``open`` in the file ``NAME.py`` of the city's own doors. Raises ``NoDoor``."""
    path = folder / f"{door}.py"
    spec = spec_from_file_location(f"cityloop_door_{door}", path) if path.is_file() else None
    if spec is None or spec.loader is None:
        raise NoDoor(f"There is no door '{door}': neither in the house ({', '.join(OWN)}) nor as {path}.", down=True)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    opens: Opens | None = getattr(module, "open_door", None)
    if opens is None:
        raise NoDoor(f"{path} has no function open_door(address, secret): write one.", down=True)
    return opens
