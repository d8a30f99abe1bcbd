"""The appendix of a Word report that lists the codings each cell rests on."""

from __future__ import annotations

from collections.abc import Mapping

from qualcode.model.matrix.definition import Key
from qualcode.model.matrix.matrix import Cell, Matrix
from qualcode.report.printable import one_line
from qualcode.report.word.cells import anchor_of
from qualcode.report.word.paper import Paper
from qualcode.report.word.styles import EVIDENCE, TEXT
from qualcode.report.word.tables import add_row, add_table

#: How many ids of a cell are listed; the workbook has all, under the same label.
MOST = 40
_WIDTHS = (1.4, 7.2, 1.8)


def add_evidence(paper: Paper, matrix: Matrix, labels: Mapping[Key, str]) -> None:
    """Add a table of the labels E1, E2 …: the cell, its people, and the ids of its codings."""
    many = any(len(matrix.cell(*key).codings) > MOST for key in labels)
    more = (
        f" Where there are more than {MOST}, the first are listed, and the workbook of the same "
        "matrix has the rest."
        if many
        else ""
    )
    what = (
        "A coding is known by its id, with which the research team opens the passage in its "
        f"transcript.{more}"
        if matrix.has_ids
        else "Of codings their number is given, and the quotations among them. Which passages they "
        "are the research team knows."
    )
    paper.paragraph(
        text="A label such as E1 leads here, to the codings that a number or summary rests on. "
        + what
    )
    rest = paper.width - sum(_WIDTHS)
    widths = [*_WIDTHS, rest]
    names = {group.id: one_line(group.name) for group in matrix.groups}
    rows = {row.id: one_line(row.name) for row in matrix.rows}
    columns = {column: one_line(name) for column, name in matrix.columns}
    paper.caption("Table", "The codings behind each label")
    headings = [("Label", "", ""), ("Cell", "", ""), ("People", "", ""), ("Codings", "", "")]
    table = add_table(
        paper, headings, widths,
        title="The codings behind each label",
        summary="One row a label of evidence, with theme, column and group, the number of "
        f"people, and {'the ids of the codings' if matrix.has_ids else 'how many codings'}.",
        padding=40,
    )  # fmt: skip
    chart = matrix.layout == "cases"
    for number, (key, label) in enumerate(labels.items()):
        cell = matrix.cell(*key)
        place, people, ids = add_row(paper, table, widths, label, banded=number % 2 == 1)
        paper.bookmark(table.rows[-1].cells[0].paragraphs[0], anchor_of(label))
        where = [rows[cell.row], columns[cell.column]]
        where += [] if chart else [names[cell.group]]
        paper.paragraph(TEXT, " · ".join(where), lang=paper.content, within=place, first=True)
        of = f" of {cell.of}" if cell.of else ""
        paper.paragraph(TEXT, f"{cell.people}{of}", within=people, first=True)
        paper.paragraph(EVIDENCE, _codings(matrix, cell), within=ids, first=True)


def _codings(matrix: Matrix, cell: Cell) -> str:
    if not matrix.has_ids:
        quoted = ", ".join(dict.fromkeys(one_line(q.coding) for q in cell.quotations))
        return f"{len(cell.codings):,}" + (f", quoted {quoted}" if quoted else "")
    shown = ", ".join(map(one_line, cell.codings[:MOST]))
    rest = len(cell.codings) - MOST
    return shown + (f" and {rest:,} more" if rest > 0 else "")
