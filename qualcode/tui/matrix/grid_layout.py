"""Works out the widths of a matrix's grid, and the lines of its headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

#: The smallest and largest width of a cell.
_NARROW, _WIDE, _WIDEST = 7, 9, 10
#: The names of rows have at least this share of the width, and this many cells if they need them;
#: less if every column is then visible. Names of cases are longer, by the attribute they are sorted
#: by.
_SHARE, _TIGHT, _CHART, _LEAST = 0.28, 0.18, 0.34, 18
#: The most lines of a heading, and of a group's name.
HEADING_LINES, GROUP_LINES = 3, 2
#: The fewest letters left of a word that is divided.
_TAIL = 2


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Cells for the names of rows and for one column, and the number of columns that fit."""

    names: int
    cell: int
    shown: int


def laid_out(width: int, columns: int, longest: int, *, chart: bool, bars: bool) -> GridLayout:
    """Share a width among the columns and the names of rows, the longest ``longest`` cells.

    With ``bars`` a cell also has a bar, which needs one more cell.
    """
    longest += 2
    least = min(longest, max(_LEAST, int(width * (_CHART if chart else _SHARE))))
    tight = min(longest, max(_LEAST, int(width * _TIGHT)))
    wide, narrow = _WIDEST if chart else _WIDE, _NARROW + bars
    cell = next((w for w in range(wide, narrow - 1, -1) if least + columns * w <= width), 0)
    if not cell and tight + columns * narrow <= width:
        cell, least = narrow, tight
    if not cell:
        cell = (_WIDEST if width >= 100 else _WIDE) if chart else _NARROW + 1
    shown = max(1, min(columns, (width - least) // cell)) if columns else 0
    names = max(1, min(longest, width - shown * cell))
    return GridLayout(names, cell, shown)


def cut(text: str, width: int) -> str:
    """Return a text of exactly so many cells, with "…" where something is cut."""
    if cell_len(text) > width:
        text = f"{set_cell_size(text, max(0, width - 1)).rstrip()}…" if width > 0 else ""
    return set_cell_size(text, max(0, width))


def short_lines(text: str, width: int, most: int) -> list[str]:
    """Return a heading in at most so many lines; words that are too long are divided."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and cell_len(f"{line} {word}") <= width:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        while cell_len(word) > width > 1:
            head = set_cell_size(word, width - 1).rstrip() or word[0]
            # The part left for the next line is never a single letter.
            if len(word) - len(head) < _TAIL < len(head):
                head = word[:-_TAIL]
            lines.append(f"{head}-")
            word = word[len(head) :]
        line = word
    lines.append(line)
    if len(lines) > most:
        last = lines[most - 1].removesuffix("-")
        lines = [*lines[: most - 1], cut(f"{last}…", width) if cell_len(last) < width else
                 f"{set_cell_size(last, width - 1)}…"]  # fmt: skip
    return [line.rstrip() for line in lines]


def on_the_floor(lines: Sequence[str], height: int) -> list[str]:
    """Return as many lines as ``height``, with empty ones first."""
    return [*[""] * (height - len(lines)), *lines]
