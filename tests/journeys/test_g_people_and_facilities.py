"""G: another system's people and facilities come into the city's files, are looked at, and put in force."""

import re
import signal
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from time import sleep
from typing import Any

import pytest
from click.testing import CliRunner, Result

from benchmarks import _pingshan as pingshan
from cityloop.adapters import catalogue, crs
from cityloop.adapters.catalogue import Mistake
from cityloop.app.cli import cli
from cityloop.app.opening import open_node
from cityloop.city.city import City
from cityloop.command import configuration
from tests import tables
from tests.street import STREET

PEOPLE = """\
system = "hr"
number = "no"
name = { from = "name" }
posts = { from = "job" }
unit = { from = "dept" }
language = { from = "lang", words = { "中" = "zh", "英" = "en" } }
"""
FACILITIES = """\
system = "ev"
number = "no"
prefix = "ev-"
name = { from = "name" }
kind = { is = "charging-station" }
maintainer = { from = "who" }
point = { x = "x", y = "y", crs = "EPSG:4326" }
code = { from = "code" }
since = { from = "since", zone = "Asia/Shanghai" }
until = { from = "until", zone = "Asia/Shanghai" }
"""
XU = {"no": "xu", "name": "徐来", "job": "市级值班员", "dept": "", "lang": "中"}
YAN = {"no": "yan", "name": "严正", "job": "willow-duty; 第一网格员", "dept": "柳岸街道办", "lang": "英"}
FAST = {"no": "1", "name": "快充站", "who": "路灯管理所", "x": "119.402", "y": "30.202"}
FAST |= {"code": "EV-1", "since": "2020-01-01", "until": ""}


