"""What is wrong in a city's files: where, what, and how to mend it."""

from collections.abc import Iterator

import msgspec

from cityloop.city.errors import CityloopError


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong. A grave one keeps the city from being applied; the others are warnings."""

    file: str
    """Relative to the city's folder."""
    line: int
    """From 1; 0: the file as a whole."""
    code: str
    """What sort of mistake it is, stable, in kebab case."""
    what: str
    remedy: str
    grave: bool = True

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {'error' if self.grave else 'warning'}: {self.what} {self.remedy} [{self.code}]"


class WrongCity(CityloopError):
    """City files with grave mistakes: nothing of them is taken over. ``mistakes`` lists every one."""

    code = "wrong-city"


class Book:
    """Every mistake found so far."""

    def __init__(self) -> None:
        self._mistakes: set[Mistake] = set()

    def __iter__(self) -> Iterator[Mistake]:
        return iter(sorted(self._mistakes, key=lambda each: (each.file, each.line, each.code, each.what)))

    def add(self, mistake: Mistake) -> None:
        """Note one; the same one twice counts once."""
        self._mistakes.add(mistake)

    @property
    def grave(self) -> bool:
        """Whether any of them keeps the city from being applied."""
        return any(mistake.grave for mistake in self._mistakes)
