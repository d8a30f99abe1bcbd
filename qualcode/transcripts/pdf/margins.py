"""Finds footnotes and the numbers of lines in the margins of a PDF's pages."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from qualcode.transcripts.pdf.rows import Row

_NOTE = re.compile(r"(?:\d{1,3}|[*†‡])[.)]?(?:\s|(?=[^\W\d_]))")
#: Fewer numbers than this in the margin may be anything.
_FEWEST_NUMBERS = 8


def take_footnotes(plain: dict[int, list[Row]]) -> list[str]:
    """Remove small type that begins with a number at the foot of pages; return it."""
    rows = [row for found in plain.values() for row in found]
    if not rows:
        return []
    usual = median(row.size for row in rows)
    notes: list[str] = []
    for number, found in plain.items():
        first = len(found)
        while first and found[first - 1].size < 0.9 * usual:
            first -= 1
        if not first or first == len(found) or not _NOTE.match(found[first].text):
            continue
        begun = len(notes)
        for row in found[first:]:
            if _NOTE.match(row.text) or len(notes) == begun:
                notes.append(row.text)
            else:
                notes[-1] += f" {row.text}"
        plain[number] = found[:first]
    return notes


def without_line_numbers(plain: dict[int, list[Row]]) -> list[str]:
    """Remove line numbers in the margin; return a note on them."""
    rows = [row for found in plain.values() for row in found]
    for side in (0, -1):
        numbered = [row for row in rows if _numbers(row, side)]
        if len(numbered) < _FEWEST_NUMBERS or not _counting(numbered, side):
            continue
        inner = [_inner(r, side) for r in rows if len(r.words) > 1 or not _numbers(r, side)]
        if not inner:
            continue
        few = len(inner) // 20
        edge = sorted(inner)[few if side == 0 else -1 - few]
        outside = [
            row
            for row in numbered
            if (row.words[0].x1 < edge - 1 if side == 0 else row.words[-1].x0 > edge + 1)
        ]
        if len(outside) * 10 < len(numbered) * 9:
            continue
        gone = {id(row) for row in outside}
        for row in outside:
            row.hold(row.words[1:] if side == 0 else row.words[:-1])
        for number, found in plain.items():
            plain[number] = [row for row in found if row.words]
        return [f"{len(gone)} numbers of lines in the margin were left out"]
    return []


def _numbers(row: Row, side: int) -> bool:
    return row.words[side].text.isdecimal() and len(row.words[side].text) < 6


def _inner(row: Row, side: int) -> float:
    words = row.words
    if _numbers(row, side) and len(words) > 1:
        return words[1].x0 if side == 0 else words[-2].x1
    return words[0].x0 if side == 0 else words[-1].x1


def _counting(rows: Sequence[Row], side: int) -> bool:
    numbers = [int(row.words[side].text) for row in rows]
    steps = Counter(b - a for a, b in itertools.pairwise(numbers) if b > a)
    if not steps:
        return False
    step, times = steps.most_common(1)[0]
    # Each page may begin again; a step other than one means "every fifth line".
    restarts = sum(1 for a, b in itertools.pairwise(numbers) if b <= a)
    return step <= 20 and (times + min(restarts, len({r.page for r in rows}))) * 10 >= 9 * (
        len(numbers) - 1
    )
