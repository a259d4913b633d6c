"""From a report to what the fact says: where it lies, who runs it, whether its reporter is withheld."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cityloop.city import telephone
from cityloop.city.area import written
from cityloop.city.catalogue import Category, Life, RequestKind
from cityloop.city.facts.fact import Sealed
from cityloop.command.given import InForce
from cityloop.command.orders import Report
from cityloop.command.scene import BadOrder
from cityloop.command.stages import START
from cityloop.command.translating import language_said
from cityloop.command.whereabouts import areas_known, lies_in, run_by, whereabouts

Seal = Callable[[str, bytes], Sealed]


def understood(report: Report, in_force: InForce, now: datetime, *, adopted: bool = False) -> dict[str, Any]:
    """All that a report says openly, as fields of the fact. Raises ``OutsideCity``, ``UnknownPlace``, ``BadOrder``.

    ``adopted``: it is taken over as another system recorded it, without words and under an old category too.
    """
    _refuse_empty(report, adopted=adopted)
    index = in_force.index
    where, place = whereabouts(index, place=report.place, node=report.node, point=report.point)
    category = _category(report, in_force, adopted=adopted)
    at = run_by(index, where)
    areas = lies_in(index, place, report.point) if report.areas is None else areas_known(index, report.areas)
    begun = in_force.timing.begun(category.id if category else report.life, START[report.life], now, at)
    return {
        "where": where,
        "at": at,
        "place": place,
        "areas": areas,
        "adopted": adopted,
        **begun._asdict(),
        "category": category.id if category else None,
        "sensitive": bool(category and category.sensitive),
        "withheld": report.kind is RequestKind.DENOUNCE,
        **{name: getattr(report, name) for name in ("life", "kind", "channel", "occurred", "source")},
        "language": language_said(index, report.language),
    }


def told(report: Report, subject: str, seal: Seal) -> dict[str, Any]:
    """What stands sealed: words, contact with the number of whoever called, exact place in words and as a point."""
    point = report.point and written(report.point)
    texts = {"words": report.words, "contact": _contact(report), "spot": report.spot, "point": point}
    return {name: seal(subject, text.encode()) if text else None for name, text in texts.items()}


def _contact(report: Report) -> str | None:
    """How to reach the reporter: as it was said, and the number of the call where that does not say it already."""
    caller, said = report.caller and telephone.normal(report.caller), report.contact or ""
    known = not caller or caller in telephone.list_mentioned(said)
    return said or None if known else "，".join(filter(None, (said.strip(), caller)))


def caller_of(report: Report) -> str | None:
    """The number by which the reporter is known again; None where none was shown, or where it has to be nobody's.

    举报: a denunciation is not linked with what else its reporter ever called for.
    """
    return None if report.caller is None or report.kind is RequestKind.DENOUNCE else telephone.normal(report.caller)


def _refuse_empty(report: Report, *, adopted: bool) -> None:
    if not report.words and report.source is None and not adopted:
        raise BadOrder("Say what is the matter, in a few words.")
    if report.caller is not None and telephone.normal(report.caller) is None:
        raise BadOrder("This is no telephone number. Write it with its area code, or leave it empty.")
    if report.life is Life.REQUEST and report.kind is None:
        raise BadOrder("A request needs its kind: consult, help, complain, denounce or suggest.")


def _category(report: Report, in_force: InForce, *, adopted: bool) -> Category | None:
    found = in_force.index.law.categories.find(report.category) if report.category else None
    if report.category and found is None:
        raise BadOrder(f"There is no category '{report.category}' in this city's catalogue.", category=report.category)
    if found and found.retired and not adopted:
        instead = f"Use '{found.replaced_by}'." if found.replaced_by else "Nothing stands in its place."
        raise BadOrder(
            f"The category '{found.id}' was given up. {instead}", category=found.id, instead=found.replaced_by
        )
    return found
