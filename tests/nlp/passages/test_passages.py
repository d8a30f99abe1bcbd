import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qualcode.nlp.passages.passages import LEAST_WORDS, SpokenTurn, segment
from tests.examples import examples

sentences = st.lists(
    st.tuples(
        st.lists(st.text("abcdefgé\u0301ŵ🙂'", min_size=1, max_size=8), min_size=1, max_size=90),
        st.sampled_from([". ", "? ", "! ", "… ", " ", "\n"]),
    ),
    min_size=1,
    max_size=25,
)


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(sentences, st.integers(0, 500))
@example([(["a"] * 25, ". "), (["'a"] + ["a"] * 25, ". ")], 0)
def test_offsets_hold_and_no_word_is_lost_or_cut(parts: list[tuple[list[str], str]], start: int):
    speech = "".join(" ".join(words) + end for words, end in parts).strip()
    transcript = "x" * start + speech
    found, short = segment([SpokenTurn("d", start, speech, "p", "g")], target=20, least=1)
    assert short == 0
    for s in found:
        assert transcript[s.start : s.end] == s.text
    assert " ".join(s.text for s in found).split() == speech.split()
    assert all(s.words <= 60 for s in found)


@pytest.mark.slow
def test_long_turns_are_cut_at_sentence_ends_to_a_readable_size():
    speech = " ".join(f"This is sentence number {n} of a long turn." for n in range(60))
    found, _ = segment([SpokenTurn("d", 0, speech, "p", "g")])
    assert len(found) > 5
    assert all(s.text.endswith(".") and 30 <= s.words <= 90 for s in found)


@pytest.mark.slow
def test_a_quotation_keeps_its_opening_mark():
    speech = "She said no to all of it and that was that. 'You can't,' he said, and then he left. "
    found, _ = segment([SpokenTurn("d", 0, speech * 6, "p", "g")], target=8)
    assert len(found) == 12
    assert all(s.text.startswith(("She said", "'You can't")) for s in found)


@pytest.mark.slow
def test_captions_without_full_stops_are_cut_between_words():
    found, _ = segment([SpokenTurn("d", 7, "and then we moved " * 250, "p", "g")])
    assert len(found) > 10
    assert all(30 <= s.words <= 90 for s in found)


def test_turns_that_say_too_little_are_counted_and_left_out():
    said = "We moved house twice that year and I changed my school both times."
    turns = [SpokenTurn("d", 0, "Yeah.", "p", "g"), SpokenTurn("d", 9, said, "p", "g")]
    found, short = segment(turns)
    assert ([s.start for s in found], short) == ([9], 1)
    assert found[0].words >= LEAST_WORDS
    assert segment([]) == ([], 0)
