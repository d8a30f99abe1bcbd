"""A table of shaded cells with printed numbers, shared by three kinds of picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.report import wording
from qualcode.report.pictures.numbers import UNASKED, Numbers, numbers_table
from qualcode.report.pictures.svg import (
    LEADING,
    SHADES,
    SIZE,
    SMALL,
    TALLEST,
    Drawing,
    Picture,
    alt_text,
    in_pages,
    points,
    shade_of,
    widest,
)
from qualcode.report.pictures.text_widths import longest_word, shortened, text_width, wrapped

_INDENT = 10.0
_GAP = 8.0
#: The lowest row, and the lowest of small numbers.
_LOW, _LOWER = 18.0, 16.0
#: The bar in a cell: its height, and its distance from the cell's edges.
_BAR, _IN = 2.4, 3.0
#: The width of a sample of a shade.
_SWATCH = 20.0
#: Rotated headings have at least this length, and are never cut to fewer characters.
_TURNED, _LONGEST = 70.0, 90


@dataclass(frozen=True, slots=True)
class Part:
    """The rows and columns of one picture, and its SVG's body and height in points."""

    rows: range
    columns: range
    drawing: Drawing
    height: float


class Grid:
    """A table drawn on as many pictures as it needs, with cells of one size in all of them."""

    def __init__(
        self,
        numbers: Numbers,
        *,
        width: float,
        legend: Sequence[str],
        notes: Sequence[tuple[str, bool]],
        most_columns: int = 0,
        turned: bool | None = None,
        none: str = "0",
        narrow: float = 20.0,
        wide: float = 80.0,
        names: float = 0.36,
        size: float = SIZE,
        pad: float = 5.0,
    ) -> None:
        """``width`` is in points; a column is between ``narrow`` and ``wide``.

        ``legend`` explains the shades; ``names`` is the share of the width for the rows' names,
        ``none`` the text printed for nobody; headings are rotated, or not, or as needed.
        """
        self._numbers, self._none = numbers, none
        self._rows, self._columns = rows, columns = numbers.rows, numbers.columns
        self._legend, self._size = legend, size
        self._notes = [*notes, *([(wording.INVENTED, True)] if numbers.invented else [])]
        self._nested = any(row.depth for row in rows)
        most = width * names
        asked = max(
            (text_width(row.name, SIZE) + row.depth * _INDENT + 4 for row in rows), default=0.0
        )
        self._names = min(most, max(asked, width * 0.2))
        room = width - self._names - _GAP
        printed = widest(
            (f"{n:,}" for line in numbers.numbers for n in line if n is not None), size
        )
        narrow = max(narrow, printed + pad)
        fit = max(1, int(room / narrow))
        fit = min(fit, most_columns) if most_columns else fit
        pages = math.ceil(len(columns) / fit)
        # The same number on each page, or one fewer.
        self._fit = math.ceil(len(columns) / max(1, pages))
        self._column = max(narrow, min(wide, room / max(1, self._fit)))
        self._inside = self._column - min(6.0, self._column * 0.15)
        self._turned = (
            turned
            if turned is not None
            else any(
                max(longest_word(c.name, SMALL), text_width(c.below, SMALL)) > self._inside
                for c in columns
            )
        )
        self.width = width
        self._lines = [wrapped(row.name, SIZE, self._names - row.depth * _INDENT) for row in rows]
        low = _LOW if size >= SMALL else _LOWER
        self._heights = [
            max(low, len(lines) * SIZE * LEADING + (7 if low == _LOW else 4))
            for lines in self._lines
        ]
        self._heads = self._headings()
        self._top = self._head_height() + 6

    def parts(self) -> list[Part]:
        """Return the pictures; those with the same rows follow each other."""
        spare = Drawing(self.width)
        foot = spare.notes(self._legend_height() + 12, self._notes)
        room = points(TALLEST) - self._top - foot - 6
        across = [
            range(start, min(start + self._fit, len(self._columns)))
            for start in range(0, len(self._columns), self._fit)
        ]
        return [
            self._part(rows, columns)
            for rows in in_pages(self._heights, room)
            for columns in across
        ]

    def _headings(self) -> list[list[str]]:
        names = [
            f"{shortened(c.name, _LONGEST)} · {c.below}" if self._turned and c.below
            else shortened(c.name, _LONGEST)
            for c in self._columns
        ]  # fmt: skip
        if not self._turned:
            return [wrapped(name, SMALL, self._inside) for name in names]
        most = max(1, int((self._column - 2) / (SMALL * LEADING)))
        made = []
        for name in names:
            length = _TURNED
            while len(lines := wrapped(name, SMALL, length)) > most:
                length += 10
            made.append(lines)
        return made

    def _head_height(self) -> float:
        if self._turned:
            return max((widest(lines, SMALL) for lines in self._heads), default=0.0)
        deep = max((len(lines) + bool(c.below) for lines, c in
                    zip(self._heads, self._columns, strict=True)), default=1)  # fmt: skip
        return deep * SMALL * LEADING

    def _legend_height(self) -> float:
        return max((down for _, down, *_ in self._key()), default=-16.0) + 16.0

    def _key(self) -> list[tuple[float, float, int, str]]:
        """Return the place of each part of the legend: across, down, its shade, its words."""
        made, x, y = [], 0.0, 0.0
        for step, words in enumerate(self._legend, 1):
            width = _SWATCH + 4 + text_width(words, SMALL)
            if x and x + width > self.width:
                x, y = 0.0, y + 15.0
            if words:
                made.append((x, y, step, words))
                x += width + 10
        return made

    def _part(self, rows: range, columns: range) -> Part:
        drawing, y = Drawing(self.width), self._top
        left = self._names + _GAP
        right = left + len(columns) * self._column
        for at, column in enumerate(columns):
            self._heading(drawing, column, left + at * self._column)
        for row in rows:
            drawing.rule(0, y, right, y)
            self._row(drawing, row, columns, left, y)
            y += self._heights[row]
        drawing.rule(0, y, right, y)
        y += 10
        if self._legend:
            self._shades(drawing, y)
            y += self._legend_height()
        return Part(rows, columns, drawing, drawing.notes(y, self._notes) + 2)

    def _heading(self, drawing: Drawing, column: int, x: float) -> None:
        lines, below = self._heads[column], self._columns[column].below
        foot, middle = self._top - 6, x + self._column / 2
        step = SMALL * LEADING
        if self._turned:
            first = middle + SMALL * 0.36 - (len(lines) - 1) * step / 2
            for number, line in enumerate(lines):
                drawing.text(first + number * step, foot, line, size=SMALL, turned=True)
            return
        if below:
            drawing.text(middle, foot, below, size=SMALL, anchor="middle", quiet=True)
            foot -= step
        up = foot - (len(lines) - 1) * step
        drawing.lines(middle, up, lines, size=SMALL, anchor="middle")

    def _row(self, drawing: Drawing, row: int, columns: range, left: float, top: float) -> None:
        height, side, lines = self._heights[row], self._rows[row], self._lines[row]
        middle = top + height / 2
        first = middle + SIZE * 0.36 - (len(lines) - 1) * SIZE * LEADING / 2
        strong = self._nested and not side.depth
        drawing.lines(side.depth * _INDENT, first, lines, strong=strong)
        for at, column in enumerate(columns):
            number = self._numbers.numbers[row][column]
            if number is None:
                continue
            x, share = left + at * self._column, self._numbers.shares[row][column]
            step = shade_of(share)
            if step:
                drawing.shade(x + 0.6, top + 0.6, self._column - 1.2, height - 1.2, step)
                along = (self._column - 2 * _IN) * min(1.0, share)
                drawing.solid(x + _IN, top + height - _BAR - 2, along, _BAR)
            foot = middle + self._size * 0.36 - (1.4 if step else 0)
            none = UNASKED if (row, column) in self._numbers.unasked else self._none
            words = f"{number:,}" if number else none
            drawing.text(
                x + self._column / 2, foot, words, size=self._size, anchor="middle", quiet=not step
            )

    def _shades(self, drawing: Drawing, top: float) -> None:
        for x, down, step, words in self._key():
            y = top + down
            drawing.shade(x, y, _SWATCH, 11, step)
            long = (_SWATCH - 4) * (step - 0.5) / len(SHADES)
            drawing.solid(x + 2, y + 8, long, _BAR - 0.4)
            drawing.text(x + _SWATCH + 4, y + 8.5, words, size=SMALL, quiet=True)


