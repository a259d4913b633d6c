"""What the addresses for machines take and give, but for those of Open311: for the description of the interface."""

from cityloop.adapters.doors.receipts import Received
from cityloop.app.health import Health
from cityloop.app.route import Contract, Query
from cityloop.command.rates import BY_ID
from cityloop.views.counts import By, Counts, Measure
from cityloop.views.evaluation.answer import Evaluation
from cityloop.views.evaluation.asked import By as ToldBy
from cityloop.views.looks import Looks


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


COUNTED = (
    Query("by", "What is counted by; up to four", tuple(By), several=True, required=True),
    Query("area", "A node of the jurisdiction tree: nothing beyond it is counted"),
    Query("measure", "What is measured of them", tuple(Measure)),
    *(Query(each, f"Cases whose {each} is this alone; empty: those without one") for each in By),
)
EVALUATED = (
    Query("rates", "Ids of rates, as the reference has them; none: all of them", tuple(BY_ID), several=True),
    Query("by", "What they are told apart by", tuple(ToldBy)),
    Query("first", "The first day, like 2026-05-01; none: 30 days before the last"),
    Query("last", "The last day; none: today"),
    Query("area", "A node of the jurisdiction tree: nothing beyond it is counted"),
    *(Query(each, f"Cases whose {each} is this alone; empty: those without one") for each in ToldBy),
)
HEALTH = Contract(gives=Health)
OPENAPI = Contract(_("Every address here, as OpenAPI"))
INTERFACE = Contract(_("Every address here, to be read"))
COUNTS = Contract(_("Cases counted by street, unit, month, kind …: ?by=street,month"), Counts, asks=COUNTED)
EVALUATION_RATES = Contract(
    _("Rates of evaluation with their intervals, told apart by street, department …: ?by=street"),
    Evaluation,
    asks=EVALUATED,
)
ACCESSES = Contract(
    _("Who looked at what and why, and who was refused: ?from=0"),
    Looks,
    asks=(Query("from", "The position in the access journal to begin at"),),
)
RECEIPTS = Contract(_("A gateway brings the receipt of a letter, signed"), Received)
