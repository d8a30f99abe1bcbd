"""Takes out line numbers of typed transcripts, on every line or on every fifth."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from qualcode.transcripts.turns.line_numbers import number_lengths, number_starts

_FIFTH = re.compile(r"[ \t]{0,9}(\d{1,5})[ \t]{1,20}(?=\S)")
#: Fewer numbers than this, on every fifth line, may be a list that somebody reads out.
_FEWEST_FIFTHS = 4


def without_line_numbers(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return lines without their line numbers, and a note on those, if any."""
    lengths = number_lengths(lines)
    if lengths is None:
        lengths = _fifths(lines)
    if lengths is None:
        return list(lines), []
    count = sum(1 for length in lengths if length)
    freed = [line[length:] for line, length in zip(lines, lengths, strict=True)]
    return freed, [f"numbers in front of {count} lines, counting up, were left out of the words"]


def _fifths(lines: Sequence[str]) -> list[int] | None:
    """Return the length of each line's number, if every fifth line has its own."""
    if not number_starts(lines, _FEWEST_FIFTHS):
        return None
    lengths = [0] * len(lines)
    filled: list[int] = []
    plain: list[int] = []
    words = 0
    for at, line in enumerate(lines):
        words += bool(line.strip())
        match = _FIFTH.match(line)
        if match and int(match.group(1)) == 5 * (len(plain) + 1):
            lengths[at] = match.end()
            filled.append(words)
            plain.append(at + 1)
    if len(plain) < _FEWEST_FIFTHS:
        return None
    # Counted with empty lines or without; a heading above may not be counted.
    for counted, total in ((filled, words), (plain, len(lines))):
        apart = [then - this for this, then in itertools.pairwise(counted)]
        if all(step == 5 for step in apart) and total - counted[-1] < 10:
            return lengths
    return None
