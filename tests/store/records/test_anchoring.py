"""Of several ways between two texts, a coding goes by the one that loses the fewest of its words."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.document.offset_map import Moved
from qualcode.model.document.text_diff import offset_map
from qualcode.store.records.anchoring import Anchoring
from qualcode.store.records.revisions import Revision

A = "P: The school moved me twice. It was hard.\n\nP: My mentor stayed.\n"
LOST = "P: My mentor stayed.\n"
B = "P: The school moved me twice, in May. It was hard.\n\nP: My mentor stayed.\n"
C = "P: The school moved me twice, in May. It was hard.\n\nP: My mentor has stayed.\n"


def revision(old: str, new: str, at: str = "2026-01-01T00:00:00Z") -> Revision:
    """A revision whose digests are the texts themselves: easier to read."""
    found = offset_map(old, new)
    return Revision(old, new, at, found.characters, tuple(found.blocks))


def found(revisions: Sequence[Revision], words: str, made_on: str, now: str) -> str | None:
    start = made_on.index(words)
    moved = Anchoring(revisions, now).span(start, start + len(words), made_on)
    return None if moved is None or moved.orphaned else now[moved.start : moved.end]


def test_three_small_corrections_are_a_better_way_than_one_loss():
    way = [revision(A, B), revision(B, C)]
    detour = [revision(A, LOST), revision(LOST, C)]
    assert found(detour, "It was hard.", A, C) is None
    assert found([*detour, *way], "It was hard.", A, C) == "It was hard."


def test_a_coding_goes_its_own_way_where_the_usual_one_loses_its_words():
    """The usual way loses fewer words in all, but those of this coding."""
    one = "P: Short one here.\n\nP: A long turn that says very much about many things.\n"
    without_short = "P: A long turn that says very much about many things.\n"
    without_long = "P: Short one here.\n"
    last = "P: Short one here.\n\nP: A long turn that says very much about many things!\n"
    graph = [
        revision(one, without_short), revision(without_short, last),
        revision(one, without_long), revision(without_long, last),
    ]  # fmt: skip
    assert found(graph, "very much about", one, last) == "very much about"
    assert found(graph, "Short one here.", one, last) == "Short one here."


def test_a_scrap_that_stands_elsewhere_is_not_what_was_marked():
    """One way loses all the words of a coding, another all but a label's."""
    long = "They moved me to the other school, and nobody told my aunt (R) about it at all then."
    words = f"P: {long}\n\nP: It was hard.\n"
    gone = "P: It was hard.\n\nQ: And then (R) what came?\n"
    middle = "P: It was hard.\n"
    label = words.index("(R)"), gone.index("(R)")
    kept = ((label[0] - 1, label[1] - 1, 4),)
    by_chance = Revision(words, gone, "", (len(words), len(gone)), kept, direct=True)
    graph = [by_chance, revision(words, middle), revision(middle, gone)]
    assert found(graph, long, words, gone) is None
    assert found(graph, "It was hard.", words, gone) == "It was hard."


@pytest.mark.slow
@given(st.permutations([revision(*pair) for pair in itertools.permutations([A, B, C, LOST], 2)]))
def test_the_order_of_merges_decides_nothing(revisions: list[Revision]):
    usual = sorted(revisions, key=lambda r: (r.before, r.after))
    for text, now in itertools.product([A, B, C, LOST], repeat=2):
        for start, end in itertools.combinations(range(0, len(text), 5), 2):
            one, other = (Anchoring(r, now).span(start, end, text) for r in (revisions, usual))
            assert one == other


def test_nothing_leads_from_a_text_that_no_revision_names():
    assert not Anchoring([revision(A, B)], B).knows(C)
    assert found([revision(A, B)], "mentor", C, B) is None


def test_a_damaged_map_leads_nowhere_but_others_do():
    damaged = Revision(A, C, "", (len(A), len(C)), ((0, 0, 5), (3, 9, 60)))
    assert found([damaged], "mentor", A, C) is None
    assert found([damaged, revision(A, B), revision(B, C)], "mentor", A, C) == "mentor"


@pytest.mark.parametrize("words", ["The school moved me twice", "My mentor"])
def test_what_no_way_loses_is_unflagged(words: str):
    start = A.index(words)
    moved = Anchoring([revision(A, B), revision(A, LOST)], B).span(start, start + len(words), A)
    assert moved is not None
    assert not moved.changed


