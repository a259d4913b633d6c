"""From a fact about a notice to an entry's draft: about the notices of its case, never about the case itself."""

from cityloop.city.facts.notices import NoticeConfirmed, NoticeDelivered, NoticeDue, NoticeGivenUp
from cityloop.city.label import Grade
from cityloop.command.drafting import highest_grade
from cityloop.journal.entry import Draft

NoticeFact = NoticeDue | NoticeDelivered | NoticeGivenUp | NoticeConfirmed


def notice_draft(author: str, fact: NoticeFact, *, at: str, sensitive: bool, cause: int) -> Draft:
    """An entry's draft that answers the entry ``cause``; the case is run by the node whose path is ``at``."""
    label = Grade.RESTRICTED if sensitive else highest_grade(type(fact))
    about = f"notice:{fact.case}"
    return Draft(author=author, label=label, jurisdiction=at, about=about, cause=cause, fact=fact)
