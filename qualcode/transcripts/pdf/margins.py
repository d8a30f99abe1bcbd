"""Finds what stands in the margins of a PDF's pages: running heads, page and line numbers."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median

from qualcode.model.plural import counted
from qualcode.transcripts.pdf.rows import Row

#: How many rows at the top and at the bottom of a page may be a running head or foot.
_DEEPEST = 4
_DIGITS = re.compile(r"\d+")
_ONLY_NUMBER = re.compile(
    r"(?:page |p\. ?|seite |tudalen )?[-–—\[( ]*\d{1,4}[-–—\]) ]*(?:(?:of|/|o) ?\d{1,4})?",
    re.IGNORECASE,
)
#: Text that browsers print above and below a page.
_PRINTED_ABOVE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}:\d\d(?: [AP]M)?(?:\s.*)?")
_PRINTED_BELOW = re.compile(r"(?:https?|file|about):\S*\s+\d{1,4}/\d{1,4}|\S.*\s\d{1,4}/\d{1,4}")
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡])[.)]?(?:\s|(?=[^\W\d_]))")
#: Fewer numbers than this in the margin may be anything.
_FEWEST_NUMBERS = 8


# ---- running heads --------------------------------------------------------------------------


def without_running_heads(plain: dict[int, list[Row]]) -> list[str]:
    """Remove text that stands in the same place on most pages; return notes with its words."""
    pages = len([rows for rows in plain.values() if rows])
    seen: dict[str, list[Row]] = defaultdict(list)
    for rows in plain.values():
        for row in _edge_rows(rows):
            seen[_DIGITS.sub("#", row.text)].append(row)
    taken: dict[str, list[Row]] = {}
    for text, found in seen.items():
        by_place: dict[int, list[Row]] = defaultdict(list)
        for row in found:
            by_place[round(row.y / 4)].append(row)
        for place, here in by_place.items():
            # The place may lie on the border between two rounded ones.
            near = [*by_place.get(place - 1, ()), *here, *by_place.get(place + 1, ())]
            on = len({one.page for one in near})
            most = on > 2 and on * 10 >= (pages - 1) * 7
            # Text on every second page, or on only two, may be speech.
            some = on > 1 and on * 5 >= pages * 2
            if (most or some) and _paged(near) and (most or _far_out(near, plain)):
                taken.setdefault(text, []).extend(here)
    gone = {id(row) for rows in taken.values() for row in rows}
    for rows in plain.values():
        for row in _printed(rows):
            if id(row) not in gone:
                gone.add(id(row))
                taken.setdefault(_DIGITS.sub("#", row.text), []).append(row)
    for number, rows in plain.items():
        plain[number] = [row for row in rows if id(row) not in gone]
    return _told(taken)


def _edge_rows(rows: Sequence[Row]) -> list[Row]:
    if len(rows) <= 2 * _DEEPEST:
        return list(rows)
    return [*rows[:_DEEPEST], *rows[-_DEEPEST:]]


def _paged(rows: Sequence[Row]) -> bool:
    """Return whether numbers in rows stay the same or count pages: "12:03" does neither."""
    numbers = [[int(n[:9]) for n in _DIGITS.findall(row.text)] for row in rows]
    return all(
        len(set(slot)) == 1 or len({n - row.page for n, row in zip(slot, rows, strict=True)}) == 1
        for slot in zip(*numbers, strict=True)
    )


def _printed(rows: Sequence[Row]) -> list[Row]:
    """Return what a browser printed above and below a page, or the number below it."""
    if len(rows) < 3:
        return []
    above, below = rows[0], rows[-1]
    if _PRINTED_ABOVE.fullmatch(_spaced(above)) and _PRINTED_BELOW.fullmatch(_spaced(below)):
        return [above, below]
    return [below] if _ONLY_NUMBER.fullmatch(_spaced(below)) and _apart(rows) else []


def _spaced(row: Row) -> str:
    return row.text.replace("\t", " ")


def _far_out(found: Sequence[Row], plain: dict[int, list[Row]]) -> bool:
    """Return whether rows stand apart from the rest: of two equal rows, one may be speech."""
    for row in found:
        rows = plain[row.page]
        at = next(n for n, one in enumerate(rows) if one is row)
        inner = rows[at + 1 : at + 2] if at < len(rows) / 2 else rows[max(at - 1, 0) : at]
        if not inner or abs(inner[0].y - row.y) < 1.6 * row.size:
            return False
    return True


def _apart(rows: Sequence[Row]) -> bool:
    """Return whether a page's last row stands further down than the others from each other."""
    steps = [b.y - a.y for a, b in itertools.pairwise(rows)]
    return steps[-1] > 1.5 * median(steps[:-1] or steps)


def _told(taken: dict[str, list[Row]]) -> list[str]:
    numbers = 0
    heads = []
    for rows in taken.values():
        if all(_ONLY_NUMBER.fullmatch(_spaced(row)) for row in rows):
            numbers += len(rows)
        else:
            heads.append(f"“{_short(_spaced(rows[0]))}” on {counted(len(rows), 'page')}")
    notes = [f"{numbers} page numbers were left out"] if numbers else []
    if heads:
        shown = ", ".join(heads[:4]) + (f" and {len(heads) - 4} more" if len(heads) > 4 else "")
        notes.append(f"page headers and footers were left out: {shown}")
    return notes


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


# ---- footnotes ------------------------------------------------------------------------------


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


# ---- numbers of lines -----------------------------------------------------------------------


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
