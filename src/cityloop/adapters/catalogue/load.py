"""From a folder to a city."""

import io
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cityloop.adapters.catalogue import draft as drafts
from cityloop.adapters.catalogue.draft import Draft
from cityloop.adapters.catalogue.folder import NOTHING, Folder
from cityloop.adapters.catalogue.mistake import Book, Mistake, WrongCity
from cityloop.adapters.catalogue.rules import RULES
from cityloop.adapters.catalogue.settle import settled
from cityloop.city.city import City
from cityloop.city.crs import FindProjection


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of reading a folder: the city, unless a mistake is grave, and every mistake in order."""

    city: City | None
    mistakes: tuple[Mistake, ...]


def check(root: Path, find: FindProjection, over: Mapping[str, bytes] = NOTHING) -> Checked:
    """Read the folder ``root`` and find every mistake; ``find`` knows the reference systems (``adapters.crs.find``).

    ``over`` are files as they would stand there: what would be wrong then is known before they do.
    """
    book = Book()
    draft = drafts.read(Folder(root, book, over), find)
    if draft is None:
        return Checked(None, tuple(book))
    draft = settled(draft)
    for rule in RULES:
        rule(draft)
    return Checked(None if book.grave else city_of(draft), tuple(book))


def load(root: Path, find: FindProjection) -> City:
    """The city in the folder ``root``. Raises ``WrongCity`` with every mistake."""
    checked = check(root, find)
    if checked.city is None:
        grave = [mistake for mistake in checked.mistakes if mistake.grave]
        first = f"{len(grave)} mistakes in the city files of “{root.name}”, the first: {grave[0]}"
        raise WrongCity(f"{first} Run “cityloop check” for all.", mistakes=checked.mistakes)
    return checked.city


def archive(root: Path) -> bytes:
    """The raw files of the folder as one tar; the same files give the same bytes."""
    return Folder(root, Book()).archive()


def unpack(files: bytes, root: Path) -> None:
    """What ``archive`` made, as files below ``root`` again; nothing is written beside it."""
    with tarfile.open(fileobj=io.BytesIO(files)) as tar:
        tar.extractall(root, filter="data")


def city_of(draft: Draft) -> City:
    """The draft as a value."""
    said = draft.settings
    return City(
        id=said.id,
        name=said.name,
        zone=said.zone.key,
        country=said.country,
        hours=said.hours,
        hotline=said.hotline,
        site=said.site,
        languages=said.languages,
        reopen_days=said.reopen_days,
        holidays=said.holidays,
        key_copies_days=said.key_copies_days,
        shifts=draft.things("rota"),
        stand_ins=draft.things("stand-ins"),
        **{table: draft.things(table) for table in SAME},
    )


SAME = (
    "jurisdictions",
    "areas",
    "units",
    "posts",
    "persons",
    "teams",
    "facilities",
    "feeds",
    "datastreams",
    "categories",
    "responsibilities",
    "lists",
    "grounds",
    "retention",
    "answers",
    "signals",
    "places",
    "systems",
    "channels",
    "addresses",
    "notices",
)
"""Tables whose name is also the city's field."""
