"""A matrix as an Excel workbook: the cells, their evidence, quotations, codes and counts."""

from __future__ import annotations

import datetime as dt
import functools
import io
from collections.abc import Sequence
from typing import Any

from qualcode.model.formula_guard import neutral
from qualcode.model.matrix.matrix import Cell, Matrix
from qualcode.model.table import Table
from qualcode.report import wording
from qualcode.report.evidence_labels import references
from qualcode.report.excel.rows import Rows, filled
from qualcode.report.printable import clean, one_line
from qualcode.store.folder import without_collector

#: Excel allows no longer text in a cell, and no longer name for a sheet.
_LONGEST, _SHEET = 32_767, 31
_LINE = "#C5CED6"
#: Widths of columns by heading, in characters of Excel's standard letter.
_WIDTHS = {"theme": 34, "group": 26, "summary": 52, "quotation": 70, "attribution": 36, "text": 70,
           "definition": 60, "name": 34, "code": 28, "evidence": 26, "coding": 26,
           "label": 9}  # fmt: skip
_USUAL, _NUMBER, _ABOUT = 18, 11, 110
#: Columns that a final report has not.
_STATES = ("state", "cleared", "in the summary")
#: The height of one line, in points.
_LINE_HIGH = 15.0
#: A sheet with more rows is written in another way; text wraps in columns of at least this width.
_MANY, _HIGH = 2_000, 50
#: A sheet wider than this many characters is printed on A3, to stay readable.
_PAGE = 190
_A3, _A4 = 8, 9


def matrix_xlsx(matrix: Matrix, made: dt.datetime | None = None) -> bytes:
    """Return a workbook: an explanation, the matrix, crosstab, counts, quotations, evidence, codes.

    Each sheet has a heading row that stays in view and filters; nothing in it becomes a formula,
    whatever a cell's words begin with. ``made`` is the date it bears, by default now.
    """
    import xlsxwriter

    made = made or dt.datetime.now(dt.UTC)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"},
    )  # fmt: skip
    title = one_line(f"{matrix.title}: {matrix.study}")
    book.set_properties({"title": title[:255], "author": "", "comments": "", "created": made})
    sheets = _Sheets(book, one_line(matrix.watermark))
    sheets.about(matrix, made)
    sheets.add("Matrix", _matrix_table(matrix))
    if matrix.layout != "cases":
        sheets.add("Crosstab", _crosstab(matrix), frozen=1)
    sheets.add("Counts", _counts_table(matrix), frozen=1)
    sheets.add("Quotations", _quotations_table(matrix), frozen=1)
    # Hundreds of thousands of cells, none of them garbage.
    with without_collector():
        sheets.add("Evidence", _evidence_table(matrix), frozen=1)
        sheets.add("Codes", _codes_table(matrix), frozen=1)
        book.close()
        return filled(out.getvalue(), sheets.long) if sheets.long else out.getvalue()


