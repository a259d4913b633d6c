"""What is promised to citizens: how a report stands, what that means, and what comes next by when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cityloop.city.catalogue import Life
from cityloop.command.stages import Stage
from cityloop.views.public import Followed
from cityloop.web.shown import moment_long
from cityloop.web.visit import Visit


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


STANDS: dict[Stage, tuple[str, str]] = {
    Stage.ESTABLISH: (_("We have it"), _("Somebody goes and looks whether it is so.")),
    Stage.ACCEPT: (_("We have it"), _("Somebody reads it, then answers or sends it to the right place.")),
    Stage.DISPATCH: (_("It is taken on"), _("It is being sent to whoever answers for it.")),
    Stage.SIGN: (_("It was sent on"), _("The unit that answers for it has to sign for it.")),
    Stage.CONTACT: (_("The unit has it"), _("The unit gets in touch with you, where you said how.")),
    Stage.HANDLE: (_("It is being worked on"), _("The unit that answers for it has it in hand.")),
    Stage.FEEDBACK: (_("The work is done"), _("The unit writes down what it did; then somebody else checks.")),
    Stage.ANSWER: (_("It is being answered"), _("The unit writes its answer to you.")),
    Stage.CHECK: (_("It is being checked"), _("Somebody who did not do the work looks whether it is done.")),
    Stage.REVIEW: (_("The answer is being checked"), _("Somebody else reads the answer before it goes out.")),
    Stage.REVISIT: (_("Is it solved?"), _("You are asked whether it is solved, where you said how to reach you.")),
    Stage.CLOSE: (_("It is almost closed"), _("It was checked; the office closes it.")),
    Stage.ARBITRATE: (_("It is being decided who does it"), _("Two units say it is not theirs. An arbiter decides.")),
    Stage.CLOSED: (_("It is closed"), _("Is it not solved after all? Open it again below.")),
    Stage.REFUSED: (_("It was not accepted"), _("The reason is below. Do you see it otherwise? Call us.")),
    Stage.MERGED: (_("Others reported the same"), _("Your report goes on together with theirs.")),
}
"""Title and meaning of each stage, for the one who reported."""


def stands(visit: Visit, found: Followed) -> tuple[str, str]:
    """How the report stands and what that means, in the page's language."""
    if found.handed_to is not None and not found.is_open:
        title = visit.say("It was handed over to %(number)s") % {"number": found.handed_to}
        return title, visit.say("Whoever comes out at once has it. Is something left to do? Open it again below.")
    title, _meaning = STANDS[found.stage]
    return visit.say(title), visit.say(meaning(found.stage, withheld=found.withheld))


def meaning(stage: Stage, *, withheld: bool) -> str:
    """What a stage means for the one who reported; a unit that never learns who that is gets in touch with nobody."""
    return STANDS[Stage.HANDLE if withheld and stage is Stage.CONTACT else stage][1]


STANDS_FOR_OTHERS: dict[Stage, str] = {
    **{stage: title for stage, (title, _meaning) in STANDS.items()},
    Stage.REVISIT: _("The one who reported is asked whether it is solved"),
}
"""The same for anybody."""

MILESTONES: dict[Life, tuple[tuple[str, frozenset[str]], ...]] = {
    Life.GRID: (
        (_("Reported"), frozenset({"report"})),
        (_("Looked at"), frozenset({"verify", "establish"})),
        (_("Sent to whoever answers for it"), frozenset({"dispatch", "arbitrate"})),
        (_("Work done"), frozenset({"handle"})),
        (_("Checked by somebody else"), frozenset({"check"})),
        (_("Closed"), frozenset({"close", "hand-over"})),
    ),
    Life.REQUEST: (
        (_("Reported"), frozenset({"report"})),
        (_("Taken on"), frozenset({"accept"})),
        (_("Sent to whoever answers for it"), frozenset({"dispatch", "arbitrate"})),
        (_("Signed for by the unit"), frozenset({"sign"})),
        (_("Worked on"), frozenset({"handle"})),
        (_("Answered"), frozenset({"answer", "answer-directly"})),
        (_("Answer checked"), frozenset({"review"})),
        (_("Closed"), frozenset({"close", "answer-directly", "hand-over"})),
    ),
}
"""What a citizen sees of the way, with the steps that reach each point."""

SINCE: dict[Stage, int] = {
    Stage.ESTABLISH: 1, Stage.ACCEPT: 1, Stage.DISPATCH: 2, Stage.ARBITRATE: 2, Stage.SIGN: 3, Stage.CONTACT: 4,
    Stage.FEEDBACK: 4, Stage.CHECK: 4, Stage.ANSWER: 5, Stage.REVIEW: 6, Stage.REVISIT: 7,
}  # fmt: skip
"""How many points of the way lie behind in each stage."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the way: ``done``, ``now`` or ``ahead``."""

    name: str
    when: str
    time: datetime | None


def way(visit: Visit, found: Followed) -> tuple[Point, ...]:
    """The way of the report, as far as it went; of one that has ended only what was."""
    behind = reached(found)
    times = {verb: step.time for step in found.timeline for verb in (step.verb,)}
    points = enumerate(MILESTONES[found.life])
    passed = ((at, name, _latest(times, verbs)) for at, (name, verbs) in points)
    return tuple(
        Point(visit.say(name), _when(at, behind, is_open=found.is_open), time if at < behind else None)
        for at, name, time in passed
        if found.is_open or (at < behind and time is not None)
    )


def _when(at: int, behind: int, *, is_open: bool) -> str:
    return "done" if at < behind else "now" if at == behind and is_open else "ahead"


def reached(found: Followed) -> int:
    """How many points lie behind."""
    points = len(MILESTONES[found.life])
    ends = {Stage.CLOSED: points, Stage.REFUSED: 1, Stage.MERGED: 1, Stage.HANDLE: 3, Stage.CLOSE: points - 1}
    if found.stage is Stage.HANDLE and found.life is Life.REQUEST:
        return 4
    return ends.get(found.stage, SINCE.get(found.stage, 1))


def _latest(times: dict[str, datetime], verbs: frozenset[str]) -> datetime | None:
    return max((times[verb] for verb in verbs if verb in times), default=None)


def next_steps(
    visit: Visit, life: Life, due_at: datetime | None, has_contact: bool, *, by_link: bool = True
) -> Iterator[str]:
    """What happens next, and by when, in three sentences."""
    say = visit.say
    due = {"time": moment_long(due_at, visit.now, visit.zone, visit.language)} if due_at else None
    if life is Life.GRID:
        yield say("By %(time)s somebody goes and looks.") % due if due else say("Somebody goes and looks.")
        yield say("Then it goes to whoever answers for it, with a time to do it in.")
        yield say("Somebody else checks that it is done.")
    else:
        read_by = say("By %(time)s somebody reads it, and answers or sends it on.")
        yield read_by % due if due else say("Somebody reads it, and answers or sends it on.")
        yield say("The unit gets in touch with you.") if has_contact else say("The unit works on it.")
        link = say("The answer is checked before it goes out. You find it behind the link below.")
        yield link if by_link else say("The answer is checked before it goes out. Ask for it with the number.")
