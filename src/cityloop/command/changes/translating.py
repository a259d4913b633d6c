"""翻译: what is to be read in another language, and what it says there."""

from msgspec.structs import replace

from cityloop.city.facts import translating
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