class _Sheets:
    def __init__(self, book: Any, watermark: str) -> None:
        self._book = book
        self._watermark = watermark
        base = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
        line = {"border": 1, "border_color": _LINE}
        self._plain = book.add_format(base)
        self._cell = book.add_format({**base, **line})
        self._band = book.add_format({**base, **line, "bg_color": "#F3F6F9"})
        self._head = book.add_format(
            {**base, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1B4F72", "border": 1}
        )
        self._title = book.add_format({**base, "bold": True, "font_size": 14, "text_wrap": False})
        self._strong = book.add_format({**base, "bold": True})
        self._names: set[str] = set()
        #: The sheets, counted from 1, that have too many rows to be written one by one.
        self.long: dict[int, Rows] = {}

    def about(self, matrix: Matrix, made: dt.datetime) -> None:
        """Write the first sheet: what the matrix was made from, and how to read it."""
        sheet = self._sheet("About")
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, _ABOUT)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, one_line(f"{matrix.title}: {matrix.study}"), self._title)
        row = 1
        for warning in wording.warnings(matrix):
            sheet.write_string(row, 0, warning, self._title)
            row += 1
        row += 1
        for name, value in wording.facts(matrix, made.date()):
            sheet.write_string(row, 0, name, self._strong)
            sheet.write_string(row, 1, _safe(value), self._plain)
            sheet.set_row(row, _height([value], [_ABOUT]))
            row += 1
        chart = matrix.layout == "cases"
        read = wording.how_to_read_chart(matrix) if chart else wording.how_to_read(matrix)
        said = [("• " if item else "") + line
                for item, line in wording.summary_blocks(matrix.summary)]  # fmt: skip
        parts = (("Summary", said), ("How to read this", read), ("Notes", wording.notes(matrix)))
        for heading, lines in parts:
            for number, line in enumerate(lines):
                sheet.write_string(row, 0, "" if number else heading, self._strong)
                sheet.write_string(row, 1, _safe(line), self._plain)
                sheet.set_row(row, _height([line], [_ABOUT]))
                row += 1

    def add(self, name: str, table: Table, *, frozen: int = 2) -> None:
        """Write a table as a sheet, with its first columns always in view."""
        sheet = self._sheet(name)
        headings = [heading.replace("_", " ") for heading in table.columns]
        widths: list[int] = []
        for at, heading in enumerate(headings):
            kind = heading.rsplit(": ", 1)[-1].lower()
            values = [row[at] for row in table.rows]
            numbers = bool(values) and all(isinstance(v, int | float | None) for v in values)
            widths.append(_NUMBER if numbers else _WIDTHS.get(kind, _USUAL))
            sheet.set_column(at, at, widths[-1])
        sheet.set_row(0, _height(headings, widths))
        for at, heading in enumerate(headings):
            sheet.write_string(0, at, _safe(heading[:1].upper() + heading[1:]), self._head)
        if len(table.rows) > _MANY:
            high = [(at, width) for at, width in enumerate(widths) if width >= _HIGH]
            self.long[len(self._names)] = Rows(table.rows, high)
            for at in range(len(headings)):
                sheet.write_blank(len(table.rows), at, None, self._cell)
        for number, row in enumerate(table.rows if len(table.rows) <= _MANY else (), 1):
            form = self._band if number % 2 == 0 else self._cell
            height = _height(row, widths)
            if height > _LINE_HIGH:
                sheet.set_row(number, height)
            for at, value in enumerate(row):
                _write(sheet, number, at, value, form)
        sheet.freeze_panes(1, min(frozen, len(headings)))
        sheet.autofilter(0, 0, max(1, len(table.rows)), max(0, len(headings) - 1))
        sheet.repeat_rows(0)
        if sum(widths) > _PAGE:
            sheet.set_paper(_A3)
        sheet.fit_to_pages(1, 0)

    def _sheet(self, name: str) -> Any:
        shown = "".join(c for c in one_line(name) if c not in "[]:*?/\\'")[:_SHEET] or "Sheet"
        while shown.casefold() in self._names:
            shown = f"{shown[: _SHEET - 2]} 2"
        self._names.add(shown.casefold())
        sheet = self._book.add_worksheet(shown)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        if self._watermark:
            # "&" starts a code in Excel's headers.
            sheet.set_header(f"&C&B{self._watermark.replace('&', '&&')[:200]}")
        return sheet


