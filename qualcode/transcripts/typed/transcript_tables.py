"""Tells whether a table in a document is a transcript in columns, and reads it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qualcode.model.plural import counted
from qualcode.transcripts.labels.labels import (
    ONLY_TIME,
    TIME,
    header_key,
    may_recur,
    milliseconds,
    plausible,
    surely_speaker,
)
from qualcode.transcripts.labels.speakers import RECURS
from qualcode.transcripts.parsed import ParsedTurn
from qualcode.transcripts.turns.builder import TurnList
from qualcode.transcripts.turns.gathering import silent_rows_notes
from qualcode.transcripts.typed.paragraphs import Paragraph, TableBlock

_HEADINGS = {
    "speaker": "speaker name who participant person label".split(),
    "time": "time timestamp start timecode timing".split(),
    "text": "text transcript words speech utterance content transcription dialogue said".split(),
    "number": "no no. nr number # turn line id".split(),
}
_FIRST_TIME = re.compile(TIME)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns by their contents, counted from 0; ``header`` if the first row is headings."""

    speaker: int
    text: int
    time: int | None
    number: int | None
    header: bool


def rows_of_text(table: TableBlock) -> list[list[str]]:
    """Return the table's cells as texts, with the paragraphs of a cell on lines of their own."""
    return [["\n".join(p.text.strip() for p in cell) for cell in row] for row in table.rows]


def find_columns(table: TableBlock) -> Columns | None:
    """Return the columns of a transcript in a table, ``None`` for a table of another kind."""
    rows = rows_of_text(table)
    if not rows or len(rows[0]) < 2:
        return None
    heads = [cell.strip().casefold().rstrip(":") for cell in rows[0]]
    named = {
        kind: next((at for at, head in enumerate(heads) if head in words), None)
        for kind, words in _HEADINGS.items()
    }
    speaker, text = named["speaker"], named["text"]
    if speaker is not None and text is not None and len(rows) > 1:
        return Columns(speaker, text, named["time"], named["number"], True)
    return _by_content(rows)


def _by_content(rows: Sequence[Sequence[str]]) -> Columns | None:
    width = len(rows[0])
    cells = [[row[at].strip() for row in rows if at < len(row)] for at in range(width)]
    times = [at for at in range(width) if _mostly(cells[at], ONLY_TIME.fullmatch)]
    numbers = [at for at in range(width) if at not in times and _mostly(cells[at], str.isdigit)]
    others = [at for at in range(width) if at not in times and at not in numbers]
    labels = [at for at in others if _mostly(cells[at], _who) and _speakers(cells[at])]
    if not labels or len(others) < 2:
        return None
    # Of two columns that could be names, the speakers are in the one that repeats itself.
    speaker = min(labels, key=lambda at: (len(set(cells[at])), at))
    text = max((at for at in others if at != speaker), key=lambda at: sum(map(len, cells[at])))
    return Columns(
        speaker, text, times[0] if times else None, numbers[0] if numbers else None, False
    )


def _who(cell: str) -> bool:
    label = cell.rstrip(": ")
    return len(cell) <= 60 and (plausible(label) or may_recur(label))


def _speakers(cells: Sequence[str]) -> bool:
    """Return whether a column's labels recur as speakers do; those of a header table never do."""
    labels = [cell.rstrip(": ") for cell in cells if cell]
    different = Counter(labels)
    # "Project manager" recurs, "Project title" does not.
    if any(header_key(x) and not (n >= RECURS and may_recur(x)) for x, n in different.items()):
        return False
    if all(surely_speaker(label) for label in different):
        return True
    return len(labels) >= 3 and len(different) * 3 <= len(labels) * 2


