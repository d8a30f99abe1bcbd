"""Of the ways between two texts the cheapest is known, and a mark's own best one is found."""

from __future__ import annotations

import msgspec

from qualcode.store.records.revisions import Revision
from qualcode.store.records.text_ways import Placed, TextWays


def revision(before: str, after: str, *kept: tuple[int, int, int], at: str = "1") -> Revision:
    return Revision(before, after, at, (40, 40), kept)


WHOLE = (0, 0, 40)
#: By the one all is lost but the first half, by the other all but the second.
BY_TWO = [
    revision("a", "b", (0, 0, 22)), revision("b", "d", WHOLE),
    revision("a", "c", (18, 18, 22)), revision("c", "d", WHOLE),
]  # fmt: skip


def test_a_mark_goes_by_the_way_that_loses_the_fewest_of_its_words():
    ways = TextWays(BY_TWO)
    assert ways.least_loss(Placed(0, 18), "a", "d") == Placed(0, 18)
    assert ways.least_loss(Placed(22, 40), "a", "d") == Placed(22, 40)
    assert ways.least_loss(Placed(16, 40), "a", "d") == Placed(0, 40, lost=2, changes=1)


def test_what_was_recorded_later_does_not_count():
    later = revision("a", "d", WHOLE, at="2")
    ways = TextWays([*BY_TWO, later])
    assert ways.least_loss(Placed(16, 40), "a", "d") == Placed(16, 40)
    assert ways.least_loss(Placed(16, 40), "a", "d", "2") == Placed(0, 40, lost=2, changes=1)
    assert [step.to for step in ways.cheapest("d")["a"].steps()] == ["d"]
    assert len([*ways.cheapest("d", "2")["a"].steps()]) == 2


def test_words_that_two_ways_keep_whole_at_two_places_are_flagged():
    """Nothing says which "Yes." of two is the one that was marked."""
    to_first, to_second = revision("a", "b", (0, 0, 20)), revision("a", "c", (0, 20, 20))
    here = [revision("b", "d", WHOLE), revision("c", "d", WHOLE)]
    assert TextWays([to_first, *here]).least_loss(Placed(3, 7), "a", "d") == Placed(3, 7)
    found = TextWays([to_first, to_second, *here]).least_loss(Placed(3, 7), "a", "d")
    assert found is not None
    assert found.changed
    assert found.start in (3, 23)


def test_a_comparison_is_not_used_on_the_way_back():
    compared = msgspec.structs.replace(revision("a", "b", WHOLE), direct=True)
    ways = TextWays([compared, revision("b", "c", WHOLE)])
    assert ways.least_loss(Placed(3, 7), "a", "c") == Placed(3, 7)
    assert ways.least_loss(Placed(3, 7), "c", "a") is None
