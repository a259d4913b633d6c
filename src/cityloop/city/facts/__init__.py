"""Every fact that can stand in a journal. A new fact is added to ``EVERY`` and nowhere else."""

from typing import TypeAlias, Union

from cityloop.city.facts import record
from cityloop.city.facts.fact import Fact

EVERY: tuple[type[Fact], ...] = (record.ConfigurationApplied, record.SubjectErased)

AnyFact: TypeAlias = Union[record.ConfigurationApplied, record.SubjectErased]  # noqa: UP007 - grows by a line a fact
