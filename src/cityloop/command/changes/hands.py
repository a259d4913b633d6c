"""Whose hands a case is in, and went through, and that it left them."""

from typing import Any

from msgspec.structs import replace

from cityloop.command.case import Case
from cityloop.command.changes.registry import Change
from cityloop.journal.entry import Entry

BY_NOBODY: Change = {"lead": None, "why": None, "assisting": (), "signed": False, "team": None, "person": None}
"""It is anew to be said whose it is."""


def of_help(case: Case, unit: str, **changed: Any) -> Change:
    """What is ``changed`` of the help that ``unit`` gives."""
    helping = (replace(help, **changed) if help.unit == unit else help for help in case.assisting)
    return {"assisting": tuple(helping)}


def hand_in_it(case: Case, entry: Entry, *persons: str) -> Change:
    """The author had a hand in it, and so had ``persons``."""
    return {"handlers": case.handlers | {entry.author, *(f"person:{person}" for person in persons)}}


def ended(case: Case, entry: Entry) -> Change:
    """It is closed, once more."""
    return {"closed": entry.time, "closings": case.closings + 1}
