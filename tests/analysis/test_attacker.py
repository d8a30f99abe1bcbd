"""Every suppressed or rounded table held against an attacker with a linear programme."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.analysis.cell_suppression import Protected, rounded, suppressed
from qualcode.analysis.count_bounds import CountBounds
from tests.analysis.attacker import MOST, of_table
from tests.examples import examples

Counts = list[list[int]]


@st.composite
def nested(draw: st.DrawFn, most_rows: int = 6, most_columns: int = 7) -> tuple[Counts, list]:
    """Draw people by theme and attribute, the first row everybody, as the product counts them.

    A theme's codes below it are parts of it. Many columns have few people, or nobody.
    """
    columns = draw(st.integers(1, most_columns))
    sizes = st.one_of(st.integers(0, 3), st.integers(0, 12), st.sampled_from([0, 1, 2, 40]))
    counts = [draw(st.lists(sizes, min_size=columns, max_size=columns))]
    part_of: list[int | None] = [None]
    for i in range(1, draw(st.integers(1, most_rows))):
        whole = draw(st.integers(0, i - 1)) if draw(st.booleans()) else 0
        counts.append([draw(st.integers(0, n)) for n in counts[whole]])
        part_of.append(whole)
    return counts, part_of


def holds(counts: Counts, part_of: list, minimum: int, zeros: bool = False) -> Protected:
    """Assert that the attacker learns of no small count that it is one; return what is printed."""
    printed = suppressed(counts, minimum, part_of=part_of, zeros=zeros)
    knows, rows, totals = of_table(printed, part_of, zeros=zeros)
    for i, j in printed.primary:
        low, high = knows.interval(rows[i][j])
        true = counts[i][j]
        assert low <= true <= high
        if 0 < true < minimum:
            assert high >= minimum, (i, j)
        elif true == 0:
            assert high >= 1, (i, j)
        if zeros and true and part_of[i] is not None:
            # Not everybody, for all that is known: in one world fewer do, or there are more.
            assert low < true or high > true, (i, j)
    for i, total in enumerate(totals):
        if printed.row_totals[i] is None and 0 < sum(counts[i]) < minimum:
            assert knows.interval(total)[1] >= minimum
    return printed


@given(nested(), st.integers(2, 6), st.booleans())
@settings(max_examples=examples(40), deadline=None)
def test_no_linear_programme_finds_a_small_count(table, minimum, zeros):
    holds(*table, minimum, zeros)


@pytest.mark.slow
@given(nested(6, 12), st.integers(2, 6), st.booleans())
@settings(max_examples=examples(150, "QUALCODE_TABLES"), deadline=None)
def test_no_linear_programme_finds_a_small_count_in_many_tables(table, minimum, zeros):
    holds(*table, minimum, zeros)


@given(nested(4, 5), st.integers(2, 5))
@settings(max_examples=examples(30), deadline=None)
def test_an_integer_programme_finds_no_more_than_a_linear_one(table, minimum):
    counts, part_of = table
    printed = suppressed(counts, minimum, part_of=part_of)
    knows, rows, _ = of_table(printed, part_of)
    for i, j in printed.primary:
        assert knows.interval(rows[i][j], whole=True) == knows.interval(rows[i][j])


def holds_rounded(counts: Counts, part_of: list, base: int, minimum: int) -> None:
    printed = rounded(counts, base, minimum=minimum, part_of=part_of)
    knows, rows, _ = of_table(printed, part_of, base=base)
    for i, row in enumerate(counts):
        for j, true in enumerate(row):
            low, high = knows.interval(rows[i][j])
            assert low <= true <= high
            assert low == 0 or high >= minimum, (i, j)


@given(nested(4, 5), st.integers(3, 6), st.integers(0, 5))
@settings(max_examples=examples(30), deadline=None)
def test_rounded_numbers_show_no_small_count(table, minimum, more):
    holds_rounded(*table, minimum + more, minimum)


@pytest.mark.slow
@given(nested(6, 9), st.integers(3, 6), st.integers(0, 5))
@settings(max_examples=examples(50, "QUALCODE_TABLES"), deadline=None)
def test_rounded_numbers_show_no_small_count_in_many_tables(table, minimum, more):
    holds_rounded(*table, minimum + more, minimum)


def test_a_rounded_total_that_would_show_small_counts_goes():
    # 2 and 2 are 0 and 0, and of a total of 3 to 7 each is at least 1.
    assert rounded([[2, 2]], 5).row_totals == (5,)
    assert rounded([[2, 2]], 5, minimum=3).row_totals == (None,)
    assert rounded([[2, 2, 2]], 5, minimum=3).row_totals == (5,)
    with pytest.raises(ValueError):
        rounded([[1, 2]], 2, minimum=3)


def test_nobody_and_everybody_are_kept_back_where_that_is_asked_for():
    counts, part_of = [[6, 5, 0, 9], [0, 5, 0, 4]], [None, 0]
    assert suppressed(counts, 3, part_of=part_of).cells[1] == (0, 5, 0, 4)
    printed = suppressed(counts, 3, part_of=part_of, zeros=True)
    # Nobody of six, all of five; nobody of nobody tells nothing.
    assert printed.cells[1] == (None, None, 0, 4)
    assert (printed.primary, printed.secondary) == ({(1, 0), (1, 1)}, frozenset())
    assert printed.row_totals == (20, 9)
    assert printed.cells[0] == (6, 5, 0, 9)
    # A lone one takes another with it.
    alone = suppressed([[6, 7, 9], [0, 5, 4]], 3, part_of=part_of, zeros=True)
    assert (alone.cells[1], alone.row_totals[1]) == ((None, 5, None), 9)


def test_a_theme_that_nobody_speaks_of_is_kept_back_whole():
    printed = suppressed([[6, 5], [0, 0]], 3, part_of=[None, 0], zeros=True)
    assert (printed.cells[1], printed.row_totals[1]) == ((None, None), None)


@given(nested(4, 5), st.integers(2, 5), st.booleans())
@settings(max_examples=examples(40), deadline=None)
def test_bounds_without_a_programme_are_those_of_one(table, minimum, zeros):
    """The core has no solver: in a tree of sums its bounds are as narrow, and always true."""
    counts, part_of = table
    printed = suppressed(counts, minimum, part_of=part_of, zeros=zeros)
    knows, rows, totals = of_table(printed, part_of, zeros=zeros)
    bounds = CountBounds()
    for low, high in knows.bounds:
        bounds.count(int(low), int(high))
    for total, row in zip(totals, rows, strict=True):
        bounds.sum(total, row)
    for row, whole in zip(rows, part_of, strict=True):
        if whole is not None:
            for part, all_of in zip(row, rows[whole], strict=True):
                bounds.part(part, all_of)
    assert bounds.narrow()
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            low, high = knows.interval(cell)
            assert bounds.low[cell] <= low <= high <= bounds.high[cell]
            assert not bounds.can_be(cell, high + 1, int(MOST)) or high == MOST, (i, j)
            assert bounds.can_be(cell, counts[i][j], counts[i][j])
