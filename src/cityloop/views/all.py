"""Every view of one node, as its pages and doors call them."""

from cityloop.city.principal import Principal
from cityloop.command.desk import Desk
from cityloop.guard.answer import Granted
from cityloop.views import accesses, areas, board, case_page, causes, counts, intake, jobs, live, looks, public, queue
from cityloop.views.accesses import Refusals
from cityloop.views.asking import Reading
from cityloop.views.board import Part


class Views:
    """The read side of a node; each call asks the guard for the one who reads."""

    def __init__(self, reading: Reading, desk: Desk) -> None:
        self.reading = reading
        self._desk = desk

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

    def jobs(self, by: Principal) -> jobs.Jobs:
        """What somebody on the spot has to do."""
        return jobs.jobs(self.reading, by)

    def counts(self, by: Principal, asked: counts.Asked) -> counts.Counts:
        """Numbers of cases."""
        return counts.counts(self.reading, by, asked)

    def causes(self, by: Principal, seq: int) -> causes.Cause:
        """Why an entry came about, and what came of it."""
        return causes.causes(self.reading, by, seq)

    def looks(self, by: Principal, start: int) -> looks.Looks:
        """Who looked at what, and who was refused."""
        return looks.looks(self.reading, by, start)

    def accesses(self, by: Principal, asked: accesses.Asked) -> accesses.Accesses:
        """Who looked at what, newest first, for people."""
        return accesses.accesses(self.reading, by, asked)

    def refusals(self, by: Principal, before: int | None, *, sign_in: bool) -> Refusals:
        """Who was refused, newest first, for people."""
        return accesses.refusals(self.reading, by, before, sign_in=sign_in)

    def public_list(self, area: str = "", offset: int = 0) -> tuple[public.PublicRow, ...]:
        """What anybody may see."""
        return public.public_list(self.reading, area, offset)

    def public_case(self, case_id: str) -> public.PublicRow:
        """What was published of one case."""
        return public.public_case(self.reading, case_id)

    def followed(self, secret: str) -> public.Followed:
        """A report, by its follow-up link."""
        return public.followed(self.reading, self._desk, secret)

    def beside(self, by: Principal, told: intake.Told) -> intake.Beside:
        """What stands beside a call while it is taken down."""
        return intake.beside(self.reading, by, told)

    def asked_after(self, by: Principal, case_id: str) -> intake.AskedAfter:
        """A case that a caller asks after."""
        return intake.asked_after(self.reading, by, case_id)

    def followed_case(self, case: str) -> public.Followed:
        """A report, for somebody who has shown that it is the own one."""
        return public.followed_case(self.reading, case)

    def opened(self, by: Principal, area: str, case: str | None = None) -> Granted:
        """Begin a live subscription."""
        return live.opened(self.reading, by, area, case)

    def caught(self, granted: Granted, position: int, case: str | None = None) -> live.Caught:
        """What changed since ``position``, for a live subscription."""
        return live.caught(self.reading, granted, position, case)

    def closed(self, granted: Granted, count: int) -> None:
        """End a live subscription."""
        live.closed(self.reading, granted, count)
