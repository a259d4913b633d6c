"""What ``/healthz`` answers: 200 and what works, or 503 and what does not."""

from datetime import UTC, datetime
from typing import Any

from cityloop.app.health import SILENT_S, Health, health_of
from cityloop.app.pulse import Chore
from tests.web.browser import Served


class StalledNode:
    """A node whose loop turned last two minutes ago."""

    def __init__(self) -> None:
        self.now = 0.0
        self.loop = Chore("loop", lambda: self.now)
        self.now = SILENT_S

    def health(self) -> Health:
        return health_of(9, self.loop, {}, None, datetime(2026, 4, 1, tzinfo=UTC))


def asked(served: Served) -> tuple[int, dict[str, Any]]:
    answer = served.browser().get("/healthz")
    return answer.status_code, answer.json()


def test_a_node_that_works_says_how_far_it_is_and_until_when_holidays_are_known(served: Served) -> None:
    status, told = asked(served)
    assert status == 200
    assert told["position"] == served.street.node.journal.size()
    assert told["holidays_until"] == "2026-12-28"
    assert (told["loop"], told["checkpoints"]) == (None, {})


def test_a_holiday_table_that_ends_in_a_month_is_said(served: Served) -> None:
    _, told = asked(served)
    assert (told["status"], told["wrong"]) == ("ok", [])
    assert "The holiday table ends on 2026-12-28, in 35 days" in told["soon"][0]


def test_a_loop_that_stands_still_is_503_and_the_body_says_so(served: Served) -> None:
    served.app.state.node = StalledNode()
    status, told = asked(served)
    assert (status, told["status"]) == (503, "failing")
    assert told["wrong"] == [
        "The loop has not turned for 120 s (no error). Read the log, mend that, or start it again."
    ]
