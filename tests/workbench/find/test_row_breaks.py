"""Rows of a line hold every letter once, are no wider than asked, and break at blanks."""

import itertools

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from qualcode.workbench.find.row_breaks import _OTHERS, breaks

plain = st.text(st.sampled_from("ab éŵ’“”…–€.,?"), max_size=120)
any_line = plain | st.text(
    st.sampled_from("ab é’日本🙂e\u0301\u200d "), max_size=120
)  # fmt: skip


@given(any_line, st.integers(2, 40))
def test_rows_hold_all_of_it_and_none_is_too_wide(text: str, width: int):
    rows = breaks(text, width, cell_len)
    assert "".join(text[a:b] for a, b in rows) == text
    assert rows[0][0] == 0
    for a, b in rows:
        assert cell_len(text[a:b].rstrip()) <= width


@given(plain, st.integers(2, 40))
@example(" aaaa", 4)
def test_a_word_is_cut_only_where_it_is_longer_than_a_row(text: str, width: int):
    rows = breaks(text, width, cell_len)
    for (_, end), (start, _) in itertools.pairwise(rows):
        if text[end - 1] != " " and text[start] != " ":
            begun = text.rfind(" ", 0, start) + 1
            word = text[begun:].split(" ")[0]
            assert len(word) > width


def test_what_is_counted_as_one_cell_is_one():
    letters = [chr(n) for n in range(0x20, 0x3000) if not _OTHERS.search(chr(n))]
    assert {cell_len(letter) for letter in letters} == {1}
    assert breaks("", 10) == [(0, 0)]
    assert breaks("one two three", 7) == [(0, 8), (8, 13)]
