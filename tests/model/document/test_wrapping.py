"""Every character of speech stands in exactly one row, and no row is too wide."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qualcode.model.document.turn_layout import LabelledTurn, lay_out
from qualcode.model.document.wrapping import wrap
from qualcode.model.text.graphemes import graphemes, sentences, whole_graphemes, words

speech = st.text(
    st.sampled_from("ab ŵŷ\u0302é.!?'’-\n\t日本👩\u200d👧שלום") | st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")),
    min_size=1, max_size=200,
)  # fmt: skip
turns = st.lists(st.builds(LabelledTurn, st.sampled_from(["I", "P1", None]), speech), max_size=6)


@given(turns, st.integers(2, 60))
def test_rows_hold_every_character_once_and_are_no_wider_than_asked(given_turns, width: int):
    text, _, placed = lay_out(given_turns)
    rows = wrap(text, placed, width, cells=cell_len).rows
    for number, turn in enumerate(placed):
        own = [r for r in rows if r.turn == number and r.start < r.end]
        shown = "".join(text[r.start : r.end] for r in own)
        assert shown == text[turn.words : turn.end].replace("\n", "")
    for row in rows:
        line = text[row.start : row.end].rstrip()
        assert cell_len(line) <= width or len(list(graphemes(line, 0, len(line)))) == 1


@given(turns, st.integers(2, 60), st.data())
def test_every_offset_is_found_in_the_row_that_shows_it(given_turns, width: int, data):
    text, _, placed = lay_out(given_turns)
    rows = wrap(text, placed, width)
    shown = [o for t in placed for o in range(t.words, t.end) if text[o] != "\n"]
    if shown:
        offset = data.draw(st.sampled_from(shown))
        row = rows.rows[rows.at(offset)]
        assert row.start <= offset < row.end


@given(speech)
def test_words_and_sentences_lie_in_order_and_lose_no_letter(text: str):
    for found in (words(text, 0, len(text)), sentences(text, 0, len(text))):
        assert all(a < b for a, b in found)
        assert all(x[1] <= y[0] for x, y in itertools.pairwise(found))
    kept = "".join(text[a:b] for a, b in sentences(text, 0, len(text)))
    assert "".join(kept.split()) == "".join(text.split())


@given(speech, st.data())
def test_a_selection_never_splits_a_grapheme(text: str, data):
    a = data.draw(st.integers(0, len(text)))
    b = data.draw(st.integers(a, len(text)))
    start, end = whole_graphemes(text, a, b)
    assert start <= a <= b <= end
    edges = {0, *(e for _, e in graphemes(text, 0, len(text)))}
    assert {start, end} <= edges