class Town:
    """A folder with a city's files, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.city = folder, copytree(STREET, folder / "city")

    def bring(self, what: str, *rows: dict[str, Any], more: tuple[str, ...] = (), map: str | None = None) -> Result:
        """``cityloop import people`` or ``facilities``."""
        path = tables.write(self.folder / "rows.csv", rows)
        (self.folder / "MAP.toml").write_text(map or {"people": PEOPLE, "facilities": FACILITIES}[what], "utf-8")
        words = ("import", what, "--map", str(self.folder / "MAP.toml"), "--city", str(self.city), str(path), *more)
        return CliRunner().invoke(cli, words)

    def files(self) -> dict[str, bytes]:
        """Every file as it stands."""
        return {str(path): path.read_bytes() for path in self.city.rglob("*") if path.is_file()}

    def mistakes(self) -> list[Mistake]:
        """What ``cityloop check`` finds grave."""
        return [each for each in catalogue.check(self.city, crs.find).mistakes if each.grave]

    def loaded(self) -> City:
        """The city that the files say."""
        return catalogue.load(self.city, crs.find)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


# People


def test_g01_people_come_into_the_files_and_the_rules_accept_them(town: Town) -> None:
    done = town.bring("people", XU, YAN)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("2 read: 2 new, 0 changed, 0 the same")
    people = {each.id: each for each in town.loaded().persons}
    assert (people["xu"].posts, people["xu"].name.zh) == (("city-duty",), "徐来")
    assert (people["yan"].posts, str(people["yan"].language)) == (("willow-duty", "grid-1"), "en")
    assert town.mistakes() == []


def test_g02_done_again_it_changes_nothing(town: Town) -> None:
    town.bring("people", XU, YAN)
    before = town.files()
    assert town.bring("people", YAN, XU).stdout.startswith("2 read: 0 new, 0 changed, 2 the same")
    assert town.files() == before


def test_g02_the_file_names_the_command_that_keeps_it(town: Town) -> None:
    town.bring("people", XU)
    assert "“cityloop import people” from hr" in (town.city / "persons-hr.csv").read_text("utf-8").splitlines()[0]


def test_g03_what_changes_is_shown(town: Town) -> None:
    town.bring("people", XU)
    done = town.bring("people", XU | {"job": "city-check"})
    assert "changed: xu (posts: city-duty → city-check)" in done.stdout


def test_g03_no_spreadsheet_runs_a_name_in_the_file_and_the_city_reads_it_as_it_is(town: Town) -> None:
    evil = "=HYPERLINK(1)"
    town.bring("people", XU | {"name": evil})
    assert f",'{evil}," in (town.city / "persons-hr.csv").read_text("utf-8")
    assert {each.id: each.name.zh for each in town.loaded().persons}["xu"] == evil
    assert town.bring("people", XU | {"name": evil}).stdout.startswith("1 read: 0 new, 0 changed, 1 the same")


def test_g04_whose_post_does_not_exist_is_refused_with_the_nearest_and_the_rest_is_kept(town: Town) -> None:
    done = town.bring("people", XU | {"job": "市级值办员"}, YAN)
    assert done.exit_code == 1
    assert (
        "rows.csv:2: “job” is “市级值办员”: there is no such post. The nearest: “市级值班员” (city-duty)" in done.stderr
    )
    assert {"yan"} == {each.id for each in town.loaded().persons} & {"xu", "yan"}


def test_g05_who_is_refused_now_stays_as_before(town: Town) -> None:
    town.bring("people", XU, YAN)
    done = town.bring("people", XU | {"job": "none"}, more=("--gone", "lock"))
    assert "taken out: yan" in done.stderr
    assert [each.posts for each in town.loaded().persons if each.id == "xu"] == [("city-duty",)]


def test_g06_who_left_is_shown_and_locked_only_when_asked(town: Town) -> None:
    town.bring("people", XU, YAN)
    kept = town.bring("people", XU)
    assert "kept, though the source no longer names them: yan" in kept.stdout
    assert "yan" in {each.id for each in town.loaded().persons}
    town.bring("people", XU, more=("--gone", "lock"))
    assert "yan" not in {each.id for each in town.loaded().persons}


def test_g07_who_is_still_needed_elsewhere_is_not_taken_out(town: Town) -> None:
    town.bring("people", XU, YAN)
    teams = town.city / "teams.csv"
    teams.write_text(teams.read_text("utf-8").replace(",pan,", ",yan,"), "utf-8")
    before = town.files()
    wrong = town.bring("people", XU, more=("--gone", "lock")).exception
    assert "Nothing was written, since the city would then be wrong: teams.csv:4" in str(wrong)
    assert town.files() == before


ODD = {
    "a name of another file": (XU | {"no": "an"}, "duplicate-id"),
    "no id": (XU | {"no": ""}, "missing-number"),
    "no id that can be": (XU | {"no": "徐来"}, "wrong-id"),
    "no name": (XU | {"name": ""}, "missing-name"),
    "an unknown unit": (XU | {"dept": "火星局"}, "unknown-unit"),
    "a post of another unit": (YAN | {"dept": "qx-light"}, "other-unit"),
    "a language nobody speaks": (XU | {"lang": "火"}, "unknown-language"),
}


@pytest.mark.parametrize(("row", "code"), ODD.values(), ids=ODD)
def test_g08_a_row_that_cannot_be_costs_itself_alone(town: Town, row: dict[str, str], code: str) -> None:
    done = town.bring("people", YAN | {"no": "zhao"}, row)
    assert (done.exit_code, f"[{code}]" in done.stderr) == (1, True), done.output
    assert "1 new" in done.stderr
    assert town.mistakes() == []


def test_g09_one_who_stands_twice_and_differs_is_told(town: Town) -> None:
    done = town.bring("people", XU, XU, XU | {"name": "徐去"})
    assert "[twice]" in done.stderr
    assert [each.name.zh for each in town.loaded().persons if each.id == "xu"] == ["徐来"]


def test_g10_a_dry_run_shows_the_difference_and_writes_nothing(town: Town) -> None:
    before = town.files()
    done = town.bring("people", XU, more=("--dry-run",))
    assert ("1 new" in done.stdout, done.stdout.endswith("dry run: nothing was written\n")) == (True, True)
    assert town.files() == before


def test_g11_an_unknown_column_is_refused_before_anything_is_read(town: Town) -> None:
    before = town.files()
    wrong = town.bring("people", XU, map=PEOPLE.replace('"job"', '"jobs"')).exception
    assert "no column “jobs” (posts); the nearest is “job”" in str(wrong)
    assert town.files() == before


def test_g12_a_city_with_mistakes_takes_nobody_in(town: Town) -> None:
    units = town.city / "units.csv"
    units.write_text(units.read_text("utf-8") + "x,x,,nowhere,,,\n", "utf-8")
    done = town.bring("people", XU)
    assert (done.exit_code, "units.csv" in done.stderr) == (1, True)
    assert not (town.city / "persons-hr.csv").exists()


def test_g13_an_import_in_force_can_be_undone_by_the_files_of_before(town: Town, tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    call = CliRunner().invoke
    assert call(cli, ["apply", str(town.city), *data]).exit_code == 0
    town.bring("people", XU)
    assert call(cli, ["apply", str(town.city), *data]).exit_code == 0
    assert "xu" in persons_in_force(tmp_path / "data")
    assert call(cli, ["files", str(tmp_path / "before"), "--entry", "0", *data]).exit_code == 0
    assert call(cli, ["apply", str(tmp_path / "before"), *data]).exit_code == 0
    assert "xu" not in persons_in_force(tmp_path / "data")
    assert "Name one that" in str(call(cli, ["files", str(tmp_path / "none"), "--entry", "9", *data]).exception)


def persons_in_force(data: Path) -> set[str]:
    """Who works for the city, by the record."""
    return {each.id for each in configuration.current(open_node(data).journal).persons}


# Facilities


def test_g20_facilities_come_with_place_code_and_validity(town: Town) -> None:
    assert town.bring("facilities", FAST).exit_code == 0
    city = town.loaded()
    (found,) = [each for each in city.facilities if each.id == "ev-1"]
    assert (found.kind, found.maintainer, str(found.since), found.until) == (
        "charging-station", "qx-light", "2020-01-01", None,
    )  # fmt: skip
    assert found.point == pytest.approx((119.402, 30.202))
    assert "ev-1" in {place.id for place in city.places}


def test_g21_what_no_longer_stands_is_left_out_and_not_refused(town: Town) -> None:
    done = town.bring("facilities", FAST, FAST | {"no": "2", "code": "EV-2", "until": "2021-12-31"})
    assert (done.exit_code, "1 no longer valid, 0 refused" in done.stdout) == (0, True)
    assert "ev-2" not in {each.id for each in town.loaded().facilities}


WRONG = {
    "outside the city": (FAST | {"no": "2", "x": "120.4"}, "outside-city"),
    "outside the system": (FAST | {"no": "2", "x": "30.202", "y": "119.402"}, "outside-crs"),
    "half a point": (FAST | {"no": "2", "y": ""}, "wrong-point"),
    "an unknown maintainer": (FAST | {"no": "2", "who": "路灯管里所"}, "unknown-unit"),
    "no day": (FAST | {"no": "2", "since": "soon"}, "wrong-time"),
    "ended before it began": (FAST | {"no": "2", "since": "2999-01-01", "until": "2998-01-01"}, "wrong-span"),
}


@pytest.mark.parametrize(("row", "code"), WRONG.values(), ids=WRONG)
def test_g22_what_the_rules_would_not_have_is_refused_with_its_line(town: Town, row: dict[str, str], code: str) -> None:
    done = town.bring("facilities", FAST, row)
    assert ("rows.csv:3: " in done.stderr, f"[{code}]" in done.stderr) == (True, True), done.output
    assert {"ev-1"} == {each.id for each in town.loaded().facilities if each.id.startswith("ev-")}


def test_g23_another_reference_system_than_before_is_told(town: Town) -> None:
    town.bring("facilities", FAST)
    before = town.files()
    wrong = town.bring("facilities", FAST, map=FACILITIES.replace("EPSG:4326", "GCJ-02")).exception
    assert "facilities in EPSG:4326, the map facilities in GCJ-02" in str(wrong)
    assert town.files() == before


def test_g24_many_refusals_of_one_sort_are_told_in_a_few_lines(town: Town) -> None:
    rows = [FAST | {"no": str(number), "code": f"EV-{number}", "x": "120.4"} for number in range(300)]
    done = town.bring("facilities", *rows)
    assert "Others of the same sort" in done.stderr
    assert len(done.stderr.splitlines()) < 30


REAL = """\
system = "{system}"
number = "{number}"
prefix = "{system}-"
name = {{ from = "{number}" }}
kind = {{ is = "{system}" }}
maintainer = {{ is = "office-440310001" }}
point = {{ x = "{x}", y = "{y}", crs = "{crs}" }}
"""
STATIONS = REAL.format(system="ev", number="station_id", x="longitude", y="latitude", crs="GCJ-02")
STOPS = REAL.format(system="stop", number="at", x="lon", y="lat", crs="EPSG:4326")


def test_g25_thousands_of_real_stations_and_stops_come_in(tmp_path: Path, shared_data: Path) -> None:
    """What lies outside the ten districts as they are drawn is refused, each with its line."""
    pingshan.make_city(shared_data, tmp_path / "city")
    stops = pingshan.read_rows(shared_data / "sz_geo" / "bus_stops.csv")
    files = {
        STATIONS: shared_data / "sz_ev" / "stevcdp_stations.csv",
        STOPS: tables.write(tmp_path / "a.parquet", [{"at": str(at), **row} for at, row in enumerate(stops)]),
    }
    told = {}
    for map, file in files.items():
        (tmp_path / "MAP.toml").write_text(map, "utf-8")
        words = [
            "import",
            "facilities",
            "--map",
            str(tmp_path / "MAP.toml"),
            "--city",
            str(tmp_path / "city"),
            str(file),
        ]
        done = CliRunner().invoke(cli, words)
        told[map] = [
            int(each.replace(",", "")) for each in re.findall(r"([\d,]+) (?:read|new|refused)", done.output)[:3]
        ]
    assert [read for read, _, _ in told.values()] == [1_706, 7_073]
    assert all(read == new + refused and new > 0.8 * read for read, new, refused in told.values())
    found = catalogue.load(tmp_path / "city", crs.find).facilities
    assert len(found) == sum(new for _, new, _ in told.values())


def test_g26_killed_at_any_moment_the_files_are_those_of_before_or_after(town: Town, tmp_path: Path) -> None:
    rows = [FAST | {"no": str(number), "code": f"EV-{number}"} for number in range(3_000)]
    before = set(town.files())
    path = tables.write(tmp_path / "many.csv", rows)
    (tmp_path / "MAP.toml").write_text(FACILITIES, "utf-8")
    words = ["import", "facilities", "--map", str(tmp_path / "MAP.toml"), "--city", str(town.city), str(path)]
    for wait_s in (0.6, 1.2, 1.8):
        with subprocess.Popen([sys.executable, "-m", "cityloop", *words], stdout=subprocess.DEVNULL) as running:
            sleep(wait_s)
            running.send_signal(signal.SIGKILL)
        assert town.mistakes() == []
    done = CliRunner().invoke(cli, words)
    assert (done.exit_code, "3,000 read" in done.stdout) == (0, True)
    ours = [each for each in town.loaded().facilities if each.id.startswith("ev-")]
    assert len(ours) == 3_000
    assert {Path(name).name for name in set(town.files()) - before} <= {"facilities-ev.csv", ".facilities-ev.csv.new"}


def test_g27_what_stood_until_now_gets_its_last_day(town: Town) -> None:
    town.bring("facilities", FAST)
    done = town.bring("facilities", FAST | {"until": "2021-12-31"})
    assert "changed: ev-1 (until: – → 2021-12-31)" in done.stdout
    assert [str(each.until) for each in town.loaded().facilities if each.id == "ev-1"] == ["2021-12-31"]
    assert "taken out" not in town.bring("facilities", FAST | {"until": "2021-12-31"}, more=("--gone", "drop")).stdout


def test_g28_what_is_odd_is_said_and_kept(town: Town) -> None:
    done = town.bring("people", XU | {"job": ""})
    assert (done.exit_code, "“xu” holds no post." in done.stdout) == (0, True)


BLIND = {
    "empty": b"no,name,job,dept,lang\n",
    "a row without an id": b"no,name,job,dept,lang\nxu,x,city-duty,,\n,y,city-duty,,\n",
    "broken": b"no,name,job,dept,lang\nxu,x,city-duty,,\n\xff\xff,y\n",
}


@pytest.mark.parametrize("content", BLIND.values(), ids=BLIND)
def test_g29_nobody_is_locked_out_by_a_file_that_cannot_be_read_whole(town: Town, content: bytes) -> None:
    town.bring("people", XU, YAN)
    before, path = town.files(), town.folder / "rows.csv"
    path.write_bytes(content)
    words = ["import", "people", "--map", str(town.folder / "MAP.toml"), "--city", str(town.city), str(path)]
    assert "nobody can tell who is gone" in str(CliRunner().invoke(cli, [*words, "--gone", "lock"]).exception)
    assert town.files() == before


def test_g30_of_two_rows_that_differ_the_first_counts_and_is_judged_like_any(town: Town) -> None:
    done = town.bring("people", XU | {"no": "an"}, XU | {"no": "an", "name": "徐去"}, YAN)
    assert ("[twice]" in done.stderr, "[duplicate-id]" in done.stderr, done.exit_code) == (True, True, 1)
    assert town.mistakes() == []
