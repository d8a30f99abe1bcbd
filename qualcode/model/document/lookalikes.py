"""Leaves out of a comparison what two texts share only because the same words stand twice.

"Yes." stands many times in an interview. Where revisions say which is which, a comparison of two
distant texts must not say otherwise, nor take a "Yes." that was deleted for another one.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator, Sequence

from qualcode.model.document.offset_map import Block, joined

_WORD = re.compile(r"\w")


def without_lookalikes(
    blocks: Sequence[Block], recorded: Sequence[Block], old: str, new: str
) -> list[Block]:
    """Return the blocks of a comparison, without those whose words may be others'.

    ``recorded`` are the blocks that the revisions between the texts keep. Lines that these place
    elsewhere, or where they place others, stay only if their words stand once in each text; lines
    that they lose, if that holds for the words together with what is around them.
    """
    places = _Places(recorded, old)
    sources = _Places([(there, here, n) for here, there, n in recorded], new)
    found: list[Block] = []
    for block in blocks:
        lines = list(_lines(block, old))
        kinds = _kinds(lines, places, sources, old)
        at = 0
        for agrees, group in itertools.groupby(kinds, key=lambda kind: kind == "agrees"):
            run = lines[at : at + len(list(group))]
            contradicted = "elsewhere" in kinds[at : at + len(run)]
            at += len(run)
            whole = (run[0][0], run[0][1], sum(line[2] for line in run))
            asked = whole if contradicted else block
            if agrees or _once(asked, old, new) or _once(whole, old, new):
                found.append(whole)
    return joined(found)


def _kinds(lines: Sequence[Block], places: _Places, sources: _Places, old: str) -> list[str]:
    """Return the kind of each line; one without words is of the kind of the line above it."""
    kinds: list[str] = []
    for line in lines:
        worded = _WORD.search(old, line[0], line[0] + line[2])
        kinds.append(_kind(line, places, sources) if worded or not kinds else kinds[-1])
    return kinds


def _kind(line: Block, places: _Places, sources: _Places) -> str:
    """Return whether the revisions place a line as it is here, ``"elsewhere"``, or lose it."""
    here, there, length = line
    shifts = places.shifts(here, length)
    if shifts - {there - here} or sources.shifts(there, length) - {here - there}:
        return "elsewhere"
    return "agrees" if shifts else "lost"


class _Places:
    """How far the words of a text are shifted by blocks."""

    def __init__(self, blocks: Sequence[Block], text: str) -> None:
        self._blocks = sorted(blocks)
        self._starts = [block[0] for block in self._blocks]
        self._text = text

    def shifts(self, start: int, length: int) -> set[int]:
        """Return the shifts of the words in ``[start, start + length)`` that blocks hold."""
        found: set[int] = set()
        for at in range(max(0, bisect.bisect_right(self._starts, start) - 1), len(self._blocks)):
            old, new, n = self._blocks[at]
            low, high = max(start, old), min(start + length, old + n)
            if old >= start + length:
                break
            if low < high and _WORD.search(self._text, low, high):
                found.add(new - old)
        return found


def _lines(block: Block, text: str) -> Iterator[Block]:
    """Yield a block line by line, each with its line end."""
    start, place, length = block
    end = start + length
    at = start
    while at < end:
        stop = text.find("\n", at, end) + 1 or end
        yield at, place + at - start, stop - at
        at = stop


def _once(block: Block, old: str, new: str) -> bool:
    core = old[block[0] : block[0] + block[2]].strip()
    return bool(core) and old.count(core) == 1 and new.count(core) == 1
