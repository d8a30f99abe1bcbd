"""A framework chart in Word: one table of participants per theme."""

from __future__ import annotations

from qualcode.model.matrix.matrix import Matrix
from qualcode.report import wording
from qualcode.report.printable import one_line
from qualcode.report.word.cells import Cells
from qualcode.report.word.paper import Paper
from qualcode.report.word.styles import QUIETLY
from qualcode.report.word.tables import add_row, add_table

_CASE_WIDTH = 6.0


def add_chart(paper: Paper, matrix: Matrix, cells: Cells) -> None:
    """Add a table per theme, since forty columns fit on no page.

    Themes that nobody speaks of come last, without a table.
    """
    told = {column: wording.chart_cells(matrix, column) for column, _ in matrix.columns}
    themes = sorted(matrix.columns, key=lambda theme: not told[theme[0]])
    widths = [_CASE_WIDTH, paper.width - _CASE_WIDTH]
    for number, (column, name) in enumerate(themes, 1):
        bare = one_line(name)
        paper.heading(bare, anchor=f"theme_{number}", lang=matrix.language, top=number == 1)
        if told[column]:
            paper.caption("Table", f"What is said of {bare}, by participant")
            table = add_table(
                paper,
                [("Participant", "", ""), ("Summary and evidence", "", "")],
                widths,
                title=f"{bare}, by participant",
                summary="One row a participant of whom something is coded; the second column has "
                "the analyst's summary or the number of passages, with quotations.",
            )
            for index, (row, cell) in enumerate(told[column]):
                [place] = add_row(paper, table, widths, row.name, banded=index % 2 == 1)
                cells.in_table(place, cell)
        for line in wording.chart_silences(matrix, column):
            paper.paragraph(QUIETLY, line)
