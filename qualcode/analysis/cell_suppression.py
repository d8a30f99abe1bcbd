"""Makes tables of counts safe to print by suppressing small counts and those that reveal them.

The attacker has every number printed, knows which rows and columns add up, that no zero is
suppressed, and the minimum. Where only rows add up (people by theme × values of an attribute)
the cells suppressed in a row, k of a known sum S, may each be 1 … S-k+1. Where columns add up as
well, a table is a circulation in the network of its rows and columns, whose whole flows are the
tables that fit: so how far a cell can rise is a maximum flow, exactly (Gusfield 1988, A graph
theoretic approach to statistical data security, SIAM Journal on Computing 17(3):552-571), and
what else to suppress is sought as the cheapest paths for that flow (Cox 1995, Network models for
complementary cell suppression, JASA 90:1453-1462): near the least, not always the least. What it
cannot guard against: one who knows the answers of some of the people counted, or replays this
very rule; and a count that stands alone between zeros and under suppressed totals is known to be
small, which with a minimum of 2 is to know it, so let a study's minimum be 3 or more.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

At = tuple[int, int]
Room = list[dict[int, int]]  # how much more can flow from node to node

UNBOUNDED = 2**31 - 1  # the upper bound of a count that nothing printed limits
_ENDLESS = 2**62


@dataclass(frozen=True)
class Protected:
    """A table as it may be printed; None means suppressed.

    ``cells`` is rows × columns. ``column_totals`` and ``total`` are None where columns do not add
    up. ``primary`` are the cells too small to print, ``secondary`` those suppressed so that the
    others cannot be worked out; never print which is which. ``base``: every number stands for those
    that round to it.
    """

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...] | None
    total: int | None
    primary: frozenset[At]
    secondary: frozenset[At]
    base: int = 1

    def bounds(self, row: int, column: int) -> tuple[int, int]:
        """Return the least and the most that the cell can be, given everything that is printed.

        Exact if the cells are only tied by sums. The most is UNBOUNDED where nothing printed limits
        it. Raises IndexError for a cell that is not there.
        """
        if not (0 <= row < len(self.cells) and 0 <= column < len(self.cells[row])):
            raise IndexError(f"no cell {row}, {column}")
        low, high = self._range(self.cells[row][column])
        if low == high:
            return low, high
        if self.column_totals is None:
            others = [self._range(c) for j, c in enumerate(self.cells[row]) if j != column]
            least, most = self._range(self.row_totals[row])
            low = max(low, least - sum(high for _, high in others))
            if most < UNBOUNDED:
                high = min(high, most - sum(low for low, _ in others))
            return low, high
        fitting, room = self._fitting
        value = fitting[row, column]
        tail, head = _ends((row, column), len(self.cells), len(self.cells[row]))
        up, _ = _flow(room, head, tail, high - value)
        down, _ = _flow(room, tail, head, value - low)
        return value - down, value + up

    def _range(self, printed: int | None) -> tuple[int, int]:
        if printed is None:
            return 1, UNBOUNDED
        low = printed - self.base // 2
        return max(0, low), low + self.base - 1

    @cached_property
    def _fitting(self) -> tuple[dict[At, int], Room]:
        """Return a table that fits what is printed, and how far its counts can still change.

        Each count starts at its least; the surplus of a node then flows to nodes that lack it.
        """
        rows, columns = len(self.cells), len(self.row_totals and self.cells[0])
        source, sink = rows + columns + 2, rows + columns + 3
        room: Room = [{} for _ in range(sink + 1)]
        excess = [0] * source
        printed = _full(self.cells, self.row_totals, self.column_totals or (), self.total)
        for at, number in printed.items():
            low, high = self._range(number)
            tail, head = _ends(at, rows, columns)
            room[tail][head] = _ENDLESS if high == UNBOUNDED else high - low
            room[head][tail] = 0
            excess[head] += low
            excess[tail] -= low
        for node, more in enumerate(excess):
            start, end = (source, node) if more > 0 else (node, sink)
            room[start][end], room[end][start] = abs(more), 0
        _flow(room, source, sink, _ENDLESS, keep=True)
        fitting = {}
        for at, number in printed.items():
            tail, head = _ends(at, rows, columns)
            fitting[at] = self._range(number)[0] + room[head][tail]
        return fitting, [{to: left for to, left in d.items() if to < source} for d in room[:source]]


def suppressed(
    counts: Sequence[Sequence[int]],
    minimum: int,
    *,
    additive_columns: bool = False,
    part_of: Sequence[int | None] | None = None,
) -> Protected:
    """Suppress counts of 1 … minimum-1, and others that would reveal how small one of them is.

    ``counts`` is rows × columns; rows add up, columns if ``additive_columns``. Afterwards, judging
    by what is printed, each such count or total might also be ``minimum`` or more. The cells with
    the smallest counts go first, totals last. ``part_of`` gives for each row the row that contains
    its cells, such as that of all people interviewed, or None; such a containing row cannot be
    smaller than its parts, which is taken into account here, but not in ``bounds``. Raises
    ValueError for invalid tables, and for parts greater than their whole.
    """
    _check(counts, minimum)
    wholes = [None] * len(counts) if part_of is None else list(part_of)
    if len(wholes) != len(counts) or (additive_columns and any(w is not None for w in wholes)):
        raise ValueError("part_of has one entry a row, in tables whose columns do not add up")
    if additive_columns:
        return _two_way(counts, minimum)
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
    return Protected(_without(counts, hidden), tuple(totals), None, None,
                     frozenset(primary), frozenset(hidden - primary))  # fmt: skip


def rounded(
    counts: Sequence[Sequence[int]], base: int, *, additive_columns: bool = False
) -> Protected:
    """Round each count and each true total separately to the nearest multiple of ``base``.

    Halves go up, and printed rows need not add up. Raises ValueError for invalid tables, and for a
    base below 1.
    """
    _check(counts, base)

    def near(count: int) -> int:
        return (count + base // 2) // base * base

    cells = tuple(tuple(near(n) for n in row) for row in counts)
    columns = tuple(near(sum(c)) for c in zip(*counts, strict=True)) if additive_columns else None
    total = near(sum(map(sum, counts))) if additive_columns else None
    rows = tuple(near(sum(row)) for row in counts)
    return Protected(cells, rows, columns, total, frozenset(), frozenset(), base)


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


def _two_way(counts: Sequence[Sequence[int]], minimum: int) -> Protected:
    rows, columns = len(counts), len(counts[0]) if counts else 0
    row_totals = [sum(row) for row in counts]
    column_totals = [sum(column) for column in zip(*counts, strict=True)] or [0] * columns
    value = _full(counts, row_totals, column_totals, sum(row_totals))
    ends = {at: _ends(at, rows, columns) for at in value}
    at_ends = {frozenset(pair): at for at, pair in ends.items()}
    small = sorted(
        (at for at, n in value.items() if 0 < n < minimum), key=lambda at: (value[at], at)
    )

    def is_total(at: At) -> bool:
        return at[0] == rows or at[1] == columns

    def allow(room: Room, at: At) -> None:
        tail, head = ends[at]
        room[tail][head], room[head][tail] = _ENDLESS, value[at] - 1

    def risen(at: At, room: Room, price: Room | None = None) -> set[At] | None:
        """Return the cells that change when this one rises to the minimum; None if it cannot."""
        tail, head = ends[at]
        need = minimum - value[at]
        much, pairs = _flow(room, head, tail, need, price)
        return {at_ends[frozenset(pair)] for pair in pairs} if much == need else None

    hidden = set(small)
    free: Room = [{} for _ in range(rows + columns + 2)]  # among suppressed counts
    every: Room = [{} for _ in free]  # and if all counts other than 0 were suppressed
    price: Room = [{} for _ in free]
    for at, n in value.items():
        if n:
            tail, head = ends[at]
            allow(every, at)
            cost = 0 if at in hidden else n + is_total(at) * (value[rows, columns] + 1)
            price[tail][head] = price[head][tail] = cost
    for at in small:
        allow(free, at)
    moves: dict[At, set[At]] = {}
    for at in small:
        moved = risen(at, free)
        if moved is None:
            # There is always a way, through the totals of its row and column.
            moved = risen(at, every, price) or set()
            for other in moved - hidden:
                allow(free, other)
            hidden |= moved
        moves[at] = moved
    # What was suppressed early may no longer be needed.
    for at in sorted(
        hidden - set(small), key=lambda at: (is_total(at), value[at], at), reverse=True
    ):
        tail, head = ends[at]
        free[tail].pop(head), free[head].pop(tail)
        again = {}
        for other in small:
            if at in moves[other]:
                moved = risen(other, free)
                if moved is None:
                    allow(free, at)
                    break
                again[other] = moved
        else:
            hidden.remove(at)
            moves |= again
    inner = {at for at in hidden if not is_total(at)}
    return Protected(
        _without(counts, inner),
        tuple(None if (i, columns) in hidden else n for i, n in enumerate(row_totals)),
        tuple(None if (rows, j) in hidden else n for j, n in enumerate(column_totals)),
        None if (rows, columns) in hidden else sum(row_totals),
        frozenset(inner & set(small)),
        frozenset(inner - set(small)),
    )


def _full(
    cells: Sequence[Sequence[Any]], rows: Sequence[Any], columns: Sequence[Any], total: Any
) -> dict[At, Any]:
    """Return every number of a two-way table, the totals as a last column and a last row."""
    lines = [*(list(row) for row in cells), list(columns)]
    ends = [*rows, total]
    return {
        (i, j): number
        for i, (line, end) in enumerate(zip(lines, ends, strict=True))
        for j, number in enumerate([*line, end])
    }


def _ends(at: At, rows: int, columns: int) -> tuple[int, int]:
    """Return the nodes that a count flows between: rows, columns, and their totals as the last.

    Cells flow from row to column, on to the column totals, then the total, the row totals, and
    back.
    """
    i, j = at
    row, column = i, rows + 1 + j
    return (row, column) if (i == rows) == (j == columns) else (column, row)


def _flow(
    room: Room, start: int, goal: int, most: int, price: Room | None = None, *, keep: bool = False
) -> tuple[int, set[tuple[int, int]]]:
    """Return how much of ``most`` can flow indirectly from start to goal, and by which pairs.

    Each path is the cheapest by ``price``, which is paid once (and set to 0), then the shortest.
    """
    taken: list[tuple[list[tuple[int, int]], int]] = []
    done = 0
    while done < most and (path := _path(room, start, goal, price)):
        much = min(most - done, min(room[a][b] for a, b in path))
        taken.append((path, much))
        done += much
        for a, b in path:
            room[a][b] -= much
            room[b][a] += much
            if price is not None:
                price[a][b] = price[b][a] = 0
    if not keep:
        for path, much in taken:
            for a, b in path:
                room[a][b] += much
                room[b][a] -= much
    return done, {pair for path, _ in taken for pair in path}


def _path(room: Room, start: int, goal: int, price: Room | None) -> list[tuple[int, int]]:
    best = {start: (0, 0)}
    came: dict[int, int] = {}
    queue = [(0, 0, start)]
    while queue:
        cost, steps, node = heapq.heappop(queue)
        if node == goal:
            path = []
            while node != start:
                path.append((came[node], node))
                node = came[node]
            return path
        if (cost, steps) > best[node]:
            continue
        for to, left in room[node].items():
            if left > 0 and not (node == start and to == goal):
                reach = (cost + (price[node][to] if price else 0), steps + 1)
                if to not in best or reach < best[to]:
                    best[to] = reach
                    came[to] = node
                    heapq.heappush(queue, (*reach, to))
    return []
