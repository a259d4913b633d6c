"""F: what another system holds comes onto the record by the command, once, and is counted where people look."""

from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks import _los_angeles as la
from benchmarks import _pingshan as pingshan
from cityloop.app.cli import cli
from cityloop.app.node import Node
from cityloop.app.opening import open_node
from cityloop.city.facts.access import Accessed
from cityloop.city.facts.intake import Accepted
from cityloop.city.principal import Kind, Principal
from cityloop.views.counts import Asked, By
from cityloop.views.queue import Wanted
from tests.sheets import LAMP, MAP, NOISE, SHEET, sheet
from tests.street import MONDAY, STREET


class Town:
    """A folder with a record, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        (folder / "MAP.toml").write_text(MAP, "utf-8")
        assert self.run("apply", str(STREET)).exit_code == 0

    def run(self, *words: str) -> Result:
        """``cityloop`` with these words, on this record."""
        return CliRunner().invoke(cli, [*words, "--data", str(self.data)])

    def bring(self, *lines: str, more: tuple[str, ...] = ()) -> Result:
        """``cityloop import cases``."""
        path = sheet(self.folder, *lines, packed=True)
        return self.run("import", "cases", "--map", str(self.folder / "MAP.toml"), str(path), *more)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def by(name: str, node: Node) -> Principal:
    return Principal(id=f"person:{name}", kind=Kind.PERSON, claims=node.index.claims(name, MONDAY))


def test_f01_a_file_comes_onto_the_record_and_is_counted(town: Town) -> None:
    done = town.bring(*SHEET)
    assert done.exit_code == 0
    assert done.stdout.startswith("5 read: 5 imported, 0 known already, 0 refused\n")
    assert "1 without place or owner: in the unowned queue" in done.stdout
    node = open_node(town.data)
    found = node.views.counts(by("dai", node), Asked(by=(By.MONTH,)))
    assert [(cell.of, cell.count) for cell in found.cells] == [(("2018-09",), 1), (("2018-10",), 4)]
    node.stop()


def test_f02_what_nobody_owns_is_in_the_unowned_queue(town: Town) -> None:
    town.bring(*SHEET)
    node = open_node(town.data)
    assert [row.id for row in node.views.queue(by("an", node), Wanted(unowned=True)).rows] == ["old-3"]
    node.stop()


def test_f03_the_same_file_again_changes_nothing(town: Town) -> None:
    town.bring(*SHEET)
    again = town.bring(*SHEET, LAMP.replace("1,", "6,", 1))
    assert again.stdout.startswith("6 read: 1 imported, 5 known already, 0 refused\n")


def test_f04_what_cannot_be_mapped_is_listed_and_the_rest_is_kept(town: Town) -> None:
    done = town.bring(LAMP, NOISE.replace("qx-urban", "火星局"))
    assert done.exit_code == 1
    assert "2 read: 1 imported, 0 known already, 1 refused" in done.stderr
    assert "sheet.csv.gz:3: “who” is “火星局”: no unit of the city has this id, name or alias." in done.stderr


def test_f05_a_wrong_map_imports_nothing(town: Town) -> None:
    (town.folder / "MAP.toml").write_text(MAP.replace("Asia/Shanghai", "Mars"), "utf-8")
    wrong = town.bring(*SHEET).exception
    assert wrong is not None
    assert "MAP.toml:4: “Mars” is no time zone" in str(wrong)
    node = open_node(town.data)
    assert node.journal.size() == 1
    node.stop()


def test_f06_a_dry_run_says_what_would_come_and_writes_nothing(town: Town) -> None:
    done = town.bring(*SHEET, more=("--dry-run",))
    assert "5 read: 5 imported" in done.stdout
    assert done.stdout.endswith("dry run: nothing was written\n")
    node = open_node(town.data)
    assert node.journal.size() == 1
    node.stop()


def test_f07_without_a_city_there_is_nowhere_to_import_to(tmp_path: Path) -> None:
    (tmp_path / "MAP.toml").write_text(MAP, "utf-8")
    words = ["import", "cases", "--map", str(tmp_path / "MAP.toml"), str(sheet(tmp_path, LAMP))]
    wrong = CliRunner().invoke(cli, [*words, "--data", str(tmp_path / "none")]).exception
    assert wrong is not None
    assert "cityloop apply DIR" in str(wrong)


def test_f08_some_of_the_real_cases_come_in_whole(tmp_path: Path, shared_data: Path) -> None:
    """The claim real-cases shows all of them, over HTTP, against DuckDB."""
    pingshan.make_city(shared_data, tmp_path / "city")
    (tmp_path / "MAP.toml").write_text(pingshan.MAP, "utf-8")
    rows = pingshan.read_rows(shared_data / pingshan.CASES)[:60]
    pingshan.write_rows(tmp_path / "cases.csv", rows)
    data = ("--data", str(tmp_path / "data"))
    assert CliRunner().invoke(cli, ["apply", str(tmp_path / "city"), *data]).exit_code == 0
    words = ["import", "cases", "--map", str(tmp_path / "MAP.toml"), str(tmp_path / "cases.csv")]
    assert CliRunner().invoke(cli, [*words, *data]).stdout.startswith("60 read: 60 imported")
    node = open_node(tmp_path / "data")
    found = node.views.counts(by("p-city-evaluate", node), Asked(by=(By.RECORDED_UNIT,)))
    units = [row["dispose_unit_id"] for row in rows]
    assert {cell.of[0]: cell.count for cell in found.cells} == {unit: units.count(unit) for unit in units}
    assert len(node.journal.tagged(str(Accepted.__struct_config__.tag))) == 60
    node.stop()


def test_f10_an_import_is_noted_as_so_many_steps_of_each_hand_and_not_one_by_one(town: Town) -> None:
    town.bring(*SHEET)
    node = open_node(town.data)
    looks = [(entry.author, entry.fact) for entry in node.access.read(0, 1_000)]
    taken = {(who, fact.action): (fact.count, fact.case) for who, fact in looks if isinstance(fact, Accessed)}
    assert len(taken) == len(looks)
    assert taken["machine:import-intake", "report"] == (5, None)
    steps = [entry for entry in node.journal.read(0, 1_000) if entry.author.startswith("machine:import")]
    assert sum(count for count, _ in taken.values()) == len(steps)
    node.stop()


def test_f11_a_dry_run_takes_no_step_and_notes_none(town: Town) -> None:
    town.bring(*SHEET, more=("--dry-run",))
    node = open_node(town.data)
    assert node.access.size() == 0
    node.stop()


def test_f12_a_second_city_comes_in_by_configuration_alone(tmp_path: Path, shared_data: Path) -> None:
    """The claim second-city shows all of it, over HTTP, against DuckDB."""
    la.make_city(shared_data, tmp_path / "city")
    (tmp_path / "MAP.toml").write_text(la.MAP, "utf-8")
    rows = la.read_rows(shared_data)[:60]
    la.write_rows(tmp_path / "cases.csv", rows)
    data = ("--data", str(tmp_path / "data"))
    assert CliRunner().invoke(cli, ["apply", str(tmp_path / "city"), *data]).exit_code == 0
    words = ["import", "cases", "--map", str(tmp_path / "MAP.toml"), str(tmp_path / "cases.csv")]
    assert CliRunner().invoke(cli, [*words, *data]).stdout.startswith("60 read: 60 imported")
    node = open_node(tmp_path / "data")
    found = node.views.counts(by(la.READER, node), Asked(by=(By.DISTRICT, By.IN_AREA)))
    said = {cell.of: cell.count for cell in found.cells}
    councils = {name.en: id for id, name in found.names[By.IN_AREA].items()}
    raw = Counter((f"cd-{row['cd']}", councils[row["ncname"]]) for row in rows)
    assert said == dict(raw)
    node.stop()
