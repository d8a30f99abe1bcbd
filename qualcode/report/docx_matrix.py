"""The synthesis matrix as a Word document that can be sent on."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

from docx.shared import Cm, Pt

from qualcode.model.matrix import Cell, Group, Matrix, Quotation
from qualcode.model.matrix_definition import Key
from qualcode.report import wording
from qualcode.report.cleaning import one_line
from qualcode.report.docx_parts import (
    PAGE_WIDTH,
    QUIET,
    add_caption,
    add_heading,
    add_link,
    new_document,
    new_section,
    small,
    write_footer,
    write_header,
)
from qualcode.report.docx_record import Place, attach, mark, places
from qualcode.report.docx_tables import add_row, add_table, tight
from qualcode.report.summary_shape import emphasised

_THEME_WIDTH = 4.6
_CASE_WIDTH = 6.0
_OVERVIEW_SIZE = 9.5
# As many themes as fit on the first page, below the facts; a longer overview gets its own page.
_SHORT_OVERVIEW = 6


def matrix_docx(matrix: Matrix, made: dt.datetime | None = None) -> bytes:
    """Return a Word document: study facts, an overview, then a table for each group.

    Tables have header rows that repeat, rows that keep together, alternative text, and no
    merged or blank cells; headings are headings, and the language is set. ``made`` is the time
    it is dated, now if none is given.
    """
    made = made or dt.datetime.now(dt.UTC)
    document = new_document(f"{matrix.title}: {matrix.study}", matrix.language, made)
    study = one_line(matrix.study)
    write_footer(document.sections[0], study)
    document.add_paragraph(one_line(matrix.title), style="Title")
    document.add_paragraph(study, style="Subtitle")
    for warning in wording.warnings(matrix):
        document.add_paragraph().add_run(warning).bold = True
    if matrix.watermark:
        write_header(document.sections[0], one_line(matrix.watermark))
    _facts(document, matrix, made.date())
    if matrix.layout == "cases" and matrix.rows and matrix.columns:
        add_heading(document, "How to read this")
        for point in wording.how_to_read_chart(matrix):
            document.add_paragraph(point, style="List Bullet")
        _chart(document, matrix, study)
    elif matrix.rows and matrix.groups:
        add_heading(document, "How to read this")
        for point in wording.how_to_read(matrix):
            document.add_paragraph(point, style="List Bullet")
        _tables(document, matrix, study)
    else:
        document.add_paragraph(wording.NOTHING)
    _notes(document, matrix)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _facts(document: Any, matrix: Matrix, made: dt.date) -> None:
    for name, value in wording.facts(matrix, made):
        paragraph = document.add_paragraph()
        layout = paragraph.paragraph_format
        layout.space_after = Pt(2)
        layout.left_indent, layout.first_line_indent = Cm(2.7), Cm(-2.7)
        layout.tab_stops.add_tab_stop(Cm(2.7))
        paragraph.add_run(f"{name}\t").bold = True
        paragraph.add_run(value)


def _tables(document: Any, matrix: Matrix, study: str) -> None:
    long = len(matrix.rows) > _SHORT_OVERVIEW
    if long:
        _contents(document, matrix)
        new_section(document, study)
    add_heading(document, "Overview", anchor="overview", number=1, top=long)
    _overview(document, matrix)
    known = attach(document, matrix, places(matrix))
    for number, group in enumerate(matrix.groups, 2):
        new_section(document, f"{study}  ·  {one_line(group.name)}")
        _group(document, matrix, group, number, known)
    if wording.notes(matrix):
        new_section(document, study)


def _chart(document: Any, matrix: Matrix, study: str) -> None:
    """Write a framework chart: each theme a table of participants; forty columns fit no page.

    Themes of which nobody says anything come last, without a table.
    """
    cells = {column: wording.chart_cells(matrix, column) for column, _ in matrix.columns}
    themes = sorted(matrix.columns, key=lambda theme: not cells[theme[0]])
    known = attach(document, matrix, places(matrix))
    add_heading(document, "Tables")
    for number, (column, name) in enumerate(themes, 1):
        if cells[column]:
            people = wording.people(len(cells[column]))
            _contents_line(document, number, f"theme{number}", name, people)
    new_section(document, study)
    for number, (column, name) in enumerate(themes, 1):
        add_heading(document, name, anchor=f"theme{number}", number=number, top=number == 1)
        if told := cells[column]:
            add_caption(document, number, f"What is said of {one_line(name)}, by participant")
            widths = [_CASE_WIDTH, PAGE_WIDTH - _CASE_WIDTH]
            table = add_table(
                document, ["Participant", "Summary and evidence"], widths,
                title=f"{one_line(name)}, by participant",
                summary="One row a participant of whom something is coded; the second column has "
                "the analyst's summary or the number of passages, with quotations.",
            )  # fmt: skip
            for index, (row, cell) in enumerate(told):
                [place] = add_row(table, widths, row.name, banded=index % 2 == 1)
                _cell(place, cell, known[cell.key])
        for line in wording.chart_silences(matrix, column):
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.space_before = Pt(4)
            small(paragraph, line)
    if wording.notes(matrix):
        new_section(document, study)


def _contents_line(document: Any, number: int, anchor: str, name: str, about: str) -> None:
    paragraph = document.add_paragraph(f"Table {number}. ")
    paragraph.paragraph_format.space_after = Pt(2)
    add_link(paragraph, name, anchor)
    paragraph.add_run(f" ({about})")


def _contents(document: Any, matrix: Matrix) -> None:
    add_heading(document, "Tables")
    shown = [("overview", "Overview, all groups", f"{len(matrix.rows)} themes")]
    shown += [
        (f"group{number}", group.name, f"{wording.people(group.people)} interviewed")
        for number, group in enumerate(matrix.groups, 2)
    ]
    for number, (anchor, name, about) in enumerate(shown, 1):
        _contents_line(document, number, anchor, name, about)


def _overview(document: Any, matrix: Matrix) -> None:
    add_caption(document, 1, "How many people said what of each theme, by group")
    count = len(matrix.groups)
    room = 4.2 if len(matrix.columns) < 3 else 4.6
    wide = max(_THEME_WIDTH, min(9.0, PAGE_WIDTH - room * count))
    widths = [wide, *[min(9.0, (PAGE_WIDTH - wide) / count)] * count]
    headings = ["Theme", *(f"{g.name}\n{wording.people(g.people)}" for g in matrix.groups)]
    table = add_table(
        document, headings, widths,
        title="Overview of themes by group",
        summary="One row a theme, one column a group of people interviewed; each cell gives "
        "numbers of people by what they said.",
        padding=30,
    )  # fmt: skip
    for number, row in enumerate(matrix.rows):
        cells = add_row(table, widths, row.name, banded=number % 2 == 1, size=_OVERVIEW_SIZE)
        for cell, group in zip(cells, matrix.groups, strict=True):
            text = wording.counts(matrix, row.id, group.id)
            some = text != wording.NO_EVIDENCE
            # A line may end between two counts, and not within one.
            run = tight(cell).add_run(re.sub(r"(?<=\w) (?=\w)", "\u00a0", text) if some else text)
            run.font.size = Pt(_OVERVIEW_SIZE)
            if not some:
                run.font.color.rgb = QUIET


def _group(
    document: Any, matrix: Matrix, group: Group, number: int, known: dict[Key, Place]
) -> None:
    add_heading(document, group.name, anchor=f"group{number}", number=number, top=True)
    columns = wording.shown_columns(matrix, group)
    names = ", ".join(name for _, name in columns)
    name, interviewed = one_line(group.name), wording.people(group.people)
    add_caption(document, number, one_line(f"{name}, {interviewed} interviewed: {names}, by theme"))
    widths = [_THEME_WIDTH, *_column_widths(columns)]
    table = add_table(
        document, ["Theme", *(heading for _, heading in columns)], widths,
        title=f"{name}: {names}",
        summary=f"One row a theme; columns for {names}. Each cell has the analyst's summary, or "
        f"numbers of people with quotations, or says “{wording.NO_EVIDENCE}”.",
    )  # fmt: skip
    for index, row in enumerate(matrix.rows):
        cells = add_row(table, widths, row.name, banded=index % 2 == 1)
        for place, (column, _) in zip(cells, columns, strict=True):
            cell = matrix.cell(row.id, column, group.id)
            _cell(place, cell, known[cell.key])


def _column_widths(columns: list[tuple[str, str]]) -> list[float]:
    """Return the columns' widths: "mixed" is rare, and gets less."""
    room = PAGE_WIDTH - _THEME_WIDTH
    shares = [0.6 if column == "mixed" else 1.0 for column, _ in columns]
    return [room * share / sum(shares) for share in shares]


