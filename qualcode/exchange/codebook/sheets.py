"""The codebook as CSV and as an Excel workbook."""

from __future__ import annotations

import io
import re

from qualcode.exchange.codebook.rows import COLUMNS, rows_of
from qualcode.model.codebook.code import Codebook
from qualcode.store.io.tables import table_text

#: Width of a column in characters of Excel's standard letter.
_WIDTHS = {"id": 24, "name": 28, "parent": 22, "brief": 28, "definition": 52, "include": 42,
           "exclude": 42, "examples": 42, "name_cy": 24, "status": 11, "source": 28,
           "colour": 10}  # fmt: skip
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Excel accepts no longer text in a cell.
_LONGEST = 32_767


def write_csv(book: Codebook) -> str:
    """Return a codebook as CSV, one row per code; list entries are lines within a cell."""
    rows = ([row[name] for name, _ in COLUMNS] for row in rows_of(book))
    return table_text([[title for _, title in COLUMNS], *rows])


def write_xlsx(book: Codebook, title: str, about: str) -> bytes:
    """Return a codebook as an Excel workbook: the codes, and a sheet that explains it."""
    import xlsxwriter

    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False},
    )  # fmt: skip
    workbook.set_properties({"title": title[:255], "author": "", "comments": ""})
    base = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
    cell = workbook.add_format({**base, "border": 1, "border_color": "#C5CED6"})
    strong = workbook.add_format({**base, "bold": True, "border": 1, "border_color": "#C5CED6"})
    head = workbook.add_format(
        {**base, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1B4F72", "border": 1}
    )
    sheet = workbook.add_worksheet("Codebook")
    for at, (name, heading) in enumerate(COLUMNS):
        sheet.set_column(at, at, _WIDTHS[name])
        sheet.write_string(0, at, heading, head)
    rows = rows_of(book)
    for number, row in enumerate(rows, 1):
        for at, (name, _) in enumerate(COLUMNS):
            text = _ILLEGAL.sub("", row[name])[:_LONGEST]
            sheet.write_string(number, at, text, strong if name == "name" else cell)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    notes = workbook.add_worksheet("About")
    notes.set_column(0, 0, 100)
    plain = workbook.add_format(base)
    notes.write_string(0, 0, title, workbook.add_format({**base, "bold": True, "font_size": 14}))
    for number, line in enumerate(about.split("\n"), 2):
        notes.write_string(number, 0, line, plain)
    workbook.close()
    return out.getvalue()
