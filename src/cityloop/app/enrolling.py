"""First passwords for many: a list of persons is judged as a whole; each gets one, told once on paper or in a file."""

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path

import msgspec
from markupsafe import Markup

from cityloop.adapters.catalogue.mistake import Book, Mistake
from cityloop.adapters.catalogue.row import Row
from cityloop.adapters.catalogue.tables import csv_rows
from cityloop.city.errors import CityloopError
from cityloop.city.index import Index
from cityloop.city.organisation import Person
from cityloop.edge.formulas import guarded
from cityloop.guard.credentials import Passwords
from cityloop.web.render import STATIC, environment
from cityloop.web.shown import day_long

COLUMNS = frozenset({"person", "mail"})
NO_PERSONS = "There is no person in it."


class WrongList(CityloopError):
    """A list of persons with mistakes: nobody of it gets a password. ``mistakes`` lists every one."""

    code = "wrong-list"


class FileExists(CityloopError):
    """A file stands already where first passwords were to be written."""

    code = "file-exists"


class Wanted(msgspec.Struct, frozen=True):
    """One person of the list."""

    person: Person
    mail: str = ""
    """Carried on to the file that is written, for whoever sends it; kept nowhere."""


class First(msgspec.Struct, frozen=True):
    """One person's first password, as it is told once."""

    wanted: Wanted
    password: str
    until: datetime


def read(name: str, content: bytes, index: Index, near: Callable[[str], str]) -> tuple[Wanted, ...]:
    """The persons of a CSV file with the columns ``person`` and, if one likes, ``mail``. Raises ``WrongList``."""
    book = Book()
    wanted = tuple(_judged(csv_rows(name, text_of(name, content, book), book), index, near, book))
    if not wanted and not book.grave:
        book.add(Mistake(file=name, line=0, code="empty-file", what=NO_PERSONS, remedy="Write one a line."))
    if book.grave:
        raise WrongList("\n".join(map(str, book)), mistakes=[*map(str, book)])
    return wanted


def text_of(name: str, content: bytes, book: Book) -> str:
    """The words of a file."""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        what, remedy = "It is not in UTF-8.", "Save it as “CSV UTF-8”."
        book.add(Mistake(file=name, line=0, code="wrong-encoding", what=what, remedy=remedy))
        return "person\n"


def _judged(rows: Iterable[Row], index: Index, near: Callable[[str], str], book: Book) -> Iterator[Wanted]:
    seen: dict[str, int] = {}
    for row in rows:
        for column in sorted(set(row.cells) - COLUMNS):
            what, mend = f"The column “{column}” is unknown.", "Name them person and mail."
            row.wrong("unknown-column", what, mend, line=row.header)
        person, mail = row.need("person"), row.maybe("mail") or ""
        if person in seen:
            row.wrong("duplicate-id", f"“{person}” stands in line {seen[person]} already.", "Keep one of them.")
        elif person in index.persons:
            yield Wanted(index.persons.get(person), mail)
        elif person:
            row.wrong("unknown-person", f"“{person}” is no person of the city's files.", near(person))
        seen.setdefault(person, row.line)


def without_password(wanted: Iterable[Wanted], passwords: Passwords) -> tuple[Wanted, ...]:
    """Those who have none yet."""
    return tuple(each for each in wanted if not passwords.has(each.person.id))


def draw(wanted: Iterable[Wanted], chance: Callable[[], str], until: datetime) -> tuple[First, ...]:
    """A first password each."""
    return tuple(First(each, chance(), until) for each in wanted)


# How it is told


def table(firsts: Sequence[First], told_at: Callable[[datetime], str]) -> str:
    """The list as CSV, for whoever hands it out; ``told_at``: a time in words."""
    told = StringIO()
    writer = csv.writer(told, lineterminator="\r\n")
    writer.writerow(("person", "zh", "en", "mail", "first password", "until"))
    for each in firsts:
        person = each.wanted.person
        names = person.id, person.name.zh, person.name.en
        writer.writerow((*map(guarded, (*names, each.wanted.mail)), each.password, told_at(each.until)))
    return told.getvalue()


def letters(firsts: Sequence[First], index: Index, address: str) -> str:
    """A page to print: a sheet a person, each in their own language, folded so that nothing is read from outside."""
    styles = ((STATIC / "css" / name).read_text("utf-8") for name in ("tokens.css", "letters.css"))
    sheets = [Markup(sheet(each, index, address)) for each in firsts]
    page = environment(index.persons.get(firsts[0].wanted.person.id).language).get_template("signin/letters.html")
    return page.render(style=Markup("<style>{}</style>").format(Markup("\n".join(styles))), sheets=sheets)


def sheet(first: First, index: Index, address: str) -> str:
    """One person's sheet."""
    person = first.wanted.person
    language = person.language
    values = {
        "language": language.value,
        "name": person.name.of(language),
        "city_name": index.city.name.of(language),
        "person_id": person.id,
        "password": first.password,
        "until": day_long(first.until.date(), language.value),
        "address": address,
    }
    return environment(language).get_template("signin/letter.html").render(values)


def write_new(path: Path, text: str) -> None:
    """Write a file that its owner alone can read, durable on return. Raises ``FileExists``, and then writes nothing."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError as wrong:
        raise FileExists(f"{path} is there already: name another file, or take it away.", path=str(path)) from wrong
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
