"""``cityloop accounts``, ``password``, ``lock``, ``unlock`` and ``sessions``, as they are called."""

import csv
import re
import stat
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cityloop.app.cli import cli
from cityloop.app.enrolling import FileExists, WrongList
from cityloop.app.opening import utc_now
from cityloop.city.errors import UnknownId
from cityloop.city.facts.accounts import AccountFact, FirstPasswordGiven, Locked, SignInsEnded, Unlocked
from tests.web.browser import Served


@pytest.fixture
def list_of(served: Served, tmp_path: Path) -> Path:
    """Two persons, one of whom has a password."""
    served.kept.passwords.set("jin", "the lamps of willow street")
    path = tmp_path / "staff.csv"
    path.write_text("person,mail\njin,jin@city.example\npan,\nfang,=cmd|x\n", "utf-8")
    return path


def call(served: Served, *arguments: str | Path, said: str | None = None) -> Result:
    """Call the command on the record that is served."""
    words = [*map(str, arguments), "--data", str(served.folder)]
    return CliRunner().invoke(cli, words, input=said)


def facts(served: Served) -> list[tuple[str, AccountFact]]:
    """What stands on the access journal about accounts."""
    entries = served.street.node.access.read(0, 1_000)
    return [(entry.author, entry.fact) for entry in entries if isinstance(entry.fact, AccountFact)]


def test_each_gets_a_first_password_told_once_in_a_file_of_the_owner_alone(
    served: Served, list_of: Path, tmp_path: Path
) -> None:
    told = tmp_path / "first.csv"
    result = call(served, "accounts", list_of, "--to", told)
    assert result.exit_code == 0, result.output
    assert stat.S_IMODE(told.stat().st_mode) == 0o600
    rows = list(csv.DictReader(StringIO(told.read_text("utf-8"))))
    assert [row["person"] for row in rows] == ["pan", "fang"], "who has a password keeps it"
    assert rows[1]["mail"] == "'=cmd|x", "no spreadsheet takes it for a formula"
    assert all(served.kept.passwords.verify(row["person"], row["first password"]) for row in rows)
    assert all(row["first password"] not in result.output for row in rows)
    assert [type(fact) for _, fact in facts(served)] == [FirstPasswordGiven] * 2
    assert {author for author, _ in facts(served)} == {"machine:shell"}


def test_asked_for_again_whoever_has_a_password_gets_a_first_one_too(
    served: Served, list_of: Path, tmp_path: Path
) -> None:
    result = call(served, "accounts", list_of, "--to", tmp_path / "first.csv", "--again")
    assert result.exit_code == 0
    assert "3 persons, 1 of them with a password already" in result.output
    assert served.kept.passwords.first_until("jin") is not None
    assert not served.kept.passwords.verify("jin", "the lamps of willow street")


