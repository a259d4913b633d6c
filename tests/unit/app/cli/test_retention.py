"""``cityloop retention``: whose archive periods are over is listed, and those go of whom the city's files say so."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from cityloop.app.opening import open_node
from cityloop.city.catalogue import Afterwards, Retention
from cityloop.command.forgetting import find_subject, is_forgotten
from tests.street import Street
from tests.unit.app.keeping_hands import call, said

LONG_AGO = datetime(2010, 3, 1, 2, 0, tzinfo=UTC)


class Archive:
    """A record with two cases that ended long ago, and one that did now."""

    def __init__(self, folder: Path, then: Afterwards) -> None:
        self.data = folder / "var"
        street = Street(self.data, now=LONG_AGO)
        rule = Retention(category="grid", years=1, then=then, source="schedule, line 2")
        street.apply(replace(street.city, retention=(rule,)))
        self.old = [street.closed(), street.closed()]
        street.now = datetime.now(UTC)
        self.new = street.closed()
        street.node.stop()

    def forgotten(self) -> list[str]:
        """The cases whose words are gone."""
        node = open_node(self.data)
        found = [case for case in (*self.old, self.new) if is_forgotten(node.journal, find_subject(node.journal, case))]
        node.stop()
        return found


def test_they_are_listed_and_nothing_is_done(tmp_path: Path) -> None:
    archive = Archive(tmp_path, Afterwards.ERASE)
    words = said("retention", "--data", archive.data)
    assert [case in words for case in (*archive.old, archive.new)] == [True, True, False]
    assert words.count("\t2012-01-01\tschedule, line 2\n") == 2
    assert words.endswith("2 past their archive period: 2 to be erased, 0 to be handed over, 0 to be reviewed\n")
    assert archive.forgotten() == []


def test_those_go_of_whom_the_files_say_so_and_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path, Afterwards.ERASE)
    assert call("retention", "--erase", "--data", archive.data).exit_code == 1
    assert archive.forgotten() == []
    assert said("retention", "--erase", "--yes", "--data", archive.data).endswith("2 forgotten\n")
    assert archive.forgotten() == archive.old
    assert said("retention", "--erase", "--yes", "--data", archive.data).startswith("0 past their archive period")


@pytest.mark.parametrize("then", [Afterwards.REVIEW, Afterwards.HAND_OVER])
def test_what_is_to_be_judged_or_handed_over_stays(tmp_path: Path, then: Afterwards) -> None:
    archive = Archive(tmp_path, then)
    assert said("retention", "--erase", "--yes", "--data", archive.data).splitlines()[0].startswith(f"{then}\t")
    assert archive.forgotten() == []
    said("erase", archive.old[0], "--ground", "judged", "--yes", "--data", archive.data)
    assert archive.forgotten() == archive.old[:1]


def test_whom_a_hold_keeps_is_not_among_them(tmp_path: Path) -> None:
    archive = Archive(tmp_path, Afterwards.ERASE)
    words = ("--ground", "court, file 12", "--until", "2099-06-30", "--data", archive.data)
    said("hold", "place", archive.old[0], *words)
    assert said("retention", "--erase", "--yes", "--data", archive.data).endswith("1 forgotten\n")
    assert archive.forgotten() == archive.old[1:]
