"""Maps offsets of an old text to a new one by the blocks that both share, without words."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: A block in both texts: its start in the old one, its start in the new one, its length, all in
#: Unicode code points.
Block = tuple[int, int, int]
#: If fewer code points than this are left of a span three times as long, it counts as gone.
_SCRAP = 2


@dataclass(frozen=True, slots=True)
class Moved:
    """The place of an old span in the new text: ``[start, end)``, in code points.

    ``changed`` says that words inside it came, went, or were moved. A span whose words are all
    gone is ``orphaned``; ``start`` and ``end`` are then the place where they were.
    """

    start: int
    end: int
    changed: bool = False
    orphaned: bool = False


class OffsetMap:
    """The kept blocks between two texts, in the order of the old one.

    With ``substituted`` every stretch between two blocks was replaced as a whole by what stands
    between them in the new text: a name by its pseudonym. A span that holds such a stretch whole is
    not changed; a span that holds part of it takes in the whole replacement, and is changed.

    Raises:
        ValueError: blocks overlap, or are not within texts of ``characters`` code points.
    """

    def __init__(
        self,
        blocks: Iterable[Block],
        characters: tuple[int, int],
        *,
        substituted: bool = False,
    ) -> None:
        self.blocks: list[Block] = sorted(blocks)
        self.characters = characters
        self.substituted = substituted
        self._starts = [block[0] for block in self.blocks]
        self._ordered = self._check()
        # Each block's place in the new text's order, and the other way round.
        self._by_rank: Sequence[int] = range(len(self.blocks))
        self._rank: Sequence[int] = self._by_rank
        if not self._ordered:
            self._by_rank = sorted(self._by_rank, key=lambda i: self.blocks[i][1])
            # The inverse of that permutation.
            self._rank = sorted(range(len(self.blocks)), key=self._by_rank.__getitem__)

    def _check(self) -> bool:
        """Return whether blocks are in the same order in both texts; raise if they are invalid."""
        ordered = True
        end_old = end_new = 0
        for old, new, length in self.blocks:
            if old < end_old or length <= 0:
                raise ValueError("kept blocks overlap or are empty")
            ordered = ordered and new >= end_new
            end_old, end_new = old + length, new + length
        if not ordered:
            end_new = 0
            for _, new, length in sorted(self.blocks, key=lambda block: block[1]):
                if new < end_new:
                    raise ValueError("kept blocks overlap or are empty")
                end_new = new + length
        if end_old > self.characters[0] or end_new > self.characters[1]:
            raise ValueError("a kept block ends after the text")
        return ordered

    def inverse(self) -> OffsetMap:
        """Return the map from the new text to the old one."""
        turned = [(new, old, length) for old, new, length in self.blocks]
        old, new = self.characters
        return OffsetMap(turned, (new, old), substituted=self.substituted)

    def offset(self, at: int) -> int | None:
        """Return where the character at an offset is in the new text; ``None`` if it is gone."""
        index = bisect.bisect_right(self._starts, at) - 1
        if index >= 0:
            old, new, length = self.blocks[index]
            if at < old + length:
                return new + at - old
        return None

    def lost_of(self, start: int, end: int) -> int:
        """Return how many characters of ``[start, end)`` of the old text are not in the new one."""
        first = max(bisect.bisect_right(self._starts, start) - 1, 0)
        last = bisect.bisect_left(self._starts, end)
        kept = (
            min(old + length, end) - max(old, start) for old, _, length in self.blocks[first:last]
        )
        return end - start - sum(max(0, n) for n in kept)

    def span(self, start: int, end: int) -> Moved:
        """Return where ``[start, end)`` of the old text is in the new one.

        A span inside one block is exactly there, unchanged. Otherwise it reaches from its first
        kept character to its last: an edge in a stretch that was replaced takes in the whole
        replacement, an edge beside a mere insertion leaves it out. Of a span whose parts were
        moved apart, the largest part counts.
        """
        first = bisect.bisect_right(self._starts, start) - 1
        if first >= 0:
            old, new, length = self.blocks[first]
            if end <= old + length:
                return Moved(new + start - old, new + end - old)
            if start >= old + length:
                first += 1
        else:
            first = 0
        last = bisect.bisect_left(self._starts, end)
        if first >= last:
            return self._gone(start, end, first)
        lead, tail = self._largest_part(range(first, last), start, end)
        old, new, length = self.blocks[lead]
        if start >= old:
            begin = new + start - old
        else:
            begin = new
            if lead == first:
                begin = self._replaced_before(lead, start)
        old, new, length = self.blocks[tail]
        if end <= old + length:
            finish = new + end - old
        else:
            finish = new + length
            if tail == last - 1:
                finish = self._replaced_after(tail, end)
        if finish - begin <= _SCRAP and end - start > 3 * _SCRAP:
            # A full stop alone is not what the coder marked.
            return Moved(begin, begin, changed=True, orphaned=True)
        whole = self.substituted and not (self._cuts(start) or self._cuts(end))
        return Moved(begin, finish, changed=not whole)

    def _cuts(self, edge: int) -> bool:
        """Return whether an edge lies inside a stretch that was replaced."""
        index = bisect.bisect_right(self._starts, edge) - 1
        before = self.blocks[index][0] + self.blocks[index][2] if index >= 0 else 0
        after = self.blocks[index + 1][0] if index + 1 < len(self.blocks) else self.characters[0]
        return before < edge < after

    def _largest_part(self, inside: range, start: int, end: int) -> tuple[int, int]:
        """Return the first and last block, in the new text, of the span's largest contiguous part.

        A part is contiguous if no other kept block lies between its blocks in the new text.
        """
        if len(inside) == 1 or self._ordered:
            return inside[0], inside[-1]
        ranked = sorted(inside, key=self._rank.__getitem__)
        best = (-1, 0, 0)
        kept = 0
        begun = ranked[0]
        for n, index in enumerate(ranked):
            old, _, length = self.blocks[index]
            kept += min(old + length, end) - max(old, start)
            after = ranked[n + 1] if n + 1 < len(ranked) else None
            if after is None or self._rank[after] != self._rank[index] + 1:
                if kept > best[0]:
                    best = (kept, begun, index)
                kept = 0
                begun = after if after is not None else begun
        return best[1], best[2]

    def _replaced_before(self, index: int, start: int) -> int:
        """Return the new start of a span that started in the gap before a block."""
        new = self.blocks[index][1]
        if self._rank[index] == 0:
            before_new = 0
            neighbours = index == 0
            before_old = 0
        else:
            before = self._by_rank[self._rank[index] - 1]
            neighbours = before == index - 1
            before_new = self.blocks[before][1] + self.blocks[before][2]
            before_old = self.blocks[before][0] + self.blocks[before][2]
        return before_new if neighbours and start >= before_old else new

    def _replaced_after(self, index: int, end: int) -> int:
        """Return the new end of a span that ended in the gap after a block."""
        new = self.blocks[index][1] + self.blocks[index][2]
        if self._rank[index] == len(self.blocks) - 1:
            neighbours = index == len(self.blocks) - 1
            after_new, after_old = self.characters[1], self.characters[0]
        else:
            after = self._by_rank[self._rank[index] + 1]
            neighbours = after == index + 1
            after_old, after_new = self.blocks[after][0], self.blocks[after][1]
        return after_new if neighbours and end <= after_old else new

    def _gone(self, start: int, end: int, after: int) -> Moved:
        """Return the place of a span with no kept character; ``after`` is the block behind it."""
        before_old, before_new = 0, 0
        if after > 0:
            old, new, length = self.blocks[after - 1]
            before_old, before_new = old + length, new + length
        after_old, after_new = self.characters
        if after < len(self.blocks):
            after_old, after_new, _ = self.blocks[after]
        low = -1 if after == 0 else self._rank[after - 1]
        high = len(self.blocks) if after == len(self.blocks) else self._rank[after]
        replaced = high == low + 1 and after_new > before_new
        whole = (start, end) == (before_old, after_old)
        if replaced and (whole or self.substituted):
            return Moved(before_new, after_new, changed=not (whole and self.substituted))
        return Moved(before_new, before_new, changed=True, orphaned=True)


def composed(first: Sequence[Block], second: Sequence[Block]) -> list[Block]:
    """Return what a text keeps by two maps, one after the other, as blocks from first to last."""
    middle = sorted(second)
    starts = [block[0] for block in middle]
    found: list[Block] = []
    for old, new, length in first:
        at = max(bisect.bisect_right(starts, new) - 1, 0)
        for low, place, size in middle[at:]:
            if low >= new + length:
                break
            begin, end = max(new, low), min(new + length, low + size)
            if begin < end:
                found.append((old + begin - new, place + begin - low, end - begin))
    return joined(found)


def joined(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks in the order of the old text, with adjacent ones joined."""
    found: list[Block] = []
    for old, new, length in sorted(blocks):
        if found:
            before_old, before_new, before = found[-1]
            if (before_old + before, before_new + before) == (old, new):
                found[-1] = (before_old, before_new, before + length)
                continue
        found.append((old, new, length))
    return found
