"""Every fact that can stand in a journal. A new fact is added to ``EVERY`` and nowhere else."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from cityloop.city.facts import access, bonds, dispatching, intake, judging, record, waiting, work
from cityloop.city.facts.fact import Fact

EVERY: tuple[type[Fact], ...] = (
    record.ConfigurationApplied,
    record.SubjectErased,
    intake.Reported,
    intake.Keyed,
    intake.Located,
    intake.Classified,
    intake.Verified,
    intake.Established,
    intake.Accepted,
    intake.Refused,
    intake.AnsweredDirectly,
    intake.HandedOver,
    intake.Recorded,
    dispatching.Dispatched,
    dispatching.Overridden,
    dispatching.Unowned,
    dispatching.Signed,
    dispatching.Sent,
    dispatching.Returned,
    dispatching.Arbitrated,
    dispatching.Assisted,
    dispatching.HelpAsked,
    dispatching.SentUp,
    dispatching.OrderedDown,
    work.Contacted,
    work.Handled,
    work.ReportedBack,
    work.Answered,
    work.PhotoAdded,
    work.Told,
    judging.Checked,
    judging.Reviewed,
    judging.Revisited,
    judging.Closed,
    judging.Evaluated,
    judging.Contested,
    judging.ContestDecided,
    waiting.Paused,
    waiting.Resumed,
    waiting.ExtensionAsked,
    waiting.ExtensionDecided,
    waiting.HeldOver,
    waiting.HoldEnded,
    waiting.Reckoned,
    waiting.DueSoon,
    waiting.CameDue,
    waiting.HelpDueSoon,
    waiting.HelpCameDue,
    waiting.Escalated,
    bonds.Merged,
    bonds.Absorbed,
    bonds.Parted,
    bonds.Split,
    bonds.Linked,
    bonds.Reopened,
    bonds.Undone,
    bonds.Urged,
    bonds.Supervised,
    bonds.Thanked,
    bonds.Published,
    access.Accessed,
    access.RefusalsCounted,
    access.PublicLooksCounted,
)

if TYPE_CHECKING:
    AnyFact = Fact
else:
    AnyFact = reduce(or_, EVERY)
