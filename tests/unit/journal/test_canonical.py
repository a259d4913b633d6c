"""The canonical bytes are what they were when the first record was hashed, and come back as the entry."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.city.facts.waiting import CameDue
from cityloop.city.label import Grade
from cityloop.journal.canonical import decode, encode, leaf_hash
from cityloop.journal.columns import EPOCH
from cityloop.journal.entry import Entry

ENTRY = Entry(
    seq=7,
    time=datetime(2026, 11, 23, 2, 0, 0, 5, tzinfo=UTC),
    author="person:金",
    cause=None,
    label=Grade.INTERNAL,
    jurisdiction="linjiang/jiangbei",
    about="7K2M-4QXP",
    version=3,
    previous="00" * 32,
    fact=CameDue(case="7K2M-4QXP", stage="handling"),
)
BYTES = (
    '{"about":"7K2M-4QXP","author":"person:金","cause":null,'
    '"fact":{"case":"7K2M-4QXP","fact":"case.came-due","stage":"handling"},'
    '"jurisdiction":"linjiang/jiangbei","label":2,"previous":"' + "00" * 32 + '","seq":7,'
    '"time":"2026-11-23T02:00:00.000005Z","version":3}'
).encode()

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
moments = st.integers(0, 2**52).map(lambda micros: EPOCH + timedelta(microseconds=micros))
entries = st.builds(
    Entry,
    seq=st.integers(0, 2**62),
    time=moments,
    author=texts,
    cause=st.none() | st.integers(0, 2**62),
    label=st.sampled_from(Grade),
    jurisdiction=texts,
    about=texts,
    version=st.integers(0, 2**31),
    previous=texts,
    fact=st.builds(CameDue, case=texts, stage=texts),
)


def test_these_are_the_bytes() -> None:
    assert encode(ENTRY) == BYTES
    assert decode(BYTES) == ENTRY


def test_a_leaf_is_hashed_as_the_rfc_says() -> None:
    assert leaf_hash(BYTES) == sha256(b"\0" + BYTES).digest()


@given(entries)
def test_every_entry_comes_back_and_its_bytes_too(entry: Entry) -> None:
    data = encode(entry)
    assert decode(data) == entry
    assert encode(decode(data)) == data


@given(entries, entries)
def test_different_entries_have_different_bytes(one: Entry, other: Entry) -> None:
    assert (encode(one) == encode(other)) == (one == other)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", BYTES[:-1], BYTES.replace(b"came-due", b"never-was")])
def test_what_is_no_entry_is_refused(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(data)
