"""Reads table files to rows of text: .csv and .tsv, .xlsx, .xls and .ods."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualcode.errors import BadInputError
from qualcode.store.io.encoding import decode
from qualcode.store.io.tables import (
    SEPARATORS,
    is_unclosed,
    likely_separator,
    rows_of,
    separator_named,
)
from qualcode.transcripts.input.cleaning import Cleaner
from qualcode.transcripts.table.safety import Inside, look_inside, protected
from qualcode.transcripts.typed.paragraphs import words_in

#: The most cells in a file, empty ones too: a survey of 10,000 people with 50 questions.
MOST_CELLS = 500_000
#: The most rows on a sheet, empty ones too.
MOST_ROWS = 200_000
MOST_COLUMNS = 2_000
MOST_SHEETS = 200
_ANEW = "Open it in Excel or LibreOffice and save it again as .xlsx or .csv"


@dataclass(slots=True)
class Sheet:
    """One table: its name, and its rows of equal length, without empty rows and columns."""

    name: str
    rows: list[list[str]]
    hidden: bool = False

    @property
    def words(self) -> str:
        """The number of words, as notes say it."""
        return words_in(["\n".join(row) for row in self.rows])


@dataclass(slots=True)
class Book:
    """A table file: its sheets, its kind, and notes on other contents."""

    kind: str
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)


def read_book(
    data: bytes, name: str, *, keep_empty_rows: bool = False, keep_indents: bool = False
) -> Book:
    """Read the tables of a file, without empty rows and indents of cells unless they are kept.

    Raises:
        BadInputError: it is not a table, or is damaged, protected or too large.
    """
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        book = _workbook(data, name)
    elif Path(name).suffix.lower() in (".xlsx", ".xls", ".ods") and not _like_text(data):
        raise BadInputError("is a damaged table", where=name, mend=_ANEW)
    else:
        book = _text_table(data, name)
    cleaner = Cleaner("row")
    for sheet in book.sheets:
        sheet.rows = _tidied(sheet.rows, cleaner, keep_empty_rows, keep_indents)
    book.notes += cleaner.notes()
    return book


def _like_text(data: bytes) -> bool:
    """Return whether bytes are text under a wrong ending, as in some exports."""
    return b"\0" not in data[:2000] and data.lstrip()[:1] != b"<"


def _tidied(
    rows: Sequence[Sequence[str]], cleaner: Cleaner, keep_empty: bool, keep_indents: bool
) -> list[list[str]]:
    """Return cleaned rows of equal length, without empty columns at the right."""
    cleaned = [
        [cleaner.clean(cell, at).rstrip() if keep_indents else cleaner.clean(cell, at).strip()
         for cell in row]
        for at, row in enumerate(rows, 1)
    ]  # fmt: skip
    filled = [row for row in cleaned if keep_empty or any(row)]
    width = max((n + 1 for row in filled for n, cell in enumerate(row) if cell), default=0)
    return [[*row[:width], *[""] * (width - len(row))] for row in filled]


def _check_size(rows: int, columns: int, name: str) -> None:
    if rows * columns > MOST_CELLS or columns > MOST_COLUMNS or rows > MOST_ROWS:
        raise _too_large(rows, columns, name)


def _too_large(rows: int, columns: int, name: str) -> BadInputError:
    return BadInputError(
        f"has {rows:,} rows, {columns:,} columns and perhaps more, too many to be read",
        where=name,
        mend="Delete the rows and columns that hold nothing, or split it",
    )


# ---- .csv and .tsv --------------------------------------------------------------------------


def _text_table(data: bytes, name: str) -> Book:
    text, notes = decode(data, name)
    delimiter, text = separator_named(text)
    if not delimiter:
        delimiter = likely_separator(text, "\t" if name.lower().endswith(".tsv") else ",")
    rows: list[list[str]] = []
    cells = 0
    for row in rows_of(text, delimiter, name):
        rows.append(row)
        cells += len(row)
        if cells > MOST_CELLS or len(row) > MOST_COLUMNS or len(rows) > MOST_ROWS:
            raise _too_large(len(rows), len(row), name)
    if rows and is_unclosed(text, rows[-1]):
        notes.append(
            f"a quotation mark in row {len(rows)} is never closed: see whether rows run together"
        )
    if delimiter != ",":
        notes.append(f"columns are divided by {SEPARATORS[delimiter]}")
    return Book("tsv" if delimiter == "\t" else "csv", [Sheet("", rows)], notes)


# ---- workbooks ------------------------------------------------------------------------------


def _workbook(data: bytes, name: str) -> Book:
    kind, inside = look_inside(data, name, MOST_CELLS)
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return Book(kind, _sheets(book, calamine, name, inside), inside.notes)
    except calamine.PasswordError:
        raise protected(name) from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        said = " ".join(str(error).split())[:120]
        raise BadInputError(f"is a damaged table ({said})", where=name, mend=_ANEW) from None
    except BaseException as error:
        # A Rust panic does not come as an ordinary exception.
        if type(error).__name__ != "PanicException":
            raise
        raise BadInputError("is a damaged table", where=name, mend=_ANEW) from None


def _sheets(book: Any, calamine: Any, name: str, inside: Inside) -> list[Sheet]:
    sheets: list[Sheet] = []
    kinds = calamine.SheetTypeEnum
    shown = calamine.SheetVisibleEnum.Visible
    metadata = book.sheets_metadata
    if len(metadata) > MOST_SHEETS:
        raise BadInputError(f"has {len(metadata):,} sheets", where=name, mend="Split it")
    merged = charts = 0
    cells = 0
    for at, sheet in enumerate(metadata):
        if sheet.typ != kinds.WorkSheet:
            charts += 1
            continue
        raw = book.get_sheet_by_index(at)
        cells += raw.height * raw.width
        _check_size(raw.height, raw.width, name)
        if cells > MOST_CELLS:
            raise _too_large(raw.height, raw.width, name)
        merged += len(raw.merged_cell_ranges or ()) if inside.has_merged else 0
        rows = [[_text(cell) for cell in row] for row in raw.to_python()]
        sheets.append(Sheet(sheet.name, rows, sheet.visible != shown))
    if charts:
        inside.notes.append(f"{charts} sheets of charts or macros were not imported")
    if merged:
        inside.notes.append(f"{merged} merged cells hold their words in their first cell")
    return sheets


def _text(cell: object) -> str:
    """Return a cell's value as people write it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ", "auto" if cell.microsecond else "seconds")
    if isinstance(cell, datetime.time):
        return cell.isoformat("milliseconds" if cell.microsecond else "seconds")
    if isinstance(cell, datetime.timedelta):
        whole = int(cell.total_seconds())
        rest = f".{cell.microseconds // 1000:03}" if cell.microseconds >= 1000 else ""
        return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{rest}"
    return str(cell)
