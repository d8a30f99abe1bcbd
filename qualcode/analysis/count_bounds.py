"""Works out what counts that are not printed can be, from those that are.

Counts are linked by sums (cells and their total) and by parts (whoever speaks of a theme was
interviewed). Bounds are narrowed along these links until nothing changes; then single values are
tried: what leads to a contradiction cannot be. Every bound found is true. Where links go round in
circles a narrower one may exist, which tests measure against a linear programme.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

#: The most that a count can be which nothing limits.
UNLIMITED = 10**9


class CountBounds:
    """The least and the most that each of some counts can be."""

    def __init__(self) -> None:
        self.low: list[int] = []
        self.high: list[int] = []
        self._sums: list[tuple[int, ...]] = []
        self._parts: list[tuple[int, int]] = []
        self._in_sums: list[list[int]] = []
        self._in_parts: list[list[int]] = []

    def count(self, low: int = 0, high: int = UNLIMITED) -> int:
        """Add a count and return its number."""
        self.low.append(low)
        self.high.append(high)
        self._in_sums.append([])
        self._in_parts.append([])
        return len(self.low) - 1

    def sum(self, total: int, cells: Sequence[int]) -> None:
        """Say that a count is the sum of others."""
        for one in (total, *cells):
            self._in_sums[one].append(len(self._sums))
        self._sums.append((total, *cells))

    def part(self, part: int, whole: int) -> None:
        """Say that a count is of some of the people of another."""
        for one in (part, whole):
            self._in_parts[one].append(len(self._parts))
        self._parts.append((part, whole))

    def narrow(self) -> bool:
        """Narrow every bound; return whether any counts fit at all."""
        return self._narrowed(range(len(self.low)))

    def can_be(self, count: int, least: int, most: int) -> bool:
        """Return whether a count may lie in a range; bounds stay as they are."""
        if self.high[count] < least or self.low[count] > most:
            return False
        low, high = list(self.low), list(self.high)
        self.low[count] = max(least, low[count])
        self.high[count] = min(most, high[count])
        fits = self._narrowed([count])
        self.low, self.high = low, high
        return fits

    def _narrowed(self, changed: Sequence[int]) -> bool:
        waiting = deque(changed)
        there = set(waiting)
        while waiting:
            one = waiting.popleft()
            there.discard(one)
            if self.low[one] > self.high[one]:
                return False
            moved = [m for at in self._in_sums[one] for m in self._by_sum(self._sums[at])]
            moved += [m for at in self._in_parts[one] for m in self._by_part(*self._parts[at])]
            for other in moved:
                if other not in there:
                    there.add(other)
                    waiting.append(other)
        return all(low <= high for low, high in zip(self.low, self.high, strict=True))

    def _by_sum(self, numbers: tuple[int, ...]) -> list[int]:
        low, high = self.low, self.high
        total, *cells = numbers
        least = sum(low[c] for c in cells)
        most = sum(high[c] for c in cells)
        moved = [total] if self._within(total, least, most) else []
        for cell in cells:
            others_least, others_most = least - low[cell], most - high[cell]
            if self._within(cell, low[total] - others_most, high[total] - others_least):
                moved.append(cell)
        return moved

    def _by_part(self, part: int, whole: int) -> list[int]:
        moved = [part] if self._within(part, 0, self.high[whole]) else []
        if self._within(whole, self.low[part], UNLIMITED):
            moved.append(whole)
        return moved

    def _within(self, count: int, least: int, most: int) -> bool:
        """Keep a count within bounds; return whether that narrowed it, and it is not empty."""
        if least <= self.low[count] and most >= self.high[count]:
            return False
        was_empty = self.low[count] > self.high[count]
        self.low[count] = max(least, self.low[count])
        self.high[count] = min(most, self.high[count])
        return not was_empty
