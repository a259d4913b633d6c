"""Every mistake in a city's files is found where it stands, alone and among others."""

from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityloop.adapters import catalogue, crs
from tests.unit.adapters.catalogue.planting import AREAS, DUTIES, PLANTS, TOML, UNITS, Plant, street

TOGETHER = [
    "no english name",
    "duplicate id",
    "duty unknown",
    "stand-in without end",
    "open ring",
    "list without a lead",
    "place outside",
    "no maintainer",
    "limit without kind",
    "tier upside down",
]
"""Mistakes that do not hide one another."""


@pytest.fixture(scope="session")
def correct(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return street(tmp_path_factory.mktemp("street"))


def test_the_example_has_no_mistake(correct: Path) -> None:
    checked = catalogue.check(correct, crs.find)
    assert checked.mistakes == ()
    assert checked.city is not None


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS.keys())
def test_a_planted_mistake_is_found(plant: Plant, tmp_path: Path) -> None:
    line = plant.plant(street(tmp_path))
    checked = catalogue.check(tmp_path, crs.find)
    found = [each for each in checked.mistakes if each.code == plant.code]
    assert found, [str(each) for each in checked.mistakes]
    named = [each for each in found if each.file == (plant.found_in or plant.file)]
    assert named, [str(each) for each in found]
    assert line in {0, *(each.line for each in named)}
    assert all(each.grave is plant.grave and each.what and each.remedy for each in named)
    assert (checked.city is None) is any(each.grave for each in checked.mistakes)


@settings(max_examples=15)
@given(st.sets(st.sampled_from(TOGETHER), min_size=2))
def test_not_only_the_first_is_found(tmp_path_factory: pytest.TempPathFactory, names: set[str]) -> None:
    folder = street(tmp_path_factory.mktemp("many"))
    for name in names:
        PLANTS[name].plant(folder)
    codes = {each.code for each in catalogue.check(folder, crs.find).mistakes}
    assert codes >= {PLANTS[name].code for name in names}


@pytest.mark.parametrize(("encoding", "said"), [("gb18030", "GB18030"), ("utf-16", "UTF-16")])
def test_another_encoding_is_named_with_its_remedy(encoding: str, said: str, tmp_path: Path) -> None:
    path = street(tmp_path) / "units.csv"
    path.write_text(path.read_text("utf-8"), encoding)
    (found,) = (each for each in catalogue.check(tmp_path, crs.find).mistakes if each.code == "wrong-encoding")
    assert said in found.what
    assert "UTF-8" in found.remedy


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = street(tmp_path) / "units.csv"
    path.write_text(path.read_text("utf-8"), "utf-8-sig")
    assert catalogue.check(tmp_path, crs.find).mistakes == ()


@settings(max_examples=60)
@given(st.data())
def test_no_file_is_so_wrong_that_check_breaks(
    correct: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("wrong") / "city"
    copytree(correct, folder)
    path = data.draw(st.sampled_from(sorted(each for each in folder.rglob("*") if each.is_file())))
    raw = path.read_bytes()
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(start + 40, len(raw))))
    path.write_bytes(raw[:start] + data.draw(st.binary(max_size=12) | NASTY) + raw[end:])
    checked = catalogue.check(folder, crs.find)
    assert (checked.city is None) is any(each.grave for each in checked.mistakes)


NASTY = st.sampled_from(
    [b"1e999", b"NaN", b"[[[[", b"]", b'""', b"null", b"-", b"\n", b",", b"{}", b"&a *a", b"9" * 400, b"\x00"]
)
"""What readers of files tend to break on."""


def test_a_file_beyond_the_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("id,zh,en\nx,y,z\n", "utf-8")
    folder = street(tmp_path / "city")
    (folder / "linked.csv").symlink_to(tmp_path / "secret.csv")
    text = (folder / TOML).read_text("utf-8")
    (folder / TOML).write_text(text.replace('"teams.csv"', '"linked.csv"'), "utf-8")
    assert "outside-folder" in {each.code for each in catalogue.check(folder, crs.find).mistakes}


