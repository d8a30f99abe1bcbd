from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.nlp.segments import SpokenTurn, segment

sentences = st.lists(
    st.tuples(
        st.lists(st.text("abcdefgé\u0301ŵ🙂'", min_size=1, max_size=8), min_size=1, max_size=30),
        st.sampled_from([". ", "? ", "! ", "… ", " "]),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60)
@given(sentences, st.integers(0, 500))
def test_offsets_hold_and_no_word_is_lost(parts: list[tuple[list[str], str]], start: int):
    speech = "".join(" ".join(words) + end for words, end in parts).strip()
    transcript = "x" * start + speech
    found, short = segment([SpokenTurn("d", start, speech, "p", "g")], target=20, least=1)
    assert short == 0
    for s in found:
        assert transcript[s.start : s.end] == s.text
    assert " ".join(s.text for s in found).split() == speech.split()


def test_long_turns_are_cut_at_sentence_ends_to_a_readable_size():
    speech = " ".join(f"This is sentence number {n} of a long turn." for n in range(60))
    found, _ = segment([SpokenTurn("d", 0, speech, "p", "g")])
    assert len(found) > 5
    assert all(s.text.endswith(".") and 30 <= s.words <= 90 for s in found)


def test_turns_that_say_too_little_are_counted_and_left_out():
    turns = [
        SpokenTurn("d", 0, "Yeah.", "p", "g"),
        SpokenTurn("d", 9, "We moved house twice that year.", "p", "g"),
    ]
    found, short = segment(turns)
    assert ([s.start for s in found], short) == ([9], 1)
