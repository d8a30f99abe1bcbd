from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.text.text import count_words, safe_for_terminal


def test_words_are_counted_as_a_reader_would():
    assert count_words("She'd a well-known 2nd… – job") == 5


@given(st.text("ab1_ '-.,\n\t\x1c"))
def test_plain_letters_are_counted_as_others_are(text: str):
    """One letter that is not ASCII, apart from the rest, adds one word and changes nothing else."""
    assert count_words(text) + 1 == count_words(f"{text} é")


@given(st.text())
def test_nothing_that_moves_a_terminal_is_left(text: str):
    shown = safe_for_terminal(text + "\x1b[2J\u202e\x07\n")
    assert not set(shown) & {"\x1b", "\u202e", "\x07", "\n", "\r", "\x9b"}