def test_sheets_to_print_are_each_in_the_language_of_their_person(
    served: Served, list_of: Path, tmp_path: Path
) -> None:
    page = tmp_path / "letters.html"
    assert call(served, "accounts", list_of, "--letters", page, "--address", "https://city.example").exit_code == 0
    text = page.read_text("utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert text.count('<article class="sheet"') == 2
    assert "您的初始密码" in text
    assert "Your first password" in text
    assert "https://city.example" in text
    assert "<script" not in text
    assert "<style>" in text


def test_a_dry_run_gives_nobody_a_password(served: Served, list_of: Path, tmp_path: Path) -> None:
    told = tmp_path / "first.csv"
    result = call(served, "accounts", list_of, "--to", told, "--dry-run")
    assert "3 persons, 1 of them with a password already" in result.output
    assert "dry run" in result.output
    assert not told.exists()
    assert not served.kept.passwords.has("pan")


def test_one_unknown_person_and_nobody_gets_a_password(served: Served, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("person\npan\npann\n欧阳\npan\n\n", "utf-8")
    result = call(served, "accounts", path, "--to", tmp_path / "first.csv")
    assert isinstance(result.exception, WrongList)
    said = result.exception.what
    assert "staff.csv:3: error: “pann” is no person of the city's files. Did you mean pan (潘以宁 Pan Yining)" in said
    assert "ouyang (欧阳春 Ouyang Chun)" in said
    assert "staff.csv:5: error: “pan” stands in line 2 already." in said
    assert not served.kept.passwords.has("pan")
    assert not (tmp_path / "first.csv").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"person\n", "There is no person in it."),
        (b"name,phone\npan,1\n", "The column “phone” is unknown."),
        ("person\n潘".encode("gb18030"), "It is not in UTF-8."),
        (b'person\n"pan\n', "This is no CSV"),
        (b"\xef\xbb\xbfperson\r\npan,\r\n", "cells, but 1 columns"),
    ],
)
def test_a_list_that_is_none_is_told_so(served: Served, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes(content)
    result = call(served, "accounts", path, "--to", tmp_path / "first.csv")
    assert isinstance(result.exception, WrongList)
    assert said in result.exception.what


def test_a_file_that_is_there_is_not_written_over_and_nobody_gets_a_password(
    served: Served, list_of: Path, tmp_path: Path
) -> None:
    told, page = tmp_path / "first.csv", tmp_path / "letters.html"
    page.write_text("kept")
    result = call(served, "accounts", list_of, "--to", told, "--letters", page)
    assert isinstance(result.exception, FileExists)
    assert (page.read_text(), told.exists()) == ("kept", False)
    assert not served.kept.passwords.has("pan")


def test_where_nothing_is_said_of_where_to_tell_them_nobody_gets_one(served: Served, list_of: Path) -> None:
    result = call(served, "accounts", list_of)
    assert result.exit_code == 2
    assert "--to FILE.csv" in result.output
    assert not served.kept.passwords.has("pan")


def test_password_says_that_somebody_is_unknown_before_it_asks(served: Served) -> None:
    result = call(served, "password", "gin", said="the lamps of willow street\n" * 2)
    assert isinstance(result.exception, UnknownId)
    assert "Did you mean" in result.exception.what
    assert "jin (金小满 Jin Xiaoman)" in result.exception.what
    assert "Password" not in result.output


def test_password_asks_twice_and_never_shows_it(served: Served) -> None:
    result = call(served, "password", "jin", said="the lamps of willow street\n" * 2)
    assert result.exit_code == 0, result.output
    assert "willow" not in result.output
    assert served.kept.passwords.verify("jin", "the lamps of willow street")


def test_a_lock_ends_what_is_open_at_once_and_unlocking_lets_in_again(served: Served) -> None:
    browser, other = served.browser("jin"), served.browser("pan")
    assert browser.get("/command").status_code == 200
    assert "1 sign-ins ended" in call(served, "lock", "jin", "--reason", "left").output
    assert browser.get("/command").status_code == 303
    assert other.get("/command").status_code == 200
    assert "jin\t" in call(served, "lock", "--list").output
    assert "may sign in again" in call(served, "unlock", "jin").output
    assert "was not locked out" in call(served, "unlock", "jin").output
    assert served.browser("jin").get("/command").status_code == 200
    assert [type(fact) for _, fact in facts(served)] == [Locked, Unlocked]


def test_a_lock_wants_a_person_and_a_ground(served: Served) -> None:
    assert call(served, "lock", "jin").exit_code == 2
    assert call(served, "lock", "jin", "--reason", "because").exit_code == 2
    assert isinstance(call(served, "lock", "gin", "--reason", "left").exception, UnknownId)


def test_sessions_are_listed_and_ended_one_or_all(served: Served) -> None:
    served.street.now = utc_now()
    first, second = (served.kept.sessions.open("jin") for _ in range(2))
    lines = call(served, "sessions", "jin").output.splitlines()
    assert len(lines) == 2
    mark = lines[0].split("\t")[0]
    assert f"ended {mark}" in call(served, "sessions", "jin", "--end", mark).output
    assert "has no sign-in" in call(served, "sessions", "jin", "--end", mark).output
    assert "1 sign-ins of jin ended" in call(served, "sessions", "jin", "--end", "all").output
    assert [served.kept.sessions.find(each) for each in (first, second)] == [None, None]
    assert [fact.count for _, fact in facts(served) if isinstance(fact, SignInsEnded)] == [1, 1]


def test_until_when_a_first_password_holds_is_told_in_the_time_of_the_city(
    served: Served, list_of: Path, tmp_path: Path
) -> None:
    told = tmp_path / "first.csv"
    assert call(served, "accounts", list_of, "--to", told).exit_code == 0
    for row in csv.DictReader(StringIO(told.read_text("utf-8"))):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d Asia/Shanghai", row["until"])
