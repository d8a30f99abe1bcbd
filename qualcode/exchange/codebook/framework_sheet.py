"""The sheet of a report's statements: written to be ticked and edited, and read back as codes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from qualcode.errors import BadInputError
from qualcode.exchange.codebook.entries import Understood
from qualcode.exchange.codebook.rows import CodeRow
from qualcode.exchange.codebook.statements import Statement
from qualcode.model.formula_guard import unguarded
from qualcode.model.plural import counted
from qualcode.store.io.tables import table_text

HEADINGS = ("Take", "Fills", "Name", "Definition", "Page", "Kind", "Under", "Report")
_WIDTHS = (7, 18, 40, 80, 10, 11, 30, 30)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Excel accepts no longer text in a cell.
_LONGEST = 32_767
_NOT_TICKED = ("", "no", "n", "0", "false", "-", "☐")


def sheet_rows(
    statements: Sequence[Statement], report: str, placeholders: Sequence[tuple[str, str]]
) -> list[list[str]]:
    """Return the sheet: a row for each statement, none ticked.

    ``placeholders`` are ids and names of the codes that wait to be filled; "Fills" names the one
    whose name begins with the statement's label.
    """
    rows = [list(HEADINGS)]
    waiting = dict(placeholders)
    for one in statements:
        fills = ""
        if one.label:
            begins = re.compile(rf"{re.escape(one.label)}\b", re.IGNORECASE)
            fills = next((key for key, name in waiting.items() if begins.match(name)), "")
        rows.append(
            ["", fills, one.full_name, one.definition, one.place, one.kind, one.under, report]
        )
    return rows


def write_sheet(rows: Sequence[Sequence[str]], placeholders: Sequence[tuple[str, str]]) -> bytes:
    """Return the sheet as an Excel workbook, with lists to choose from and how to go on."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False},
    )  # fmt: skip
    base = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}
    plain = book.add_format({**base, "border_color": "#C5CED6"})
    head = book.add_format({**base, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1B4F72"})
    sheet = book.add_worksheet("Statements")
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    for at, row in enumerate(rows):
        for n, text in enumerate(row):
            sheet.write_string(at, n, _ILLEGAL.sub("", text)[:_LONGEST], plain if at else head)
    last = max(len(rows) - 1, 1)
    sheet.data_validation(1, 0, last, 0, {"validate": "list", "source": ["x"]})
    # Excel takes a list of no more than 255 characters.
    ids = [key for key, _ in placeholders]
    if ids and len(",".join(ids)) < 255:
        sheet.data_validation(1, 1, last, 1, {"validate": "list", "source": ids})
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, last, len(HEADINGS) - 1)
    about = book.add_worksheet("How to go on")
    about.set_column(0, 0, 100)
    lines = [
        "Put x into Take on each row that is to be a code. Name and Definition can be edited.",
        "Fills: the placeholder that the row fills. Empty: the row becomes a new code.",
        "Then: qualcode codebook import THIS-FILE --dry-run",
        *(f"Placeholder {key}: {name}" for key, name in placeholders),
    ]
    for at, line in enumerate(lines):
        about.write_string(at, 0, _ILLEGAL.sub("", line)[:_LONGEST])
    book.close()
    return out.getvalue()


def write_csv_sheet(rows: Sequence[Sequence[str]]) -> str:
    """Return the sheet as CSV."""
    return table_text(rows)


def is_sheet(headings: Sequence[str]) -> bool:
    """Return whether headings are those of such a sheet."""
    return {h.casefold() for h in HEADINGS[:5]} <= {
        " ".join(h.split()).casefold() for h in headings
    }


def read_sheet(table: Sequence[Sequence[str]], where: str) -> Understood:
    """Return the ticked rows as codes, with report and page as their source.

    Raises:
        BadInputError: none is ticked, or a ticked row has no name.
    """
    columns = {" ".join(text.split()).casefold(): at for at, text in enumerate(table[0])}

    def cell(row: Sequence[str], heading: str) -> str:
        at = columns.get(heading.casefold(), len(row))
        return unguarded(row[at]).strip() if at < len(row) else ""

    rows: list[CodeRow] = []
    left = 0
    for number, row in enumerate(table[1:], 2):
        if cell(row, "Take").casefold() in _NOT_TICKED:
            left += 1
            continue
        place = f"{where}: row {number}"
        name = " ".join(cell(row, "Name").split())
        if not name:
            raise BadInputError("is ticked and has no name", where=place, mend="Write one")
        page = cell(row, "Page")
        page = f"p. {page}" if page.isdigit() else page
        source = ", ".join(text for text in (cell(row, "Report").rstrip("."), page) if text)
        texts = {"name": name, "definition": cell(row, "Definition"), "source": source}
        fills = cell(row, "Fills")
        if fills:
            texts |= {"id": fills, "status": "active"}
        rows.append(CodeRow(place, {k: v for k, v in texts.items() if v}, {}, (), bool(fills)))
    if not rows:
        raise BadInputError(
            "no row is ticked", where=where, mend="Put x into Take on the rows that are to be codes"
        )
    return Understood(rows, [f"{counted(left, 'row')} not ticked: not taken"] if left else [])
