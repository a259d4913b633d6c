"""What the documents are held to: links that lead somewhere, decisions without gaps, nothing undocumented."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
PARTS = ("## Context", "## Options", "## Choice", "## Price")
DOCSTRINGS = "D100,D101,D102,D103,D104,D419"


def list_documents(root: Path = ROOT) -> list[Path]:
    """Every Markdown file of the project."""
    found = [*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("src/**/*.md"), *root.glob("tests/**/*.md")]
    return sorted(found)


def dead_links(document: Path) -> Iterator[str]:
    """The relative links of ``document`` that lead to no file, or to no heading of it."""
    for link in LINK.findall(CODE.sub("", document.read_text("utf-8"))):
        target, _, heading = link.partition("#")
        there = (document.parent / target).resolve() if target else document
        if ":" not in link and (not there.exists() or (heading and heading not in headings(there))):
            yield f"{document.name}: {link}"


def headings(document: Path) -> set[str]:
    """The anchors of the headings of ``document``."""
    lines = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-") for line in lines}


def faults_of_decisions(folder: Path) -> Iterator[str]:
    """Gaps in the numbers, decisions that lack a part, and decisions that the folder's list does not name."""
    decisions = sorted(folder.glob("[0-9]*.md"))
    listed = (folder / "README.md").read_text("utf-8")
    for number, decision in enumerate(decisions, 1):
        if not re.fullmatch(rf"{number:04}-[a-z0-9-]+\.md", decision.name):
            yield f"{decision.name} stands where {number:04}-… is due"
        yield from (f"{decision.name} lacks {part}" for part in PARTS if part not in decision.read_text("utf-8"))
        if decision.name not in listed:
            yield f"{decision.name} is not in the list"


def undocumented(*folders: Path) -> list[str]:
    """Modules, classes and public functions without a docstring, as ruff finds them."""
    ruff = str(Path(sys.executable).parent / "ruff")
    options = ["--isolated", "--no-cache", f"--select={DOCSTRINGS}", "--output-format=json"]
    command = [ruff, "check", *options, *map(str, folders)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [f"{Path(one['filename']).name}:{one['location']['row']}: {one['message']}" for one in json.loads(answer)]
