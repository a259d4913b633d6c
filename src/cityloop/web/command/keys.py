"""The key of each step. Where two steps want one key, the first that is offered has it."""

from collections.abc import Iterable, Iterator

KEYS = {
    "verify": "v",
    "establish": "a",
    "accept": "a",
    "answer-directly": "w",
    "hand-over": "h",
    "refuse": "x",
    "locate": "l",
    "classify": "y",
    "dispatch": "d",
    "override": "w",
    "sign": "g",
    "send": "t",
    "return": "r",
    "arbitrate": "a",
    "assist": "a",
    "ask-help": "q",
    "send-up": "e",
    "order-down": "o",
    "contact": "c",
    "handle": "h",
    "report-back": "f",
    "answer": "w",
    "add-photo": "p",
    "tell": "i",
    "check": "c",
    "review": "c",
    "revisit": "c",
    "close": "c",
    "evaluate": "v",
    "contest": "t",
    "decide-contest": "d",
    "pause": "-",
    "resume": "=",
    "ask-extension": ",",
    "decide-extension": ".",
    "hold-over": "[",
    "end-hold": "]",
    "merge": "m",
    "split": "s",
    "link": "+",
    "reopen": "r",
    "undo": "z",
    "urge": "u",
    "supervise": "b",
    "publish": "9",
}
"""j, k, n, / and Escape are the page's own."""


def keyed(verbs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each verb with its key, or with none where an earlier one has it."""
    given: set[str] = set()
    for verb in verbs:
        key = KEYS.get(verb, "")
        yield verb, "" if key in given else key
        given.add(key)
