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
        # A link is a total with its cells, or a part with its whole.
        self._links: list[tuple[bool, tuple[int, ...]]] = []
        self._of: list[list[int]] = []

    def count(self, low: int = 0, high: int = UNLIMITED) -> int:
        """Add a count and return its number."""
        self.low.append(low)
        self.high.append(high)
        self._of.append([])
        return len(self.low) - 1

    def sum(self, total: int, cells: Sequence[int]) -> None:
        """Say that a count is the sum of others."""
        self._link(True, (total, *cells))

    def part(self, part: int, whole: int) -> None:
        """Say that a count is of some of the people of another."""
        self._link(False, (part, whole))

    def narrow(self) -> bool:
        """Narrow every bound; return whether any counts fit at all."""
        possible = all(low <= high for low, high in zip(self.low, self.high, strict=True))
        return possible and self._narrowed(range(len(self._links)))

    def can_be(self, count: int, least: int, most: int) -> bool:
        """Return whether a count may lie in a range; bounds stay as they are."""
        if self.high[count] < least or self.low[count] > most:
            return False
        low, high = list(self.low), list(self.high)
        self.low[count] = max(least, low[count])
        self.high[count] = min(most, high[count])
        fits = self._narrowed(self._of[count])
        self.low, self.high = low, high
        return fits

    def _link(self, adds_up: bool, counts: tuple[int, ...]) -> None:
        for one in counts:
            self._of[one].append(len(self._links))
        self._links.append((adds_up, counts))

    def _narrowed(self, links: Sequence[int]) -> bool:
        """Narrow along links, and those of whatever changes; return whether all may fit."""
        waiting = deque(links)
        there = set(waiting)
        while waiting:
            at = waiting.popleft()
            there.discard(at)
            adds_up, counts = self._links[at]
            for one in self._by_sum(counts) if adds_up else self._by_part(*counts):
                if self.low[one] > self.high[one]:
                    return False
                fresh = [link for link in self._of[one] if link not in there]
                there.update(fresh)
                waiting.extend(fresh)
        return True

    def _by_sum(self, counts: tuple[int, ...]) -> list[int]:
        low, high = self.low, self.high
        total, *cells = counts
        least = sum([low[c] for c in cells])
        most = sum([high[c] for c in cells])
        moved = [total] if self._within(total, least, most) else []
        spare, room = high[total] - least, low[total] - most
        for cell in cells:
            # As much as the others leave at least and at most.
            if self._within(cell, room + high[cell], spare + low[cell]):
                moved.append(cell)
        return moved

    def _by_part(self, part: int, whole: int) -> list[int]:
        moved = [part] if self._within(part, 0, self.high[whole]) else []
        if self._within(whole, self.low[part], UNLIMITED):
            moved.append(whole)
        return moved

    def _within(self, count: int, least: int, most: int) -> bool:
        """Keep a count within bounds; return whether that narrowed it."""
        if least <= self.low[count] and most >= self.high[count]:
            return False
        self.low[count] = max(least, self.low[count])
        self.high[count] = min(most, self.high[count])
        return True
