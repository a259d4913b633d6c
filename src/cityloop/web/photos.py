"""The fields of a form that brings a photo."""

from dataclasses import replace

from cityloop.web.parts.values import Choice, Field
from cityloop.web.visit import Visit


def photo_fields(visit: Visit, view: str = "near") -> tuple[Field, Field]:
    """The fields of a photo's form: the file, and what it shows."""
    names = {
        "far": visit.say("from afar"),
        "near": visit.say("close up"),
        "before": visit.say("before"),
        "after": visit.say("after"),
    }
    choices = tuple(Choice(value, title, chosen=value == view) for value, title in names.items())
    photo = Field("photo", visit.say("Photo"), "photo")
    return photo, Field("view", visit.say("What does it show?"), "choice", view, choices=choices)


def with_error(fields: tuple[Field, ...], error: str) -> tuple[Field, ...]:
    """The same fields, the first of them wrong."""
    return (replace(fields[0], error=error), *fields[1:])
