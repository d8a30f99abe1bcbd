"""All codings with their words as an Excel workbook: hundreds of thousands of rows in seconds.

XlsxWriter makes the workbook with headings, styles and one last row that is empty. The rows, which
it would take most of a minute to write, are put in that row's place as they are made.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from types import NoneType
from typing import Any

from qualcode.model.table import Table
from qualcode.report.cells import neutral
from qualcode.report.cleaning import clean, one_line

#: Excel takes no longer text in a cell, in units of UTF-16, and no more rows on a sheet.
LONGEST = 32_767
_ROWS = 1_048_576
#: How a text ends that is longer.
_CUT = " … (cut: a cell holds no more)"
_WARNING = "Holds participants’ words"
#: Widths of columns by their heading, in characters of Excel's standard letter.
_WIDTHS = {"id": 24, "document": 24, "coder": 14, "code": 28, "start": 9, "end": 9, "valence": 16,
           "note": 40, "at": 28, "text": 100, "time": 10}  # fmt: skip
_USUAL = 13
#: Texts of these columns go on below, in rows as high as they need.
_WRAPPED = ("note", "text")
#: Heights in points: of a line, and of the highest row there may be.
_LINE_HIGH, _HIGHEST = 15, 409
#: So many rows are made at once.
_TOGETHER = 2_000
#: What a spreadsheet would read as a character's number, were it not told.
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def codings_xlsx(table: Table, *, title: str, rows: int = _ROWS) -> bytes:
    """Return a listing of codings as a workbook: one sheet, or several where one is too short.

    Columns and values are those of the table. Nothing in it is a formula, whatever a cell's words
    begin with, and what no cell can hold is left out. ``rows`` is how many a sheet has, the
    heading's with them.
    """
    each = rows - 1
    parts = [table.rows[at : at + each] for at in range(0, len(table.rows), each)] or [()]
    shell = zipfile.ZipFile(io.BytesIO(_shell(table.columns, list(map(len, parts)), title)))
    out = io.BytesIO()
    with shell, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for entry in shell.infolist():
            data = shell.read(entry)
            sheet = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", entry.filename)
            if sheet is None or not table.rows:
                book.writestr(entry, data, zipfile.ZIP_DEFLATED)
                continue
            part = parts[int(sheet[1]) - 1]
            place = re.search(rb'<row r="%d".*?</row>' % (len(part) + 1), data, re.DOTALL)
            assert place is not None
            styles = re.findall(rb' s="(\d+)"/>', place[0])
            with book.open(entry.filename, "w") as file:
                file.write(data[: place.start()])
                for piece in _rows(table.columns, part, [style.decode() for style in styles]):
                    file.write(piece.encode("utf-8"))
                file.write(data[place.end() :])
    return out.getvalue()


def too_long(table: Table) -> int:
    """Return how many rows have a text that is cut, since a cell of Excel's holds no more."""
    at = table.columns.index("text")
    return sum(row[at] is not None and _units(row[at]) > LONGEST for row in table.rows)


def _shell(columns: Sequence[str], lengths: Sequence[int], title: str) -> bytes:
    """Return the workbook with headings, and a last row of empty cells in their styles."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": one_line(title)[:255], "author": "", "comments": _WARNING})
    font = {"font_name": "Arial", "font_size": 10, "valign": "top"}
    plain = book.add_format(font)
    wrapped = book.add_format({**font, "text_wrap": True})
    head = book.add_format(
        {**font, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1B4F72", "border": 1}
    )
    for number, length in enumerate(lengths, 1):
        sheet = book.add_worksheet("Codings" if number == 1 else f"Codings {number}")
        for at, name in enumerate(columns):
            sheet.set_column(at, at, _WIDTHS.get(name, _USUAL))
            sheet.write_string(0, at, name, head)
            if length:
                sheet.write_blank(length, at, None, wrapped if name in _WRAPPED else plain)
        sheet.freeze_panes(1, columns.index("code") + 1)
        sheet.autofilter(0, 0, max(1, length), len(columns) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_footer(f"&C{_WARNING}")
        sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def _rows(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], styles: Sequence[str]
) -> Iterator[str]:
    """Yield rows as a sheet has them, some thousand at once."""
    from xlsxwriter.utility import xl_col_to_name

    names = [xl_col_to_name(at) for at in range(len(columns))]
    wrapped = [(at, _WIDTHS[name]) for at, name in enumerate(columns) if name in _WRAPPED]
    for begin in range(0, len(rows), _TOGETHER):
        some = rows[begin : begin + _TOGETHER]
        numbers = range(begin + 2, begin + 2 + len(some))
        cells = [
            [f'<c r="{name}{n}" s="{style}"{held}' if held else ""
             for n, held in zip(numbers, _held(column), strict=True)]
            for name, style, column in zip(names, styles, zip(*some, strict=True), strict=True)
        ]  # fmt: skip
        heads = [
            f'<row r="{n}" ht="{high}" customHeight="1">' if (high := _height(row, wrapped))
            else f'<row r="{n}">'
            for n, row in zip(numbers, some, strict=True)
        ]  # fmt: skip
        yield "".join(f"{''.join(row)}</row>" for row in zip(heads, *cells, strict=True))


def _held(column: Sequence[Any]) -> list[str]:
    """Return what stands in the cells of a column after their style; nothing in an empty one."""
    if set(map(type, column)) <= {str, NoneType}:
        # Documents, coders and codes are few.
        known = {value: _string(value) if value else "" for value in set(column)}
        return [known[value] for value in column]
    return [_one(value) for value in column]


def _one(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f' t="b"><v>{value:d}</v></c>'
    if isinstance(value, int | float):
        return f"><v>{value}</v></c>"
    return _string("; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))


def _string(text: str) -> str:
    text = _fitting(neutral(clean(text)))
    if "_x" in text:
        text = _ESCAPED.sub("_x005F_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = text.replace("\r", "&#13;")
    return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _units(text: str) -> int:
    """Return how long Excel thinks a text is: what is beyond U+FFFF counts twice."""
    return len(text) if len(text) <= LONGEST // 2 else len(text.encode("utf-16-le", "replace")) // 2


def _fitting(text: str) -> str:
    if _units(text) <= LONGEST:
        return text
    whole = text.encode("utf-16-le")[: 2 * (LONGEST - len(_CUT))]
    return whole.decode("utf-16-le", "ignore") + _CUT


def _height(row: Sequence[Any], wrapped: Sequence[tuple[int, int]]) -> int:
    """Return how high a row must be for its texts to be seen, in points; 0 for one line.

    Not every program makes a row higher by itself.
    """
    most = 1
    for at, width in wrapped:
        text = row[at]
        if text and (len(text) >= width or "\n" in text):
            # Letters of a text are narrower than the digits that widths are measured in.
            most = max(most, sum(1 + len(line) * 9 // (10 * width) for line in text.split("\n")))
    return min(_HIGHEST, _LINE_HIGH * most + 2) if most > 1 else 0