def _mostly(cells: Sequence[str], test: Callable[[str], object]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(bool(test(cell)) for cell in filled) * 10 >= len(filled) * 8


def turns_of_table(table: TableBlock, columns: Columns) -> tuple[list[ParsedTurn], list[str]]:
    """Return the turns of a transcript in a table, and notes on other contents of the columns.

    A row without a speaker and a time continues the row before it. A text that stands alone in the
    speakers' column, and is not the speaker of another row, is text that nobody speaks.
    """
    rows = rows_of_text(table)
    known = {_label(row, columns) for row in rows if _cell(row, columns.text)}
    turns = TurnList()
    silent = extra = left = 0
    if columns.header:
        turns.add(None, " | ".join(c.strip() for c in rows[0] if c.strip()))
    speaker: str | None = None
    for row in rows[columns.header :]:
        label = _label(row, columns)
        start, beside = _time(_cell(row, columns.time))
        words = "\n".join(part for part in (beside, _cell(row, columns.text)) if part)
        if words:
            goes_on = not label and start is None and turns.last_speaker == speaker
            turns.add(label or speaker, words, start, joins=goes_on and speaker is not None)
        elif label:
            # A speaker without words, or a text across the table.
            silent += label in known
            turns.add(None, _cell(row, columns.speaker), start if label in known else None)
            label = label if label in known else ""
        speaker = label or speaker
        for at, cell in enumerate(row):
            if at in (columns.speaker, columns.text, columns.time) or not cell.strip():
                continue
            if at == columns.number and cell.strip().isdigit():
                left += 1
            else:
                extra += 1
                turns.add(None, cell.strip())
    return turns.done(), _told(extra, left, silent)


def _told(extra: int, left: int, silent: int) -> list[str]:
    """Return notes on cells of further columns, row numbers, and speakers without words."""
    notes = []
    if extra:
        notes.append(
            counted(extra, "cell of further columns was", "cells of further columns were")
            + " kept as text that nobody speaks"
        )
    if left:
        notes.append(f"a column of {left} row numbers was left out")
    notes += silent_rows_notes(silent)
    return notes


def _label(row: Sequence[str], columns: Columns) -> str:
    return _cell(row, columns.speaker).rstrip(": ").strip("*_[]").replace("\n", " ")


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _time(cell: str) -> tuple[int | None, str]:
    """Return the first time in a time cell in milliseconds, and the rest of the cell."""
    match = _FIRST_TIME.search(cell)
    if match is None:
        return None, cell
    rest = _FIRST_TIME.sub("", cell)
    said = any(char.isalnum() for char in rest)
    return milliseconds(match.group()), " ".join(rest.split()) if said else ""


def is_layout(table: TableBlock) -> bool:
    """Return whether a table only arranges paragraphs: one cell per row, or several in a cell."""
    filled = [[cell for cell in row if cell] for row in table.rows]
    return all(len(row) < 2 for row in filled) or any(
        len(cell) > 3 for row in filled for cell in row
    )


def paragraphs_of(table: TableBlock) -> tuple[list[Paragraph], list[str]]:
    """Return a table's paragraphs, and notes on what is left out.

    If a table only numbers, times or arranges paragraphs, they belong to the text; in a table of
    data each row is one paragraph that nobody speaks.
    """
    if is_layout(table):
        return [p for row in table.rows for cell in row for p in cell], []
    rows = rows_of_text(table)
    numbered = _numbered(table, rows)
    if numbered is not None:
        return numbered
    joined = [" | ".join(_cells(row)) for row in rows]
    return [Paragraph(((row, False),), True) for row in joined if row], []


def _cells(row: Sequence[str]) -> list[str]:
    cells = [cell.strip() for cell in row if cell.strip()]
    # "Interviewer: | Jane" is a key and its value, and nobody speaks.
    return [cell.rstrip(":") if n + 1 < len(cells) else cell for n, cell in enumerate(cells)]


def _numbered(
    table: TableBlock, rows: Sequence[Sequence[str]]
) -> tuple[list[Paragraph], list[str]] | None:
    """Return the paragraphs beside a column of numbers or times; ``None`` if there is none."""
    width = len(rows[0])
    if len(rows) < 3 or any(len(row) != width for row in rows):
        return None
    columns = [[row[at].strip() for row in rows] for at in range(width)]
    filled = [at for at in range(width) if any(columns[at])]
    times = [at for at in filled if all(not c or ONLY_TIME.fullmatch(c) for c in columns[at])]
    numbers = [at for at in filled if at not in times and _counting(columns[at])]
    words = [at for at in filled if at not in times and at not in numbers]
    if len(words) != 1 or not (times or numbers):
        return None
    found: list[Paragraph] = []
    for row, texts in zip(table.rows, rows, strict=True):
        found += _with_times(row[words[0]], [texts[at] for at in times])
    left = sum(1 for at in numbers for cell in columns[at] if cell)
    return found, [f"a column of {left} row numbers was left out"] if left else []


def _with_times(paragraphs: Sequence[Paragraph], cells: Sequence[str]) -> list[Paragraph]:
    """Return a cell's paragraphs, the times beside it in front: "[0:05] Fine."."""
    before = "".join(f"[{time.group(1)}] " for c in cells if (time := ONLY_TIME.fullmatch(c)))
    made = [Paragraph(one.pieces, one.unspoken) for one in paragraphs]
    if before and made:
        made[0] = Paragraph(((before, False), *made[0].pieces), made[0].unspoken)
    return made


def _counting(cells: Sequence[str]) -> bool:
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 9]
    return len(numbers) == sum(1 for cell in cells if cell) and numbers == list(
        range(numbers[0], numbers[0] + len(numbers))
    )