def _cell(place: Any, cell: Cell, known: Place) -> None:
    _write_cell(place, cell, known)
    mark(place, known)


def _write_cell(place: Any, cell: Cell, known: Place) -> None:
    if wording.is_empty(cell):
        run = tight(place).add_run(known.evidence)
        run.font.size = Pt(9.5)
        run.font.color.rgb = QUIET
        return
    blocks = wording.summary_blocks(cell.summary)
    first = place.paragraphs[0]
    for number, (item, text) in enumerate(blocks):
        paragraph = place.add_paragraph() if number else first
        if item:
            paragraph.style = "List Bullet"
        paragraph.paragraph_format.space_after = Pt(3)
        _prose(paragraph, text)
    evidence = place.add_paragraph() if blocks else first
    evidence.paragraph_format.space_after = Pt(3)
    small(evidence, known.rests_on, bold=not blocks)
    if known.stale:
        small(evidence, known.stale, bold=True)
    for quotation in cell.quotations:
        _quotation(place, quotation)


def _prose(paragraph: Any, text: str) -> None:
    """Write one line of a summary, its Markdown emphasis as bold and italics."""
    for part, style in emphasised(text):
        run = paragraph.add_run(part)
        run.bold, run.italic = style == "b" or None, style == "i" or None


def _quotation(place: Any, quotation: Quotation) -> None:
    paragraph = place.add_paragraph(style="Quote")
    paragraph.add_run(f"“{one_line(quotation.text)}”")
    signed = wording.signed(quotation)
    if signed:
        paragraph.add_run().add_break()
        small(paragraph, signed)


def _notes(document: Any, matrix: Matrix) -> None:
    notes = wording.notes(matrix)
    if notes:
        add_heading(document, "Notes", top=bool(matrix.rows and matrix.groups))
    for note in notes:
        document.add_paragraph(note, style="List Bullet")
