"""Every view of one node, as its pages and doors call them."""

from cityloop.city.facts.access import Form
from cityloop.city.principal import Principal
from cityloop.command.desk import Desk
from cityloop.command.exchange import Told
from cityloop.guard.answer import Granted
from cityloop.views import (
    accesses,
    accounts,
    areas,
    board,
    case_page,
    causes,
    counts,
    intake,
    jobs,
    live,
    looks,
    mirrors,
    notices,
    outgoing,
    public,
    public_steps,
    queue,
    requests,
    services,
    translations,
)
from cityloop.views.accesses import Refusals
from cityloop.views.asking import Reading
from cityloop.views.board import Part
from cityloop.views.evaluation import answer, behind
from cityloop.views.evaluation.asked import Asked
from cityloop.views.onlookers import Span
from cityloop.views.public_steps import PublicStep
from cityloop.views.requests import Referred, ServiceRequest, Wanted
from cityloop.views.services import Earlier, Gone, Offer, Service


class Views:
    """The read side of a node; each call asks the guard for the one who reads."""

    def __init__(self, reading: Reading, desk: Desk) -> None:
        self.reading = reading
        self._desk = desk
        self._earlier = Earlier()

    def queue(self, by: Principal, wanted: queue.Wanted) -> queue.Queue:
        """A page of the queue."""
        return queue.queue(self.reading, by, wanted)

    def case(self, by: Principal, case_id: str) -> case_page.CasePage:
        """One case, whole."""
        return case_page.case_page(self.reading, by, case_id)

    def is_open_to(self, by: Principal, case_id: str) -> bool:
        """Whether a person would be shown a case."""
        return case_page.is_open_to(self.reading, by, case_id)

    def photo(self, by: Principal, case_id: str, seq: int) -> bytes | None:
        """One photo of a case, as JPEG."""
        return case_page.photo(self.reading, by, case_id, seq)

    def board(self, by: Principal, node: str) -> board.Board:
        """The board of a tier."""
        return board.board(self.reading, by, node)

    def areas(self, by: Principal, node: str) -> tuple[Part, ...]:
        """The areas right below a node, with how much is open and late in each."""
        return areas.areas(self.reading, by, node)

    def given_up(self, by: Principal, before: int | None = None, channel: str = "") -> notices.GivenUp:
        """What could not be delivered."""
        return notices.given_up(self.reading, by, before, channel)

    def jobs(self, by: Principal) -> jobs.Jobs:
        """What somebody on the spot has to do."""
        return jobs.jobs(self.reading, by)

    def counts(self, by: Principal, asked: counts.Asked) -> counts.Counts:
        """Numbers of cases."""
        return counts.counts(self.reading, by, asked)

    def evaluation(self, by: Principal, asked: Asked, form: Form = Form.PAGE) -> answer.Evaluation:
        """Rates, and who is told apart by them."""
        return answer.evaluation(self.reading, by, asked, form)

    def behind(
        self, by: Principal, asked: Asked, part: behind.Part, offset: int = 0, limit: int = 100, form: Form = Form.PAGE
    ) -> behind.List:
        """The cases behind one number of them."""
        return behind.behind(self.reading, by, asked, part, offset, limit, form)

    def causes(self, by: Principal, seq: int) -> causes.Cause:
        """Why an entry came about, and what came of it."""
        return causes.causes(self.reading, by, seq)

    def outgoing(self, by: Principal, case_id: str, system: str) -> Told:
        """One case as an outside system is told of it."""
        return outgoing.outgoing(self.reading, by, case_id, system)

    def reconciliation(self, by: Principal, system: str = "") -> mirrors.Reconciliation:
        """What differs between outside systems and here."""
        return mirrors.reconciliation(self.reading, by, system)

    def mirrored(self, by: Principal, number: str) -> tuple[mirrors.Row, ...]:
        """Cases by a number that they go by elsewhere."""
        return mirrors.find_mirrored(self.reading, by, number)

    def looks(self, by: Principal, start: int) -> looks.Looks:
        """Who looked at what, and who was refused."""
        return looks.looks(self.reading, by, start)

    def accesses(self, by: Principal, asked: accesses.Asked) -> accesses.Accesses:
        """Who looked at what, newest first, for people."""
        return accesses.accesses(self.reading, by, asked)

    def refusals(self, by: Principal, before: int | None, *, sign_in: bool) -> Refusals:
        """Who was refused, newest first, for people."""
        return accesses.refusals(self.reading, by, before, sign_in=sign_in)

    def accounts(self, by: Principal, before: int | None = None) -> accounts.Accounts:
        """What befell accounts, newest first, for people."""
        return accounts.accounts(self.reading, by, before)

    def awaiting(self, by: Principal) -> translations.Awaiting:
        """What awaits a translator."""
        return translations.translations(self.reading, by)

    def to_translate(self, by: Principal, case_id: str, text: str, read_in: str) -> translations.ToTranslate:
        """One text that awaits a translation."""
        return translations.translation(self.reading, by, case_id, text, read_in)

    def public_list(self, area: str = "", offset: int = 0) -> tuple[public.PublicRow, ...]:
        """What anybody may see."""
        return public.public_list(self.reading, area, offset)

    def public_case(self, case_id: str) -> public.PublicRow:
        """What was published of one case."""
        return public.public_case(self.reading, case_id)

    def followed(self, secret: str) -> public.Followed:
        """A report, by its follow-up link."""
        return public.followed(self.reading, self._desk, secret)

    # For other systems

    def offer(self) -> Offer:
        """Whose services they are."""
        return services.offer(self.reading)

    def services(self) -> tuple[Service, ...]:
        """What can be reported by name."""
        return services.services(self.reading)

    def find_service(self, code: str) -> Service | Gone | None:
        """One of them, or what became of it."""
        return services.find_service(self.reading, self._earlier, code)

    def requests(self, by: Principal, wanted: Wanted) -> tuple[ServiceRequest, ...]:
        """Cases as others may know them."""
        return requests.requests(self.reading, by, wanted)

    def request(self, by: Principal, reference: str) -> ServiceRequest:
        """One case as others may know it."""
        return requests.request(self.reading, by, reference)

    def referred(self, *, reference: str = "", case: str = "", token: str = "") -> Referred:
        """What a reference, a case or a token belongs to."""
        return requests.referred(self.reading, reference=reference, case=case, token=token)

    def public_steps(self, by: Principal, span: Span) -> tuple[PublicStep, ...]:
        """What the city did, as others may know it."""
        return public_steps.public_steps(self.reading, by, span)

    # While somebody calls

    def beside(self, by: Principal, told: intake.Told) -> intake.Beside:
        """What stands beside a call while it is taken down."""
        return intake.beside(self.reading, by, told)

    def asked_after(self, by: Principal, case_id: str) -> intake.AskedAfter:
        """A case that a caller asks after."""
        return intake.asked_after(self.reading, by, case_id)

    def followed_case(self, case: str) -> public.Followed:
        """A report, for somebody who has shown that it is the own one."""
        return public.followed_case(self.reading, case)

    # Live

    def opened(self, by: Principal, area: str, case: str | None = None) -> Granted:
        """Begin a live subscription."""
        return live.opened(self.reading, by, area, case)

    def caught(self, by: Principal, granted: Granted, position: int, case: str | None = None) -> live.Caught:
        """What changed since ``position``, and what ``by`` was told, for a live subscription."""
        return live.caught(self.reading, by, granted, position, case)

    def closed(self, granted: Granted, count: int) -> None:
        """End a live subscription."""
        live.closed(self.reading, granted, count)
