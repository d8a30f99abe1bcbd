"""Makes tables of counts safe to print by suppressing small counts and those that reveal them.

The assumed attacker has every printed number, and knows the minimum, that rows add up and that no
zero is suppressed (unless zeros are disclosive too). Only rows add up (people by theme × values of
an attribute: one who speaks of several themes counts in each), so the cells suppressed in a row, k
of a known sum S, may each be 1 … S-k+1. It cannot guard against somebody who knows the answers of
some of the people counted, or who repeats this very rule. A count that stands alone between zeros
and under a suppressed total is known to be small, which with a minimum of 2 reveals it; so a
study's minimum should be at least 3. A table whose columns add up as well needs more than this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.analysis.count_bounds import CountBounds

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
    zeros: bool = False,
) -> Protected:
    """Suppress counts of 1 … minimum-1, and others that would reveal how small one of them is.

    ``counts`` is rows × columns; rows add up. Afterwards, judging by what is printed, each such
    count or total might also be ``minimum`` or more. The cells with the smallest counts go first,
    totals last. ``part_of`` gives for each row the row that contains its cells, such as that of all
    people interviewed, or None; a containing row cannot be smaller than its parts, which is taken
    into account. With ``zeros`` it is also suppressed that nobody of a column is in a row, or
    everybody, where the row is part of another: such a count might be one more, or one less. Raises
    ValueError for invalid tables, and for parts greater than their whole.
    """
    _check(counts, minimum)
    wholes = _wholes(counts, part_of)
    floors = [[0 if zeros and whole is not None else 1] * len(row)
              for row, whole in zip(counts, wholes, strict=True)]  # fmt: skip
    for row, whole in zip(counts, wholes, strict=True):
        if whole is not None:
            if any(part > all_of for part, all_of in zip(row, counts[whole], strict=True)):
                raise ValueError("a part is greater than its whole")
            floors[whole] = [max(pair) for pair in zip(floors[whole], row, strict=True)]
    primary: set[At] = set()
    hidden: set[At] = set()
    totals: list[int | None] = []
    for i, row in enumerate(counts):
        top = counts[_top(i, wholes)] if zeros and wholes[i] is not None else None
        whole = wholes[i]
        limits = counts[whole] if whole is not None else None
        kept = _Row(row, floors[i], minimum, top, limits)
        columns, with_total = kept.suppressed()
        primary |= {(i, j) for j in kept.telling}
        hidden |= {(i, j) for j in columns}
        totals.append(None if with_total else sum(row))
    return Protected(_without(counts, hidden), tuple(totals), frozenset(primary),
                     frozenset(hidden - primary))  # fmt: skip


def rounded(
    counts: Sequence[Sequence[int]],
    base: int,
    *,
    minimum: int = 1,
    part_of: Sequence[int | None] | None = None,
) -> Protected:
    """Round each count and each true total separately to the nearest multiple of ``base``.

    Halves go up, and printed rows need not add up. A total is suppressed that would show a count to
    be one of 1 … minimum-1, as 5 over a 0 and a 0 does. Raises ValueError for invalid tables, for a
    base below 1, and for one below the minimum, which would show such counts itself.
    """
    _check(counts, base)
    if base < minimum:
        raise ValueError("a base is not below the minimum")
    wholes = _wholes(counts, part_of)

    def near(count: int) -> int:
        return (count + base // 2) // base * base

    cells = tuple(tuple(near(n) for n in row) for row in counts)
    totals: list[int | None] = [near(sum(row)) for row in counts]
    while minimum > 1 and (telling := _telling_totals(cells, totals, wholes, base, minimum)):
        for at in telling:
            totals[at] = None
    return Protected(cells, tuple(totals), frozenset(), frozenset())


def rounded_from(shown: int, base: int) -> tuple[int, int]:
    """Return the least and the most that a number can be which is rounded to ``shown``."""
    low = shown - base // 2
    return max(0, low), low + base - 1


def _telling_totals(
    cells: Sequence[Sequence[int]], totals: Sequence[int | None], wholes: Sequence[int | None],
    base: int, minimum: int,
) -> set[int]:  # fmt: skip
    """Return the rows with a total in which a count is shown to be small."""
    bounds = CountBounds()
    rows = [[bounds.count(*rounded_from(n, base)) for n in row] for row in cells]
    for i, (row, total) in enumerate(zip(rows, totals, strict=True)):
        bounds.sum(bounds.count(*rounded_from(total, base)) if total is not None else
                   bounds.count(), row)  # fmt: skip
        whole = wholes[i]
        if whole is not None:
            for part, all_of in zip(row, rows[whole], strict=True):
                bounds.part(part, all_of)
    bounds.narrow()
    low, high = bounds.low, bounds.high
    found = {i for i, row in enumerate(rows) for n in row if low[n] >= 1 and high[n] < minimum}
    # A count may be shown by the total of its own row, of a whole or of a part.
    near = {wholes[i] for i in found} | {i for i, whole in enumerate(wholes) if whole in found}
    return {i for i in found | near if i is not None and totals[i] is not None}


def _wholes(
    counts: Sequence[Sequence[int]], part_of: Sequence[int | None] | None
) -> list[int | None]:
    wholes: list[int | None] = [None] * len(counts) if part_of is None else list(part_of)
    if len(wholes) != len(counts):
        raise ValueError("part_of has one entry a row")
    return wholes


def _top(row: int, wholes: Sequence[int | None]) -> int:
    """Return the row that contains all that contain a row."""
    while (whole := wholes[row]) is not None:
        row = whole
    return row


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


class _Row:
    """A row of counts of which some tell too much.

    A cell can rise by as much as the other suppressed cells can fall, none below its ``floor``, and
    fall by as much as they can rise, none above its ``limit``. ``top`` are the people there are at
    all, if it tells too much as well that nobody, or everybody, is counted.
    """

    def __init__(
        self, row: Sequence[int], floor: Sequence[int], minimum: int,
        top: Sequence[int] | None, limits: Sequence[int] | None,
    ) -> None:  # fmt: skip
        self._row = row
        self._minimum = minimum
        self._small = {j for j, n in enumerate(row) if 0 < n < minimum}
        people = [0] * len(row) if top is None else top
        self._none = {j for j, n in enumerate(row) if not n and people[j]}
        self._every = {j for j, n in enumerate(row) if 0 < n == people[j]}
        self.telling = self._small | self._none | self._every
        self._fall = [n - f if n else 0 for n, f in zip(row, floor, strict=True)]
        self._rise = [
            max(0, (limits[j] if limits is not None else n) - n) for j, n in enumerate(row)
        ]

    def suppressed(self) -> tuple[set[int], bool]:
        """Return the columns to suppress, and whether to suppress the total."""
        row, hidden = self._row, set(self.telling)
        moves = [j for j, n in enumerate(row) if n and (self._fall[j] or (self._every and
                 self._rise[j])) and j not in hidden]  # fmt: skip
        more = sorted(moves, key=lambda j: (row[j], j))
        for j in more:
            if self._safe(hidden):
                break
            hidden.add(j)
        if 0 < sum(row) < self._minimum or not self._safe(hidden):
            return set(self.telling), True
        for j in reversed(more):
            if j in hidden and self._safe(hidden - {j}):
                hidden.remove(j)
        return hidden, False

    def _safe(self, hidden: set[int]) -> bool:
        fall = sum(self._fall[j] for j in hidden)
        rise = sum(self._rise[j] for j in hidden)
        return (
            all(self._row[j] + fall - self._fall[j] >= self._minimum for j in self._small)
            and all(fall - self._fall[j] >= 1 for j in self._none)
            and all(rise - self._rise[j] >= 1 for j in self._every)
        )
