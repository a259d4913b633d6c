"""核查员, 网格员, 结案员, 评价员: go and look, look again, close, assess."""

from cityloop.app.demo.habits.taking_in import found
from cityloop.app.demo.look import Answer, Look
from cityloop.city.facts.intake import Finding
from cityloop.command import orders

PASSED = 0.92
GOOD = (("good", 0.6), ("fair", 0.3), ("poor", 0.1))


def verify_on_the_spot(look: Look) -> Answer:
    """核实 by whoever works in the grid."""
    if look.page.case.finding not in (None, Finding.CANNOT_TELL) or len(look.happened("verify")) > 1:
        return None
    return look.order(orders.Verify, finding=found(look, len(look.happened("verify"))))


def check_on_the_spot(look: Look) -> Answer:
    """核查 by whoever works in the grid and did not do the work."""
    if not look.chance(0.6, "grid worker checks"):
        return None
    return check(look)


def check(look: Look) -> Answer:
    """核查: passed, or back for rework."""
    passed = look.chance(PASSED, "passed") or look.page.row.rework > 1
    return look.order(orders.Check, look.note("check" if passed else "rework"), passed=passed)


def review(look: Look) -> Answer:
    """审核: the answer goes out, or back."""
    passed = look.chance(PASSED, "passed") or look.page.row.rework > 1
    return look.order(orders.Review, look.note("review" if passed else "rewrite"), passed=passed)


def close(look: Look) -> Answer:
    """结案, 办结."""
    return look.order(orders.Close, look.note("close"))


def evaluate(look: Look) -> Answer:
    """综合评价 of a few."""
    if not look.chance(0.3, "evaluate"):
        return None
    source = look.town.dice.of(*look.key("assessment"))
    value = source.choices([value for value, _ in GOOD], [share for _, share in GOOD])[0]
    return look.order(orders.Evaluate, assessment=value)
