"""The synthesis matrix as a Word document that can be sent on."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from docx.shared import Cm, Pt

from qualcode.model.matrix import Cell, Group, Matrix
from qualcode.report import wording
from qualcode.report.docx_parts import (
    QUIET,
    add_row,
    add_table,
    clean,
    footer,
    new_document,
)

_PAGE_WIDTH = 25.7
_THEME_WIDTH = 5.2
_INVENTED = (
    "Invented sample data: no real person speaks here, and nothing here is a finding of any study."
)


def matrix_docx(matrix: Matrix) -> bytes:
    """Return a Word document: study facts, an overview, then a table for each group.

    Tables have header rows that repeat, rows that keep together, alternative text, and no
    merged or blank cells; headings are headings, and the language is set.
    """
    document = new_document(f"{matrix.title}: {matrix.study}", matrix.language, "")
    footer(document, matrix.study)
    document.add_paragraph(clean(matrix.title), style="Title")
    document.add_paragraph(clean(matrix.study), style="Subtitle")
    if matrix.invented:
        document.add_paragraph().add_run(_INVENTED).bold = True
    _facts(document, matrix)
    document.add_paragraph(f"{wording.HOW_TO_READ} {wording.thin_note(matrix)}")
    if matrix.rows:
        _overview(document, matrix)
        for group in matrix.groups:
            _group(document, matrix, group)
    else:
        document.add_paragraph("No codings yet, so there is nothing to show.")
    notes = wording.notes(matrix)
    if notes:
        document.add_heading("Notes", 1)
        for note in notes:
            document.add_paragraph(clean(note), style="List Bullet")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _facts(document: Any, matrix: Matrix) -> None:
    today = dt.datetime.now(dt.UTC).date()
    rows = [*wording.facts(matrix), ("Made", f"{today.day} {today:%B %Y}, with qualcode")]
    for name, value in rows:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(1)
        paragraph.paragraph_format.left_indent = Cm(2.6)
        paragraph.paragraph_format.first_line_indent = Cm(-2.6)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(2.6))
        paragraph.add_run(f"{name}\t").bold = True
        paragraph.add_run(clean(value))
    paragraph.paragraph_format.space_after = Pt(10)


def _overview(document: Any, matrix: Matrix) -> None:
    document.add_heading("Overview", 1)
    document.add_paragraph(
        "Table 1. People who said that something works well or less well, by theme and group",
        style="Caption",
    )
    count = len(matrix.groups)
    wide = min(9.0, _PAGE_WIDTH - 4.0 * count) if count <= 4 else 5.2
    widths = [wide, *[(_PAGE_WIDTH - wide) / count] * count]
    headings = ["Theme", *(f"{g.name} (of {g.people})" for g in matrix.groups)]
    table = add_table(
        document, headings, widths,
        title="Overview of themes by group",
        summary="One row a theme, one column a stakeholder group; each cell gives numbers of "
        "people by what they said.",
    )  # fmt: skip
    for number, row in enumerate(matrix.rows):
        cells = add_row(table, widths, banded=number % 2 == 1)
        _tight(cells[0]).add_run(clean(row.name)).bold = True
        for cell, group in zip(cells[1:], matrix.groups, strict=True):
            text = _counts(matrix, row.id, group.id)
            run = _tight(cell).add_run(text or wording.NO_EVIDENCE)
            if not text:
                run.font.color.rgb = QUIET


def _counts(matrix: Matrix, row: str, group: str) -> str:
    parts = []
    for column, name in matrix.columns:
        people = matrix.cell(row, column, group).people
        if people:
            short = name.lower().removeprefix("works ")
            parts.append(f"{people} {short}")
    return clean(" · ".join(parts))


def _group(document: Any, matrix: Matrix, group: Group) -> None:
    heading = document.add_heading(clean(group.name), 1)
    heading.paragraph_format.page_break_before = True
    columns = _columns(matrix, group)
    number = matrix.groups.index(group) + 2
    document.add_paragraph(
        f"Table {number}. {clean(group.name)} ({wording.people(group.people)} interviewed): "
        "what works well and less well, by theme",
        style="Caption",
    )
    widths = [_THEME_WIDTH, *_column_widths(columns)]
    table = add_table(
        document, ["Theme", *(name for _, name in columns)], widths,
        title=f"{group.name}: what works well and less well",
        summary=f"One row a theme; columns for {', '.join(name for _, name in columns)}. "
        "Each cell has a summary, or numbers of people with quotations.",
    )  # fmt: skip
    for index, row in enumerate(matrix.rows):
        cells = add_row(table, widths, banded=index % 2 == 1)
        _tight(cells[0]).add_run(clean(row.name)).bold = True
        for cell, (column, _) in zip(cells[1:], columns, strict=True):
            _cell(cell, matrix.cell(row.id, column, group.id))


def _columns(matrix: Matrix, group: Group) -> list[tuple[str, str]]:
    """Return the columns of a group's table; "mixed" only where this group has some."""
    return [
        (column, name)
        for column, name in matrix.columns
        if column != "mixed"
        or any(matrix.cell(row.id, column, group.id).codings for row in matrix.rows)
    ]


def _column_widths(columns: list[tuple[str, str]]) -> list[float]:
    """Return the columns' widths: "mixed" is rare, and gets less."""
    room = _PAGE_WIDTH - _THEME_WIDTH
    shares = [0.6 if column == "mixed" else 1.0 for column, _ in columns]
    return [room * share / sum(shares) for share in shares]


def _cell(place: Any, cell: Cell) -> None:
    if not cell.codings and not cell.summary:
        _tight(place).add_run(wording.NO_EVIDENCE).font.color.rgb = QUIET
        return
    first = place.paragraphs[0]
    first.paragraph_format.space_after = Pt(3)
    if cell.summary:
        blocks = [" ".join(b.split()) for b in cell.summary.split("\n\n") if b.strip()]
        first.add_run(clean(blocks[0]))
        for block in blocks[1:]:
            place.add_paragraph(clean(block)).paragraph_format.space_after = Pt(3)
        _evidence(place.add_paragraph(), cell)
    else:
        run = first.add_run(wording.evidence_line(cell))
        run.font.size = Pt(9)
        run.bold = True
    for quotation in cell.quotations:
        paragraph = place.add_paragraph(style="Quote")
        paragraph.add_run(clean(f"“{quotation.text}”"))
        signed = paragraph.add_run(clean(f" {quotation.attribution}"))
        signed.italic = False
        signed.font.size = Pt(9)
        signed.font.color.rgb = QUIET


def _evidence(paragraph: Any, cell: Cell) -> None:
    stale = " · the evidence has changed since this was written" if cell.stale else ""
    run = paragraph.add_run(f"{wording.evidence_line(cell)}{stale}")
    run.font.size = Pt(9)
    run.font.color.rgb = QUIET
    paragraph.paragraph_format.space_after = Pt(3)


def _tight(place: Any) -> Any:
    paragraph = place.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph
