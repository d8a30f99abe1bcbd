"""Reads a transcript in the columns of a table (speaker, words, time): .csv, .xlsx and others."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.errors import BadInputError
from qualcode.transcripts.parsed import Parsed, ParsedTurn
from qualcode.transcripts.table.columns import Columns, columns_of
from qualcode.transcripts.table.registers import is_register
from qualcode.transcripts.table.remarks import words_beside
from qualcode.transcripts.table.times import times_of
from qualcode.transcripts.table.workbooks import Sheet, read_book
from qualcode.transcripts.turns.builder import TurnList
from qualcode.transcripts.turns.gathering import silent_rows_notes
from qualcode.transcripts.typed.paragraphs import words_in

_SHOWN = 12


def read_table(data: bytes, name: str) -> Parsed:
    """Read a transcript in columns; a row without a speaker continues the row before it.

    Raises:
        BadInputError: it is not a table, is unsafe to open, or is another kind of table, such as
            survey answers; the message lists its columns.
    """
    book = read_book(data, name)
    filled = [sheet for sheet in book.sheets if sheet.rows]
    found = [
        (sheet, columns)
        for sheet in filled
        if (columns := columns_of(sheet.rows)) and not is_register(sheet.rows, columns)
    ]
    found.sort(key=lambda pair: pair[0].hidden)
    if not found:
        raise _no_transcript(filled, name)
    sheet, columns = found[0]
    turns, notes = _turns(sheet, columns)
    for other in filled:
        if other is sheet:
            continue
        kind = "hidden sheet" if other.hidden else "sheet"
        also = any(other is one for one, _ in found)
        more = ", a transcript too: save it as a file of its own" if also else ""
        notes.append(f"{kind} “{other.name}” ({other.words}) was not imported{more}")
    which = f" of sheet “{sheet.name}”" if len(filled) > 1 else ""
    return Parsed(book.kind, f"a table, {_said(sheet, columns)}{which}", tuple(turns),
                  (*notes, *book.notes))  # fmt: skip


def column_names(rows: Sequence[Sequence[str]]) -> str:
    """Return the headings of a table, as messages list them."""
    heads = [" ".join(cell.split()) or "(none)" for cell in rows[0]] if rows else []
    short = [head if len(head) <= 30 else head[:29] + "…" for head in heads[:_SHOWN]]
    shown = ", ".join(f"“{head}”" for head in short)
    return shown + (f" and {len(heads) - _SHOWN} more" if len(heads) > _SHOWN else "")


def empty_table(name: str) -> BadInputError:
    """Return the error for a table without a filled cell."""
    return BadInputError("holds an empty table", where=name, mend="Check that it is the right file")


def _no_transcript(sheets: Sequence[Sheet], name: str) -> BadInputError:
    if not sheets:
        return empty_table(name)
    largest = max(sheets, key=lambda sheet: len(sheet.rows))
    if is_register(largest.rows, columns_of(largest.rows)):
        return BadInputError(
            "is a list of people, appointments or other data, and no transcript: "
            f"its columns are {column_names(largest.rows)}",
            where=name,
            mend="For attributes of cases: qualcode cases import FILE; for answers to a survey "
            "add --survey question or --survey respondent; for a transcript call its columns "
            "Speaker and Text",
        )
    return BadInputError(
        "is a table, and none of its columns were taken for speakers and their words: "
        f"its columns are {column_names(largest.rows)}",
        where=name,
        mend="For answers to a survey add --survey question or --survey respondent; "
        "for a transcript call the columns Speaker and Text",
    )


def _said(sheet: Sheet, columns: Columns) -> str:
    parts = [("speaker", columns.speaker), ("time", columns.start), ("words", columns.text)]
    if columns.heading is None:
        return " and ".join(f"{what} in column {at + 1}" for what, at in parts if at is not None)
    heads = sheet.rows[columns.heading]
    return " and ".join(f"{what} in “{heads[at]}”" for what, at in parts if at is not None)


def _turns(sheet: Sheet, columns: Columns) -> tuple[list[ParsedTurn], list[str]]:
    begin = 0 if columns.heading is None else columns.heading + 1
    turns = TurnList()
    # The interview's title and date stand above the headings.
    for row in sheet.rows[: begin if columns.guessed else max(begin - 1, 0)]:
        turns.add(None, " | ".join(cell for cell in row if cell))
    rows = sheet.rows[begin:]
    times: list[int | None] = [None] * len(rows)
    notes: list[str] = []
    if columns.start is not None:
        times, notes = times_of([row[columns.start] for row in rows], columns.milliseconds)
    kept = _kept_columns(sheet, columns, rows, notes)
    heads = sheet.rows[columns.heading] if columns.heading is not None else []
    beside = words_beside((columns.start, columns.end, columns.number), rows, heads, notes)
    silent = 0
    speaker: str | None = None
    for row, start, remarks in zip(rows, times, beside, strict=True):
        for remark in remarks:
            turns.add(None, remark)
        label = _label(row[columns.speaker]) if columns.speaker is not None else ""
        words = _lines(row[columns.text])
        if words:
            goes_on = not label and start is None and speaker is not None
            joins = goes_on and turns.last_speaker == speaker
            turns.add(label or speaker, words, start, joins=joins)
        elif label:
            silent += 1
            turns.add(None, row[columns.speaker or 0].strip(), start)
        speaker = label or speaker
        for at in kept:
            if row[at]:
                turns.add(None, _lines(row[at]))
    notes += silent_rows_notes(silent)
    return turns.done(), notes


def _label(cell: str) -> str:
    return " ".join(cell.rstrip(": ").strip("*_[]").split())


def _lines(cell: str) -> str:
    return "\n".join(line.strip() for line in cell.split("\n") if line.strip())


def _kept_columns(
    sheet: Sheet, columns: Columns, rows: Sequence[Sequence[str]], notes: list[str]
) -> list[int]:
    """Return further columns whose words are kept; the notes list them, and those left out."""
    heads = sheet.rows[columns.heading] if columns.heading is not None else []
    kept = []
    for at in range(len(sheet.rows[0])):
        cells = [row[at] for row in rows if row[at]]
        if at in (columns.text, columns.speaker, columns.start) or not cells:
            continue
        title = f"column “{heads[at]}”" if heads and heads[at] else f"column {at + 1}"
        if at == columns.number:
            notes.append(f"{title} of {len(cells)} row numbers was left out")
        elif at == columns.end:
            notes.append(f"{title}, when turns end, was left out")
        elif not any(c.isalpha() for cell in cells for c in cell):
            notes.append(f"{title} of {len(cells)} numbers or dates was left out")
        elif len(set(cells)) == 1 and len(cells) > max(1, len(rows) * 0.9):
            said = cells[0] if len(cells[0]) <= 60 else cells[0][:59] + "…"
            notes.append(f"{title} says “{' '.join(said.split())}” throughout, and was left out")
        else:
            kept.append(at)
            said = f"{len(cells)} cells ({words_in(cells)})"
            notes.append(f"{title}: {said} were kept as text that nobody speaks")
    return kept
