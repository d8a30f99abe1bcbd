"""Passages of the same words are in one theme."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qualcode.nlp.themes.same_words import together


def test_the_theme_that_most_of_them_had():
    texts = ["We walked.", "we  walked", "We walked!", "They rang.", "They rang.", "So it is."]
    assert together(texts, [2, 1, 2, 0, 1, 1]) == [2, 2, 2, 0, 0, 1]


def test_no_theme_is_left_without_a_passage_and_none_is_made_nobodys():
    assert together(["One.", "One."], [0, 1]) == [0, 1]
    assert together(["One.", "One.", "One."], [-1, -1, 1]) == [1, 1, 1]
    assert together(["…", "!", ""], [0, 1, 2]) == [0, 1, 2]


_SAID = st.lists(
    st.tuples(st.sampled_from(["We walked.", "WE WALKED", "They rang.", "So.", "…"]),
              st.integers(-1, 4)), max_size=30,
)  # fmt: skip


@given(_SAID)
def test_each_topic_keeps_a_text_and_only_the_same_words_move(said: list[tuple[str, int]]):
    texts, topics = [text for text, _ in said], [topic for _, topic in said]
    placed = together(texts, topics)
    assert {t for t in topics if t >= 0} == {t for t in placed if t >= 0}
    for text, before, after in zip(texts, topics, placed, strict=True):
        if before != after:
            assert texts.count(text) > 1 or text in ("We walked.", "WE WALKED")
