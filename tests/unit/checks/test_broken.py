"""Whoever breaks a promise fails the suite of his port, and by the check that speaks of that promise."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.checks.keys import KEYS
from cityloop.checks.store import STORE
from cityloop.checks.witness import WITNESS
from cityloop.journal.ports import Keys, Witness
from tests.unit.checks import broken
from tests.unit.journal.records import MemoryWitness


def failing(checks: tuple[Callable[..., None], ...], place: Callable[[], Callable[[], object]]) -> set[str]:
    """The checks that a place fails, each in a new one."""
    return {check.__name__ for check in checks if fails(check, place())}


def fails(check: Callable[..., None], opens: Callable[[], object]) -> bool:
    try:
        check(opens)
    except Exception:  # noqa: BLE001 - whatever it is, the check did not pass
        return True
    return False


def kept(make: Callable[[], object]) -> Callable[[], Callable[[], object]]:
    """Places that are the same one however often they are opened."""

    def place() -> Callable[[], object]:
        made = make()
        return lambda: made

    return place


@pytest.mark.parametrize(
    ("kind", "check"),
    [
        (broken.ShortKeys, "a_key_is_made_once"),
        (broken.ShiftingKeys, "a_key_is_made_once"),
        (broken.SharedKeys, "each_subject_has_a_key_of_its_own"),
        (broken.EagerKeys, "who_has_no_key_is_not_found"),
        (broken.ForgivingKeys, "an_erased_key_is_gone"),
        (broken.SparingKeys, "who_is_erased_without_a_key_gets_none"),
        (broken.BoastfulKeys, "erasing_again_changes_nothing"),
        (broken.CarelessKeys, "an_erased_key_is_gone"),
        (broken.StrangeKeys, "a_caller_is_known_again"),
        (broken.NearKeys, "a_caller_is_known_again"),
        (broken.KeylessKeys, "a_caller_has_a_key"),
        (broken.RememberingKeys, "a_forgotten_caller_is_a_stranger"),
    ],
)
def test_keys_that_break_a_promise_are_caught(kind: Callable[[], Keys], check: str) -> None:
    assert check in failing(KEYS, kept(kind))


def test_keys_that_do_not_outlive_the_program_are_caught() -> None:
    assert "a_key_outlives_the_program" in failing(KEYS, lambda: broken.VolatileKeys)


@pytest.mark.parametrize(
    ("kind", "check"),
    [
        (broken.FleetingWitness, "notes_are_kept_in_order"),
        (broken.TidyWitness, "notes_are_kept_in_order"),
        (broken.DeafWitness, "hashes_are_kept_in_order"),
        (broken.OverwritingWitness, "hashes_are_kept_in_order"),
        (broken.WideWitness, "any_stretch_of_hashes_can_be_read"),
    ],
)
def test_a_second_place_that_breaks_a_promise_is_caught(kind: Callable[[], Witness], check: str) -> None:
    assert check in failing(WITNESS, kept(kind))


def test_a_second_place_that_does_not_outlive_the_program_is_caught() -> None:
    found = failing(WITNESS, lambda: MemoryWitness)
    assert {"it_outlives_the_program", "what_another_has_written_is_seen"} <= found


@contextmanager
def stores(kind: Callable[[SqliteStore], object]) -> Iterator[Callable[[], object]]:
    """Opens a store of that kind in a folder of its own."""
    with TemporaryDirectory() as folder, ExitStack() as rest:

        def opened() -> object:
            store = SqliteStore(Path(folder) / "main.db", durable=False, patience_s=1.0)
            rest.callback(store.close)
            return kind(store)

        yield opened


def failing_stores(kind: Callable[[SqliteStore], object]) -> set[str]:
    found = set()
    for check in STORE:
        with stores(kind) as opened:
            found |= {check.__name__} if fails(check, opened) else set()
    return found


@pytest.mark.parametrize(
    ("kind", "check"),
    [
        (broken.Keeping, "an_error_undoes_everything"),
        (broken.Swallowing, "an_error_undoes_everything"),
        (broken.Swallowing, "a_broken_rule_is_refused"),
        (broken.Raw, "a_broken_rule_is_refused"),
        (broken.Forgetful, "a_commit_is_seen_by_all_who_come_later"),
        (broken.Forgetful, "a_commit_outlives_the_program"),
        (broken.Restless, "a_reader_sees_one_state"),
        (broken.Lingering, "who_breaks_off_holds_nobody_to_the_past"),
        (broken.OpenHanded, "a_reader_changes_nothing"),
        (broken.Crowded, "the_second_writer_waits_for_the_first"),
        (broken.Anew, "making_tables_again_changes_nothing"),
        (broken.Cutting, "words_come_back_whole_or_are_refused"),
    ],
)
def test_a_store_that_breaks_a_promise_is_caught(kind: Callable[[SqliteStore], object], check: str) -> None:
    (suspected,) = (each for each in STORE if each.__name__ == check)
    with stores(kind) as opened:
        assert fails(suspected, opened)


def test_a_store_in_other_hands_that_breaks_none_passes() -> None:
    assert failing_stores(broken.Wrapped) == set()
