"""Writes the themes of a matrix in Word one after another, as prose with quotations."""

from __future__ import annotations

from typing import Any

from docx.shared import Pt

from qualcode.model.codebook.code import Codebook
from qualcode.model.matrix.matrix import Matrix, Row
from qualcode.report import wording
from qualcode.report.printable import one_line
from qualcode.report.word.cells import Cells
from qualcode.report.word.hidden_record import SECTIONS, SECTIONS_HEADING
from qualcode.report.word.paper import Paper
from qualcode.report.word.styles import QUIETLY


def add_sections(paper: Paper, matrix: Matrix, cells: Cells, book: Codebook | None = None) -> None:
    """Add a section per theme: who speaks of it, then what was said, column by column.

    With a codebook the codes of a theme are named. Below each heading stand the groups with
    content, each with its people, summary and quotations; groups without are named with the reason,
    if known.
    """
    paper.heading(SECTIONS_HEADING, anchor=SECTIONS, top=True)
    above: list[str] = []
    for number, row in enumerate(matrix.rows, 1):
        del above[row.depth :]
        above.append(one_line(row.name))
        paper.heading(" › ".join(above), 2, anchor=theme_anchor(number),
                      lang=wording.row_language(matrix, row))  # fmt: skip
        if row.definition.strip():
            _beside(paper, cells, QUIETLY, one_line(row.definition).replace("`", ""))
        code = book.get(row.id) if book is not None else None
        if below := [one_line(one.name) for one in code.children] if code else []:
            _beside(paper, cells, QUIETLY, f"It takes in: {'; '.join(below)}.")
        _beside(paper, cells, "", wording.spoken_line(matrix, row.id))
        for column, name in matrix.columns:
            _column(paper, matrix, row, (column, name), cells)


def theme_anchor(number: int) -> str:
    """Return the bookmark of the section of a theme, counted from 1."""
    return f"theme_{number}"


def _column(paper: Paper, matrix: Matrix, row: Row, column: tuple[str, str], cells: Cells) -> None:
    found = [(group, matrix.cell(row.id, column[0], group.id)) for group in matrix.groups]
    full = [(group, cell) for group, cell in found if not wording.is_empty(cell)]
    if not full and column[0] == "mixed":
        return
    paper.heading(one_line(column[1]), 3, lang=matrix.language)
    for group, cell in full:
        cells.in_section(cell, one_line(group.name))
    silent = [
        f"{one_line(group.name)} ({why})" if (why := wording.why_silent(cell)) else
        one_line(group.name)
        for group, cell in found
        if wording.is_empty(cell)
    ]  # fmt: skip
    if silent and column[0] != "mixed":
        text = f"{wording.NO_EVIDENCE}: {'; '.join(silent)}."
        last = _beside(paper, cells, QUIETLY, text, followed=False)
        last.paragraph_format.space_before = Pt(7 if full else 0)


def _beside(paper: Paper, cells: Cells, style: str, text: str, *, followed: bool = True) -> Any:
    """Add a paragraph that is not a summary, and record its words, so that an edit is noticed."""
    made = paper.paragraph(style, text)
    if followed:
        made.paragraph_format.keep_with_next = True
    cells.beside.append(text)
    return made
