"""Lays a table out for the width of a terminal: nothing that a person may copy is cut."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from rich.cells import cell_len

from qualcode.model.table import Table
from qualcode.model.text.text import safe_for_terminal

#: Columns of people's or an author's words, which are cut at so many characters; all others are
#: ids, paths, commands, messages, and stand whole.
_WORDS = frozenset(
    "text before after now begins sample definition include exclude examples summary passage "
    "lead".split()
)
_LONGEST = 80
#: Characters between two columns.
_GAP = 2


def screen_lines(table: Table, columns: Sequence[str], width: int | None) -> list[str]:
    """Return a table's lines for a screen of ``width`` characters; ``None`` is any width.

    Cells are wrapped between words. If a word would have to be broken for that, each row is written
    below the other instead, a line or more for each column.
    """
    at = [table.columns.index(name) for name in columns]
    cells = [
        [_cell(row[index], words=name in _WORDS) for name, index in zip(columns, at, strict=True)]
        for row in table.rows
    ]
    if width is not None and not _fits(columns, cells, width):
        return _stacked(columns, cells)
    numbers = [all(isinstance(row[index], int | float) for row in table.rows) for index in at]
    return _side_by_side(columns, cells, numbers, width)


def _cell(value: Any, *, words: bool) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    line = safe_for_terminal(str(value))
    return f"{line[: _LONGEST - 1]}…" if words and len(line) > _LONGEST else line


def _longest_word(text: str) -> int:
    return max(map(cell_len, text.split()), default=0)


def _least(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> list[int]:
    """Return the width of the longest word in each column."""
    rows = [[name.replace("_", " ") for name in columns], *cells]
    return [max(_longest_word(row[n]) for row in rows) for n in range(len(columns))]


def _fits(columns: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> bool:
    return sum(_least(columns, cells)) + _GAP * (len(columns) - 1) <= width


def _side_by_side(
    columns: Sequence[str],
    cells: Sequence[Sequence[str]],
    numbers: Sequence[bool],
    width: int | None,
) -> list[str]:
    heads = [name.replace("_", " ") for name in columns]
    whole = [max(cell_len(row[n]) for row in (heads, *cells)) for n in range(len(columns))]
    widths = _widths(_least(columns, cells), whole, width)
    lines = [*_row(heads, widths, numbers)]
    lines.append("─" * (sum(widths) + _GAP * (len(widths) - 1)))
    for row in cells:
        lines += _row(row, widths, numbers)
    return lines


def _widths(least: Sequence[int], whole: Sequence[int], width: int | None) -> list[int]:
    """Return each column's width: as wide as its cells, or what there is room for."""
    if width is None:
        return list(whole)
    widths = list(least)
    left = width - sum(widths) - _GAP * (len(widths) - 1)
    while left > 0 and (short := [n for n, full in enumerate(whole) if widths[n] < full]):
        for n in sorted(short, key=lambda n: widths[n])[:left]:
            widths[n] += 1
            left -= 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int], numbers: Sequence[bool]) -> Iterator[str]:
    """Yield the lines of a row, with each cell wrapped to its column's width."""
    wrapped = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for line in itertools.zip_longest(*wrapped, fillvalue=""):
        padded = []
        for piece, width, number in zip(line, widths, numbers, strict=True):
            room = " " * (width - cell_len(piece))
            padded.append(room + piece if number else piece + room)
        yield (" " * _GAP).join(padded).rstrip()


def _wrapped(text: str, width: int) -> list[str]:
    """Return lines of whole words; a cell that fits is left as it is."""
    if cell_len(text) <= width:
        return [text]
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _stacked(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> list[str]:
    names = [name.replace("_", " ") for name in columns]
    room = max(map(len, names), default=0)
    lines: list[str] = []
    for row in cells:
        lines += [""] if lines else []
        lines += [
            f"{name:<{room}}  {cell}".rstrip()
            for name, cell in zip(names, row, strict=True)
            if cell
        ]
    return lines
