"""From a report to the fact that it came in: where it lies, who runs it, whether its reporter is withheld."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cityloop.city.catalogue import Life, RequestKind
from cityloop.city.facts.fact import Sealed
from cityloop.city.facts.intake import Channel, Reported
from cityloop.command.given import InForce
from cityloop.command.orders import Report
from cityloop.command.scene import BadOrder
from cityloop.command.stages import START
from cityloop.command.whereabouts import run_by, whereabouts

Seal = Callable[[str, bytes], Sealed]


def reported(
    report: Report, ids: tuple[str, str, str | None], in_force: InForce, now: datetime, seal: Seal
) -> Reported:
    """The fact; ``ids`` are the case's, its subject's and the follow-up link's hash (None for no link)."""
    case, subject, follow = ids
    index = in_force.index
    where, place = whereabouts(index, place=report.place, node=report.node, point=report.point)
    span = in_force.timing.span(report.category, START[report.life], now, None)
    return Reported(
        case=case,
        subject=subject,
        follow=follow,
        where=where,
        at=run_by(index, where),
        place=place,
        due=span.due,
        soon=span.soon,
        withheld=report.kind is RequestKind.DENOUNCE,
        **_copied(report, in_force),
        **_sealed(report, subject, seal),
    )


def _copied(report: Report, in_force: InForce) -> dict[str, Any]:
    category = report.category and in_force.index.law.categories.find(report.category)
    if report.category and not category:
        raise BadOrder(f"There is no category '{report.category}' in this city's catalogue.", category=report.category)
    if report.life is Life.REQUEST and report.kind is None:
        raise BadOrder("A request needs its kind: consult, help, complain, denounce or suggest.")
    return {
        "life": report.life,
        "kind": report.kind,
        "category": category.id if category else None,
        "sensitive": bool(category and category.sensitive),
        "channel": report.channel,
        "language": report.language,
        "occurred": report.occurred,
        "source": report.source,
    }


def _sealed(report: Report, subject: str, seal: Seal) -> dict[str, Any]:
    if not report.words and report.channel is not Channel.IMPORT:
        raise BadOrder("Say what is the matter, in a few words.")
    spot = report.spot or (report.point and f"{report.point[0]:.6f} {report.point[1]:.6f}")
    told = {"words": report.words, "contact": report.contact, "spot": spot}
    return {name: seal(subject, text.encode()) if text else None for name, text in told.items()}
