"""A quotation is found as it stands in the text, however it was typed, and nothing else is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.text.graphemes import graphemes, whole_graphemes
from qualcode.model.text.quotation_finder import QuotationFinder

TEXT = "She’d ring – every\n Monday… and ask. She said “hello”, and again: every Monday."


def found(text: str, quote: str) -> list[str]:
    return [text[start:end] for start, end in QuotationFinder(text).find(quote)]


def test_quote_is_found_with_other_quote_marks_dashes_spaces_and_case():
    assert found(TEXT, "she'd ring - EVERY monday... and") == ["She’d ring – every\n Monday… and"]


def test_every_match_is_returned():
    assert len(QuotationFinder(TEXT).find("every monday")) == 2


def test_a_quote_never_matches_inside_a_word():
    assert QuotationFinder("apart from art").find("art") == [(11, 14)]
    assert not found("cafés", "café")


def test_blank_quote_matches_nothing():
    assert QuotationFinder(TEXT).find("  \n") == []
    assert QuotationFinder(TEXT).find("\u200b\u200f") == []


@pytest.mark.parametrize(
    ("text", "quote", "is_found"),
    [
        ("他说，我们 去 学校。", "我们去学校", "我们 去 学校"),
        ("他说，我们去学校。", "他说,我们", "他说，我们"),
        ("老師說「好」。", '"好"', "「好」"),
        ("ガラスを見た", "ｶﾞﾗｽ", "ガラス"),
        ("학교에서 배웠다", "학교", "학교"),
        ("שָׁלוֹם לכולם", "שלום", "שָׁלוֹם"),
        ("אמר שלום לו", "\u200fשלום\u200e", "שלום"),
        ("مَرْحَبًا بالعالم", "\u202bمرحبا\u202c", "مَرْحَبًا"),
        ("می\u200cخواهم بروم", "میخواهم", "می\u200cخواهم"),
        ("ฉันไปโรงเรียนทุกวัน", "โรงเรียน", "โรงเรียน"),
        ("in Leeds\u200b then", "Leeds then", "Leeds\u200b then"),
        ("the o\ufb03cial place\u00adment", "official placement", "o\ufb03cial place\u00adment"),
        ("Tŷ Gwyn", "ty\u0302 gwyn", "Tŷ Gwyn"),
    ],
)
def test_in_any_script_and_with_what_nobody_sees(text: str, quote: str, is_found: str):
    assert found(f"… {text}", quote) == [is_found]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("👩\u200d👩\u200d👧", "👩"),
        ("นำ", "น"),
        ("산", "사"),
        ("é", "e"),
        ("🇬🇧", "🇬"),
        ("Tŷ", "Ty"),
    ],
)
def test_half_a_grapheme_is_no_match(text: str, quote: str):
    assert not found(text, quote)


@given(
    st.text(
        st.sampled_from("ab Éŷ’'.\n-…\u200b\u200d👩👧我们的。ไปนำשָׁם مَرْحَبًاـ학교ß\ufb03"),
        min_size=1,
        max_size=30,
    ),
    st.data(),
)
def test_whole_words_of_a_text_are_found_where_they_stand(text: str, data: st.DataObject):
    text = unicodedata.normalize("NFC", text)
    edges = [0, *(end for _, end in graphemes(text, 0, len(text)))]
    start = data.draw(st.sampled_from(edges))
    end = data.draw(st.sampled_from(edges))
    quote = text[start:end]
    finder = QuotationFinder(text)
    places = finder.find(quote)
    for a, b in places:
        assert 0 <= a < b <= len(text)
        assert whole_graphemes(text, a, b) == (a, b)
    apart = (start == 0 or text[start - 1].isspace()) and (end == len(text) or text[end].isspace())
    said = [at for at in range(start, end) if text[at].isalnum() and text[at] not in "ـ"]
    if apart and said and unicodedata.normalize("NFC", quote) == quote:
        assert any(a <= said[0] and said[-1] < b for a, b in places)