def test_a_copy_of_a_turn_does_not_go_back_to_be_the_turn():
    one, two, now = (
        "P: Yes, often.\n",
        "P: Yes, often.\n\nP: Yes, often.\n",
        "P: Yes, often, yes.\n",
    )
    copied = revision(one, two)
    # The one turn is the second of both; then that one is deleted, and the turns compared.
    later = Revision(copied.before, copied.after, copied.at, copied.characters, ((0, 16, 14),))
    deleted = revision(two, now)
    direct = msgspec.structs.replace(revision(one, now), direct=True)
    lost = msgspec.structs.replace(deleted, kept=((0, 0, 13),))
    anchoring = Anchoring([later, lost, direct], lost.after)
    there = anchoring.span(16, 30, lost.before)
    assert there is not None
    assert there.orphaned
    assert anchoring.span(0, 13, direct.before) == Moved(0, 13)


def test_what_only_a_comparison_connects_is_placed_by_it_from_the_other_end_too():
    one, two = "P: Yes, often, at school.\n", "P: Yes, often, at my school.\n"
    direct = msgspec.structs.replace(revision(one, two), direct=True)
    anchoring = Anchoring([direct], direct.before)
    assert anchoring.knows(direct.after)
    assert anchoring.span(3, 13, direct.after) == Moved(3, 13)


def test_equal_words_elsewhere_are_not_taken_for_those_that_stayed():
    """A comparison that pairs the two answers the other way round keeps as many of the words."""
    one = "I: One?\n\nP: Yes.\n\nI: Two?\n\nP: Yes.\n"
    two = "I: Once?\n\nP: Yes.\n\nI: Two?\n\nP: Yes.\n"
    three = "I: One?\n\nP: Yes.\n\nI: Two?\n\nP: Yes.\n\nI: Good.\n"
    first, second = one.index("Yes."), one.rindex("Yes.")
    between = second - first - 4
    kept = (
        (0, 0, first), (first, second, 4), (first + 4, first + 4, between), (second, first, 4),
    )  # fmt: skip
    crossed = Revision(one, three, "4", (len(one), len(three)), kept, direct=True)
    revisions = [revision(one, two, "2"), revision(two, three, "3"), crossed]
    assert Anchoring(revisions, three).span(second, second + 4, one) == Moved(second, second + 4)


SIZE = 12
PAIRS = [*itertools.permutations("abc", 2)]


@st.composite
def maps(draw: st.DrawFn, before: str, after: str, at: int) -> Revision:
    """Any map between two texts of twelve characters: parts of the one, anywhere in the other."""
    cuts = sorted({0, SIZE, *draw(st.sets(st.integers(1, SIZE - 1), max_size=3))})
    parts = [part for part in itertools.pairwise(cuts) if draw(st.integers(0, 5))]
    place, kept = 0, []
    for low, high in draw(st.permutations(parts)):
        kept.append((low, place, high - low))
        place += high - low
    direct = draw(st.booleans())
    return Revision(before, after, f"{at:02}", (SIZE, SIZE), tuple(sorted(kept)), direct=direct)


@given(st.data())
def test_what_a_revision_leaves_alone_is_where_it_was(data: st.DataObject):
    """Whatever ways there are to the new text, and whatever they say."""
    pairs = data.draw(st.lists(st.sampled_from(PAIRS), min_size=2, max_size=7))
    revisions = [data.draw(maps(*pair, at)) for at, pair in enumerate(pairs)]
    made_on, now, new = data.draw(st.permutations("abcd"))[:3]
    start = data.draw(st.integers(0, SIZE - 1))
    end = data.draw(st.integers(start + 1, min(SIZE, start + 2)))
    before = Anchoring(revisions, now).span(start, end, made_on)
    if before is None or before.orphaned or before.changed:
        return
    last = msgspec.structs.replace(data.draw(maps(now, new, 50)), direct=False)
    after = last.map().span(before.start, before.end)
    if after.changed:
        return
    compared = [
        msgspec.structs.replace(data.draw(maps(text, new, 50)), direct=True)
        for text in data.draw(st.sets(st.sampled_from("abc")))
        if text not in (now, new)
    ]
    assert Anchoring([*revisions, last, *compared], new).span(start, end, made_on) == after
