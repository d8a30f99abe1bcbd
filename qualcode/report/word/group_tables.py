"""The tables of a synthesis matrix in Word: an overview of people, and one table per group."""

from __future__ import annotations

import re

from docx.shared import Pt

from qualcode.model.matrix.matrix import Group, Matrix
from qualcode.model.plural import counted
from qualcode.report import wording
from qualcode.report.printable import one_line
from qualcode.report.word.cells import Cells
from qualcode.report.word.paper import Paper
from qualcode.report.word.styles import QUIETLY, TEXT
from qualcode.report.word.tables import add_row, add_table

_THEME_WIDTH = 4.6
#: The width of a number column, in cm: with two kinds, with three; and at least.
_NUMBERS, _LEAST = (4.2, 4.55), 4.0
#: The room above and below a row's words, in twentieths of a point: less if there are many rows.
_ROOM, _CLOSE, _MANY = 30, 14, 18
_MOST = 9.0


def fits_upright(paper: Paper, matrix: Matrix) -> bool:
    """Return whether the table of who said what fits on the present page."""
    return _THEME_WIDTH + _LEAST * len(matrix.groups) <= paper.width


def add_overview(paper: Paper, matrix: Matrix) -> None:
    """Add a table of people: a row per theme, a column per group, numbers by what was said."""
    paper.caption("Table", "How many people said what of each theme, by group")
    count = len(matrix.groups)
    room = _NUMBERS[len(matrix.columns) > 2]
    wide = max(_THEME_WIDTH, min(_MOST, paper.width - room * count))
    widths = [wide, *[min(_MOST, (paper.width - wide) / count)] * count]
    headings = [("Theme", "", "")]
    headings += [(g.name, counted(g.people, "person"), matrix.language) for g in matrix.groups]
    table = add_table(
        paper, headings, widths,
        title="Overview of themes by group",
        summary="One row a theme, one column a group of people interviewed; each cell gives "
        "numbers of people by what they said.",
        padding=_CLOSE if len(matrix.rows) > _MANY else _ROOM,
    )  # fmt: skip
    for number, row in enumerate(matrix.rows):
        cells = add_row(paper, table, widths, row.name, depth=row.depth, banded=number % 2 == 1,
                        lang=wording.row_language(matrix, row))  # fmt: skip
        for cell, group in zip(cells, matrix.groups, strict=True):
            text = wording.counts(matrix, row.id, group.id)
            some = text[:1].isdecimal()
            # A line may end between two counts, but not within one.
            shown = re.sub(r"(?<=\w) (?=\w)", "\u00a0", text) if some else text
            line = paper.paragraph(TEXT if some else QUIETLY, shown, within=cell, first=True)
            line.paragraph_format.space_after = Pt(0)


def add_group_table(paper: Paper, matrix: Matrix, group: Group, number: int, cells: Cells) -> None:
    """Add the table of a group, counted from 1: a row per theme, a column per answer."""
    columns = wording.shown_columns(matrix, group)
    names = ", ".join(one_line(name) for _, name in columns)
    name, interviewed = one_line(group.name), counted(group.people, "person")
    if number == 1:
        paper.heading("Group by group", top=True)
    paper.heading(name, 2, anchor=f"group_{number}", top=True, lang=matrix.language)
    paper.caption("Table", f"{name}, {interviewed} interviewed: {names}, by theme")
    widths = [_THEME_WIDTH, *_column_widths(columns, paper.width - _THEME_WIDTH)]
    table = add_table(
        paper,
        [("Theme", "", ""), *((heading, "", matrix.language) for _, heading in columns)],
        widths,
        title=f"{name}: {names}",
        summary=f"One row a theme; columns for {names}. Each cell has the analyst's summary, or "
        f"numbers of people, or says “{wording.NO_EVIDENCE}”.",
    )
    for index, row in enumerate(matrix.rows):
        places = add_row(paper, table, widths, row.name, depth=row.depth, banded=index % 2 == 1,
                         lang=wording.row_language(matrix, row))  # fmt: skip
        for place, (column, _) in zip(places, columns, strict=True):
            cells.in_table(place, matrix.cell(row.id, column, group.id))


def _column_widths(columns: list[tuple[str, str]], room: float) -> list[float]:
    """Return the widths of columns: "mixed" is rare and gets less."""
    shares = [0.6 if column == "mixed" else 1.0 for column, _ in columns]
    return [room * share / sum(shares) for share in shares]
