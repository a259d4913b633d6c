"""The walls stand: trespasses are caught, types and style hold, documents are true, functions are short."""

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.claim import Show
from tests import trespasses

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
HELD = ("walls", "docs", "labels")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def run(show: Show) -> None:
    """Trespass, lint, check types and documents, and measure every function."""
    _trespass(show)
    _tools(show)
    _functions(show)


def _trespass(show: Show) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        escaped = trespasses.list_escaped(trespasses.copy_house(Path(one)))
        uncaught = trespasses.list_uncaught(trespasses.copy_house(Path(other)))
    planted = trespasses.list_trespasses()
    show.row("wall".ljust(20), "trespasses", "caught")
    for wall in dict.fromkeys(trespass.wall for trespass in planted):
        show.row(wall, _of(wall, planted), _of(wall, planted) - _of(wall, escaped))
    calls = len(trespasses.banned()) * len(trespasses.BELOW)
    show.row("banned calls", calls, calls - len(uncaught))
    caught = len(planted) + calls - len(escaped) - len(uncaught)
    show.figure("trespasses caught", caught, len(planted) + calls, not escaped and not uncaught)


def _of(wall: str, found: list[trespasses.Trespass]) -> int:
    return sum(trespass.wall == wall for trespass in found)


def _tools(show: Show) -> None:
    show.table("what".ljust(40), "says")
    _tool(show, "contracts, none broken, no import cycle", "lint-imports", "--no-logo")
    _tool(show, "mypy strict", "mypy")
    _tool(show, "ruff", "ruff", "check", ".")
    _tool(show, "walls, labels and documents tested", "pytest", *(f"tests/test_{name}.py" for name in HELD))


def _tool(show: Show, name: str, *command: str) -> None:
    paths = [str(BIN / command[0]), *command[1:]]
    answer = subprocess.run(paths, cwd=ROOT, capture_output=True, text=True, check=False)
    verdict = _verdict((answer.stdout + answer.stderr).strip().splitlines())
    show.row(name, verdict)
    show.figure(name, "clean" if answer.returncode == 0 else verdict, "clean", answer.returncode == 0)


def _verdict(lines: list[str]) -> str:
    """The line in which the tool counts what it found, else its last."""
    return next((line for line in lines if line.startswith("Found ")), lines[-1] if lines else "nothing")


def _functions(show: Show) -> None:
    lengths = sorted(list_lengths(), reverse=True)
    show.table("longest functions".ljust(60), "lines")
    for lines, where in lengths[:5]:
        show.row(where, lines)
    median = statistics.median(lines for lines, _ in lengths)
    show.figure(f"median of {len(lengths)} functions", median, "≤ 8", median <= 8, "lines")


def list_lengths() -> Iterator[tuple[int, str]]:
    """Lines of each function of the source, decorators apart, and where it stands."""
    for path in (ROOT / "src").rglob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        for node in (node for node in nodes if isinstance(node, Function)):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield lines, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
