"""受理员, 值班员: find the place, merge doubles, verify, establish, accept, answer at once, refuse, call back."""

from collections.abc import Iterator
from datetime import timedelta

from cityloop.app.demo.look import Answer, Look
from cityloop.city.catalogue import Category, Life, RequestKind
from cityloop.city.facts.intake import Finding
from cityloop.city.facts.judging import Word
from cityloop.city.lookup import folded
from cityloop.command import orders
from cityloop.views.case_row import CaseRow

WAIT_FOR_THE_GRID = timedelta(minutes=35)
"""So long a grid worker has to go and look, before the desk verifies by telephone and camera."""
RING_AGAIN = timedelta(minutes=45)
CALLS = 3
"""How often one is rung up."""
FINDINGS = ((Finding.EXISTS, 0.92), (Finding.ABSENT, 0.05), (Finding.CANNOT_TELL, 0.03))
OTHERWISE = {Life.GRID: "grid.event.environment.other", Life.REQUEST: "request.other"}


def refuse_elsewhere(look: Look) -> Answer:
    """Not in this city: the text names another."""
    known = (name for names in look.town.sayings.neighbours.values() for name in names)
    return _refusal(look, "refuse.outside-city") if any(name in look.text for name in known) else None


def refuse_private(look: Look) -> Answer:
    """For the courts, or nothing at all."""
    if any(word in look.text for word in look.town.sayings.courts):
        return _refusal(look, "refuse.courts")
    if any(word in look.text.lower() for word in look.town.sayings.nothing):
        return _refusal(look, "refuse.no-content")
    return None


def _refusal(look: Look, ground: str) -> orders.Refuse:
    return look.order(orders.Refuse, look.note("refuse"), ground=ground)


def merge_double(look: Look) -> Answer:
    """The same sort of matter at the same place, told earlier and still open."""
    own = look.page.row
    known = (row for row in look.rows if _is_double(own, row))
    first = min(known, key=lambda row: (row.reported, row.id), default=None)
    if first is None or not look.chance(0.9, "double"):
        return None
    return look.order(orders.Merge, look.note("merge"), into=first.id)


def _is_double(own: CaseRow, row: CaseRow) -> bool:
    same = own.life is Life.GRID and own.place is not None and row.place == own.place and row.category == own.category
    return same and (row.reported, row.id) < (own.reported, own.id) and row.stage != "merged" and row.life is own.life


def find_place(look: Look) -> Answer:
    """Where nothing is known but the city: read the text; else ring up."""
    if look.is_placed or (look.page.case.kind is RequestKind.CONSULT):
        return None
    said = look.town.index.gazetteer.list_mentioned(look.text)
    if len(said) == 1:
        return look.order(orders.Locate, place=said[0].id)
    citizen = look.town.citizens.ring(look.page.contact, look.now)
    if citizen and citizen.place:
        return look.order(orders.Locate, place=citizen.place)
    return _nowhere(look)


def _nowhere(look: Look) -> Answer:
    """Tried often enough, or nobody to ask: a grid case cannot be found; a request goes on without a place."""
    again = look.page.row.since + CALLS * RING_AGAIN
    if look.page.contact and look.now < again:
        return min(again, look.now + RING_AGAIN)
    hopeless = look.page.row.life is Life.GRID and look.may("refuse")
    return _refusal(look, "refuse.unclear") if hopeless else None


def verify(look: Look) -> Answer:
    """核实, by telephone and camera, where no grid worker has been there in time."""
    tried = look.happened("verify")
    if look.page.case.finding not in (None, Finding.CANNOT_TELL) or len(tried) > 1:
        return None
    since = tried[-1].time if tried else look.page.row.since
    ready = since + WAIT_FOR_THE_GRID + look.minutes(0, 20, f"verify {len(tried)}")
    return ready if look.now < ready else look.order(orders.Verify, finding=found(look, len(tried)))


def found(look: Look, attempt: int) -> Finding:
    """What somebody who goes there finds."""
    source = look.town.dice.of(*look.key("finding"), attempt)
    return source.choices([finding for finding, _ in FINDINGS], [share for _, share in FINDINGS])[0]


def establish(look: Look) -> Answer:
    """立案, with a category where the reporter chose none; what does not exist or cannot be found is refused."""
    finding = look.page.case.finding
    if finding is Finding.EXISTS:
        return look.order(orders.Establish, category=_category(look))
    if finding is None:
        return None
    return _refusal(look, "refuse.not-exists" if finding is Finding.ABSENT else "refuse.unclear")


def answer_directly(look: Look) -> Answer:
    """直接答复: what can be told at once is told at once."""
    if look.page.case.kind is not RequestKind.CONSULT or not look.chance(0.9, "answer at once"):
        return None
    return look.order(orders.AnswerDirectly, look.note("answer-directly"), language=look.page.case.language)


def accept(look: Look) -> Answer:
    """受理."""
    return look.order(orders.Accept, category=_category(look), kind=look.page.case.kind)


def _category(look: Look) -> str:
    """The category chosen; else the one whose name or another word for it stands in the text."""
    if look.page.row.category:
        return look.page.row.category
    text = folded(look.text)
    named = [(len(word), each.id) for each in _of_life(look) for word in _words(each) if word in text]
    return max(named, default=(0, OTHERWISE[look.page.row.life]))[1]


def _of_life(look: Look) -> Iterator[Category]:
    return (each for each in look.town.index.law.leaves if each.life is look.page.row.life and not each.sensitive)


def _words(category: Category) -> Iterator[str]:
    yield from (folded(word) for word in (category.name.zh, category.name.en, *category.aliases))


def call_back(look: Look) -> Answer:
    """回访: ask whether it is solved."""
    citizen = look.town.citizens.ring(look.page.contact, look.now)
    if citizen:
        return look.order(orders.Revisit, word=look.town.citizens.ask(citizen, look.page.row.id, look.page.row.rework))
    over = look.page.row.since + CALLS * RING_AGAIN
    if look.page.contact and look.now < over:
        return min(over, look.now + RING_AGAIN)
    return look.order(orders.Revisit, word=Word.NO_ANSWER)
