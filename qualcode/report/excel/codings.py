"""All codings with their words as an Excel workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence

from qualcode.model.table import Table
from qualcode.report.excel.rows import LONGEST, Rows, filled, units
from qualcode.report.printable import one_line
from qualcode.report.wording import WORDS_SAID

#: The most rows that Excel allows on a sheet.
_ROWS = 1_048_576
#: Widths of columns by heading, in characters of Excel's standard letter.
_WIDTHS = {"id": 24, "document": 24, "coder": 14, "code": 28, "start": 9, "end": 9, "valence": 16,
           "note": 40, "at": 28, "text": 100, "time": 10}  # fmt: skip
_USUAL = 13
#: Text in these columns wraps, and the rows are as high as it needs.
_WRAPPED = ("note", "text")


def codings_xlsx(table: Table, *, title: str, rows: int = _ROWS) -> bytes:
    """Return a listing of codings as a workbook: one sheet, or several if one is too short.

    Columns and values are those of the table. Nothing becomes a formula, whatever a cell's words
    begin with, and what a cell cannot hold is left out. ``rows`` is the number of rows on a sheet,
    including the heading.
    """
    each = rows - 1
    parts = [table.rows[at : at + each] for at in range(0, len(table.rows), each)] or [()]
    shell = _shell(table.columns, list(map(len, parts)), title)
    wrapped = [(at, _WIDTHS[name]) for at, name in enumerate(table.columns) if name in _WRAPPED]
    return filled(shell, {number: Rows(part, wrapped) for number, part in enumerate(parts, 1)})


def too_long(table: Table) -> int:
    """Return how many rows have a text that is cut because an Excel cell holds no more."""
    at = table.columns.index("text")
    return sum(row[at] is not None and units(row[at]) > LONGEST for row in table.rows)


def _shell(columns: Sequence[str], lengths: Sequence[int], title: str) -> bytes:
    """Return the workbook with headings, and a last row of empty, styled cells."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": one_line(title)[:255], "author": "", "comments": WORDS_SAID})
    font = {"font_name": "Arial", "font_size": 10, "valign": "top"}
    plain = book.add_format(font)
    wrapped = book.add_format({**font, "text_wrap": True})
    head = book.add_format(
        {**font, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1B4F72", "border": 1}
    )
    for number, length in enumerate(lengths, 1):
        sheet = book.add_worksheet("Codings" + (f" {number}" if number > 1 else ""))
        for at, name in enumerate(columns):
            sheet.set_column(at, at, _WIDTHS.get(name, _USUAL))
            sheet.write_string(0, at, name, head)
            if length:
                sheet.write_blank(length, at, None, wrapped if name in _WRAPPED else plain)
        sheet.freeze_panes(1, columns.index("code") + 1)
        sheet.autofilter(0, 0, max(1, length), len(columns) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_header(f"&C&B{WORDS_SAID}")
        sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()
