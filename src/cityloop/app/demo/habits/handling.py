"""承办员, 网格员: sign, ring up, send, work, report back, answer; return what is not theirs; ask for more time."""

from datetime import datetime, timedelta

from cityloop.app.demo.look import Answer, Look, Then
from cityloop.city.catalogue import Life
from cityloop.city.principal import Duty
from cityloop.command import orders
from cityloop.views.clock import ClockState

NOT_OURS = 0.06
"""The share of cases that a unit gives back."""
SLOW = 0.09
"""The share that takes until another day."""
AT_ONCE = ("grid.event.emergency", "request.utilities.gas")
"""What never does."""
LONGEST = timedelta(hours=3)
"""No job on the spot takes longer, once somebody is there."""

LEFT_TO_THE_WORKER = timedelta(minutes=45)
"""So long the desk waits for the word of whoever was sent that it is done."""


def give_back(look: Look) -> Answer:
    """退回, before it is signed for: not ours. Sent again in spite of that, it is given back again."""
    before = any(each.details.get("unit") == look.post.unit for each in look.happened("return"))
    if look.page.case.signed or not (look.chance(0.9, "still not ours") if before else _is_wrong(look)):
        return None
    return look.order(orders.Return, look.note("return"), ground="return.not-ours")


def _is_wrong(look: Look) -> bool:
    return look.page.case.returns == 0 and look.chance(NOT_OURS, "not ours")


def sign(look: Look) -> Answer:
    """签收."""
    return look.order(orders.Sign)


def contact(look: Look) -> Answer:
    """联系群众."""
    reached = look.town.citizens.ring(look.page.contact, look.now) is not None
    return look.order(orders.Contact, reached=reached)


def send(look: Look) -> Answer:
    """派员: a grid worker of the spot for what the street does itself, a team of the unit for the rest."""
    case = look.page.case
    if not case.signed or case.team or case.person or look.last("send"):
        return None
    return _send_worker(look) or _send_team(look)


def _send_worker(look: Look) -> Then | None:
    """Whoever works in the grid, for the street's own office."""
    roster, node = look.town.index.roster, look.page.case.where.rstrip("/").rpartition("/")[2]
    posts = [post for post in roster.posts_with(Duty.FIELD, node, look.post.unit) if post.jurisdiction == node]
    near = next((holder for post in posts for holder in roster.on_duty(post.id, look.now)), None)
    if near is None or look.page.row.life is Life.REQUEST or not look.chance(0.6, "grid worker"):
        return None
    ready = look.now + look.way() + work(look)
    return Then(look.order(orders.Send, person=near.id), ready + LEFT_TO_THE_WORKER)


def _send_team(look: Look) -> Then | None:
    team = look.town.teams.find_free(look.post.unit or "", look.now)
    if team is None or (look.page.row.life is Life.REQUEST and not look.chance(0.5, "on the spot")):
        return None
    ready = look.now + timedelta(minutes=look.town.teams.way(team, look.spot)) + work(look)
    look.town.teams.sent(team, look.spot, ready)
    return Then(look.order(orders.Send, team=team.id), ready + LEFT_TO_THE_WORKER)


def ask_extension(look: Look) -> Answer:
    """申请延期, in time, when it will not be done by then."""
    due, ready = look.page.row.clock.due, is_ready(look)
    too_late = look.page.row.clock.state is ClockState.LATE
    if due is None or ready <= due or too_late or not look.page.case.signed or look.happened("ask-extension"):
        return None
    ground = "extension.materials" if look.chance(0.6, "materials") else "extension.several"
    until = max(due, ready) + timedelta(days=1)
    return look.order(orders.AskExtension, look.note("ask-extension"), until=until, ground=ground)


def handle(look: Look) -> Answer:
    """处理完成, 办理完成: when whoever was sent has been there and done it."""
    if not look.page.case.signed:
        return None
    is_sent = look.page.case.person is not None or look.page.case.team is not None
    theirs = is_sent and Duty.FIELD not in look.post.duties
    ready = is_ready(look) + (LEFT_TO_THE_WORKER if theirs else timedelta())
    return ready if look.now < ready else look.order(orders.Handle, look.note("handle"))


def is_ready(look: Look) -> datetime:
    """When the work will be done: the way there, and the work itself."""
    began = look.last("send", "sign", "contact", "check", "review", "revisit") or look.page.row.since
    start = max(began, look.page.row.since) if look.page.row.rework else began
    slow = not (look.page.row.category or "").startswith(AT_ONCE) and look.chance(SLOW, "slow")
    return start + look.way() + work(look) + (timedelta(hours=20) if slow else timedelta())


def work(look: Look) -> timedelta:
    """How long it takes on the spot: a part of the time allowed."""
    clock = look.page.row.clock
    allowed = (clock.due - look.page.row.since) if clock.due else timedelta(hours=4)
    share = look.town.dice.of(*look.key("work")).triangular(0.05, 0.5, 0.12)
    return min(LONGEST * share / 0.5, max(timedelta(minutes=10), allowed * share))


def report_back(look: Look) -> Answer:
    """处理反馈."""
    return look.order(orders.ReportBack, look.note("report-back"))


def answer(look: Look) -> Answer:
    """答复."""
    return look.order(orders.Answer, look.note("answer"), language=look.page.case.language)


def assist(look: Look) -> Answer:
    """协办完成."""
    if any(help.unit == look.post.unit and help.done for help in look.page.assisting):
        return None
    ready = (look.page.case.dispatched or look.now) + look.minutes(25, 150, f"assist {look.post.unit}")
    return ready if look.now < ready else look.order(orders.Assist, look.note("assist"))


def contest(look: Look) -> Answer:
    """申诉, against what the unit thinks is unjust."""
    given = look.page.case.assessment
    if given is None or given.value != "poor" or not look.chance(0.7, "contest"):
        return None
    return look.order(orders.Contest, look.note("contest"), ground="contest.clock")
