"""Settings of the environment that are none: a misspelt one would silently leave its default in force."""

from collections.abc import Iterator, Mapping

import msgspec
from rapidfuzz import fuzz, process

from cityloop.app.config import Config, UnsafeConfig
from cityloop.app.opening import Places
from cityloop.city.secret import PREFIX as SECRET

HOUSE = "CITYLOOP_"
FAMILIES = (f"{SECRET}_",)
"""What stands before names that a city gives itself."""
OTHERS = frozenset({"DATA", "RECOVERY"})
"""Settings of commands."""
NEITHER = frozenset({"KEY", "FOLDER"})
"""Fields that are no settings of the environment."""
NEAR = 80.0
"""The least likeness (0…100) of a misspelling to the name that was meant."""


class UnknownSetting(UnsafeConfig):
    """A variable that looks like a setting, and is none."""

    code = "unknown-setting"


class Unknown(msgspec.Struct, frozen=True):
    """A variable that is no setting, and the setting that it may have been meant for."""

    name: str
    nearest: str | None

    def __str__(self) -> str:
        return f"{self.name} is no setting." + (f" Did you mean {self.nearest}?" if self.nearest else "")


def known() -> frozenset[str]:
    """Every setting of the environment."""
    fields = (field.name.upper() for kind in (Config, Places) for field in msgspec.structs.fields(kind))
    return frozenset(f"{HOUSE}{name}" for name in {*fields, *OTHERS} - NEITHER)


def list_unknown(environment: Mapping[str, str]) -> Iterator[Unknown]:
    """Variables that begin as settings do, and are none."""
    settings = known()
    for name in sorted(environment):
        if name.startswith(HOUSE) and name not in settings and not name.startswith(FAMILIES):
            found = process.extractOne(name, settings, scorer=fuzz.ratio, score_cutoff=NEAR)
            yield Unknown(name, found[0] if found else None)


def refuse_misspelt(environment: Mapping[str, str]) -> None:
    """Raise ``UnknownSetting`` for variables that are like a setting; what is like none may be another program's."""
    misspelt = [each for each in list_unknown(environment) if each.nearest]
    if misspelt:
        raise UnknownSetting(" ".join(map(str, misspelt)), names=[each.name for each in misspelt])
