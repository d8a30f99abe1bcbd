"""What nobody sees is taken out on the way in and told, and no script or emoji loses what it needs."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.transcripts.input.cleaning import Cleaner
from tests.examples import examples

UNSEEN = "\u200b\u200c\u200d\u2060\u2061\ufeff\u00ad"


def cleaned(text: str) -> tuple[str, list[str]]:
    cleaner = Cleaner()
    return cleaner.clean(text), cleaner.notes()


def test_zero_width_letters_soft_hyphens_and_ligatures_are_told_with_their_number_and_place():
    text, notes = cleaned(
        "Was born\u200b in Llan\u00adelli.\nThe o\ufb03ce \ufb01rst,\n\ufeffthen\u2060\n"
    )
    assert text == "Was born in Llanelli.\nThe office first,\nthen\n"
    assert notes == [
        "3 zero-width characters that nobody sees were removed (lines 1, 3)",
        "1 soft hyphen was removed (line 1)",
        "2 ligatures such as “ﬁ” were spelt out (line 2)",
    ]


def test_a_word_that_a_soft_hyphen_divides_at_a_lines_end_is_whole_again():
    text, notes = cleaned("at the place\u00ad\nment, and\u00ad\nI left\n")
    assert text == "at the placement, and\nI left\n"
    assert notes == ["2 soft hyphens were removed (lines 1, 2)"]


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d👩\u200d👧",
        "👩🏽\u200d⚕\ufe0f said",
        "🏳\ufe0f\u200d🌈",
        "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
        "می\u200cخواهم خانه\u200cها",
        "क्\u200dष and क्\u200cष",
        "ശ്രീ അവന്\u200d",
        "ភាសា\u200bខ្មែរ",
    ],
)
def test_joiners_stay_where_a_script_or_an_emoji_needs_them(text: str):
    assert cleaned(text) == (text, [])


def test_joiners_between_other_letters_go():
    assert cleaned("Auf\u200clage x\u200d y 1\u200d2")[0] == "Auflage x y 12"


def test_forms_of_arabic_letters_that_only_fonts_know_are_spelt_out():
    assert cleaned("\ufefb \ufee3\ufeae\ufea3\ufe92\ufe8e")[0] == "لا مرحبا"


@settings(max_examples=examples(60))
@given(
    st.lists(st.sampled_from([*"abé ŵO’k.,9\n", "fi", "th"]), max_size=12),
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from(UNSEEN)), max_size=6),
)
def test_what_is_put_between_letters_leaves_no_trace(pieces: list[str], put: list[tuple[int, str]]):
    text = "".join(pieces)
    dirty = text
    for at, sign in put:
        dirty = f"{dirty[:at]}{sign}{dirty[at:]}"
    # A soft hyphen at a line's end says that the word goes on.
    if "\u00ad" in dirty:
        dirty = dirty.replace("\n", " ")
        text = text.replace("\n", " ")
    assert cleaned(dirty)[0] == cleaned(text)[0]


@settings(max_examples=examples(80))
@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(UNSEEN + "👩👧کक्\ufb01\n")
    )
)
def test_cleaning_again_changes_nothing_and_no_word_is_lost(text: str):
    once, _ = cleaned(text)
    again, notes = cleaned(once)
    assert again == once
    assert not notes
    letters = [c for c in unicodedata.normalize("NFKC", text) if c.isalnum()]
    assert [c for c in unicodedata.normalize("NFKC", once) if c.isalnum()] == letters
