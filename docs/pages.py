"""The pages of the reference, each written from the code that it describes."""

from collections.abc import Callable, Iterator

from docs import law, program
from docs.reading import ROOT, first_line

REFERENCE = ROOT / "docs" / "reference"

PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "commands": program.commands,
    "settings": program.settings,
    "life-cycle": law.life_cycle,
    "facts": law.facts,
    "rights": law.rights,
    "rates": law.rates,
    "routes": program.routes,
    "errors": program.errors,
    "plugins": program.plugins,
    "claims": program.claims,
    "rooms": program.rooms,
}


def title(name: str) -> str:
    """What a page is called: the first line of its function."""
    return first_line(PAGES[name]).rstrip(".")


def index() -> str:
    """The list of the pages."""
    lines = (f"- [{title(name)}]({name}.md)" for name in PAGES)
    return "# Reference\n\nWritten from the code by `make docs`; change it there.\n\n" + "\n".join(lines) + "\n"


def write(name: str) -> str:
    """The text of one page."""
    parts = [f"# {title(name)}", *PAGES[name]()]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def reference() -> dict[str, str]:
    """The text of every page, by file name."""
    return {"README.md": index(), **{f"{name}.md": write(name) for name in PAGES}}
