"""An attacker who has all that is printed of tables of counts, and scipy's HiGHS.

Each count is a variable between what is printed and what is not; rows add up, and the people of a
part are among those of its whole. What a count can be at least and at most is asked of a linear, or
of an integer programme, so that nothing here follows the rules by which counts were suppressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from qualcode.analysis.cell_suppression import Protected, rounded_from

#: No count of people is greater, as far as the attacker knows.
MOST = 10_000.0


class Attacker:
    """Variables with bounds, and what links them."""

    def __init__(self) -> None:
        self.bounds: list[tuple[float, float]] = []
        self._sums: list[tuple[int, list[int]]] = []
        self._parts: list[tuple[int, int]] = []

    def count(self, low: float = 0, high: float = MOST) -> int:
        self.bounds.append((low, min(high, MOST)))
        return len(self.bounds) - 1

    def sum(self, total: int, cells: Sequence[int]) -> None:
        self._sums.append((total, list(cells)))

    def part(self, part: int, whole: int) -> None:
        self._parts.append((part, whole))

    @cached_property
    def _links(self) -> tuple[csr_array, np.ndarray, np.ndarray]:
        """All links as rows of ``low <= A x <= high``."""
        entries: list[tuple[int, int, float]] = []
        high: list[float] = []
        for total, cells in self._sums:
            entries += [(len(high), total, -1.0), *((len(high), c, 1.0) for c in cells)]
            high.append(0.0)
        for part, whole in self._parts:
            entries += [(len(high), part, -1.0), (len(high), whole, 1.0)]
            high.append(np.inf)
        at, column, value = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(high), len(self.bounds))
        return csr_array((value, (at, column)), shape=shape), np.zeros(len(high)), np.array(high)

    def interval(self, count: int, *, whole: bool = False) -> tuple[int, int]:
        """Return the least and the most a count can be; ``whole`` asks an integer programme."""
        return self._extreme(count, 1, whole), self._extreme(count, -1, whole)

    def _extreme(self, count: int, sign: int, whole: bool) -> int:
        links, low, high = self._links
        goal = np.zeros(len(self.bounds))
        goal[count] = sign
        lows, highs = zip(*self.bounds, strict=True)
        if whole:
            found = milp(goal, constraints=LinearConstraint(links, low, high),
                         bounds=Bounds(lows, highs), integrality=1)  # fmt: skip
        else:
            equal = np.isfinite(high)
            found = linprog(
                goal, A_ub=-links[~equal], b_ub=-low[~equal],
                A_eq=links[equal], b_eq=low[equal], bounds=self.bounds, method="highs",
            )  # fmt: skip
        assert found.status == 0, found.message
        extreme = sign * found.fun
        # What a linear programme finds between two whole numbers narrows to them.
        return int(np.ceil(extreme - 1e-6)) if sign == 1 else int(np.floor(extreme + 1e-6))


def of_table(
    printed: Protected,
    part_of: Sequence[int | None] | None = None,
    *,
    base: int = 0,
    zeros: bool = False,
) -> tuple[Attacker, list[list[int]], list[int]]:
    """Return an attacker who has one printed table, and the numbers of its cells and totals.

    Numbers are rounded to ``base`` if there is one. That zeros are printed is known, unless they
    are suppressed too, where a row is part of another.
    """
    knows = Attacker()
    wholes = list(part_of or [None] * len(printed.cells))

    def number(shown: int | None, least: int) -> int:
        if shown is None:
            return knows.count(least)
        return knows.count(*(rounded_from(shown, base) if base else (shown, shown)))

    rows, totals = [], []
    for row, total, part in zip(printed.cells, printed.row_totals, wholes, strict=True):
        least = 0 if base or (zeros and part is not None) else 1
        rows.append([number(n, least) for n in row])
        totals.append(number(total, 0))
        knows.sum(totals[-1], rows[-1])
    for row, part in zip(rows, wholes, strict=True):
        for cell, all_of in zip(row, rows[part] if part is not None else (), strict=False):
            knows.part(cell, all_of)
    return knows, rows, totals
