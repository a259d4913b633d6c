"""Drafts become entries at a head; what is refused leaves no mark on the pen."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from cityloop.checks.ground import START, append_of, draft, erasure, sealed_with
from cityloop.city.facts.waiting import CameDue, HeldOver
from cityloop.journal.canonical import decode, encode, leaf_hash
from cityloop.journal.columns import EPOCH
from cityloop.journal.entry import Append
from cityloop.journal.errors import BadDraft, Conflict, KeyErased
from cityloop.journal.pen import Head, Pen

HEAD = Head(7, START, bytes(range(32)))


def pen(*erased: str, **versions: int) -> Pen:
    return Pen(HEAD, versions, frozenset(erased), lambda thing, version: f"author of {thing} {version}")


def test_the_first_entry_follows_the_head() -> None:
    (entry,) = pen(a=4).write(append_of("a"), START)
    assert (entry.seq, entry.version, entry.previous) == (7, 5, bytes(range(32)).hex())


def test_the_head_moves_with_what_was_written() -> None:
    mine = pen()
    first, second = mine.write(append_of("a", ""), START)
    assert second.previous == leaf_hash(encode(first)).hex()
    assert mine.head == Head(9, START, leaf_hash(encode(second)))
    assert mine.versions == {"a": 1}


def test_an_entry_without_a_thing_has_no_version() -> None:
    mine = pen()
    assert [entry.version for entry in mine.write(append_of("", "", "a"), START)] == [0, 0, 1]
    assert "" not in mine.versions


@pytest.mark.parametrize("back", [timedelta(microseconds=1), timedelta(days=9)])
def test_a_clock_that_goes_back_does_not_take_the_record_along(back: timedelta) -> None:
    assert pen().write(append_of("a"), START - back)[0].time == START


def test_time_is_kept_in_utc() -> None:
    there = START.astimezone(timezone(timedelta(hours=8))) + timedelta(hours=1)
    (entry,) = pen().write(append_of("a"), there)
    assert (entry.time, entry.time.utcoffset()) == (there, timedelta(0))


def test_a_row_repeats_what_entries_are_found_by() -> None:
    mine = pen()
    mine.write(Append(drafts=(draft("a", cause=3), draft(""))), START)
    first, second = (each.row() for each in mine.written)
    micros = (START - EPOCH) // timedelta(microseconds=1)
    repeated = {name: first[name] for name in ("seq", "about", "version", "tag", "cause", "time")}
    assert repeated == {"seq": 7, "about": "a", "version": 1, "tag": "case.came-due", "cause": 3, "time": micros}
    assert (second["about"], second["version"], second["cause"]) == (None, 0, None)
    assert leaf_hash(first["bytes"]) == first["hash"]


def test_a_conflict_names_whoever_wrote_the_version_that_is_there() -> None:
    mine = pen(a=4)
    with pytest.raises(Conflict) as before:
        mine.write(append_of("a", a=3), START)
    assert before.value.values == {"thing": "a", "seen": 3, "now": 4, "author": "author of a 4"}
    mine.write(append_of("a", author="bob", a=4), START)
    with pytest.raises(Conflict) as behind:
        mine.write(append_of("a", a=4), START)
    assert behind.value.values == {"thing": "a", "seen": 4, "now": 5, "author": "bob"}


REFUSED = {
    "conflict": (append_of("a", a=9), Conflict),
    "erased": (sealed_with(bytes(32), "gone", b"words"), KeyErased),
    "cause": (Append(drafts=(draft("a"), draft("b", cause=-2))), BadDraft),
    "unreadable": (Append(drafts=(draft("a"), draft("b", author=7))), BadDraft),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_leaves_no_mark(name: str) -> None:
    append, error = REFUSED[name]
    mine = pen("gone", a=1)
    with pytest.raises(error):
        mine.write(append, START)
    assert (mine.head, mine.versions, mine.written, mine.accepted) == (HEAD, {"a": 1}, [], [])


def test_who_is_forgotten_is_so_for_all_that_follows() -> None:
    mine = pen()
    mine.write(erasure("ann"), START)
    with pytest.raises(KeyErased):
        mine.write(sealed_with(bytes(32), "ann", b"words"), START)


def test_an_entry_is_read_back_from_its_own_bytes() -> None:
    """A time with another zone in a fact comes out as the bytes tell it, at once as after a refold."""
    held = HeldOver(case="a", ground="g", until=datetime(2026, 12, 1, 8, tzinfo=timezone(timedelta(hours=8))))
    mine = pen()
    (entry,) = mine.write(Append(drafts=(msgspec.structs.replace(draft("a"), fact=held),)), START)
    assert entry == decode(mine.written[0].data)
    assert isinstance(entry.fact, HeldOver)
    assert entry.fact.until == datetime(2026, 12, 1, tzinfo=UTC)


def test_what_has_no_zone_is_refused() -> None:
    bare = HeldOver(case="a", ground="g", until=datetime(2026, 12, 1, 8))  # noqa: DTZ001
    with pytest.raises(BadDraft, match="HeldOver"):
        pen().write(Append(drafts=(msgspec.structs.replace(draft("a"), fact=bare),)), START)


def test_a_fact_with_a_field_too_many_is_refused() -> None:
    class Wider(CameDue, frozen=True, kw_only=True, tag="case.came-due"):
        more: int = 1

    wider = msgspec.structs.replace(draft("a"), fact=Wider(case="a", stage="handling"))
    with pytest.raises(BadDraft):
        pen().write(Append(drafts=(wider,)), START)