@pytest.mark.parametrize(
    "text",
    [
        *("files = 3", 'files = "x"', "files = [3]", "[[files]]", "[[files]]\npath = 3", "[files]\npath = 'x'"),
        *("[[files]]\npath = 'x.csv'\nholds = ['units']", "[[files]]\npath = 'x.csv'\nholds = 'places'\ncrs = 4490"),
        *(
            "holidays = 3",
            "[holidays]\n2026-01-01 = [1]",
            "hours = 3",
            "name = 'x'",
            "name = 3",
            "zone = [1]",
            "id = {}",
        ),
        *("zone = '../../etc/passwd'", "zone = ''", "catalogue = 'maybe'", "country = 86"),
    ],
)
def test_settings_of_the_wrong_kind_are_mistakes(text: str, tmp_path: Path) -> None:
    (tmp_path / TOML).write_text(text, "utf-8")
    checked = catalogue.check(tmp_path, crs.find)
    assert checked.city is None
    assert all(each.what and each.remedy for each in checked.mistakes)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        *(
            (AREAS, f'{{"features": {features}}}')
            for features in ("3", "[3]", "[null]", "[[]]", '[{"properties": [1]}]')
        ),
        *((AREAS, f'{{"features": [{{"geometry": {shape}}}]}}') for shape in ("3", "[]", '{"type": "Polygon"}')),
        (AREAS, '{"features": [{"geometry": {"type": "Polygon", "coordinates": [[[1, "x"], [2]]]}}]}'),
        (AREAS, '{"features": [{"geometry": {"type": "MultiPolygon", "coordinates": [[]]}}]}'),
        (AREAS, "[" * 100_000),
        (DUTIES, "lists: &a [*a]"),
        (DUTIES, "lists: {a: b}"),
        (DUTIES, "lists: [[a], b, {c: {d: [e]}}]"),
        (DUTIES, "categories: [{id: grid, id: grid}]"),
        (DUTIES, "[" * 5_000),
        (UNITS, "id,id,zh\n1,2,3\n"),
        (UNITS, '"'),
        (UNITS, "id\r\nx\r\n"),
    ],
)
def test_files_of_the_wrong_shape_are_mistakes(file: str, text: str, tmp_path: Path) -> None:
    (street(tmp_path) / file).write_text(text, "utf-8")
    checked = catalogue.check(tmp_path, crs.find)
    assert checked.city is None
    assert file in {each.file for each in checked.mistakes}


def test_an_empty_folder_says_what_is_missing(tmp_path: Path) -> None:
    (found,) = catalogue.check(tmp_path, crs.find).mistakes
    assert (found.file, found.code) == (TOML, "missing-file")


HERE = "systems:\n  - {id: a, zh: 甲, en: A, jurisdiction: qingxi, door: "


@pytest.mark.parametrize(
    "address",
    ["json, address: 'http://127.0.0.1:8080/'", "json, address: 'https://a.example/'", "soap, address: 'a:b'"],
)
def test_an_outside_system_is_called_secured_or_on_this_machine(tmp_path: Path, address: str) -> None:
    duties = street(tmp_path) / DUTIES
    duties.write_text(f"{duties.read_text('utf-8')}\n{HERE}{address}}}\n", "utf-8")
    assert catalogue.check(tmp_path, crs.find).mistakes == ()


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("unknown unit", "Did you mean “qx-water”, "),
        ("unknown area", "Did you mean “g4”, "),
        ("unknown post", "Add it to"),
    ],
)
def test_an_id_that_stands_nowhere_is_told_with_the_nearest(name: str, near: str, tmp_path: Path) -> None:
    PLANTS[name].plant(street(tmp_path))
    (found,) = [each for each in catalogue.check(tmp_path, crs.find).mistakes if each.code == "unknown-id"]
    assert found.remedy.startswith(near)


def test_so_is_whom_an_address_is_of(tmp_path: Path) -> None:
    folder = street(tmp_path)
    (folder / "tell.yaml").write_text(
        "channels:\n  - {id: log, kind: file, zh: 文件, en: File, for: [lead], path: a.jsonl}\n"
        "addresses:\n  - {channel: log, to: 'unit:light', address: a}\n",
        "utf-8",
    )
    with (folder / TOML).open("a", encoding="utf-8") as file:
        file.write('\n[[files]]\npath = "tell.yaml"\nholds = "catalogue"\n')
    (found,) = [each for each in catalogue.check(folder, crs.find).mistakes if each.code == "unknown-id"]
    assert found.remedy.startswith("Did you mean “unit:qx-light”")
