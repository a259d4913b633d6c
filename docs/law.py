"""Pages of the law of the house: what can be said, which steps there are, who may see what."""

from collections.abc import Iterator
from enum import Enum
from itertools import groupby
from typing import get_type_hints

import msgspec

from cityloop.city.catalogue import Life
from cityloop.city.facts import EVERY
from cityloop.command import lifecycle, stages
from cityloop.command.rate import SECTIONS, Rate
from cityloop.command.rates import RATES
from cityloop.edge.rate_words import rate_words
from cityloop.guard.table import RIGHTS, Right
from docs.reading import field_words, label_of, said, several, table, type_of


def facts() -> Iterator[str]:
    """Facts: everything that can stand on the record."""
    yield "Each is said in the past tense and never changed; its tag is never used again for a new meaning."
    for module, kinds in groupby(EVERY, lambda fact: fact.__module__):
        yield f"## {module.rpartition('.')[2]}"
        for kind in kinds:
            yield f"### {kind.__name__}\n\n`{kind.__struct_config__.tag}`\n\n{said(kind)}"
            yield _fields(kind)


def _fields(struct: type[msgspec.Struct]) -> str:
    hints, words = get_type_hints(struct, include_extras=True), field_words(struct)
    names = struct.__struct_fields__
    rows = ((f"`{name}`", type_of(hints[name]), label_of(hints[name]), words.get(name, "")) for name in names)
    return table(("field", "type", "label", "what it says"), rows)


def life_cycle() -> Iterator[str]:
    """Life cycle: the two lives of a case."""
    yield said(lifecycle)
    yield table(("stage", "中文", "English"), ((f"`{s}`", name.zh, name.en) for s, name in stages.NAMES.items()))
    for life in Life:
        yield f"## {life.value}\n\n{_member(life)}"
        yield table(STEP, (_step(step) for step in lifecycle.STEPS if life in step.lives))


SETS = {frozenset(stages.Stage): "any", stages.OPEN: "any open", stages.TAKEN: "any at the lead"}
STEP = ("step", "中文", "English", "from", "to", "or, when the outcome is negative", "duties", "by", "fact")


def _step(step: lifecycle.Step) -> list[str]:
    ends = (step.target or "stays", step.otherwise or "")
    sources = SETS.get(step.sources) or several(step.sources)
    called = [f"`{step.verb}`", step.name.zh, step.name.en]
    return [*called, sources, *ends, several(step.duties), step.by, step.fact.__name__]


def _member(member: Enum) -> str:
    """The words below a member of an enumeration."""
    return field_words(type(member)).get(member.name, "")


def rights() -> Iterator[str]:
    """Rights: who may do what with which data."""
    yield "What is not here is denied. A right reaches as far as its scope, for its purposes, up to its grade."
    header = ("duty", "actions", "dataset", "scope", "purposes", "highest grade", "of persons")
    yield table(header, (_right(right) for right in dict.fromkeys(RIGHTS.values())))


def _right(right: Right) -> list[object]:
    names = (right.scope, several(right.purposes), right.highest.name.lower(), right.personal)
    return [right.duty, several(right.actions), right.dataset, *names]


def rates() -> Iterator[str]:
    """Rates: how it went is counted, and how each number is gamed."""
    yield (
        "A rate is over what had come due within the span by the time first granted, however it ended ([why]"
        "(../adr/0029-rates-over-what-came-due.md)). The conditions are printed as they are run; `now` is the moment "
        "of the question, and times are microseconds. Who differs is told apart without noise ([how]"
        "(../adr/0030-nobody-is-ranked-by-chance.md))."
    )
    for section, name in SECTIONS.items():
        yield f"## {name.en} {name.zh}"
        yield from (_rate(rate) for rate in RATES if rate.section is section)


def _rate(rate: Rate) -> str:
    words, (due, counts) = rate_words()[rate.id], rate.formula
    rows = (
        ("due", f"{words.due.en}<br>{words.due.zh}"),
        ("counted", f"{words.counts.en}<br>{words.counts.zh}"),
        ("of", f"`{rate.over.name}` by `{rate.when.name}`"),
        ("denominator", f"`{due}`"),
        ("numerator", f"`{counts}`"),
        ("good is", rate.better),
        ("source", words.source),
        ("gamed by", f"{words.gamed.en}<br>{words.gamed.zh}"),
        ("shows in", several(rate.shown_by)),
    )
    return f"### {words.name.en} {words.name.zh}\n\n`{rate.id}`\n\n" + table(("", ""), rows)
