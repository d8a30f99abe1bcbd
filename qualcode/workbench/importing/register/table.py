"""Reads a team's register of participants, .csv or a workbook: its headings and rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.transcripts.reader import TABLES, load
from qualcode.transcripts.table.columns import first_full_row
from qualcode.transcripts.table.workbooks import Sheet, read_book


@dataclass(frozen=True)
class Register:
    """A register as read: its headings, its rows, and the number of each as a spreadsheet has it.

    ``notes`` say how the file was read, and what was left of it.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    notes: tuple[str, ...] = ()


def read_register(path: Path) -> Register:
    """Read a register: its first sheet with headings and rows.

    Raises:
        NotFoundError: there is no such file.
        BadInputError: it is no table, is damaged, or has no rows below headings.
    """
    if path.suffix.lower() not in TABLES:
        raise BadInputError(
            "is not a table", where=path.name, mend=f"Save it as one of {', '.join(TABLES)}"
        )
    book = read_book(load(path), path.name, keep_empty_rows=True)
    filled = [sheet for sheet in book.sheets if any(map(any, sheet.rows))]
    notes = list(book.notes)
    found = [(sheet, at) for sheet in filled if (at := _headings_at(sheet)) is not None]
    found.sort(key=lambda pair: pair[0].hidden)
    if not found:
        raise BadInputError(
            "has no rows below a row of headings",
            where=path.name,
            mend="Its first row should name the columns",
        )
    sheet, at = found[0]
    notes += [f"sheet “{one.name}” ({one.words})" for one in filled if one is not sheet]
    rows = [(n, tuple(row)) for n, row in enumerate(sheet.rows, 1) if n > at + 1 and any(row)]
    notes += [f"row {n}: “{' '.join(filter(None, row))}”" for n, row in enumerate(sheet.rows, 1)
              if n <= at and any(row)]  # fmt: skip
    return Register(
        path.name,
        tuple(" ".join(cell.split()) for cell in sheet.rows[at]),
        tuple(row for _, row in rows),
        tuple(n for n, _ in rows),
        tuple(notes),
    )


def _headings_at(sheet: Sheet) -> int | None:
    """Return the row of headings, if there are rows below."""
    at = first_full_row(sheet.rows)
    return at if at is not None and any(map(any, sheet.rows[at + 1 :])) else None
