"""Templates and styles: nothing inline, nothing unescaped, no colour but in the tokens, each in both languages."""

import re
from pathlib import Path

import pytest

from cityloop.city.words import Language
from cityloop.web.render import ROOT, STATIC, environment

TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
STYLES = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|\bhx-on|\bjs:", re.IGNORECASE)
UNESCAPED = re.compile(r"\|\s*safe|autoescape\s+false", re.IGNORECASE)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?)\(", re.IGNORECASE)
OUTSIDE = re.compile(r"""(?:src|href|action|url)\s*[=(]\s*["']?(?:https?:)?//""")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_can_be_read(name: str, language: Language) -> None:
    assert environment(language).get_template(name).name == name


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_nothing_inline_and_nothing_unescaped(name: str) -> None:
    text = re.sub(r"\{#.*?#\}", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert INLINE.findall(text) == []
    assert UNESCAPED.findall(text) == []
    assert OUTSIDE.findall(text) == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_colours_stand_in_the_tokens_alone(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    colours = [] if path.name == "tokens.css" else [line for line in text.splitlines() if COLOUR.search(line)]
    assert colours == []
    assert "@import" not in text
    assert OUTSIDE.findall(text) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_make_no_code_of_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"\beval\(|new Function|document\.write|insertAdjacentHTML|https?://", text) == []
