"""Small counts in tables, attacked by listing every table that fits what is printed."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.analysis.cell_suppression import Protected, rounded, suppressed
from tests.examples import examples

Counts = list[list[int]]


#: The most that a count can be which nothing printed limits.
UNBOUNDED = 10**9


def span(printed: int | None, base: int = 1) -> tuple[int, int]:
    """The least and the most that a number can be of which this is printed."""
    if printed is None:
        return 1, UNBOUNDED
    near = [n for n in range(printed + 2 * base) if round_by_hand(n, base) == printed]
    return near[0], near[-1]


def bounds(p: Protected, row: int, column: int, base: int = 1) -> tuple[int, int]:
    """The least and the most that a cell can be, its row and its total printed so."""
    low, high = span(p.cells[row][column], base)
    others = [span(n, base) for j, n in enumerate(p.cells[row]) if j != column]
    least, most = span(p.row_totals[row], base)
    low = max(low, least - sum(high for _, high in others))
    if most < UNBOUNDED:
        high = min(high, most - sum(low for low, _ in others))
    return low, high


def fitting(p: Protected, cap: int, base: int = 1) -> Iterator[Counts]:
    """List the tables of counts up to ``cap`` that fit what is printed, by trying them all."""
    rows, columns = len(p.cells), len(p.cells[0])
    table = [[0] * columns for _ in range(rows)]

    def fill(k: int) -> Iterator[Counts]:
        if k == rows * columns:
            yield [list(row) for row in table]
            return
        i, j = divmod(k, columns)
        low, high = span(p.cells[i][j], base)
        row_low, row_high = span(p.row_totals[i], base)
        for n in range(low, min(high, cap) + 1):
            table[i][j] = n
            row = sum(table[i][: j + 1])
            if row > row_high:
                break
            if j == columns - 1 and row < row_low:
                continue
            yield from fill(k + 1)

    yield from fill(0)


def round_by_hand(n: int, base: int) -> int:
    down = n - n % base
    return down if n % base < base - n % base else down + base


def printed_truly(p: Protected, counts: Counts, minimum: int) -> None:
    """Assert that nothing small is printed, nothing printed is false and no zero is suppressed."""
    numbers = [(p.cells[i][j], n) for i, row in enumerate(counts) for j, n in enumerate(row)]
    numbers += [(p.row_totals[i], sum(row)) for i, row in enumerate(counts)]
    for printed, true in numbers:
        assert printed in (None, true)
        assert printed is not None or true > 0
        assert printed is None or not 0 < true < minimum
    small = {(i, j) for i, row in enumerate(counts) for j, n in enumerate(row) if 0 < n < minimum}
    gone = {(i, j) for i, row in enumerate(p.cells) for j, n in enumerate(row) if n is None}
    assert p.primary == small
    assert p.secondary == gone - small


def tables(rows: int, columns: int, most: int) -> st.SearchStrategy[Counts]:
    row = st.lists(st.integers(0, most), min_size=columns, max_size=columns)
    return st.lists(row, min_size=rows, max_size=rows)


@pytest.mark.slow
@given(tables(1, 4, 9), st.integers(2, 6))
def test_a_row_tells_no_small_count(counts, minimum):
    p = suppressed(counts, minimum)
    printed_truly(p, counts, minimum)
    every = list(fitting(p, 15))
    assert counts in every
    for i, j in p.primary:
        values = {t[i][j] for t in every}
        assert len(values) >= 2
        assert max(values) >= minimum
        # And for one who knows the minimum, so that a row is touched for a count below it only.
        if p.row_totals[0] is not None:
            values = {t[i][j] for t in every if any(0 < n < minimum for n in t[0])}
            assert len(values) >= 2
            assert max(values) >= minimum
        elif minimum > 2:
            # He knows all to be small, and the total to be no more than would have had to go.
            gone = len(p.primary)
            small = [t[0] for t in every if max(t[0]) < minimum and sum(t[0]) < minimum + gone - 1]
            assert len({t[j] for t in small}) >= 2
    if p.row_totals[0] is not None:
        for j in range(4):
            values = {t[0][j] for t in fitting(p, 40)}
            assert bounds(p, 0, j) == (min(values), max(values))
    else:
        assert all(bounds(p, *at) == (1, UNBOUNDED) for at in p.primary)


@given(tables(1, 4, 9), st.integers(2, 6))
def test_a_row_loses_no_more_than_it_must(counts, minimum):
    p = suppressed(counts, minimum)
    assert len(p.secondary) <= 1
    for _, j in p.secondary:
        less = Protected((tuple(counts[0][k] if k == j else n for k, n in enumerate(p.cells[0])),),
                         p.row_totals, p.primary, frozenset())  # fmt: skip
        assert any(bounds(less, *at)[1] < minimum for at in p.primary)
        assert not [n for n in counts[0] if minimum <= n < counts[0][j]]
    if p.row_totals[0] is None:
        assert p.secondary == frozenset()


@given(
    st.sampled_from([(2, 2), (1, 3), (2, 1)]).flatmap(lambda s: tables(*s, 7)), st.integers(1, 4)
)
@settings(deadline=None)
def test_rounded_counts_stand_for_all_that_round_to_them(counts, base):
    p = rounded(counts, base)
    every = list(fitting(p, 12, base))
    assert counts in every
    for i, row in enumerate(counts):
        for j, n in enumerate(row):
            assert p.cells[i][j] == round_by_hand(n, base)
            values = {t[i][j] for t in every}
            assert bounds(p, i, j, base) == (min(values), max(values))


@pytest.mark.slow
@settings(max_examples=examples(300), deadline=None)
@given(tables(3, 2, 6) | tables(2, 3, 6), st.integers(2, 4), st.data())
def test_parts_do_not_give_their_whole_away(parts, minimum, data):
    """Rows that are parts of others, such as themes of all people interviewed, tell of them."""
    part_of: list[int | None] = [None]
    for i in range(1, len(parts)):
        part_of.append(data.draw(st.sampled_from([None, *range(i)])))
    counts = [list(row) for row in parts]
    for i in reversed(range(1, len(counts))):
        if (whole := part_of[i]) is not None:
            counts[whole] = [max(pair) for pair in zip(counts[whole], counts[i], strict=True)]
    p = suppressed(counts, minimum, part_of=part_of)
    printed_truly(p, counts, minimum)
    seen: dict[tuple[int, int], set[int]] = defaultdict(set)
    alone = []
    for i, cells in enumerate(p.cells):
        row = Protected((cells,), (p.row_totals[i],), frozenset(), frozenset())
        alone.append([t[0] for t in fitting(row, 8)])

    def choose(chosen: Counts) -> None:
        i = len(chosen)
        if i == len(counts):
            for r, row in enumerate(chosen):
                for j, n in enumerate(row):
                    seen[r, j].add(n)
            return
        whole = part_of[i]
        for row in alone[i]:
            if whole is None or all(a <= b for a, b in zip(row, chosen[whole], strict=True)):
                choose([*chosen, row])

    choose([])
    for at in p.primary:
        assert len(seen[at]) >= 2
        assert max(seen[at]) >= minimum


def test_one_small_count_takes_the_smallest_other_with_it():
    p = suppressed([[2, 30, 7, 0, 7]], 5)
    assert p.cells == ((None, 30, None, 0, 7),)
    assert p.row_totals == (46,)
    assert (p.primary, p.secondary) == ({(0, 0)}, {(0, 2)})
    assert bounds(p, 0, 0) == bounds(p, 0, 2) == (1, 8)
    assert bounds(p, 0, 3) == (0, 0)


def test_two_ones_of_a_total_of_two():
    # Two cells suppressed of a total of 2 are 1 and 1: suppressing them is not enough.
    p = suppressed([[1, 1, 0]], 2)
    assert p.cells == ((None, None, 0),)
    assert p.row_totals == (None,)
    assert suppressed([[1, 1, 6]], 5).cells == ((None, None, None),)


def test_the_only_count_of_a_row_is_small():
    p = suppressed([[0, 3, 0]], 5)
    assert (p.cells, p.row_totals) == (((0, None, 0),), (None,))
    assert bounds(p, 0, 1) == (1, UNBOUNDED)


def test_a_total_that_is_the_minimum():
    # 5 of two counts of at least 1: neither can be 5 itself.
    assert suppressed([[2, 3]], 5).row_totals == (None,)
    assert suppressed([[2, 4]], 5).row_totals == (6,)
    assert suppressed([[5, 0]], 5).cells == ((5, 0),)


def test_the_whole_cannot_fall_below_its_parts():
    # 3 and 6 of 9 interviewed: but one theme was spoken of by 6 in the second column.
    counts = [[3, 6, 20], [0, 6, 9]]
    assert suppressed(counts, 5).cells[0] == (None, None, 20)
    p = suppressed(counts, 5, part_of=[None, 0])
    assert p.cells == ((None, 6, None), (0, 6, 9))
    assert p.row_totals == (29, 15)
    # All of the others are known to be what they are, so the total has to go.
    p = suppressed([[3, 6, 9], [0, 6, 9]], 5, part_of=[None, 0])
    assert (p.cells[0], p.row_totals[0]) == ((None, 6, 9), None)


def test_a_table_of_one_small_count():
    p = suppressed([[1]], 3)
    assert (p.cells, p.row_totals) == (((None,),), (None,))
    assert bounds(p, 0, 0) == (1, UNBOUNDED)


def test_nothing_to_protect():
    assert suppressed([], 5).cells == ()
    p = suppressed([[0, 5], [7, 0]], 5)
    assert p.cells == ((0, 5), (7, 0))
    assert not p.primary | p.secondary
    assert bounds(p, 0, 1) == (5, 5)
    assert p.row_totals == (5, 7)
    assert suppressed([[1, 2]], 1).cells == ((1, 2),)


def test_rounding_by_hand():
    p = rounded([[2, 3, 0], [7, 8, 12]], 5)
    assert p.cells == ((0, 5, 0), (5, 10, 10))
    assert p.row_totals == (5, 25)
    # Three counts that round to 0, of a true total that does not.
    assert rounded([[2, 2, 2]], 5).row_totals == (5,)
    assert bounds(rounded([[2, 2, 2]], 5), 0, 0, base=5) == (0, 2)
    assert rounded([[1, 2, 3]], 4).cells == ((0, 4, 4),)


def test_no_true_count_is_left_in_what_is_printed():
    assert "2" not in repr(suppressed([[2, 30, 7]], 5).cells)
    p = suppressed([[3, 4, 17], [16, 18, 19]], 5)
    assert all(n not in (3, 4) for row in p.cells for n in row)


@pytest.mark.parametrize(
    ("counts", "minimum", "more"),
    [
        ([[1, 2], [3]], 5, {}),
        ([[1, -2]], 5, {}),
        ([[1, 2]], 0, {}),
        ([[1, 2]], 5, {"part_of": [None, None]}),
        ([[1, 2], [1, 3]], 5, {"part_of": [None, 0]}),
    ],
)
def test_what_is_no_table(counts, minimum, more):
    with pytest.raises(ValueError):
        suppressed(counts, minimum, **more)


@pytest.mark.slow
@pytest.mark.parametrize("top", [2, 15, 60])
def test_a_large_table_is_protected_quickly(top):
    made = random.Random(top)
    counts = [[int(made.expovariate(1 / top)) for _ in range(22)] for _ in range(40)]
    start = time.process_time()
    p = suppressed(counts, 5)
    assert time.process_time() - start < 0.3
    assert all(low < high >= 5 for low, high in (bounds(p, *at) for at in p.primary))
