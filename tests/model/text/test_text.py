from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.text.text import count_words, safe_for_terminal


def test_words_are_counted_as_a_reader_would():
    assert count_words("She'd a well-known 2nd… – job") == 5


@given(st.text())
def test_nothing_that_moves_a_terminal_is_left(text: str):
    shown = safe_for_terminal(text + "\x1b[2J\u202e\x07\n")
    assert not set(shown) & {"\x1b", "\u202e", "\x07", "\n", "\r", "\x9b"}
