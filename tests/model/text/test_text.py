import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.text.text import QuoteFinder, count_words, safe_for_terminal

TEXT = "She’d ring – every\n Monday… and ask. She said “hello”, and again: every Monday."


def test_quote_is_found_with_other_quote_marks_dashes_spaces_and_case():
    found = QuoteFinder(TEXT).find("she'd ring - EVERY monday... and")
    assert [TEXT[s:e] for s, e in found] == ["She’d ring – every\n Monday… and"]


def test_every_match_is_returned():
    assert len(QuoteFinder(TEXT).find("every monday")) == 2


def test_a_quote_never_matches_inside_a_word():
    assert QuoteFinder("apart from art").find("art") == [(11, 14)]


def test_blank_quote_matches_nothing():
    assert QuoteFinder(TEXT).find("  \n") == []


@pytest.mark.slow
@given(st.text(min_size=1, max_size=200), st.data())
def test_any_whole_words_of_a_text_are_found_where_they_stand(text: str, data: st.DataObject):
    import unicodedata

    text = unicodedata.normalize("NFC", text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    whole = (start == 0 or not text[start - 1].isalnum()) and (
        end == len(text) or not text[end].isalnum()
    )
    # A piece that normalises to something else on its own cannot be asked for by its words.
    if not whole or not quote.strip() or unicodedata.normalize("NFC", quote) != quote:
        return
    # A soft hyphen joins what stands on its two sides into one word.
    if "\u00ad" in text:
        return
    lead = len(quote) - len(quote.lstrip())
    trail = len(quote) - len(quote.rstrip())
    found = QuoteFinder(text).find(quote)
    assert any(s <= start + lead and e >= end - trail for s, e in found)
    for s, e in found:
        assert 0 <= s < e <= len(text)


def test_words_are_counted_as_a_reader_would():
    assert count_words("She'd a well-known 2nd… – job") == 5


@given(st.text())
def test_nothing_that_moves_a_terminal_is_left(text: str):
    shown = safe_for_terminal(text + "\x1b[2J\u202e\x07\n")
    assert not set(shown) & {"\x1b", "\u202e", "\x07", "\n", "\r", "\x9b"}
