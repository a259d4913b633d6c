"""An import that is ended in the middle, by a key or by force, goes on from there: nothing is lost, nothing doubled."""

import csv
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from time import monotonic, sleep

import pytest
from click.testing import CliRunner

from benchmarks._running import entries
from cityloop.app.cli import cli
from cityloop.app.opening import open_node
from cityloop.city.facts.fact import CaseFact
from cityloop.city.facts.intake import Reported
from tests import tables
from tests.sheets import HEADER, LAMP, MAP
from tests.street import STREET

RECORDS = 3_000
PATIENCE_S = 60.0


@pytest.fixture(params=["many.csv.gz", "many.parquet"])
def words(tmp_path: Path, request: pytest.FixtureRequest) -> list[str]:
    """The command, on a record with a city in force."""
    (tmp_path / "MAP.toml").write_text(MAP, "utf-8")
    cells = dict(zip(HEADER.split(","), LAMP.split(","), strict=True))
    rows = [cells | {"no": str(number)} for number in range(RECORDS)]
    path = tables.write(tmp_path / request.param, rows)
    data = ["--data", str(tmp_path / "data")]
    assert CliRunner().invoke(cli, ["apply", str(STREET), *data]).exit_code == 0
    return ["import", "cases", "--map", str(tmp_path / "MAP.toml"), str(path), *data]


def ended(words: list[str], how: signal.Signals) -> tuple[int, str]:
    """Start the command, end it when it has written some; its exit status and what it said."""
    data, until = Path(words[-1]), monotonic() + PATIENCE_S
    command = [sys.executable, "-m", "cityloop", *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as running:
        while entries(data) < 4_000 and running.poll() is None and monotonic() < until:
            sleep(0.01)
        running.send_signal(how)
        said = running.stderr.read() if running.stderr else ""
    return running.returncode, said


def refuse_doubles(data: Path) -> None:
    """Each record is one case, whole, with each of its steps once."""
    node = open_node(data)
    facts = [entry.fact for entry in node.journal.read(0, node.journal.size())]
    steps = Counter((fact.case, type(fact).__name__) for fact in facts if isinstance(fact, CaseFact))
    assert sum(isinstance(fact, Reported) for fact in facts) == RECORDS
    assert len(steps) == RECORDS * 10
    assert set(steps.values()) == {1}
    node.stop()


def test_an_import_that_is_killed_goes_on_from_there(words: list[str]) -> None:
    data = Path(words[-1])
    status, _ = ended(words, signal.SIGKILL)
    assert status == -signal.SIGKILL
    assert 4_000 <= entries(data) < RECORDS * 10
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output
    assert f"{RECORDS:,} read" in done.stdout
    assert ", 0 known already" not in done.stdout
    refuse_doubles(data)


def test_an_import_that_is_ended_by_a_key_says_how_to_go_on(words: list[str]) -> None:
    status, said = ended(words, signal.SIGINT)
    assert (status, "run the same command again" in said, "Traceback" in said) == (130, True, False)
    assert CliRunner().invoke(cli, words).exit_code == 0
    refuse_doubles(Path(words[-1]))


def test_what_is_refused_is_written_down_to_be_mended_and_imported(tmp_path: Path, words: list[str]) -> None:
    data, map = words[-2:], words[3]
    lines = [LAMP, LAMP.replace("路灯管理所", "火星局"), "3,oops"]
    (tmp_path / "bad.csv").write_text(
        "\n".join((HEADER, *(f"{at}{line[1:]}" for at, line in enumerate(lines)))), "utf-8"
    )
    kept = tmp_path / "refused.csv"
    command = ["import", "cases", "--map", map, str(tmp_path / "bad.csv"), "--refused", str(kept), *data]
    assert CliRunner().invoke(cli, command).exit_code == 1
    assert kept.stat().st_mode & 0o077 == 0
    rows = list(csv.DictReader(kept.read_text("utf-8").splitlines()))
    assert [(row["refused line"], row["no"]) for row in rows] == [("3", "1"), ("4", "2")]
    assert "火星局" in rows[0]["refused because"]
    kept.write_text(kept.read_text("utf-8").replace(",火星局,", ",路灯管理所,"), "utf-8")
    mended = CliRunner().invoke(cli, ["import", "cases", "--map", map, str(kept), *data])
    assert "2 read: 1 imported" in mended.stderr
    assert rows[1]["day"] == "oops", "as it stood, to be mended here"


def test_the_file_itself_is_not_written_over(words: list[str]) -> None:
    before = Path(words[4]).read_bytes()
    wrong = CliRunner().invoke(cli, [*words[:5], "--refused", words[4], *words[5:]]).exception
    assert "name another file for what is refused" in str(wrong)
    assert Path(words[4]).read_bytes() == before
