"""The documents say what is true now."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from cityloop import __version__
from cityloop.app.cli import cli
from cityloop.city.facts import EVERY
from cityloop.city.words import Language
from cityloop.command.lifecycle import STEPS
from docs.pages import REFERENCE, reference
from tests import documents
from tests.documents import ROOT


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return reference()


def test_the_reference_is_what_the_code_says(pages: dict[str, str]) -> None:
    stands = {path.name: path.read_text("utf-8") for path in REFERENCE.glob("*.md")}
    stale = sorted(name for name in {*pages, *stands} if pages.get(name) != stands.get(name))
    assert stale == [], "run `make docs`, and commit docs/reference"


def test_every_fact_is_in_the_reference(pages: dict[str, str]) -> None:
    assert [fact for fact in EVERY if f"`{fact.__struct_config__.tag}`" not in pages["facts.md"]] == []


def test_every_step_is_in_the_reference(pages: dict[str, str]) -> None:
    assert [step.verb for step in STEPS if f"| `{step.verb}` | {step.name.zh} |" not in pages["life-cycle.md"]] == []


def test_every_command_is_in_the_reference(pages: dict[str, str]) -> None:
    assert [path for path in _commands(cli, "cityloop") if f"## {path}\n" not in pages["commands.md"]] == []


def _commands(command: click.Command, path: str) -> Iterator[str]:
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _commands(below, f"{path} {name}")


def test_every_setting_of_the_environment_is_in_the_reference(pages: dict[str, str]) -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py")]
    named = {name for text in sources for name in re.findall(r"CITYLOOP_[A-Z]+(?:_[A-Z]+)*", text)}
    assert {name for name in named if name not in pages["settings.md"]} == set()


def test_every_plugin_is_in_the_reference(pages: dict[str, str]) -> None:
    folders = ("loop/understand/detectors", "loop/sense/protocols", "twin/networks")
    files = [file for folder in folders for file in (ROOT / "src" / "cityloop" / folder).glob("[a-z]*.py")]
    assert [file.stem for file in files if f".{file.stem}`" not in pages["plugins.md"]] == []


def test_everything_public_says_what_it_is() -> None:
    assert documents.undocumented(*(ROOT / top for top in ("src", "benchmarks", "docs", "bundle"))) == []


def test_what_says_nothing_of_itself_is_caught(tmp_path: Path) -> None:
    (tmp_path / "silent.py").write_text('"""A module."""\n\n\ndef act() -> None:\n    pass\n')
    assert documents.undocumented(tmp_path) == ["silent.py:4: Missing docstring in public function"]


@pytest.mark.parametrize("document", documents.list_documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    assert list(documents.dead_links(document)) == []


def test_dead_links_are_caught(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A heading\n[a](gone.md) [b](#a-heading) [c](#none) [d](https://example.org) `[e](code.md)`\n")
    assert list(documents.dead_links(page)) == ["page.md: gone.md", "page.md: #none"]


def test_decisions_are_whole_and_without_gaps() -> None:
    assert list(documents.faults_of_decisions(ROOT / "docs" / "adr")) == []


def test_faults_of_decisions_are_caught(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("[one](0001-one.md)")
    (tmp_path / "0001-one.md").write_text("\n".join(documents.PARTS))
    (tmp_path / "0003-three.md").write_text("\n".join(documents.PARTS[:3]))
    assert list(documents.faults_of_decisions(tmp_path)) == [
        "0003-three.md stands where 0002-… is due",
        "0003-three.md lacks ## Price",
        "0003-three.md is not in the list",
    ]


def test_what_the_project_says_of_itself_agrees() -> None:
    said = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
    assert (said["publiccodeYmlVersion"], said["softwareVersion"]) == ("0.4", __version__)
    assert said["legal"]["license"] == "Apache-2.0"
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert said["localisation"]["availableLanguages"] == list(Language)


def test_locks_name_no_index_and_hash_everything() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text("utf-8")
        assert "://" not in text
        pinned = re.findall(r"^\S+==.+$", text, re.MULTILINE)
        assert [line for line in pinned if not line.endswith("\\")] == []
