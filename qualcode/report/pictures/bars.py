"""Bars to both sides of an axis: how many people say that a theme works well or less well."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.model.matrix.matrix import Matrix
from qualcode.model.plural import counted, plural
from qualcode.report import wording
from qualcode.report.pictures.numbers import BarRow, bar_rows
from qualcode.report.pictures.svg import (
    LEADING,
    SIZE,
    SMALL,
    TALLEST,
    Drawing,
    Picture,
    alt_text,
    in_pages,
    label,
    points,
    quoted,
    widest,
)
from qualcode.report.pictures.text_widths import wrapped

_INDENT = 11.0
_GAP = 12.0
_BAR = 11.0


def bars(matrix: Matrix, *, width: float = 16.0, most_rows: int = 60) -> list[Picture]:
    """Return diverging bars of a synthesis matrix, one row per theme, on as many pages as needed.

    Left of the axis, hatched, are people who say that it works less well; right of it, solid, those
    who say it works well; at the right edge everybody who speaks of it. ``width`` is in cm; a
    picture is at most 22 cm tall and has at most ``most_rows`` rows. Returns nothing if the matrix
    lacks one of both columns, has no rows, or is a framework chart.
    """
    rows = bar_rows(matrix)
    if not rows or not matrix.groups:
        return []
    plan = _Plan(matrix, rows, points(width))
    pages = [
        range(start, min(start + most_rows, page.stop))
        for page in in_pages(plan.heights, plan.room)
        for start in range(page.start, page.stop, max(1, most_rows))
    ]
    return [plan.page(page, number, len(pages)) for number, page in enumerate(pages, 1)]


class _Plan:
    """The position of everything, the same on every page."""

    def __init__(self, matrix: Matrix, rows: Sequence[BarRow], width: float) -> None:
        self._rows, self._width = rows, width
        names = dict(matrix.columns)
        self._less, self._well = (label(names[c]) for c in ("works_less_well", "works_well"))
        self._total = sum(group.people for group in matrix.groups)
        self._groups = len(matrix.groups)
        self._nested = any(row.depth for row in rows)
        self._spoken = any(row.spoken for row in rows)
        self._names_width = width * 0.36
        pad = widest((str(max(row.less, row.well)) for row in rows), SIZE) + 5
        self._people_width = 0.0
        if self._spoken:
            said = widest((counted(row.spoken, "person") for row in rows), SIZE)
            self._people_width = max(said, 44.0) + _GAP
        left = self._names_width + _GAP
        self._half = (width - left - self._people_width) / 2 - pad
        self._axis = left + pad + self._half
        self._longest = max(max(row.less, row.well) for row in rows) or 1
        self._lines = [
            wrapped(row.name, SIZE, self._names_width - row.depth * _INDENT) for row in rows
        ]
        self.heights = [max(20.0, len(lines) * SIZE * LEADING + 8) for lines in self._lines]
        side = self._half + pad - 14
        self._heads = [wrapped(name, SMALL, side) for name in (self._less, self._well)]
        self._people_head = wrapped("Speak of it at all", SMALL, self._people_width - _GAP)
        deep = max(len(self._heads[0]), len(self._heads[1]), len(self._people_head))
        self._top = deep * SMALL * LEADING + 8
        self._notes = self._said(matrix)
        drawing = Drawing(width)
        self.room = points(TALLEST) - self._top - drawing.notes(10, self._notes)

    def _said(self, matrix: Matrix) -> list[tuple[str, bool]]:
        note = f"Numbers of people: {self._of()}. {wording.both_sides(matrix)}"
        if self._spoken:
            note += " At the right: everybody who speaks of it, whatever they think."
        warnings = [(line, True) for line in [wording.INVENTED] if matrix.invented]
        return [(note, False), *warnings]

    def _of(self) -> str:
        groups = plural(self._groups, "one group", f"{self._groups} groups")
        return f"{counted(self._total, 'person')} interviewed, in {groups}"

    def page(self, page: range, number: int, of: int) -> Picture:
        drawing, y = Drawing(self._width), self._top
        self._heading(drawing)
        drawing.rule(0, y, self._width, y)
        for at in page:
            self._row(drawing, at, y)
            y += self.heights[at]
            drawing.rule(0, y, self._width, y)
        drawing.rule(self._axis, self._top, self._axis, y, strong=True)
        height = drawing.notes(y + 6, self._notes) + 2
        rows = [self._rows[at] for at in page]
        title = (
            f"Number of people by theme: “{self._less}” to the left, “{self._well}” to the right "
            f"({self._of()})"
        )
        if of > 1:
            title += f", part {number} of {of}"
        alt = alt_text(self._told(rows))
        return Picture(
            "bars", title, drawing.svg(title, alt, height), round(self._width / points(1), 3),
            round(height / points(1), 3), alt, self._numbers(rows),
        )  # fmt: skip

    def _heading(self, drawing: Drawing) -> None:
        less, well = self._heads
        foot = self._top - 8
        size = SMALL * LEADING
        drawing.lines(
            self._axis - 14, foot - (len(less) - 1) * size, less, size=SMALL, anchor="end"
        )
        drawing.hatched(self._axis - 11, foot - 6, 7, 7)
        drawing.solid(self._axis + 4, foot - 6, 7, 7)
        drawing.lines(self._axis + 14, foot - (len(well) - 1) * size, well, size=SMALL)
        if self._spoken:
            up = foot - (len(self._people_head) - 1) * size
            drawing.lines(self._width, up, self._people_head, size=SMALL, anchor="end")

    def _row(self, drawing: Drawing, at: int, top: float) -> None:
        row, lines = self._rows[at], self._lines[at]
        middle = top + self.heights[at] / 2
        foot = middle + SIZE * 0.36
        first = foot - (len(lines) - 1) * SIZE * LEADING / 2
        strong = self._nested and not row.depth
        drawing.lines(row.depth * _INDENT, first, lines, strong=strong)
        less, well = (self._half * count / self._longest for count in (row.less, row.well))
        drawing.hatched(self._axis - less, middle - _BAR / 2, less, _BAR)
        drawing.solid(self._axis, middle - _BAR / 2, well, _BAR)
        drawing.text(self._axis - less - 3.5, foot, str(row.less), anchor="end")
        drawing.text(self._axis + well + 3.5, foot, str(row.well))
        if self._spoken:
            said = counted(row.spoken, "person")
            drawing.text(self._width, foot, said, anchor="end", quiet=True)

    def _told(self, rows: Sequence[BarRow]) -> list[str]:
        """Return the main findings: what most speak of, and where opinions are most one-sided."""
        less, well = self._less, self._well
        told = [f"Bars of {len(rows)} themes: people, “{less}” against “{well}”."]
        if self._spoken:
            top = sorted(rows, key=lambda row: -row.spoken)[:3]
            names = "; ".join(
                f"{quoted(r.name)}, {counted(r.spoken, 'person')}" for r in top if r.spoken
            )
            told.append(f"Most people speak of {names}.")
        bad = max(rows, key=lambda row: row.less - row.well)
        good = max(rows, key=lambda row: row.well - row.less)
        if bad.less > bad.well:
            told.append(f"Furthest to “{less}”: {quoted(bad.name)}, {bad.less} against {bad.well}.")
        if good.well > good.less:
            told.append(
                f"Furthest to “{well}”: {quoted(good.name)}, {good.well} against {good.less}."
            )
        worse = sum(row.less > row.well for row in rows)
        better = sum(row.well > row.less for row in rows)
        told.append(f"More say “{less}” of {worse} themes, more say “{well}” of {better}.")
        return told

    def _numbers(self, rows: Sequence[BarRow]) -> tuple[tuple[str, ...], ...]:
        head = ("Theme", self._less, self._well, *(("People",) if self._spoken else ()))
        made = [
            (row.name, str(row.less), str(row.well), *((str(row.spoken),) if self._spoken else ()))
            for row in rows
        ]
        return (head, *made)
