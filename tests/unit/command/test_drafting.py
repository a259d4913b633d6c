"""The label of an entry is the highest grade of what stands in it."""

from cityloop.city.facts.dispatching import Dispatched
from cityloop.city.facts.intake import Reported
from cityloop.city.facts.work import Handled
from cityloop.city.label import Grade
from cityloop.command.drafting import highest_grade


def test_a_report_names_its_subject_and_is_sensitive() -> None:
    assert highest_grade(Reported) is Grade.SENSITIVE


def test_sealed_words_count_as_their_commitment() -> None:
    assert highest_grade(Handled) is Grade.INTERNAL


def test_a_dispatch_is_internal() -> None:
    assert highest_grade(Dispatched) is Grade.INTERNAL
