"""Every rule of Open311's specification is kept, in JSON and in XML."""

from pathlib import Path

import pytest

from tests.standards.open311 import RULES
from tests.standards.open311.door import Door
from tests.standards.open311.rule import Rule, shown_by
from tests.web.browser import Served


def groups() -> list[list[Rule]]:
    """Rules that are shown by the same thing."""
    found: dict[object, list[Rule]] = {}
    for rule in RULES:
        found.setdefault(shown_by(rule), []).append(rule)
    return list(found.values())


@pytest.mark.parametrize("format", ["json", "xml"])
@pytest.mark.parametrize("rules", groups(), ids=lambda rules: f"{rules[0].section}: {rules[0].said}")
def test_a_rule_is_kept(rules: list[Rule], format: str, tmp_path: Path) -> None:
    with Served(tmp_path) as served:
        door = Door(served.street, served.kept, served.browser(accept="*/*").send, format)
        assert [rule.said for rule in rules if not door.once(rule.kept)] == []


def test_every_rule_stands_once() -> None:
    told = [(rule.section, rule.said) for rule in RULES]
    assert len(told) == len(set(told)) > 100
