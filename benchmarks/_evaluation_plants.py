"""Gamed rates: the same matters dealt with honestly, and so that a rate looks better than it is.

The people of the example city act through the desk, as its law allows; nothing is written past it. Of all matters half
are easy: they are done at once and well. The two plays of a plant differ in what becomes of the hard half.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeAlias

from cityloop.city.catalogue import Life, RequestKind, Service
from cityloop.city.facts.intake import Channel, Finding
from cityloop.city.facts.judging import Word
from cityloop.command import orders
from cityloop.views.evaluation.answer import Figure
from cityloop.views.evaluation.asked import Asked
from tests.street import Street

EACH = 12
"""Matters of each half."""
GRIDS = ("g1", "g2", "g3", "g4")
SPOTS = "exposed-rubbish dirty-road littered-green tree-hangings dead-animal burning".split()
WISHES = "bus taxi parking traffic roads".split()
Said: TypeAlias = dict[str, Any]
Rates: TypeAlias = Mapping[str, Figure]
ALL = Asked(first=date(2026, 11, 1), last=date(2027, 12, 31))
HANDLER, TAKER, CHECKER, LEADER, PATROL = "liang", "jin", "mei", "kong", "qin"


class Matters:
    """Some matters of one life, and what the city's people do with all of them."""

    def __init__(self, street: Street, sorts: list[Said], **told: Any) -> None:
        self.street = street
        self.sorts = [{**sort, **told} for sort in sorts]
        self.cases = [street.report(**sort).case for sort in self.sorts]

    @property
    def is_grid(self) -> bool:
        """Whether they lie on the street."""
        return "life" not in self.sorts[0]

    def do(self, who: str, order: type[orders.Order], **said: Any) -> "Matters":
        """One step with each of them."""
        for case in self.cases:
            self.street.do(who, order, case, **said)
        return self

    def wait(self, **span: float) -> "Matters":
        """Time passes."""
        self.street.later(**span)
        return self

    def take_on(self) -> "Matters":
        """Established, or accepted; the city's data sends them to the street's office."""
        if self.is_grid:
            return self.do(TAKER, orders.Verify, finding=Finding.EXISTS).do(TAKER, orders.Establish)
        return self.do(TAKER, orders.Accept)

    def reach(self, *, reached: bool = True) -> "Matters":
        """Requests are signed for, and the person is rung up."""
        return self.do(HANDLER, orders.Sign).do(HANDLER, orders.Contact, reached=reached)

    def work(self) -> "Matters":
        """Reported as done."""
        self.do(HANDLER, orders.Handle)
        return self.do(HANDLER, orders.ReportBack) if self.is_grid else self.do(HANDLER, orders.Answer, note="已处理")

    def check(self, *, passed: bool = True) -> "Matters":
        """Looked at again, or the answer reviewed."""
        return self.do(CHECKER, orders.Check if self.is_grid else orders.Review, passed=passed)

    def ask(self, word: Word) -> "Matters":
        """The citizen is called back."""
        return self.do(TAKER, orders.Revisit, word=word)

    def close(self) -> "Matters":
        """Closed."""
        return self.do(CHECKER, orders.Close)

    def finish(self) -> "Matters":
        """From the work to the end, well."""
        self.work().check()
        return self.close() if self.is_grid else self.ask(Word.SATISFIED).close()

    def reopen(self) -> "Matters":
        """Citizens say that it is not solved after all."""
        for case in self.cases:
            self.street.by_link(orders.Reopen, case)
        return self

    def tell_again(self) -> "Matters":
        """Citizens report the same anew."""
        for sort in self.sorts:
            self.street.report(**sort)
        return self


Play: TypeAlias = Callable[[Matters], object]


class Plant(NamedTuple):
    """One way to game rates, and where it shows."""

    how: str
    flattered: tuple[str, ...]
    shows: tuple[str, ...]
    life: Life
    honest: Play
    gamed: Play
    stands: tuple[str, ...] = ()
    """The rates that it cannot flatter."""
    channel: Channel = Channel.WEB
    """How the hard half is told."""


def sorts_of(life: Life) -> list[Said]:
    """Matters of which none is like another."""
    if life is Life.GRID:
        pairs = product(SPOTS, GRIDS)
        return [{"category": f"grid.event.environment.{sort}", "place": None, "node": node} for sort, node in pairs]
    same: Said = {"life": Life.REQUEST, "kind": RequestKind.HELP, "words": "请处理", "place": None}
    return [{**same, "category": f"request.transport.{sort}", "node": node} for sort, node in product(WISHES, GRIDS)]


def played(plant: Plant, play: Play) -> Rates:
    """Every rate, when all has come due."""
    with TemporaryDirectory() as folder:
        street = Street(Path(folder))
        sorts = sorts_of(plant.life)
        easy = Matters(street, sorts[:EACH]).take_on()
        (easy if easy.is_grid else easy.reach()).finish()
        play(Matters(street, sorts[EACH : 2 * EACH] or sorts[EACH:], channel=plant.channel))
        street.later(days=60)
        found = street.node.views.evaluation(street.person("dai"), ALL)
        street.node.stop()
        return found.whole