def count_legend(most: int) -> list[str]:
    """Return the meanings of the shades for numbers up to ``most``, "" for an unused shade."""
    found: dict[int, list[int]] = {}
    if most <= 400:
        for number in range(1, most + 1):
            found.setdefault(shade_of(number / most), []).append(number)
    else:
        for step in range(1, len(SHADES) + 1):
            last = most if step == len(SHADES) else math.ceil(step * most / len(SHADES)) - 1
            found[step] = [max(1, math.ceil((step - 1) * most / len(SHADES))), last]
    said = []
    for step in range(1, len(SHADES) + 1):
        numbers = found.get(step, [])
        words = f"{numbers[0]:,} to {numbers[-1]:,}" if numbers else ""
        said.append(f"{numbers[0]:,}" if numbers and numbers[0] == numbers[-1] else words)
    return said


def cells_of(numbers: Numbers, part: Part) -> list[tuple[str, str, int, float]]:
    """Return the cells of one picture: names of row and column, number, share."""
    return [
        (numbers.rows[r].name, numbers.columns[c].name, number, numbers.shares[r][c])
        for r in part.rows
        for c in part.columns
        if (number := numbers.numbers[r][c]) is not None
    ]


def picture_of(
    kind: str, at: tuple[int, int], numbers: Numbers, part: Part, told: Sequence[str]
) -> Picture:
    """Return a part as a picture; ``at`` is its number and the total."""
    title = numbers.title + (f", part {at[0]} of {at[1]}" if at[1] > 1 else "")
    alt = alt_text(told)
    table = numbers_table(numbers)
    picked = [0, *(c + 1 for c in part.columns)]
    heads = [table.columns[i] for i in picked]
    heads[0] = numbers.what
    rows = [[table.rows[r][i] for i in picked] for r in part.rows]
    shown = tuple(tuple(map(str, line)) for line in (heads, *rows))
    svg = part.drawing.svg(title, alt, part.height)
    cm = points(1)
    return Picture(
        kind, title, svg, round(part.drawing.width / cm, 3), round(part.height / cm, 3), alt, shown
    )
