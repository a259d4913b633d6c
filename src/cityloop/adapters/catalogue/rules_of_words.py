"""What must hold of approved answers and of signals."""

import re

from cityloop.adapters.catalogue.draft import Draft, Placed
from cityloop.city.catalogue import ApprovedAnswer, Signal
from cityloop.city.words import Language
from cityloop.command.lifecycle import VERBS
from cityloop.command.orders import LONGEST_TEXT

TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
"""A language tag as answers are kept under it: language, script, region (BCP 47)."""


def answers_say_something(draft: Draft) -> None:
    """An approved answer has words in both languages of the house, under tags that are tags, and belongs to a step."""
    for placed in draft.of("answers"):
        answer: ApprovedAnswer = placed.thing
        for language in Language:
            if not answer.texts.get(language):
                what = f"The answer “{answer.id}” has no text in “{language}”."
                placed.row.wrong("empty-answer", what, f"Write it under texts: {language}.")
        _note_texts(placed, answer)
        if answer.event and answer.event not in VERBS:
            what = f"“{answer.event}” is no step of a case."
            placed.row.wrong("unknown-event", what, "See docs/reference/life-cycle.md for the steps.")


def _note_texts(placed: Placed, answer: ApprovedAnswer) -> None:
    for tag, text in answer.texts.items():
        if not TAG.fullmatch(tag):
            placed.row.wrong("wrong-language", f"“{tag}” is no language tag.", "Write it as zh, en, zh-Hant or pt-BR.")
        if not text and tag not in set(Language):
            placed.row.wrong("empty-answer", f"The text in “{tag}” is empty.", "Write it, or take the tag out.")
        if len(text) > LONGEST_TEXT:
            placed.row.wrong("long-answer", f"The text in “{tag}” is too long.", f"At most {LONGEST_TEXT} characters.")


def signals_lead_somewhere(draft: Draft) -> None:
    """A signal has words, and names whom to call or on which ground such a matter is not accepted."""
    grounds = {ground.id: ground for ground in draft.things("grounds")}
    for placed in draft.of("signals"):
        signal: Signal = placed.thing
        if not signal.words:
            placed.row.wrong("empty-signal", f"The signal “{signal.id}” has no words.", "Give it one at least.")
        if signal.call is None and signal.ground is None:
            what = f"The signal “{signal.id}” leads nowhere."
            placed.row.wrong("empty-signal", what, "Name a number to call, or a ground.")
        ground = grounds.get(signal.ground or "")
        if ground is not None and ground.step != "refuse":
            what = f"“{ground.id}” is no ground on which a matter is not accepted."
            placed.row.wrong("wrong-ground", what, "Name a ground of the step “refuse”.")


RULES = (answers_say_something, signals_lead_somewhere)