def _height(row: Sequence[Any], widths: Sequence[int]) -> float:
    """Return the row height, in points, that shows all texts in columns of some width.

    Not every program adjusts row heights by itself.
    """
    most = 1
    for value, width in zip(row, widths, strict=True):
        if isinstance(value, str) and (len(value) >= width or "\n" in value):
            lines = value.split("\n")
            most = max(most, sum(1 + int(len(line) * 0.9) // width for line in lines))
    return min(409.0, _LINE_HIGH * most + 2 * (most > 1))


def _write(sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
    if isinstance(value, bool):
        sheet.write_string(row, column, "yes" if value else "no", form)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, form)
    elif value is None or value == "":
        sheet.write_blank(row, column, None, form)
    else:
        if isinstance(value, list | tuple):
            value = "; ".join(map(str, value))
        sheet.write_string(row, column, _safe(str(value)), form)


@functools.lru_cache(maxsize=4096)
def _safe(text: str) -> str:
    """Return text that a cell may hold; text that a spreadsheet would run gets a quote first."""
    return neutral(clean(text))[:_LONGEST]


def _matrix_table(matrix: Matrix) -> Table:
    """Return one row per theme and group (in a chart: per participant), with each column's cell."""
    if matrix.layout == "cases":
        rows: list[Sequence[Any]] = [
            (row.name, *(_words(matrix.cell(row.id, column, "")) for column, _ in matrix.columns))
            for row in matrix.rows
        ]
        return Table.of(("participant", *(f"{n}: summary" for _, n in matrix.columns)), rows)
    headings = ["theme", "group"]
    for _, name in matrix.columns:
        headings += [f"{name}: evidence", f"{name}: summary"]
    rows = []
    for row in matrix.rows:
        for group in matrix.groups:
            values: list[Any] = ["    " * row.depth + row.name, group.name]
            for column, _ in matrix.columns:
                cell = matrix.cell(row.id, column, group.id)
                values += [_evidence(cell), cell.summary.strip()]
            rows.append(values)
    return Table.of(headings, rows)


def _words(cell: Cell) -> str:
    if wording.is_empty(cell):
        return wording.silence(cell)
    return cell.summary.strip() or wording.case_line(cell)


def _evidence(cell: Cell) -> str:
    if wording.is_empty(cell):
        return wording.silence(cell)
    stale = f"; {wording.STALE}" if cell.stale and cell.summary.strip() else ""
    return wording.evidence_line(cell) + stale


def _counts_table(matrix: Matrix) -> Table:
    """Return people by theme, group and column, one number per row, for pivot tables and charts."""
    names = {group.id: group.name for group in matrix.groups}
    titles, columns = {row.id: row.name for row in matrix.rows}, dict(matrix.columns)
    labels = references(matrix)
    rows = [
        (titles[c.row], names[c.group], columns[c.column], c.people, c.of or None,
         len(c.codings), c.thin, c.state, labels.get(c.key))
        for c in matrix.cells
    ]  # fmt: skip
    headings = ("theme", "group", "column", "people", "of", "codings", "thin", "state", "label")
    return _final(matrix, Table.of(headings, rows))


def _final(matrix: Matrix, table: Table) -> Table:
    """Return a table without what is only a state of the team's work, in a final report."""
    kept = [at for at, name in enumerate(table.columns) if name not in _STATES]
    if not matrix.is_final or len(kept) == len(table.columns):
        return table
    rows = [tuple(row[at] for at in kept) for row in table.rows]
    return Table.of([table.columns[at] for at in kept], rows)


def _quotations_table(matrix: Matrix) -> Table:
    names = {group.id: group.name for group in matrix.groups}
    titles, columns = {row.id: row.name for row in matrix.rows}, dict(matrix.columns)
    rows = [
        (titles[c.row], names[c.group], columns[c.column], one_line(q.text),
         wording.signed(q), q.cleared, q.coding)
        for c in matrix.cells
        for q in c.quotations
    ]  # fmt: skip
    headings = ("theme", "group", "column", "quotation", "attribution", "cleared", "coding")
    return _final(matrix, Table.of(headings, rows))


def _crosstab(matrix: Matrix) -> Table:
    """Return people by theme, group and column; zeros too."""
    places = [(g, c, name) for g in matrix.groups for c, name in matrix.columns]
    rows = [
        (
            "    " * row.depth + row.name,
            *(matrix.cell(row.id, column, group.id).people for group, column, _ in places),
        )
        for row in matrix.rows
    ]
    return Table.of(("theme", *(f"{group.name}: {name}" for group, _, name in places)), rows)


def _evidence_table(matrix: Matrix) -> Table:
    """Return one row per coding of a cell: its id or number, and its words if they were cleared.

    The labels match those in the Word report of the same matrix.
    """
    names = {group.id: group.name for group in matrix.groups}
    titles, columns = {row.id: row.name for row in matrix.rows}, dict(matrix.columns)
    labels = references(matrix)
    rows = []
    for cell in sorted(matrix.cells, key=lambda c: int(labels.get(c.key, "E0")[1:])):
        linked = set(cell.linked)
        quoted = {
            q.coding: one_line(q.text) + ("" if q.cleared else f" ({wording.NOT_CLEARED})")
            for q in cell.quotations
        }
        rows += [
            (labels[cell.key], titles[cell.row], names[cell.group], columns[cell.column],
             one if matrix.has_ids or one in quoted else None,
             ("no", "yes")[one in linked] if cell.summary.strip() else None, quoted.get(one))
            for one in cell.codings
        ]  # fmt: skip
    headings = ("label", "theme", "group", "column", "coding", "in the summary", "quotation")
    return _final(matrix, Table.of(headings, rows))


def _codes_table(matrix: Matrix) -> Table:
    """Return the codes that are rows, and those without codings."""
    rows: list[Sequence[Any]] = []
    if matrix.layout == "cases":
        rows = [(name, None, None, code) for code, name in matrix.columns]
    else:
        rows = [(r.name, r.name_cy or None, r.definition or None, r.id) for r in matrix.rows]
    rows += [(r.name, r.name_cy or None, r.definition or None, r.id) for r in matrix.rows_without]
    return Table.of(("name", "name in Welsh", "definition", "code"), rows)
