"""What people type for one another: accents that a hurried typist leaves out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.text.alike import accented, bare, has_accents


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("tŷ", "ty"),
        ("Siân", "Sian"),
        ("te\u0302", "te"),
        ("Zoë’s café", "Zoe’s cafe"),
        ("Ελένη", "Ελενη"),
        ("йод", "йод"),
        ("ё", "е"),
        ("が", "が"),
        ("นี้", "นี้"),
        ("ø", "ø"),
    ],
)
def test_accents_are_left_out_and_letters_are_not(text: str, plain: str):
    assert bare(text) == plain
    assert has_accents(text) == (plain != unicodedata.normalize("NFC", text))


@given(st.text(st.sampled_from("aâyŷẏeéñйёüαάʼ\u0302\u0308 日")))
def test_what_is_plain_stays_plain(text: str):
    assert bare(bare(text)) == bare(text)
    assert bare(unicodedata.normalize("NFD", text)) == bare(text)


def test_letters_with_accents_are_known_by_the_letter():
    table = accented()
    assert {"ŷ", "ý", "ÿ"} <= set(table["y"])
    for plain, others in table.items():
        assert {bare(other) for other in others} == {plain}
