"""Facts about the record itself: which configuration is in force, who was forgotten."""

from typing import Annotated

from cityloop.city.facts.fact import Fact
from cityloop.city.label import INTERNAL, OPEN, PERSONAL


class ConfigurationApplied(Fact, frozen=True, kw_only=True, tag="record.configuration-applied"):
    """A city's checked files came into force; the value and the raw files are kept under their digests (SHA-256)."""

    city: Annotated[str, OPEN]
    digest: Annotated[str, INTERNAL]
    files: Annotated[str, INTERNAL]


class SubjectErased(Fact, frozen=True, kw_only=True, tag="record.subject-erased"):
    """A person's key was destroyed on a lawful request: what was sealed with it can never be read again."""

    subject: Annotated[str, PERSONAL]
    ground: Annotated[str, INTERNAL]
