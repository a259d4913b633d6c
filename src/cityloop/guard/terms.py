"""The words in which rights are written: purposes, datasets, scopes, and how far a person's data is shown."""

from enum import IntEnum, StrEnum
from typing import TypeAlias

from cityloop.city.principal import Duty, Kind

Office: TypeAlias = Duty | Kind
"""What somebody asks as: a duty of a post held, ``Kind.CITIZEN`` (came with a link), or ``Kind.NOBODY`` (anybody)."""


class Purpose(StrEnum):
    """Why somebody looks or acts. Said with every access, and judged: a right holds for its purposes alone."""

    CASEWORK = "casework"
    """办案: to move this very case, or to find the next one."""
    OVERSIGHT = "oversight"
    """督办, 指挥: to see to it that others do."""
    EVALUATION = "evaluation"
    """综合评价."""
    FOLLOWING = "following"
    """The one who reported asks what came of it."""
    PUBLICATION = "publication"
    """What anybody may know."""
    AUDIT = "audit"
    """Who looked at what, and is the record whole?"""
    UPKEEP = "upkeep"
    """City IT: configuration, posts, sessions."""
    LAWFUL_REQUEST = "lawful-request"
    """A person's own request under the law: access, correction, erasure (PIPL articles 44 to 47)."""


class Dataset(StrEnum):
    """What is guarded as one thing."""

    CASE = "case"
    """A case without its words: category, coarse place, stage, units, clocks, timeline."""
    WORDS = "case.words"
    """What the reporter and the officers wrote."""
    ANSWER = "case.answer"
    """What the city lets the reporter have as its answer; the other words of officers are not among it."""
    CONTACT = "case.contact"
    """Who reported, and how to reach them."""
    PLACE = "case.place"
    """The exact place."""
    PHOTOS = "case.photos"
    BOARD = "board"
    """A node's board: counts by area, teams, and the rows of its open cases; nothing that anybody wrote."""
    EVALUATION = "evaluation"
    CITY = "city"
    """Areas, units, posts, catalogue, calendar."""
    JOURNAL = "journal"
    """Entries as they stand in the record, with proofs; nothing sealed is opened."""
    ACCESS = "access"
    """The access journal."""
    CONFIGURATION = "configuration"
    SUBJECT = "subject"
    """All that the record holds of one person."""
    SESSION = "session"
    """One's own sign-in."""
    SERVICE = "service"
    """The program itself: its pages' styles, its health, its description."""
    NOTICES = "notices"
    """Who is told of what by which channel, and what could not be delivered; no address, no text."""
    PUBLIC_CASE = "public-case"
    """Category, coarse place and status of a case, and what was published of it."""


class Scope(StrEnum):
    """Which rows a right reaches."""

    ANYWHERE = "anywhere"
    BELOW = "below"
    """In the jurisdiction of the post, and everything beneath it."""
    UNIT = "unit"
    """Cases that the post's unit leads or assists."""
    JOB = "job"
    """Cases to which one was sent oneself."""
    GROUND = "ground"
    """Cases to which one was sent, and those in the jurisdiction of the post."""
    LINK = "link"
    """The one case whose unguessable link was shown."""


class Personal(IntEnum):
    """How far data of a person is shown."""

    NO = 0
    MASKED = 1
    CLEAR = 2
