"""Stripes, the map down the edge, and which turns are uncoded, against slow ways of counting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.coding.coding import Coding, CodingEvent
from qualcode.model.coding.coverage import uncoded
from qualcode.workbench.coding.lanes import by_row, lanes, stretches

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
