"""Who acts: a person at a post, a machine with a scoped token, a stage of the loop, or a citizen with a link."""

from enum import StrEnum

import msgspec


class Duty(StrEnum):
    """What a post is there for. Rights hang on duties, never on names (after CJJ/T 106 and GB/T 30428.2)."""

    ACCEPT = "accept"
    """受理: takes reports in, verifies, establishes."""
    DISPATCH = "dispatch"
    """派遣: sends cases to units, on duty at a centre (值班)."""
    HANDLE = "handle"
    """处理: a unit's own desk: signs for, handles, reports back, returns."""
    CHECK = "check"
    """核查: looks again on the spot; never the one who handled."""
    CLOSE = "close"
    """结案."""
    ARBITRATE = "arbitrate"
    """裁定: whose word binds after a second return."""
    SUPERVISE = "supervise"
    """督办, approves extensions and hold-overs: a leader on duty (带班领导)."""
    COMMAND = "command"
    """A street's or district's commander: sees the board, sends teams."""
    FIELD = "field"
    """网格员, crew: does the work on the spot."""
    EVALUATE = "evaluate"
    """综合评价."""
    SECURE = "secure"
    """Data security: reads the access journal, never the words of a case."""
    CONFIGURE = "configure"
    """City IT: applies city files, erases subjects on a lawful request."""
    TRANSLATE = "translate"
    """翻译: writes down in one language what was written in another."""


class Kind(StrEnum):
    """What sort of actor a principal is."""

    PERSON = "person"
    MACHINE = "machine"
    STAGE = "stage"
    CITIZEN = "citizen"
    NOBODY = "nobody"


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One post that somebody holds now: its duties, within one jurisdiction, for one unit (or none)."""

    post: str
    duties: frozenset[Duty]
    jurisdiction: str
    """The node of the jurisdiction tree; everything below it is included."""
    unit: str | None = None
    path: str = ""
    """Ids from the root down to the node, each ended by a slash; empty reaches nothing."""
    named: bool = False
    """Named for matters of discipline and public order."""
    teams: frozenset[str] = frozenset()
    """The teams in which whoever holds the post works."""
    scopes: frozenset[str] | None = None
    """A machine's token: what it may do at most, as ``action:dataset``. None: all that the duties carry."""


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """The author of an entry, with what he may claim at this moment."""

    id: str
    """Prefixed by its kind: ``person:wang``, ``machine:grid-bridge``, ``stage:decide``, ``citizen``, ``nobody``."""
    kind: Kind
    claims: tuple[Claim, ...] = ()

    def has(self, duty: Duty) -> bool:
        """Whether one of the posts held carries ``duty``, anywhere."""
        return any(duty in claim.duties for claim in self.claims)


NOBODY = Principal(id="nobody", kind=Kind.NOBODY)
CITIZEN = Principal(id="citizen", kind=Kind.CITIZEN)


def stage(name: str) -> Principal:
    """The loop's own stage ``name`` as an author."""
    return Principal(id=f"stage:{name}", kind=Kind.STAGE)


def citizen(case: str) -> Principal:
    """Whoever came with the follow-up link of ``case``: a citizen as far as this one case goes."""
    return Principal(id=f"citizen:{case}", kind=Kind.CITIZEN)
