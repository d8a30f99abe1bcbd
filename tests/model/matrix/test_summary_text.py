"""A summary as a person edits it and as it is kept: the same text, in lines git can compare."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.matrix.summary_text import unwrapped, wrapped

WORDS = st.one_of(
    st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=12),
    st.sampled_from(["-", "*", "12.", "3)", "#", ">", "|", "```", "–", "+", "•", "1", "**bold**"]),
    st.sampled_from(
        "young people said that one adult who rings every week helps them most".split()
    ),
)
GAPS = st.sampled_from([" "] * 12 + ["  ", "\t", "\u00a0", "   "])
BEGINNINGS = st.sampled_from(
    ["", "- ", "* ", "  - ", "1. ", "12) ", "# ", "> ", "| ", "    ", "     - ", "```", " "]
)


@st.composite
def markdown(draw) -> str:
    lines = []
    for _ in range(draw(st.integers(0, 6))):
        words = draw(st.lists(WORDS, max_size=40))
        gaps = [draw(GAPS) for _ in words]
        line = "".join(one for pair in zip(words, gaps, strict=True) for one in pair)
        lines.append(draw(BEGINNINGS) + line)
    return draw(st.sampled_from(["\n", "\n", "\n\n", "\r\n"])).join(lines)


@pytest.mark.slow
@given(text=markdown())
def test_what_is_kept_is_the_text_that_was_written(text):
    kept = wrapped(text)
    assert unwrapped(kept) == unwrapped(text)
    # Kept again it is the same, so a summary that nobody changed makes no diff.
    assert wrapped(kept) == kept
    assert unwrapped(unwrapped(text)) == unwrapped(text)
    # No word comes, goes or moves.
    assert kept.split() == text.split()


PLAIN = st.lists(st.from_regex(r"[a-z]{1,12}", fullmatch=True), min_size=1, max_size=120)


@pytest.mark.slow
@given(paragraphs=st.lists(st.tuples(st.sampled_from(["", "- ", "1. ", "> "]), PLAIN), max_size=4))
def test_lines_are_short_and_paragraphs_and_points_stay_what_they_are(paragraphs):
    shown = [mark + " ".join(words) for mark, words in paragraphs]
    text = "\n\n".join(shown)
    kept = wrapped(text)
    assert all(len(line) <= 96 for line in kept.splitlines() if not line.startswith(">"))
    assert unwrapped(kept) == text
    # One changed word is one changed line or two, not a paragraph.
    if paragraphs:
        mark, words = paragraphs[-1]
        other = wrapped("\n\n".join([*shown[:-1], mark + " ".join([*words, "more"])]))
        same = [
            one
            for one, two in zip(kept.splitlines(), other.splitlines(), strict=False)
            if one == two
        ]
        assert len(same) >= len(kept.splitlines()) - 1


def test_points_and_headings_begin_lines_and_code_stays_as_it_is():
    text = (
        "Two things help:\n- a mentor\n  who rings\n- a place\n# Also\nfood\n\n    x = 1\n    y = 2"
    )
    assert unwrapped(text) == (
        "Two things help:\n- a mentor who rings\n- a place\n# Also\nfood\n\n    x = 1\n    y = 2"
    )


def test_a_number_or_dash_in_a_sentence_never_begins_a_line():
    words = "word " * 18
    for sign in ("12.", "-", "#", ">", "|", "7)"):
        text = f"{words}abc {sign} and more {words}".strip()
        kept = wrapped(text)
        assert unwrapped(kept) == text
        assert len(kept.splitlines()) > 1
