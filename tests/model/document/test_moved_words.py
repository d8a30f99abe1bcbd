"""Words cut from one place and put into another are found there; chance agreements are not taken for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.document.moved_words import TOKEN, with_moved_words
from qualcode.model.document.offset_map import OffsetMap
from qualcode.model.document.text_diff import offset_map

WORDS = ["the", "school", "moved", "me", "again", "tŷ", "\U0001f642", "don’t", "a", "mentor"]
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
texts = st.lists(sentences, min_size=1, max_size=6).map(lambda all_: "\n\n".join(all_) + "\n")


def there(old: str, new: str, words: str) -> str | None:
    """Return what stands at the place to which words of the old text lead; None if they are gone."""
    at = old.index(words)
    moved = offset_map(old, new).span(at, at + len(words))
    return None if moved.orphaned else new[moved.start : moved.end]


def test_a_sentence_put_into_another_turn_is_found_there():
    old = "P: The school moved me twice. It was hard.\n\nI: And then?\n\nP: Then it was summer.\n"
    new = "P: It was hard.\n\nI: And then?\n\nP: Then it was summer. The school moved me twice.\n"
    assert there(old, new, "The school moved me twice.") == "The school moved me twice."
    assert there(old, new, "It was hard.") == "It was hard."
    assert there(old, new, "Then it was summer.") == "Then it was summer."


def test_chance_agreements_with_other_words_give_way():
    old = "P: We saw the mentor at the gate. Nobody came to help us then.\n"
    new = "P: Nobody came. Then we left the gate to the others. We saw the mentor at the gate.\n"
    assert there(old, new, "We saw the mentor at the gate.") == "We saw the mentor at the gate."


@pytest.mark.parametrize(
    ("words", "new"),
    [
        ("Never.", "P: It was hard for us.\n\nP: I could not do it, no. Never.\n"),
        (
            "at the old school",
            "P: It was hard for us.\n\nP: Us at the old school, them at the old school\n",
        ),
    ],
)
def test_short_words_and_words_that_stand_twice_are_gone(words: str, new: str):
    assert there(f"P: {words}\n\nP: It was hard for us.\n", new, words) is None


@given(texts, texts)
def test_what_is_kept_is_the_same_in_both_and_overlaps_nowhere(old: str, new: str):
    found = with_moved_words(offset_map(old, new).blocks, [], old, new)
    assert all(old[a : a + n] == new[b : b + n] for a, b, n in found)
    OffsetMap(found, (len(old), len(new))).inverse()


@given(texts, texts, st.data())
def test_words_that_stand_once_in_each_text_are_never_gone(old: str, new: str, data: st.DataObject):
    tokens = [m.span() for m in TOKEN.finditer(old) if not m.group().isspace()]
    first = data.draw(st.integers(0, len(tokens) - 1))
    start, end = tokens[first][0], tokens[min(first + 5, len(tokens) - 1)][1]
    words = old[start:end]
    once = old.count(words) == new.count(words) == 1
    edges = {at for m in TOKEN.finditer(new) for at in m.span()}
    if once and len(words) >= 10 and {new.find(words), new.find(words) + len(words)} <= edges:
        assert not offset_map(old, new).span(start, end).orphaned
