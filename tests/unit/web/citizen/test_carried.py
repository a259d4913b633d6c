"""What a form carries of a report comes back as it was, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import load
from cityloop.city.index import Index
from cityloop.web.citizen.carried import brought_back, carried, is_same, order_key, said
from cityloop.web.citizen.drafts import Draft
from tests.street import STREET

INDEX = Index(load(STREET, crs.find))
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=50)
POINTS = st.tuples(st.integers(-180_000_000, 180_000_000), st.integers(-90_000_000, 90_000_000))


def draft(**fields: object) -> Draft:
    """A draft that is written so far."""
    return Draft(touched=0.0, key="k", **fields)  # type: ignore[arg-type]


@given(WORDS, WORDS, WORDS, POINTS, st.sampled_from(["fix", "help", "denounce"]))
def test_what_goes_out_comes_back(words: str, spot: str, contact: str, point: tuple[int, int], kind: str) -> None:
    where = (point[0] / 1e6, point[1] / 1e6)
    before = draft(words=words, spot=spot, contact=contact, kind=kind, point=where, place="road-liuan", language="en")
    after = brought_back(carried(before), Draft(touched=0.0), INDEX)
    assert (said(after), after.key) == (said(before), "k")
    assert is_same(before, after)


@pytest.mark.parametrize(
    "fields", [{"words": "x"}, {"spot": "x"}, {"contact": "x"}, {"kind": "help"}, {"language": "en"}]
)
def test_other_words_are_another_report(fields: dict[str, str]) -> None:
    assert order_key(draft()) != order_key(draft(**fields))
    assert not is_same(draft(), draft(**fields))


def test_another_draft_with_the_same_words_is_another_report() -> None:
    other = draft(words="x")
    other.key = "other"
    assert order_key(draft(words="x")) != order_key(other)
    assert order_key(draft(words="x")) == order_key(draft(words="x"))


@pytest.mark.parametrize(
    ("form", "name", "value"),
    [
        ({"draft-kind": "nonsense"}, "kind", "fix"),
        ({"draft-place": "no-such-place"}, "place", None),
        ({"draft-point": "nan nan"}, "point", None),
        ({"draft-point": "400 99"}, "point", None),
        ({"draft-words": "x" * 2001}, "words", ""),
        ({"draft-key": "x" * 65}, "key", ""),
        ({"draft-key": "ключ"}, "key", ""),
    ],
)
def test_what_no_page_wrote_is_left_out(form: dict[str, str], name: str, value: object) -> None:
    assert getattr(brought_back(form, Draft(touched=0.0), INDEX), name) == value
