"""Equal words of two people, or of one at two times, are not taken for one another."""

from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.document.lookalikes import without_lookalikes
from qualcode.model.document.offset_map import Block, OffsetMap
from qualcode.model.document.text_diff import offset_map

LINES = ["P: Yes.", "P: No.", "I: And then?", "P: The mentor rang us.", "P: Nobody told me that."]
texts = st.lists(st.sampled_from(LINES), min_size=1, max_size=9).map("\n".join)


def shared(blocks: list[Block], text: str) -> list[str]:
    return [text[start : start + length] for start, _, length in blocks]


def test_a_line_that_was_deleted_is_not_another_that_stayed():
    old, new = "a\nP: Yes.\nb\nP: Yes.\nc", "a\nb\nP: Yes.\nc"
    # Somebody deleted the first; the comparison has it for the second.
    first_gone = [(0, 0, 2), (10, 2, 11)]
    wrong = [(0, 0, 2), (2, 4, 8)]
    assert shared(without_lookalikes(wrong, first_gone, old, new), old) == ["a\n"]
    assert without_lookalikes(first_gone, first_gone, old, new) == first_gone


def test_what_was_lost_and_is_back_among_its_neighbours_is_found():
    old = new = "I: One?\nP: Yes.\nI: Two?\nP: Yes.\n"
    lost = [(0, 0, 8), (16, 16, 16)]
    assert without_lookalikes([(0, 0, len(old))], lost, old, new) == [(0, 0, len(old))]


def test_words_that_stayed_do_not_follow_one_that_was_mended_into_a_copy():
    """The turn has "often" mended; a copy of it, which has not, would have all of it once."""
    old = "P: She rang us very often then.\n"
    new = "P: She rang us very seldom then.\nP: She rang us very often then.\n"
    stayed = [(0, 0, 20), (25, 26, 7)]
    into_the_copy = [(0, 0, 3), (3, 36, 29)]
    assert without_lookalikes(into_the_copy, stayed, old, new) == [(0, 0, 3)]


def test_a_line_of_which_a_scrap_is_kept_elsewhere_comes_back_whole():
    old = "I: One?\nP: She rang us very often then.\nI: Two?\n"
    new = "I: One?\nP: She came.\nI: Two?\nP: She rang us very often then.\n"
    scrap = [(0, 0, 14), (39, 20, 9)]
    compared = [(0, 0, 8), (8, 29, 32), (40, 21, 8)]
    kept = without_lookalikes(compared, scrap, old, new)
    assert (8, 29, 32) in kept


def test_a_word_alone_is_not_the_one_that_was_lost():
    old, new = "P: often\nI: And then?\n", "P: no\nI: And then?\nP: well often\n"
    kept = [(0, 0, 3), (9, 6, 13)]
    assert shared(without_lookalikes([(3, 27, 5), *kept[1:]], kept, old, new), old) == [
        "I: And then?\n"
    ]


@given(texts, texts, texts)
def test_nothing_is_added_and_what_stands_once_stays(first: str, second: str, third: str):
    blocks = offset_map(first, third).blocks
    recorded = offset_map(first, second).blocks if second == third else []
    kept = without_lookalikes(blocks, recorded, first, third)
    places = {(old + n, new + n) for old, new, length in blocks for n in range(length)}
    found = {(old + n, new + n) for old, new, length in kept for n in range(length)}
    assert found <= places
    assert OffsetMap(kept, (len(first), len(third))).blocks == kept
    for line in LINES:
        if first.count(line) == third.count(line) == 1:
            at, there = first.index(line), third.index(line)
            whole = {(at + n, there + n) for n in range(len(line))}
            assert whole & places <= found or not whole <= places
