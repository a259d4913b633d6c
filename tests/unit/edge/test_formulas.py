"""No cell of a table is run, and every one is read again as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityloop.edge.formulas import guarded, unguarded

RUN = ["=1+1", "+1", "-1", "@SUM(A1)", "\t1", "\r1", "\n1", " =1", "\x00=1", "\ufeff=1", "＝1+1", "－1", "　=1", "'=1"]


@pytest.mark.parametrize("cell", RUN)
def test_what_a_spreadsheet_would_run_stands_behind_an_apostrophe(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "槐荫路 15 号", "'s Gravenhage", "1-2", "a=b", "'"])
def test_other_words_stand_as_they_are(cell: str) -> None:
    assert (guarded(cell), unguarded(cell)) == (cell, cell)


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n 1a＝\x00")) | st.text())
def test_what_was_guarded_comes_back_as_it_was(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert guarded(cell)[:1] not in tuple("=+-@\t\r\n＝＋－＠")
