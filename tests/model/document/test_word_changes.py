"""The changed words of a text, as a table of differences shows them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.document.word_changes import word_changes

WORDS = st.lists(st.sampled_from("a b c d e f g h".split()), max_size=25)


def test_only_what_changed_and_a_few_words_around_is_shown():
    old = "One also spoke of a fellow pupil who stayed a friend for years."
    new = "One also spoke of a fellow pupil who stayed a close friend for years."
    assert word_changes(old, new) == "… who stayed a {+close+} friend for years."
    assert word_changes(new, old) == "… who stayed a [-close-] friend for years."
    assert word_changes("", "New words.") == "{+New words.+}"
    assert word_changes("a  b", "a b") == ""


@given(WORDS, WORDS)
def test_every_word_that_went_or_came_is_in_it(old: list[str], new: list[str]):
    shown = word_changes(" ".join(old), " ".join(new))
    gone = " ".join(re.findall(r"\[-(.*?)-\]", shown)).split()
    come = " ".join(re.findall(r"\{\+(.*?)\+\}", shown)).split()
    assert len(old) - len(gone) == len(new) - len(come)
    assert sorted(set(new) - set(old)) == sorted(set(come) - set(old) if come else set())
    assert (shown == "") == (old == new)
