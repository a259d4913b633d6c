"""Every sentence that pages and doors say, found in their sources; and how to add what is missing to the catalogues.

``python -m tests.unit.web.catalogues`` writes each new sentence, untranslated, into ``data/locale/*.po``, and drops
what nobody says any more. Then translate: a test fails as long as one is empty.
"""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

SOURCE = Path(str(files("cityloop")))
DOORS = SOURCE / "adapters" / "doors"
CONTRACTS = (SOURCE / "app" / "interface.py", SOURCE / "app" / "open311.py")
LOCALE = SOURCE / "data" / "locale"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None, "say_many": (1, 2)}
JINJA = {"extensions": "jinja2.ext.i18n", "trim_blocks": "true", "lstrip_blocks": "true"}
ROOMS_WITH_ERRORS = ("command", "edge", "adapters/doors")
HEADER = "# The words of cityloop's pages. Chinese and English are both written, not translated from each other."
SAID = {
    "header_comment": HEADER,
    "project": "cityloop",
    "version": "1",
    "msgid_bugs_address": "the project's issues",
    "last_translator": "the authors of cityloop",
    "language_team": "the authors of cityloop",
}
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
"""A catalogue changes when its words do, and at no other time."""
Message = str | tuple[str, str]


@cache
def spoken() -> dict[Message, str]:
    """Every sentence (or pair of singular and plural), with the file that says it first."""
    found: dict[Message, str] = {}
    for path in [*sorted((SOURCE / "web").rglob("*")), *CONTRACTS, *sorted(DOORS.rglob("*.py"))]:
        for message in _of_file(path):
            found.setdefault(message, str(path.relative_to(SOURCE)))
    for room in ROOMS_WITH_ERRORS:
        for path in sorted((SOURCE / room).rglob("*.py")):
            for message in _errors_of(path):
                found.setdefault(message, str(path.relative_to(SOURCE)))
    return found


def _of_file(path: Path) -> Iterator[Message]:
    methods = {".html": ("jinja2.ext:babel_extract", JINJA), ".py": ("python", {})}
    if path.suffix not in methods:
        return
    method, options = methods[path.suffix]
    source = BytesIO(path.read_bytes())
    for _, words, _, _ in extract(method, source, keywords=KEYWORDS, options=options):
        yield (words[0], words[1]) if isinstance(words, tuple) else words


def _errors_of(path: Path) -> Iterator[str]:
    """Sentences of errors that have no value in them; the others are said by the kind of error."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            said = node.exc.args[0]
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield said.value


def catalogue(language: str) -> Catalog:
    """The catalogue as it stands in its file."""
    return read_po(BytesIO((LOCALE / f"{language}.po").read_bytes()), locale=language)


def update(language: str) -> None:
    """Bring the file's sentences up to those that are spoken; English is written as it is spoken until changed."""
    old = catalogue(language)
    new = Catalog(language, creation_date=WRITTEN, revision_date=WRITTEN, fuzzy=False, **SAID)
    for message, place in spoken().items():
        known = old.get(message if isinstance(message, str) else message[0])
        written = known.string if known and known.string else (message if language == "en" else "")
        new.add(message, written, auto_comments=[place])
    with (LOCALE / f"{language}.po").open("wb") as file:
        write_po(file, new, width=120, omit_header=False, sort_output=True)


if __name__ == "__main__":
    for each in ("zh", "en"):
        update(each)