# What becomes of the hard half


def late(hard: Matters) -> None:
    """Done, but after its time."""
    _begun(hard).wait(days=20).finish()


def _begun(hard: Matters) -> Matters:
    hard.take_on()
    return hard if hard.is_grid else hard.reach()


def closed_falsely(hard: Matters) -> None:
    """Closed in time with nothing done; reopened, and then done."""
    _begun(hard).finish().wait(days=3).reopen()


def extended(hard: Matters) -> None:
    """Given more time before it is late, and done within that."""
    hard.take_on().wait(hours=1)
    until = hard.street.now + timedelta(days=4)
    hard.do(HANDLER, orders.AskExtension, until=until, ground="extension.weather")
    hard.do(LEADER, orders.DecideExtension, granted=True).wait(days=3).finish()


def held(hard: Matters) -> None:
    """Held over before it is late, for most of a year."""
    hard.take_on().wait(hours=1)
    until = hard.street.now + timedelta(days=300)
    hard.do(LEADER, orders.HoldOver, until=until, ground="hold-over.project")


def paused(hard: Matters) -> None:
    """Its clock stopped before it is late."""
    hard.take_on().wait(hours=1).do(LEADER, orders.Pause, ground="pause.weather")


def unfinished(hard: Matters) -> None:
    """Taken on, and left."""
    hard.take_on()


def asked_unsolved(hard: Matters) -> None:
    """The citizens say that it is not solved, and there it stays."""
    _begun(hard).work().check().ask(Word.UNSOLVED)


def not_asked(hard: Matters) -> None:
    """Nobody asks those who would say so."""
    _begun(hard).work().check()


def asked_till_happy(hard: Matters) -> None:
    """Asked until they say that it is solved."""
    asked_unsolved(hard)
    hard.work().check().ask(Word.SATISFIED).close()


def called_in_vain(hard: Matters) -> None:
    """Called when nobody answers."""
    _begun(hard).work().check().ask(Word.NO_ANSWER).close()


def split(hard: Matters) -> None:
    """Left; but of each easy part a case of its own is made, and closed."""
    hard.take_on()
    for case, sort in zip(hard.cases, hard.sorts, strict=True):
        hard.street.do(TAKER, orders.Split, case, category=sort["category"], words="其中一部分")
    parts = Matters(hard.street, [])
    parts.sorts = hard.sorts
    parts.cases = [hard.street.case(case).links[-1][1] for case in hard.cases]
    parts.take_on().finish()


def once(hard: Matters) -> None:
    """Told once by those who patrol, and established."""
    hard.take_on()


def easy_as_many(hard: Matters) -> None:
    """Left; but what is easy is told twice more, and all of that established."""
    for _ in range(2):
        Matters(hard.street, sorts_of(GRID)[:EACH]).take_on()


def as_many(hard: Matters) -> None:
    """The same things told three times each by those who patrol, and all established."""
    hard.take_on()
    for _ in range(2):
        Matters(hard.street, hard.sorts).take_on()


def waited(hard: Matters) -> None:
    """Nobody decides in time; then it is taken on."""
    hard.wait(days=3).take_on()


def left(hard: Matters) -> None:
    """Nobody decides."""


def refused_unseen(hard: Matters) -> None:
    """Refused in time without a look; told again."""
    hard.do(TAKER, orders.Refuse, ground="refuse.unclear").wait(days=2).tell_again()


def answered_at_once(hard: Matters) -> None:
    """Answered at once instead of having it done; told again."""
    hard.do(TAKER, orders.AnswerDirectly, note="已转相关单位").wait(days=2).tell_again()


def handed_over(hard: Matters) -> None:
    """Said to be emergencies, and handed over at once; told again."""
    hard.do(TAKER, orders.HandOver, to=Service.POLICE).wait(days=2).tell_again()


def sent_elsewhere(hard: Matters) -> None:
    """Said to be the courts' matter at once; told again."""
    hard.do(TAKER, orders.Refuse, ground="refuse.courts").wait(days=2).tell_again()


def refused(hard: Matters) -> None:
    """Refused, rightly."""
    hard.do(TAKER, orders.Refuse, ground="refuse.not-public")


def merged(hard: Matters) -> None:
    """Put into another case instead."""
    into = hard.cases.pop()
    hard.do(TAKER, orders.Merge, into=into)


def sent_with_care(hard: Matters) -> None:
    """Given back once; then looked into for two days and sent to the right unit."""
    hard.take_on().do(HANDLER, orders.Return, ground="return.not-ours").wait(days=2)
    hard.do(TAKER, orders.Dispatch, to="qx-willow-office")


def never_sent(hard: Matters) -> None:
    """Given back once; then nobody sends it."""
    hard.take_on().do(HANDLER, orders.Return, ground="return.not-ours")


