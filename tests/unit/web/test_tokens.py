"""Colours can be told apart: text 4.5, graphics 3, by day and by night (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

from cityloop.web.render import STATIC

TEXT = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
DAY, NIGHT = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", part)) for part in TEXT.split("@media")[:2])
SETTINGS = {"day": DAY, "night": DAY | NIGHT}
GROUNDS = ("ground", "plate", "field")


def light(colour: str) -> float:
    """Relative luminance."""
    whole = colour.strip("#")
    digits = "".join(2 * each for each in whole) if len(whole) == 3 else whole
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3"])
def test_text_can_be_read(setting: str, ground: str, ink: str) -> None:
    colours = SETTINGS[setting]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("level", ["red", "orange", "yellow", "blue"])
def test_a_level_can_be_seen_and_its_numeral_read(setting: str, level: str) -> None:
    colours = SETTINGS[setting]
    seen = colours["yellow-edge"] if level == "yellow" else colours[level]
    assert contrast(seen, colours["ground"]) >= 3
    assert contrast(colours[f"on-{level}"], colours[level]) >= 4.5


@pytest.mark.parametrize("setting", SETTINGS)
def test_lines_that_mean_something_can_be_seen(setting: str) -> None:
    colours = SETTINGS[setting]
    assert contrast(colours["axis"], colours["ground"]) >= 3
    assert contrast(colours["on-ink"], colours["ink"]) >= 4.5
