"""How guarded a piece of data is. Every field of a fact and every column of a table carries a label."""

from enum import IntEnum
from typing import NamedTuple


class Grade(IntEnum):
    """数据分级: the harm done if the data came out, lowest first (after GB/T 43697-2024 and DB31/T 1446)."""

    OPEN = 1
    """公开: anybody may see it."""
    INTERNAL = 2
    """内部: those who work for the city, where their post needs it."""
    SENSITIVE = 3
    """敏感: those whose duty on this very case needs it."""
    RESTRICTED = 4
    """高敏感: named posts alone, each look on the record."""


class Label(NamedTuple):
    """The grade of a field, and whether it says something of a person (个人信息)."""

    grade: Grade
    personal: bool = False


OPEN = Label(Grade.OPEN)
INTERNAL = Label(Grade.INTERNAL)
SENSITIVE = Label(Grade.SENSITIVE)
RESTRICTED = Label(Grade.RESTRICTED)
PERSONAL = Label(Grade.SENSITIVE, personal=True)
STAFF = Label(Grade.INTERNAL, personal=True)
"""Which officer did it: personal, but the city's own business."""
