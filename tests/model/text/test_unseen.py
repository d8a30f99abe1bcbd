"""What nobody sees in a text comes out, and what shapes letters or pictures stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.text.unseen import (
    LIGATURES,
    SOFT_HYPHEN,
    ZERO_WIDTH,
    spelt_out,
    without_joiners,
    without_soft_hyphens,
    without_zero_width,
)

STEPS = (without_zero_width, without_joiners, without_soft_hyphens, spelt_out)
texts = st.text(
    st.sampled_from("ab yŵ日नمक\n🙂👩👧🏽")
    | st.sampled_from(f"{SOFT_HYPHEN}{ZERO_WIDTH}\u200c\u200dﬁﬃ\ufe0f")
)


@pytest.mark.parametrize(
    ("text", "step", "made", "at"),
    [
        ("was\u200b born", without_zero_width, "was born", [3]),
        ("\ufeffYes\u2060.", without_zero_width, "Yes.", [0, 4]),
        ("ภาษา\u200bไทย", without_zero_width, "ภาษา\u200bไทย", []),
        ("Le\u200deds", without_joiners, "Leeds", [2]),
        ("👩\u200d👧 came", without_joiners, "👩\u200d👧 came", []),
        ("می\u200cخواهم", without_joiners, "می\u200cخواهم", []),
        ("क्\u200dष", without_joiners, "क्\u200dष", []),
        ("place\u00adment", without_soft_hyphens, "placement", [5]),
        ("place\u00ad\n  ment", without_soft_hyphens, "placement", [5]),
        ("place\u00ad\nMent", without_soft_hyphens, "place\nMent", [5]),
        ("oﬃcial ﬁle", spelt_out, "official file", [1, 7]),
    ],
)
def test_by_hand(text: str, step, made: str, at: list[int]):
    assert step(text) == (made, at)


@given(texts)
def test_what_is_done_once_is_done(text: str):
    for step in STEPS:
        made, at = step(text)
        assert step(made) == (made, [])
        assert at == sorted(set(at))
        assert all(0 <= one < len(text) for one in at)


@given(texts)
def test_letters_that_are_seen_stay_in_order(text: str):
    made = text
    for step in STEPS:
        made = step(made)[0]
    seen = [c for c in unicodedata.normalize("NFKC", text) if c.isalpha()]
    assert [c for c in unicodedata.normalize("NFKC", made) if c.isalpha()] == seen
    assert not LIGATURES.keys() & set(made)
    assert SOFT_HYPHEN not in made
