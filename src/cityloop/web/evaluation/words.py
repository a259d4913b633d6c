"""The terms of evaluation in words: what rates are told apart by, tiers, parts of a number, ways in."""

from collections.abc import Mapping
from datetime import date

from cityloop.views.evaluation.answer import Group
from cityloop.views.evaluation.asked import By
from cityloop.views.evaluation.behind import Part
from cityloop.views.evaluation.dimensions import NAMED
from cityloop.views.evaluation.intervals import Tier
from cityloop.web.shown import month
from cityloop.web.visit import Visit


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


BYS: Mapping[By, str] = {
    By.DISTRICT: _("District"),
    By.STREET: _("Street"),
    By.GRID: _("Grid"),
    By.LEAD: _("Department"),
    By.POST: _("Post"),
    By.SUBJECT: _("Subject"),
    By.CATEGORY: _("Category"),
    By.KIND: _("Kind of request"),
    By.LIFE: _("Kind of case"),
    By.CHANNEL: _("Way in"),
    By.WEEK: _("Week"),
    By.MONTH: _("Month"),
}
TIERS: Mapping[Tier, str] = {
    Tier.BETTER: _("Clearly better than the others"),
    Tier.ALIKE: _("Not told apart"),
    Tier.WORSE: _("Clearly worse than the others"),
    Tier.FEW: _("Too few to compare"),
}
MEANT: Mapping[Tier, str] = {
    Tier.BETTER: _("by more than chance"),
    Tier.ALIKE: _("the differences here are what chance makes; this is no ranking"),
    Tier.WORSE: _("by more than chance"),
    Tier.FEW: _("fewer than 20 due"),
}
PARTS: Mapping[Part, str] = {
    Part.COUNTED: _("counted"),
    Part.REST: _("not counted"),
    Part.DUE: _("all that was due"),
}
VALUES: Mapping[str, str] = {
    "grid": _("on the street"),
    "request": _("requests"),
    "consult": _("question"),
    "help": _("help wanted"),
    "complain": _("complaint"),
    "denounce": _("denunciation"),
    "suggest": _("suggestion"),
    "web": _("web"),
    "phone": _("telephone"),
    "field": _("from the spot"),
    "import": _("import"),
    "machine": _("another system"),
}
NOBODYS: Mapping[By, str] = {
    By.LEAD: _("with no department"),
    By.POST: _("with no post"),
    By.KIND: _("without a kind"),
    By.CATEGORY: _("not yet sorted"),
    By.SUBJECT: _("not yet sorted"),
}


def group_name(visit: Visit, by: By | None, group: Group) -> str:
    """What a group is called."""
    return value_name(visit, by, group.value or "") if by else ""


def month_name(visit: Visit, value: str) -> str:
    """A month as it is called; what is none, as it was written."""
    try:
        return month(date.fromisoformat(f"{value[:7]}-01"), visit.language)
    except ValueError:
        return value


def value_name(visit: Visit, by: By, value: str) -> str:
    """A value as it is called; the empty one is nobody's."""
    if not value:
        return visit.say(NOBODYS[by]) if by in NOBODYS else visit.say("elsewhere, or unknown")
    if by in (By.KIND, By.LIFE, By.CHANNEL):
        return visit.say(VALUES.get(value, value))
    if by is By.MONTH:
        return month_name(visit, value)
    find = NAMED.get(by)
    return visit.name(find(visit.index, value) if find else None, value)
