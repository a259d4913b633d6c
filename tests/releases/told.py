"""What the world tells of a city: calls, languages, notices, outside systems, accounts.

Through the desk where it comes that way, else as the entries that the house's own programs write.
"""

from datetime import timedelta

from msgspec.structs import replace

from cityloop.app.exchange import principal_of
from cityloop.city.catalogue import RequestKind, Service
from cityloop.city.facts import accounts, mirrors, notices
from cityloop.city.facts.fact import Fact
from cityloop.city.facts.intake import Channel
from cityloop.city.label import Grade
from cityloop.city.system import System
from cityloop.city.words import Name
from cityloop.command import orders
from cityloop.journal.entry import Append, Draft
from cityloop.journal.journal import Journal
from tests.street import Street

SYSTEM = System(
    id="grid-next-door", name=Name(zh="邻区网格", en="The grid next door"), door="json",
    address="https://grid.invalid/", jurisdiction="qingxi",
)  # fmt: skip


def called(street: Street) -> None:
    """Somebody telephones twice; an emergency is handed over."""
    for _ in range(2):
        said = {"caller": "13800000000", "channel": Channel.PHONE, "anonymous": True}
        street.request(by=street.person("jin"), kind=RequestKind.HELP, place="road-liuan", **said)
    street.do("jin", orders.HandOver, street.request().case, to=Service.FIRE, note="二楼有烟")


def spoken(street: Street) -> None:
    """Words in a language that is not read here, and what a translator wrote."""
    street.apply(replace(street.city, languages=("zh", "en", "ar")))
    case = street.request(language="ar", words="المصباح مكسور").case
    (row,) = street.node.views.awaiting(street.person("xie")).rows
    street.do("xie", orders.Translate, case, text=row.text, read_in="zh", note="路灯坏了")


def mirrored(street: Street) -> None:
    """A case that another system has as well, and one that could not be taken in from there."""
    street.apply(replace(street.city, systems=(SYSTEM,)))
    case, by = street.report().case, principal_of(SYSTEM, street.node.index)
    street.do(by, orders.Mirror, case, system=SYSTEM.id, number="A-17", way=mirrors.Way.IN)
    street.do(by, orders.Echo, case, system=SYSTEM.id, revision=1, state=mirrors.State.TAKEN)
    _write(street.node.journal, mirrors.NotTaken(system=SYSTEM.id, number="A-18", revision=1, why="outside-city"))


def noticed(street: Street) -> None:
    """A notice that was delivered and arrived, and one that was given up."""
    case, journal = street.report().case, street.node.journal
    for outcome in ("delivered", "given-up"):
        due = journal.size()
        about = f"notice:{case}"
        _write(journal, notices.NoticeDue(case=case, channel="letters", to="unit:qx-light", event="sent-on"), about)
        if outcome == "delivered":
            _write(journal, notices.NoticeDelivered(case=case, notice=due, channel="letters", receipt="4711"), about)
            _write(journal, notices.NoticeConfirmed(case=case, notice=due, arrived=True), about)
        else:
            _write(journal, notices.NoticeGivenUp(case=case, notice=due, channel="letters", why="no-address"), about)


def accounted(street: Street) -> None:
    """A first password, a lock and its end, sign-ins that were ended."""
    person = "pan"
    for fact in (
        accounts.FirstPasswordGiven(person=person, until=street.now + timedelta(days=3)),
        accounts.PasswordChanged(person=person),
        accounts.Locked(person=person, ground=accounts.LockGround.LOST),
        accounts.Unlocked(person=person),
        accounts.SignInsEnded(person=person, count=2),
    ):
        _write(street.node.access, fact)


def _write(journal: Journal, fact: Fact, about: str = "") -> None:
    draft = Draft(author="machine:shell", label=Grade.INTERNAL, jurisdiction="", about=about, fact=fact)
    journal.append(Append(drafts=(draft,)))


EVERY = (called, spoken, mirrored, noticed, accounted)
