"""Stripes, the map down the edge, and which turns are uncoded, against slow ways of counting."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.coding.coding import Coding, CodingEvent
from qualcode.model.coding.coverage import uncoded
from qualcode.workbench.coding.lanes import by_row, lanes, right_after, stretches

spans = st.tuples(st.integers(0, 200), st.integers(1, 40)).map(lambda p: (p[0], p[0] + p[1]))


def codings(found):
    return [
        Coding("d", "ann", CodingEvent(f"{n:03}", "add", f"c{n % 3}", a, b, "", ""))
        for n, (a, b) in enumerate(sorted(found))
    ]


def rows(start, end):
    return range(start // 10, (end - 1) // 10 + 1)


@given(st.lists(spans, max_size=30))
def test_codings_in_one_row_never_share_a_stripe(found):
    made = codings(found)
    placed = lanes(made, rows)
    for shown in by_row(made, rows).values():
        used = [placed[c.id] for c in shown]
        assert len(set(used)) == len(used)


@pytest.mark.slow
@given(st.lists(spans, max_size=30), st.integers(1, 60))
def test_the_map_counts_each_coded_row_once(found, height):
    in_row = by_row(codings(found), rows)
    total = 30
    made = stretches(in_row, total, height)
    assert len(made) == min(height, total)
    coded = 0.0
    for n, stretch in enumerate(made):
        mine = range(n * total // len(made), (n + 1) * total // len(made))
        assert stretch.share == sum(r in in_row for r in mine) / len(mine)
        assert bool(stretch.code) == (stretch.share > 0)
        coded += stretch.share * len(mine)
    assert round(coded) == len(in_row)


turns_in_order = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 9)), max_size=12).map(
    lambda sizes: [
        (start, start + size)
        for n, (size, _) in enumerate(sizes)
        for start in [sum(a + b for a, b in sizes[:n])]
    ]
)


@pytest.mark.slow
@given(turns_in_order, st.lists(spans, max_size=20))
def test_uncoded_turns_are_those_no_coding_touches(turns, found):
    slow = [n for n, (a, b) in enumerate(turns) if not any(s < b and a < e for s, e in found)]
    assert uncoded(turns, found) == slow


def test_of_codings_of_one_code_in_a_row_every_other_is_shown_otherwise():
    text = "One two. Three four.\n\nFive. Six seven."
    made = [
        Coding("d", "ann", CodingEvent(name, "add", code, a, b, "", ""))
        for name, code, a, b in (
            ("1", "m", 0, 8), ("2", "old", 9, 20), ("3", "m", 22, 27), ("4", "x", 28, 38),
            ("5", "m", 32, 38),
        )
    ]  # fmt: skip
    found = right_after(made, text, lambda code: "m" if code == "old" else code)
    assert found == {"2"}


@given(st.lists(spans, max_size=30))
def test_no_two_that_follow_each_other_are_shown_alike(found):
    made = codings(found)
    others = right_after(made, " " * 300, lambda code: code)
    for code in ("c0", "c1", "c2"):
        mine = [c for c in made if c.code == code]
        for before, after in itertools.pairwise(mine):
            if before.event.end <= after.event.start:
                assert not (before.id in others and after.id in others)
                assert before.id in others or after.id in others
