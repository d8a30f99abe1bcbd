"""Leaves out of a comparison what two texts share only because the same words stand twice.

"Yes." stands many times in an interview. Where revisions say which is which, a comparison of two
distant texts must not say otherwise, nor take a "Yes." that was deleted for another one.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualcode.model.document.offset_map import Block, joined

_WORD = re.compile(r"\w")
#: What the revisions say of a character: they lose it, place it as it is here, or elsewhere.
_LOST, _AGREES, _ELSEWHERE = b"l", b"a", b"e"
_GONE = re.compile(rb"l+")
_SAME = re.compile(rb"a+")
#: Words stand for themselves, whatever is around them, from so many characters on, in two words.
_CHARACTERS = 10


def without_lookalikes(
    blocks: Sequence[Block], recorded: Sequence[Block], old: str, new: str
) -> list[Block]:
    """Return the blocks of a comparison, without those whose words may be others'.

    ``recorded`` are the blocks that the revisions between the texts keep. Words that these place
    elsewhere, or where they place others, are left out, unless they are a scrap of a line that is
    otherwise lost. Words that they lose stay if they stand once in each text: by themselves or,
    where the revisions place nothing else on their line, with what is around them.
    """
    places = sorted(recorded)
    sources = sorted((there, here, n) for here, there, n in recorded)
    found: list[Block] = []
    for block in blocks:
        start, place, length = block
        said = bytearray(_LOST * length)
        _mark(said, places, start, place - start, old)
        _mark(said, sources, place, start - place, new)
        for low, high in _stretches(said, start, old):
            at = _Stretch(old, new, block, known=bool(recorded))
            for first, last in at.sure(said, low, high):
                found.append((start + first, place + first, last - first))
    return joined(found)


def _mark(said: bytearray, recorded: Sequence[Block], start: int, shift: int, text: str) -> None:
    """Mark what blocks say of the words from ``start`` on; that they are elsewhere outweighs."""
    end = start + len(said)
    first = bisect.bisect_right(recorded, start, key=lambda block: block[0] + block[2])
    for old, new, length in itertools.islice(recorded, first, None):
        if old >= end:
            break
        low, high = max(start, old), min(end, old + length)
        if not _WORD.search(text, low, high):
            continue
        here = slice(low - start, high - start)
        if new - old != shift:
            said[here] = _ELSEWHERE * (high - low)
        else:
            said[here] = said[here].replace(_LOST, _AGREES)


def _stretches(said: bytearray, start: int, text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines of which words are elsewhere one by one, those between them together."""
    begun = low = 0
    while low < len(said):
        high = (text.find("\n", start + low, start + len(said)) + 1 or start + len(said)) - start
        if said.find(_ELSEWHERE, low, high) >= 0:
            if begun < low:
                yield begun, low
            yield low, high
            begun = high
        low = high
    if begun < low:
        yield begun, low


@dataclass(frozen=True)
class _Stretch:
    old: str
    new: str
    block: Block
    known: bool

    def sure(self, said: bytearray, low: int, high: int) -> Iterator[tuple[int, int]]:
        """Yield what is no lookalike of a line, or of lines of which nothing is elsewhere."""
        agrees = len(said[low:high].strip(_AGREES)) == 0
        if agrees or (self._mostly_lost(said, low, high) and self._stands_once(low, high)):
            yield low, high
        else:
            yield from (m.span() for m in _SAME.finditer(said, low, high))
            lost = (m.span() for m in _GONE.finditer(said, low, high))
            yield from (span for span in lost if self._stands_once(*span))

    def _mostly_lost(self, said: bytearray, low: int, high: int) -> bool:
        if said.find(_ELSEWHERE, low, high) < 0:
            return True
        start = self.block[0]
        worded = _WORD.finditer(self.old, start + low, start + high)
        kinds = Counter(said[m.start() - start] for m in worded)
        return 2 * kinds[_ELSEWHERE[0]] < kinds[_ELSEWHERE[0]] + kinds[_LOST[0]]

    def _stands_once(self, low: int, high: int) -> bool:
        core = self.old[self.block[0] + low : self.block[0] + high].strip()
        # Without revisions the order of both texts is all there is to know.
        run = not self.known or (len(core) >= _CHARACTERS and len(core.split()) > 1)
        return bool(core) and run and self.old.count(core) == 1 and self.new.count(core) == 1
