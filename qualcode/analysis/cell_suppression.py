"""Makes tables of counts safe to print by suppressing small counts and those that reveal them.

The assumed attacker has every printed number, and knows the minimum, that rows add up and that no
zero is suppressed. Only rows add up (people by theme × values of an attribute: one who speaks of
several themes counts in each), so the cells suppressed in a row, k of a known sum S, may each be 1
… S-k+1. It cannot guard against somebody who knows the answers of some of the people counted, or
who repeats this very rule. A count that stands alone between zeros and under a suppressed total is
known to be small, which with a minimum of 2 reveals it; so a study's minimum should be at least 3.
A table whose columns add up as well needs more than this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

At = tuple[int, int]


@dataclass(frozen=True)
class Protected:
    """A table as it may be printed; None means suppressed.

    ``cells`` is rows × columns. ``primary`` are the cells too small to print, ``secondary`` those
    suppressed so that the others cannot be worked out; neither is to be printed.
    """

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    primary: frozenset[At]
    secondary: frozenset[At]


def suppressed(
    counts: Sequence[Sequence[int]],
    minimum: int,
    *,
    part_of: Sequence[int | None] | None = None,
) -> Protected:
    """Suppress counts of 1 … minimum-1, and others that would reveal how small one of them is.

    ``counts`` is rows × columns; rows add up. Afterwards, judging by what is printed, each such
    count or total might also be ``minimum`` or more. The cells with the smallest counts go first,
    totals last. ``part_of`` gives for each row the row that contains its cells, such as that of all
    people interviewed, or None; a containing row cannot be smaller than its parts, which is taken
    into account. Raises ValueError for invalid tables, and for parts greater than their whole.
    """
    _check(counts, minimum)
    wholes = [None] * len(counts) if part_of is None else list(part_of)
    if len(wholes) != len(counts):
        raise ValueError("part_of has one entry a row")
    floors = [[1] * len(row) for row in counts]
    for row, whole in zip(counts, wholes, strict=True):
        if whole is not None:
            if any(part > all_of for part, all_of in zip(row, counts[whole], strict=True)):
                raise ValueError("a part is greater than its whole")
            floors[whole] = [max(pair) for pair in zip(floors[whole], row, strict=True)]
    primary = {(i, j) for i, row in enumerate(counts) for j, n in enumerate(row) if 0 < n < minimum}
    hidden: set[At] = set()
    totals: list[int | None] = []
    for i, (row, floor) in enumerate(zip(counts, floors, strict=True)):
        columns, with_total = _row(row, floor, minimum)
        hidden |= {(i, j) for j in columns}
        totals.append(None if with_total else sum(row))
    return Protected(_without(counts, hidden), tuple(totals), frozenset(primary),
                     frozenset(hidden - primary))  # fmt: skip


def rounded(counts: Sequence[Sequence[int]], base: int) -> Protected:
    """Round each count and each true total separately to the nearest multiple of ``base``.

    Halves go up, and printed rows need not add up. Raises ValueError for invalid tables, and for a
    base below 1.
    """
    _check(counts, base)

    def near(count: int) -> int:
        return (count + base // 2) // base * base

    cells = tuple(tuple(near(n) for n in row) for row in counts)
    rows = tuple(near(sum(row)) for row in counts)
    return Protected(cells, rows, frozenset(), frozenset())


def _check(counts: Sequence[Sequence[int]], least: int) -> None:
    if least < 1:
        raise ValueError("a minimum or base is at least 1")
    if len({len(row) for row in counts}) > 1 or any(n < 0 for row in counts for n in row):
        raise ValueError("rows are of one length, and counts not below 0")


def _without(
    counts: Sequence[Sequence[int]], hidden: set[At]
) -> tuple[tuple[int | None, ...], ...]:
    return tuple(
        tuple(None if (i, j) in hidden else n for j, n in enumerate(row))
        for i, row in enumerate(counts)
    )


def _row(row: Sequence[int], floor: Sequence[int], minimum: int) -> tuple[set[int], bool]:
    """Return the columns to suppress in a row alone, and whether to suppress its total.

    A cell can rise by as much as the other suppressed cells can fall, none below its ``floor``.
    """
    small = {j for j, n in enumerate(row) if 0 < n < minimum}
    fall = {j: n - f for j, (n, f) in enumerate(zip(row, floor, strict=True)) if n}

    def safe(hidden: set[int]) -> bool:
        all_fall = sum(fall[j] for j in hidden)
        return all(row[j] + all_fall - fall[j] >= minimum for j in small)

    hidden = set(small)
    more = sorted((j for j in fall if j not in small and fall[j]), key=lambda j: (row[j], j))
    for j in more:
        if safe(hidden):
            break
        hidden.add(j)
    if 0 < sum(row) < minimum or not safe(hidden):
        return small, True
    for j in reversed(more):
        if j in hidden and safe(hidden - {j}):
            hidden.remove(j)
    return hidden, False
