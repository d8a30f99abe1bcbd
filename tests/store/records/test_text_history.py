"""The history of a text is of what was revised into what, as it was recorded at the time."""

from __future__ import annotations

from qualcode.store.records.revisions import Revision
from qualcode.store.records.text_history import TextHistory


def revision(before: str, after: str, at: int, *, direct: bool = False) -> Revision:
    return Revision(before, after, str(at), (9, 9), ((0, 0, 9),), direct=direct)


def test_each_text_is_made_from_the_last_one_that_was_revised_into_it():
    revisions = [revision("a", "b", 1), revision("a", "c", 2), revision("b", "c", 3)]
    history = TextHistory(revisions, "c")
    assert history.texts == ["c", "b", "a"]
    assert history.until == [None, "3", "1"]


def test_a_text_that_came_back_was_first_made_from_what_it_was_then():
    revisions = [revision("a", "b", 1), revision("b", "a", 2), revision("a", "c", 3)]
    assert TextHistory(revisions, "c").texts == ["c", "a", "b", "a"]


def test_nobody_makes_a_text_by_a_comparison():
    assert TextHistory([revision("a", "b", 1), revision("a", "c", 2, direct=True)], "c").texts == [
        "c"
    ]


def test_a_text_beside_the_history_is_known_from_when_it_was_first_named():
    """After "b" somebody went back to "a" and went on from there."""
    revisions = [revision("a", "b", 1), revision("a", "c", 2), revision("c", "d", 3)]
    history = TextHistory(revisions, "d")
    assert history.texts == ["d", "c", "a"]
    assert [history.first_level(text) for text in "dcab"] == [0, 1, 2, 2]


def test_another_way_may_end_at_a_level_only_if_more_was_recorded():
    alone = [revision("a", "b", 1), revision("b", "c", 2)]
    assert TextHistory(alone, "c").has_choice == [False, False]
    compared = [*alone, revision("a", "c", 2, direct=True)]
    assert TextHistory(compared, "c").has_choice == [True, False]
    assert TextHistory([*compared, revision("c", "d", 3)], "d").has_choice == [False, True, False]
