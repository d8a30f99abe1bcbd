"""What is typed is found however the text has it, and the place found is the text's own."""

import functools
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.model.text.alike import accented, bare
from qualcode.transcripts.input.cleaning import Cleaner
from qualcode.workbench.find.folding import folded, searchable
from qualcode.workbench.find.pattern import Wanted


@functools.cache
def every_sign() -> frozenset[str]:
    """Every sign that a text may have; made once, when first needed."""
    return frozenset(map(chr, range(sys.maxunicode + 1)))


def found(text: str, typed: str) -> list[str]:
    wanted = Wanted(typed, regex=False)
    places = [m.span() for m in wanted.in_text(text).finditer(text)]
    assert places == [m.span() for m in wanted.among(every_sign()).finditer(text)]
    return [text[a:b] for a, b in places]


@pytest.mark.parametrize(
    ("text", "typed", "is_found"),
    [
        ("Tŷ Gwyn", "ty gwyn", "Tŷ Gwyn"),
        ("yn y TŶ", "ty", "TŶ"),
        ("ty\u0302 and", "ty", "ty\u0302"),
        ("Trường", "truong", "Trường"),
        ("born\u200b in Leeds", "born in leeds", "born\u200b in Leeds"),
        ("the place\u00adment", "placement", "place\u00adment"),
        ("an o\ufb03cial", "official", "o\ufb03cial"),
        ("an o\ufb00icial", "official", "o\ufb00icial"),
        ("an of\ufb01cial", "official", "of\ufb01cial"),
        ("official", "o\ufb03cial", "official"),
        ("Oʼr ŵyl", "o'r wyl", "Oʼr ŵyl"),
        ("it's", "it’s", "it's"),
        ("well–known … “yes”", 'well-known ... "yes"', "well–known … “yes”"),
        ("شَعْب", "شعب", "شَعْب"),
        ("אמר שָׁלוֹם", "שלום", "שָׁלוֹם"),
        ("می\u200cخواهم", "میخواهم", "می\u200cخواهم"),
    ],
)
def test_as_it_is_typed_and_as_it_stands(text: str, typed: str, is_found: str):
    assert found(text, typed) == [is_found]


def test_accents_that_are_typed_count():
    assert found("ty tŷ tý", "tŷ") == ["tŷ"]
    assert found("resume résumé", "résumé") == ["résumé"]
    assert not Wanted("tŷ", regex=False).ignored_accents("tŷ")
    assert Wanted("ty", regex=False).ignored_accents("tŷ")
    assert not Wanted("ty", regex=False).ignored_accents("ty")


def test_signs_that_are_letters_of_their_own_count():
    assert not found("мой", "мои")
    assert not found("ไปนำ", "ไปนา")
    assert not found("か", "が")


def test_an_expression_is_taken_as_it_stands():
    assert Wanted("t.", regex=True).in_text("tŷ").search("tŷ").span() == (0, 2)
    assert not Wanted("ty", regex=True).in_text("tŷ").search("tŷ")


@pytest.mark.parametrize("typed", ["", "  ", "\u200b", "\u200f "])
def test_nothing_to_search_for(typed: str):
    with pytest.raises(BadInputError, match="nothing to search for"):
        Wanted(typed, regex=False)


_PUT = "\u200b\u00ad\u2060\u200d"


@given(
    st.text(st.sampled_from("abeiofsty ŷé'’-[^]\\…\n"), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 20), st.sampled_from(_PUT)), max_size=5),
    st.data(),
)
def test_what_stands_in_a_text_is_found_in_it_before_and_after_cleaning(
    said: str, put: list[tuple[int, str]], data: st.DataObject
):
    dirty = said
    for at, sign in put:
        dirty = f"{dirty[:at]}{sign}{dirty[at:]}"
    clean = Cleaner().clean(dirty)
    start = data.draw(st.integers(0, len(clean)))
    end = data.draw(st.integers(start, len(clean)))
    words = clean[start:end].strip()
    if not words:
        return
    for typed in (words, bare(words), words.upper()):
        places = [m.span() for m in Wanted(typed, regex=False).in_text(clean).finditer(clean)]
        # Matches do not share letters, so an earlier one may stand in the way.
        assert any(a <= clean.index(words, start) < b for a, b in places)
        for a, b in places:
            assert bare(folded(clean[a:b])).split() == bare(folded(words)).split()
        if "\n" not in dirty:
            old = Wanted(typed, regex=False).in_text(dirty)
            assert len([*old.finditer(dirty)]) == len(places)


@given(st.sampled_from(sorted(accented())), st.data())
def test_a_letter_is_found_with_any_of_its_accents(letter: str, data: st.DataObject):
    other = data.draw(st.sampled_from(accented()[letter]))
    assert found(f"{other} 1", letter) == [other]
    apart = unicodedata.normalize("NFD", other)
    assert found(f"{apart} 1", letter) == [apart]


def test_a_filter_sees_through_the_same():
    assert folded("o'r o\ufb03ce") in searchable("Oʼr O\ufb03ce yn\u200b Nhŷ")
    assert folded("nhy") in searchable("yn Nhŷ")
