"""``python -m benchmarks``: lists the claims; with a name, shows one; with ``--all``, every one in turn."""

import ast
import sys
from importlib import import_module
from pathlib import Path

from benchmarks.claim import NOT_RUN, Absent, Show

HERE = Path(__file__).parent


def find_claims() -> dict[str, Path]:
    """The file of each claim, by its name (``journal-kill`` is journal_kill.py)."""
    files = sorted(path for path in HERE.glob("[a-z]*.py") if path.stem != "claim")
    return {path.stem.replace("_", "-"): path for path in files}


def what_is_claimed(path: Path) -> str:
    """The first line of the file's docstring, read without running it."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


def list_claims() -> int:
    """Print each claim with what it claims."""
    print("make show CLAIM=name [QUICK=1] [N=...]\n")
    for name, path in find_claims().items():
        print(f"{name:15} {what_is_claimed(path)}")
    return 0


def show(name: str) -> int:
    """Show one claim; its exit status."""
    path = find_claims().get(name)
    if path is None:
        print(f"{name}: there is no such claim; `make show` lists them")
        return NOT_RUN
    print(f"{name}: {what_is_claimed(path)}\n")
    stage = Show(name)
    try:
        import_module(f"benchmarks.{path.stem}").run(stage)
    except Absent as why:
        print(f"{name}: not run: {why}")
        return NOT_RUN
    return stage.conclude()


def main(arguments: list[str]) -> int:
    """List, show one, or show all: the worst exit status of those shown."""
    names = list(find_claims()) if arguments == ["--all"] else arguments
    return max(map(show, names), default=0) if names else list_claims()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
