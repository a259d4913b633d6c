"""References lead to no number and stay the same; steps tell what others hear, and nothing else."""

from sqlalchemy import String, select

from cityloop.command import orders
from cityloop.command.public_table import OPENS, REFERENCES, STEPS, root_of
from tests.street import Street


def references(street: Street) -> dict[str, str]:
    with street.node.journal.store.read() as transaction:
        return {row.case: row.reference for row in transaction.execute(select(REFERENCES))}


def steps(street: Street, case: str) -> list[tuple[str, bool]]:
    with street.node.journal.store.read() as transaction:
        found = transaction.execute(select(STEPS).where(STEPS.c.case == case).order_by(STEPS.c.seq))
        return [(row.step, row.open) for row in found]


def test_each_case_has_a_reference_of_its_own_that_tells_nothing_of_it(street: Street) -> None:
    cases = [street.report().case for _ in range(5)]
    found = references(street)
    assert len(set(found.values())) == 5
    assert set(found) == set(cases)
    assert all(len(each) == 12 and each.isalnum() for each in found.values())
    assert all(case[:4] not in found[case] for case in cases)


def test_it_stays_the_same_when_the_tables_are_made_anew(street: Street) -> None:
    street.closed()
    before = references(street), [steps(street, case) for case in references(street)]
    street.node.journal.refold()
    assert (references(street), [steps(street, case) for case in references(street)]) == before


def test_two_cases_of_one_person_have_nothing_in_common() -> None:
    assert root_of("S", "A") != root_of("S", "B") != root_of("T", "B")


def test_steps_say_what_others_hear_and_whether_it_is_open(street: Street) -> None:
    case = street.closed()
    street.by_link(orders.Reopen, case)
    street.by_link(orders.Tell, case, note="还是不亮")
    assert steps(street, case) == [
        ("taken-on", True),
        ("sent-on", True),
        ("done", True),
        ("closed", False),
        ("reopened", True),
        ("sent-on", True),
    ]


def test_what_is_published_changes_nothing_of_whether_it_is_open(street: Street) -> None:
    case = street.concluded()
    street.do("mei", orders.Publish, case, what="answer")
    assert steps(street, case)[-2:] == [("closed", False), ("published", False)]


def test_what_is_taken_back_is_open_again(street: Street) -> None:
    case = street.report().case
    street.do("jin", orders.Refuse, case, ground="refuse.double")
    street.do("jin", orders.Undo, case)
    assert steps(street, case) == [("refused", False), ("undone", True)]


def test_every_step_has_a_word_that_the_column_can_hold() -> None:
    kind = STEPS.c.step.type
    assert isinstance(kind, String)
    assert max(len(word) for word, _ in OPENS.values()) <= (kind.length or 0)
