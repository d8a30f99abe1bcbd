"""Writes hundreds of thousands of rows into a workbook's sheets within seconds.

XlsxWriter makes the workbook with headings, styles and, for each such sheet, one empty last row.
The rows, for which it would need most of a minute, are then inserted in place of that row.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Any

from qualcode.model.formula_guard import neutral
from qualcode.report.printable import clean

#: The longest text that Excel allows in a cell, in UTF-16 units.
LONGEST = 32_767
#: The end of a text that was cut.
_CUT = " … (cut: a cell holds no more)"
#: Heights in points: of a line, and of the highest possible row.
_LINE_HIGH, _HIGHEST = 15, 409
#: How many rows are written at once.
_TOGETHER = 2_000
#: Text that a spreadsheet would read as a character code unless it is escaped.
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a sheet below its headings, with all columns.

    ``wrapped`` has the columns, from 0, whose texts wrap, with their widths in characters; rows are
    as high as these texts need.
    """

    rows: Sequence[Sequence[Any]]
    wrapped: Sequence[tuple[int, int]] = ()


def filled(book: bytes, sheets: Mapping[int, Rows]) -> bytes:
    """Return a workbook with rows inserted into its sheets, which are counted from 1.

    Each such sheet has headings in its first row, and in its last row an empty cell per column with
    the column's style. Nothing becomes a formula, whatever a text begins with.
    """
    out = io.BytesIO()
    shell = zipfile.ZipFile(io.BytesIO(book))
    with shell, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in shell.infolist():
            data = shell.read(entry)
            sheet = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", entry.filename)
            own = sheets.get(int(sheet[1])) if sheet else None
            if own is None or not own.rows:
                made.writestr(entry, data, zipfile.ZIP_DEFLATED)
                continue
            place = re.search(rb'<row r="%d".*?</row>' % (len(own.rows) + 1), data, re.DOTALL)
            assert place is not None
            styles = re.findall(rb' s="(\d+)"/>', place[0])
            with made.open(entry.filename, "w") as file:
                file.write(data[: place.start()])
                for piece in _rows(own, [style.decode() for style in styles]):
                    file.write(piece.encode("utf-8"))
                file.write(data[place.end() :])
    return out.getvalue()


def units(text: str) -> int:
    """Return a text's length as Excel counts it: characters beyond U+FFFF count twice."""
    return len(text) if len(text) <= LONGEST // 2 else len(text.encode("utf-16-le", "replace")) // 2


def _rows(own: Rows, styles: Sequence[str]) -> Iterator[str]:
    """Yield rows in the form of a sheet, some thousand at once."""
    from xlsxwriter.utility import xl_col_to_name

    rows = own.rows
    names = [xl_col_to_name(at) for at in range(len(styles))]
    for begin in range(0, len(rows), _TOGETHER):
        some = rows[begin : begin + _TOGETHER]
        numbers = range(begin + 2, begin + 2 + len(some))
        cells = [
            [f'<c r="{name}{n}" s="{style}"{held}' if held else ""
             for n, held in zip(numbers, _held(column), strict=True)]
            for name, style, column in zip(names, styles, zip(*some, strict=True), strict=True)
        ]  # fmt: skip
        heads = [
            f'<row r="{n}" ht="{high}" customHeight="1">' if (high := _height(row, own.wrapped))
            else f'<row r="{n}">'
            for n, row in zip(numbers, some, strict=True)
        ]  # fmt: skip
        yield "".join(f"{''.join(row)}</row>" for row in zip(heads, *cells, strict=True))


def _held(column: Sequence[Any]) -> list[str]:
    """Return the contents of a column's cells, after their style; an empty cell has none."""
    if set(map(type, column)) <= {str, NoneType}:
        # There are few different documents, coders and codes.
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


def _fitting(text: str) -> str:
    if units(text) <= LONGEST:
        return text
    whole = text.encode("utf-16-le")[: 2 * (LONGEST - len(_CUT))]
    return whole.decode("utf-16-le", "ignore") + _CUT


def _height(row: Sequence[Any], wrapped: Sequence[tuple[int, int]]) -> int:
    """Return the height that a row needs to show its texts, in points; 0 for one line.

    Not every program adjusts row heights by itself.
    """
    most = 1
    for at, width in wrapped:
        text = row[at]
        if text and (len(text) >= width or "\n" in text):
            # Letters of a text are narrower than the digits in which widths are measured.
            most = max(most, sum(1 + len(line) * 9 // (10 * width) for line in text.split("\n")))
    return min(_HIGHEST, _LINE_HIGH * most + 2) if most > 1 else 0
