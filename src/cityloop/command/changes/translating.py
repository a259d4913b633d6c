"""翻译: what is to be read in another language, and what it says there."""

from msgspec.structs import replace

from cityloop.city.facts import translating
from cityloop.city.facts.bonds import Merged
from cityloop.city.facts.fact import Fact
from cityloop.city.facts.intake import AnsweredDirectly, HandedOver, Refused
from cityloop.city.facts.judging import Closed, Reviewed
from cityloop.city.facts.translating import TextKind
from cityloop.city.facts.work import Answered
from cityloop.command.case import Case, Translation
from cityloop.command.changes.registry import Change, changes
from cityloop.journal.entry import Entry


@changes(translating.TranslationDue)
def _translation_due(fact: translating.TranslationDue, case: Case, entry: Entry) -> Change:
    told = {name: getattr(fact, name) for name in ("text", "what", "written", "read_in", "due")}
    return {"translations": (*case.translations, Translation(asked=entry.time, **told))}


@changes(translating.Translated)
def _translated(fact: translating.Translated, case: Case, entry: Entry) -> Change:
    meant = (fact.text, fact.read_in)
    every = (replace(it, words=fact.note) if (it.text, it.read_in) == meant else it for it in case.translations)
    return {"translations": tuple(every)}


def awaited_no_more(fact: Fact) -> frozenset[TextKind]:
    """Whose words nobody has to read any more after ``fact``: what is not translated by then is no longer awaited."""
    match fact:
        case Answered() | Reviewed(passed=False):
            return frozenset({TextKind.ANSWER})
        case HandedOver(stays=False) | Closed() | Refused() | Merged():
            return frozenset({TextKind.REPORT})
        case AnsweredDirectly():
            return frozenset(TextKind)
    return frozenset()


def past(fact: Fact, case: Case) -> Change:
    """A report that nobody has to read leaves the case untranslated, so that it is asked for again if that goes on."""
    if TextKind.REPORT not in awaited_no_more(fact):
        return {}
    left = (each for each in case.translations if each.words is not None or each.what is not TextKind.REPORT)
    return {"translations": tuple(left)}