def sent_anywhere(hard: Matters) -> None:
    """Sent on at once to anybody, who gives it back too."""
    hard.take_on().do(HANDLER, orders.Return, ground="return.not-ours")
    hard.do("he", orders.Dispatch, to="qx-willow-office")
    hard.do(HANDLER, orders.Return, ground="return.not-ours")


def given_back(hard: Matters) -> None:
    """Given back: it is another's."""
    hard.take_on().do(HANDLER, orders.Return, ground="return.not-ours")


def said_done(hard: Matters) -> None:
    """Reported as done in time; the check finds that it is not."""
    _begun(hard).work().check(passed=False)


def sent_back(hard: Matters) -> None:
    """The check finds what is wrong; it is put right."""
    _begun(hard).work().check(passed=False).finish()


def waved_through(hard: Matters) -> None:
    """Every check passes; the citizens reopen it."""
    _begun(hard).work().check().close().wait(days=3).reopen()


def told_anew(hard: Matters) -> None:
    """Closed with nothing done; instead of reopening it, it is told anew."""
    _begun(hard).finish().wait(days=3).tell_again()


def reached_late(hard: Matters) -> None:
    """The persons are reached, after their time, and the work is done well."""
    hard.take_on().do(HANDLER, orders.Sign).wait(days=3).do(HANDLER, orders.Contact).finish()


def rung_once(hard: Matters) -> None:
    """Rung up once in time, and written down."""
    hard.take_on().reach(reached=False)


def reached_on_paper(hard: Matters) -> None:
    """Written down as reached in time; nobody knows what they wanted, and it is not solved."""
    hard.take_on().reach().work().check().ask(Word.UNSOLVED)


GRID, REQUEST = Life.GRID, Life.REQUEST
PLANTS: tuple[Plant, ...] = (
    Plant("close and reopen", ("handle-first", "close-first"), ("reopened",), GRID, late, closed_falsely),
    Plant("hold over in bulk", ("handle-on-time",), ("held",), GRID, late, held, ("handle-first",)),
    Plant("extend in bulk", ("handle-on-time", "close-on-time"), ("extended",), GRID, late, extended, ("close-first",)),
    Plant("extend the hard ones", ("handle-plain", "close-plain"), ("extended",), GRID, late, extended),
    Plant("pause in bulk", ("handle-on-time",), ("paused",), GRID, unfinished, paused, ("handle-first",)),
    Plant("ask only the happy", ("solved-of-answers", "unsolved"), ("not-asked",), REQUEST, asked_unsolved, not_asked,
          ("solved", "satisfied")),
    Plant("ask till they are", ("solved", "satisfied"), ("asked-again",), REQUEST, asked_unsolved, asked_till_happy),
    Plant("call in vain", ("unsolved",), ("no-answer",), REQUEST, asked_unsolved, called_in_vain, ("solved",)),
    Plant("split one into many", ("handle", "close"), ("split",), GRID, unfinished, split),
    Plant("report one as many", ("report",), ("beside",), GRID, once, as_many, (), Channel.FIELD),
    Plant("establish one as many", ("establish",), ("beside",), GRID, left, easy_as_many),
    Plant("refuse unseen", ("establish-on-time",), ("refused", "refused-again"), GRID, waited, refused_unseen),
    Plant("answer at once", ("accept",), ("again",), REQUEST, left, answered_at_once),
    Plant("hand over all", ("accept",), ("handed-over", "again"), REQUEST, left, handed_over),
    Plant("hand over the street's", ("establish",), ("handed-over",), GRID, left, handed_over),
    Plant("hand over the hard", ("close", "solved"), ("handed-over",), REQUEST, asked_unsolved, handed_over),
    Plant("send all elsewhere", ("accept",), ("directed", "again"), REQUEST, left, sent_elsewhere),
    Plant("elsewhere, not refused", ("refused",), ("directed", "refused-again"), REQUEST, refused, sent_elsewhere),
    Plant("send the hard elsewhere", ("close", "solved"), ("directed",), REQUEST, asked_unsolved, sent_elsewhere),
    Plant("merge instead", ("refused",), ("merged",), GRID, refused, merged),
    Plant("send it anywhere", ("dispatch-on-time",), ("returned",), GRID, sent_with_care, sent_anywhere),
    Plant("send it somewhere", ("dispatch",), ("returned",), GRID, never_sent, sent_anywhere),
    Plant("leave it undone", ("returned",), ("handle",), GRID, given_back, unfinished),
    Plant("say that it is done", ("handle", "handle-first"), ("rework",), GRID, unfinished, said_done),
    Plant("let checks pass", ("rework",), ("reopened",), GRID, sent_back, waved_through),
    Plant("let it be told anew", ("reopened",), ("again",), GRID, closed_falsely, told_anew),
    Plant("ring once", (), ("not-reached",), REQUEST, reached_late, rung_once, ("response",)),
    Plant("reach on paper", ("response",), ("first-unsolved",), REQUEST, reached_late, reached_on_paper),
)  # fmt: skip
"""Each rate that is good when high is flattered by one of them."""
