"""What a walk at random does not come upon, step by step, through the desk of the street."""

from datetime import timedelta

from msgspec.structs import replace

from cityloop.city.catalogue import RequestKind
from cityloop.city.facts.intake import Finding
from cityloop.command import orders
from cityloop.command.stages import Stage
from tests.street import Street

RUBBISH = "grid.event.environment.exposed-rubbish"


def ground(street: Street, step: str) -> str:
    """Any ground of the catalogue for a step."""
    return street.node.index.law.list_grounds(step)[0].id


def by_link(street: Street) -> None:
    """Only who reported may do it."""
    case = street.closed()
    for order in (orders.Thank, orders.Reopen, orders.Urge, orders.Tell):
        street.by_link(order, case, note="还是不亮")


def a_request(street: Street) -> None:
    """Accepted, signed for, answered, reviewed, called back; one more is helped with."""
    street.concluded()
    street.do("liang", orders.Assist, street.answered(), note="已现场协助")


def arbitrated(street: Street) -> None:
    """Returned twice, then an arbiter's word."""
    case = street.dispatched()
    for again in (True, False):
        street.do("pan", orders.Return, case, ground=ground(street, "return"))
        if again:
            street.do("jin", orders.Dispatch, case, to="qx-light")
    street.do("chen", orders.Arbitrate, case, to="qx-light")


def assessed(street: Street) -> None:
    """An assessment that is contested, and falls."""
    case = street.closed()
    street.do("dai", orders.Evaluate, case, assessment="poor")
    street.do("pan", orders.Contest, case, ground="contest.clock")
    street.do("chen", orders.DecideContest, case, upheld=True)


def helped(street: Street) -> None:
    """Further units are asked; a person is sent."""
    case = street.report(place=None).case
    street.do("an", orders.Verify, case, finding=Finding.EXISTS)
    street.do("an", orders.Establish, case)
    street.do("an", orders.Dispatch, case, to="qx-light", assisting=("qx-water",))
    street.do("an", orders.AskHelp, case, assisting=("qx-willow-office",))
    street.do("liang", orders.Send, street.established(RUBBISH, node="g1", place=None), person="qin")


def waited(street: Street) -> None:
    """Paused, extended, held over, soon due, and reckoned by other holidays."""
    case, other, third = street.dispatched(), street.dispatched(), street.dispatched()
    street.do("jin", orders.Pause, case, ground=ground(street, "pause"))
    street.do("jin", orders.Resume, case)
    due = street.case(other).due or street.now
    street.do("pan", orders.AskExtension, other, until=due + timedelta(days=2), ground=ground(street, "extension"))
    street.do("jin", orders.DecideExtension, other, granted=True)
    end = street.now + timedelta(days=3)
    street.do("kong", orders.HoldOver, third, ground=ground(street, "hold-over"), until=end)
    street.do("kong", orders.EndHold, third)


def came_due(street: Street) -> None:
    """Other holidays while clocks run; then the time runs out, of the case and of who helps."""
    case, other = street.dispatched(), street.request().case
    street.do("jin", orders.Accept, other)
    days = {**street.city.holidays, street.now.date() + timedelta(days=1): False}
    street.apply(replace(street.city, holidays=days))
    street.now = street.case(case).soon or street.now
    street.node.step()
    for help in street.case(other).assisting:
        for moment in (help.soon, help.due):
            street.now = max(street.now, moment or street.now) + timedelta(minutes=1)
            street.node.step()


def tiers(street: Street) -> None:
    """Sent up, ordered down, sorted anew, refused, answered at once, made public, let out against a list."""
    case = street.report().case
    street.do("jin", orders.Classify, case, category=RUBBISH)
    street.do("jin", orders.SendUp, case, note="跨街道")
    street.do("an", orders.OrderDown, case, to="qx-willow")
    street.do("kong", orders.Supervise, case)
    street.do("jin", orders.Refuse, case, ground=ground(street, "refuse"))
    street.do("jin", orders.AnswerDirectly, street.request().case, note="周一上班时间办理")
    street.do("mei", orders.Publish, street.concluded(), what="answer")
    street.overridden()


def bound(street: Street) -> None:
    """Merged and parted; nobody's; sorted by an arbiter's tier."""
    one, other = street.report().case, street.report().case
    street.do("jin", orders.Merge, one, into=other)
    street.do("jin", orders.Undo, one)
    case = street.request(category="request.public-order", kind=RequestKind.DENOUNCE).case
    street.do("shen", orders.Accept, case)
    assert street.case(case).stage is Stage.DISPATCH


EVERY = (came_due, by_link, a_request, arbitrated, assessed, helped, waited, bound, tiers)
