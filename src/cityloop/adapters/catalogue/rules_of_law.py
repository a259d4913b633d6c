"""What must hold of categories, responsibilities, lists and grounds."""

from cityloop.adapters.catalogue.draft import Draft, Placed
from cityloop.city.area import Tier
from cityloop.city.catalogue import ListedDuty, ListKind, Responsibility
from cityloop.city.law import lineage
from cityloop.command.stages import OPEN
from cityloop.command.translating import LIMIT

STAGES = {*(str(stage) for stage in OPEN), LIMIT}
"""What a time limit can be set for."""
STEPS = ("return", "refuse", "extension", "hold-over", "pause", "override", "contest")
"""The steps that need a ground."""


ONCE = {
    "responsibilities": ("category", "jurisdiction"),
    "lists": ("street", "category"),
    "retention": ("category",),
}
"""What a row of each table speaks of, and no other row may."""


def known_parents(draft: Draft) -> None:
    """Every prefix of a category's id is a category."""
    known = draft.ids("categories")
    for placed in draft.of("categories"):
        for parent in lineage(placed.thing.id)[1:-1]:
            if parent not in known:
                what = f"“{placed.thing.id}” lies below “{parent}”, which is no category."
                placed.row.wrong("unknown-parent", what, f"Add “{parent}”, or correct the id.")


def known_stages(draft: Draft) -> None:
    """A limit is set for a stage of the life cycle."""
    for placed in draft.of("categories"):
        for limit in placed.thing.limits:
            if limit.stage not in STAGES:
                what = f"“{limit.stage}” is no stage that has a time limit."
                placed.row.wrong("unknown-stage", what, f"Choose from: {', '.join(sorted(STAGES))}.")


def no_further_than_the_unit(draft: Draft) -> None:
    """A unit answers for ground within its own jurisdiction only."""
    units = {unit.id: unit for unit in draft.things("units")}
    for placed in draft.of("responsibilities"):
        duty: Responsibility = placed.thing
        unit = units.get(duty.unit)
        if unit is not None and not draft.reaches(unit.jurisdiction, duty.jurisdiction):
            what = f"“{unit.id}” works for “{unit.jurisdiction}” and cannot answer for “{duty.jurisdiction}”."
            placed.row.wrong("beyond-jurisdiction", what, "Name ground within its jurisdiction, or another unit.")


def one_owner(draft: Draft) -> None:
    """For a category and a jurisdiction one unit answers; for a street and a category one line stands, and so on."""
    for table, key in ONCE.items():
        seen: dict[tuple[str, ...], Placed] = {}
        for placed in draft.of(table):
            said = tuple(getattr(placed.thing, column) for column in key)
            first = seen.setdefault(said, placed)
            if first is not placed:
                what = f"For {' in '.join(said)} a row stands already, on line {first.row.line}."
                placed.row.wrong("duplicate-row", what, "Keep one of them.")


def every_category_is_owned(draft: Draft) -> None:
    """Each category that a case can have is somebody's in every street; else its cases go to the unowned queue."""
    owned: dict[str, set[str]] = {}
    for duty in draft.things("responsibilities"):
        owned.setdefault(duty.category, set()).add(duty.jurisdiction)
    streets = draft.tree.of_tier(Tier.STREET)
    climbs = {street.id: [node.id for node in draft.tree.above(street.id)] for street in streets}
    for placed in _leaves(draft):
        owners = {node for sort in lineage(placed.thing.id) for node in owned.get(sort, ())}
        _note_unowned(
            placed, [street for street, climb in climbs.items() if not owners.intersection(climb)], len(streets)
        )


def _leaves(draft: Draft) -> list[Placed]:
    parents = {above for each in draft.of("categories") for above in lineage(each.thing.id)[1:]}
    return [placed for placed in draft.of("categories") if placed.thing.id not in parents]


def _note_unowned(placed: Placed, streets: list[str], count: int) -> None:
    if streets:
        where = "anywhere" if len(streets) == count else f"in {', '.join(streets)}"
        what = f"Nobody answers for “{placed.thing.id}” {where}: its cases go to the unowned queue."
        placed.row.wrong("unowned-category", what, "Add a responsibility.", grave=False)


def lists_name_their_lead(draft: Draft) -> None:
    """A street's list speaks of a street; what the street does not lead names the unit that does."""
    streets = {node.id for node in draft.things("jurisdictions") if node.tier is Tier.STREET}
    nodes = draft.ids("jurisdictions")
    for placed in draft.of("lists"):
        listed: ListedDuty = placed.thing
        if listed.street in nodes and listed.street not in streets:
            placed.row.wrong("not-a-street", f"“{listed.street}” is no street.", "Only streets have lists.")
        if listed.kind is not ListKind.BASIC and listed.unit is None:
            what = f"The line is “{listed.kind}”, but names no unit that leads."
            placed.row.wrong("list-without-unit", what, "Name the department in “unit”.")


def known_steps(draft: Draft) -> None:
    """A ground belongs to a step that needs one."""
    for placed in draft.of("grounds"):
        if placed.thing.step and placed.thing.step not in STEPS:
            what = f"“{placed.thing.step}” is no step that needs a ground."
            placed.row.wrong("unknown-step", what, f"Choose from: {', '.join(STEPS)}.")


RULES = (
    known_parents,
    known_stages,
    no_further_than_the_unit,
    one_owner,
    every_category_is_owned,
    lists_name_their_lead,
    known_steps,
)
