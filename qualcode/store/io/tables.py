"""Reads and writes CSV: writes tables that no spreadsheet runs, and reads tables however saved.

It writes commas, line feeds, and UTF-8 with a byte-order mark, without which Excel reads UTF-8 as
Windows-1252 and shows Welsh ŵ and ŷ as other letters. It reads any encoding and separator.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import NoneType
from typing import Any

from qualcode.errors import BadInputError
from qualcode.model.formula_guard import MAY_BEGIN, guarded, neutral, unguarded
from qualcode.model.problem import Problem
from qualcode.model.table import Table
from qualcode.store.io.durable import read_bytes
from qualcode.store.io.encoding import decode

#: Comes first in every CSV file, but never in output that another program reads from a pipe.
MARK = "\ufeff"
#: The column separators of various programs, with their names in notes.
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}
_OTHERS = frozenset(SEPARATORS) - {","}
#: The most characters in a cell; more come from a quotation mark that is never closed.
LONGEST_CELL = 1_000_000
#: A cell that contains one of these is put in quotes.
_QUOTED = re.compile('[,"\r\n]')
_NOTHING = '""'
#: What stands between the words of a heading.
_BETWEEN = re.compile(r"[\s_-]+")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)")
#: How many rows are written at once.
_TOGETHER = 500
_LIMIT = threading.Lock()


# ---- writing --------------------------------------------------------------------------------


def table_text(rows: Iterable[Iterable[str]]) -> str:
    """Return the text of a table's file, from which ``read_table`` restores the table exactly.

    The first row that is not blank is put in quotes if it holds another separator, which a reader
    would take for the file's. NUL characters, which text files cannot hold, become U+FFFD.
    """
    lines: list[str] = []
    begun = False
    for row in rows:
        cells = [guarded(cell).replace("\0", "\ufffd") for cell in row]
        others = not begun and any(sign in cell for cell in cells for sign in _OTHERS)
        lines.append(_line([_in_quotes(cell) if others else _quoted(cell) for cell in cells]))
        begun = begun or not _is_blank(lines[-1])
    return MARK + "".join(lines)


def shown_lines(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV for people to look at: a cell that would be a formula gets a quote."""
    return "".join(_line([_quoted(neutral(str(cell))) for cell in row]) for row in rows)


def csv_parts(table: Table) -> Iterator[str]:
    """Yield a listing as CSV for people and programs; text that would be a formula gets a quote.

    Rows are written together, column by column: since most columns hold nothing that needs a quote,
    this takes half the time of the ``csv`` module.
    """
    yield _line([*map(_quoted, table.columns)])
    for at in range(0, len(table.rows), _TOGETHER):
        some = table.rows[at : at + _TOGETHER]
        columns = [_column(cells) for cells in zip(*some, strict=True)]
        yield "".join(map(_line, zip(*columns, strict=True)))


def csv_file(parts: Iterable[str]) -> bytes:
    """Return the bytes of a CSV file: the byte-order mark, then the text.

    Half of a surrogate pair, which has no bytes of its own, becomes a question mark.
    """
    return b"".join([MARK.encode(), *(part.encode("utf-8", "replace") for part in parts)])


def _line(cells: Sequence[str]) -> str:
    # An empty line would not be read as a row.
    return f"{','.join(cells) or _NOTHING}\n"


def _quoted(text: str) -> str:
    return text if _QUOTED.search(text) is None else _in_quotes(text)


def _in_quotes(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _column(cells: Sequence[Any]) -> Sequence[str]:
    kinds = set(map(type, cells))
    if kinds <= {int, float, bool}:
        return list(map(str, cells))
    if kinds <= {str, NoneType}:
        texts = ["" if cell is None else cell for cell in cells]
        return texts if _is_plain(texts) else [_quoted(neutral(text)) for text in texts]
    return [_shown(cell) for cell in cells]


def _is_plain(texts: Sequence[str]) -> bool:
    """Return whether no text needs a quote, for CSV or before a formula, in one test of all."""
    if not MAY_BEGIN.isdisjoint([text[:1] for text in texts]):
        return False
    joined = "".join(texts)
    return not any(sign in joined for sign in ',"\r\n')


def _shown(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, list | tuple):
        cell = "; ".join(map(str, cell))
    return _quoted(neutral(cell) if isinstance(cell, str) else str(cell))


# ---- reading --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table as read: its cells, its separator, and notes on its encoding.

    ``cells`` holds every row of the file, so that the first is number 1, as in a spreadsheet; but
    the row of known headings comes first even if empty rows stand above it. ``shape`` says so, and
    which headings were spelt otherwise.
    """

    cells: list[list[str]]
    separator: str = ","
    notes: tuple[str, ...] = ()
    shape: tuple[str, ...] = ()

    @property
    def rows(self) -> list[list[str]]:
        """The rows as they were before ``table_text`` made them safe, with all blanks."""
        return [[*map(unguarded, row)] for row in self.cells]

    @property
    def tidy_rows(self) -> list[list[str]]:
        """The rows as people mean them, without blanks around cells."""
        return [[unguarded(cell.strip()) for cell in row] for row in self.cells]

    @property
    def headings(self) -> list[str]:
        """The first row, tidy; empty if there is none."""
        return self.tidy_rows[0] if self.cells else []

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each tidy row that is not empty, by the first row's headings, and its number.

        Missing cells are empty.
        """
        heads, *rows = self.tidy_rows or [[]]
        for number, row in enumerate(rows, 2):
            if any(row):
                cells = row + [""] * (len(heads) - len(row))
                yield number, dict(zip(heads, cells, strict=False))

    def problem(self, where: str, *, kept: bool = True) -> Problem | None:
        """Return a problem that says how a table was saved, if not as qualcode writes it.

        A table ``kept`` in the study will be rewritten some day; others are only read.
        """
        notes = [note.removeprefix("encoding: ") for note in self.notes]
        if self.separator != ",":
            notes.append(f"columns divided by {SEPARATORS[self.separator]}")
        notes += self.shape
        if not notes:
            return None
        guessed = [note for note in self.notes if "UTF-16" not in note and "UTF-32" not in note]
        mend = ["See whether its accented letters are right"] if guessed else []
        if kept:
            mend.append("The next change that qualcode makes in it writes UTF-8 with commas")
        said = "; ".join(notes)
        return Problem(
            "warning" if guessed else "note",
            "saved-otherwise",
            where,
            f"is not as qualcode writes it, and is read all the same: {said}",
            ". ".join(mend),
        )


def read_table(
    path: Path,
    headings: Collection[str] = (),
    where: str = "",
    *,
    strict: bool = False,
    meant: Collection[str] | None = None,
) -> ReadTable:
    """Read the table of a file, detecting its encoding and separator.

    ``headings`` are column names in lower case, of which such a table has at least one. Those that
    are spelt with capitals or blanks are read as meant.

    Raises:
        NotFoundError, StudyError: the file cannot be read.
        BadInputError: it is not a table; names the row. ``strict`` also refuses stray quotation
            marks. ``meant`` are the headings that may be spelt otherwise, if not all.
    """
    name = where or path.name
    return table_in(read_bytes(path), name, headings, strict=strict, meant=meant)


def read_table_text(path: Path) -> str:
    """Return the text of a table's file, detecting its encoding, with line feeds only."""
    return decode(read_bytes(path), path.name)[0].replace("\r\n", "\n")


def table_in(
    data: bytes,
    name: str,
    headings: Collection[str] = (),
    *,
    strict: bool = False,
    meant: Collection[str] | None = None,
) -> ReadTable:
    """As ``read_table``, for the bytes of a file called ``name``."""
    text, notes = decode(data, name)
    if headings:
        # One program may have added its mark before that of another.
        text = text.lstrip(MARK)
    found = parse_table(text, name, headings, strict=strict, meant=meant)
    return replace(found, notes=tuple(notes))


def parse_table(
    text: str,
    name: str,
    headings: Collection[str] = (),
    *,
    strict: bool = False,
    meant: Collection[str] | None = None,
) -> ReadTable:
    """As ``read_table``, for a text, which has no byte-order mark.

    ``meant`` are the headings that may be spelt otherwise, if not all.
    """
    separator, text = separator_named(text, in_quotes=bool(headings))
    separator = separator or _separator(text, headings)
    rows = list(rows_of(text, separator, name, strict=strict))
    if rows and is_unclosed(text, rows[-1]):
        raise BadInputError(
            "a quotation mark is never closed, so that rows run together",
            where=f"{name}:{len(rows)}",
            mend="Close it, or write it twice where it is one of the text's own",
        )
    return _as_meant(rows, separator, headings if meant is None else meant)


def _as_meant(rows: list[list[str]], separator: str, headings: Collection[str]) -> ReadTable:
    """Return a table with its headings first, and as qualcode spells them."""
    if not headings or not rows:
        return ReadTable(rows, separator)
    shape: list[str] = []
    at = next((number for number, row in enumerate(rows) if any(map(str.strip, row))), 0)
    if at:
        # In place of the empty rows, so that all others keep their numbers.
        rows = [rows[at], *rows[:at], *rows[at + 1 :]]
        shape.append(f"its headings in row {at + 1}, below empty rows")
    head, others = with_known_headings(rows[0], headings)
    if others:
        shape.append(f"headings spelt otherwise: {', '.join(others)}")
    return ReadTable([head, *rows[1:]], separator, shape=tuple(shape))


def with_known_headings(
    row: Sequence[str], headings: Collection[str]
) -> tuple[list[str], list[str]]:
    """Return a row of headings as qualcode spells them, and those that were spelt otherwise.

    Capitals, blanks and hyphens do not matter, unless another column has the very heading.
    """
    found = [unguarded(cell).strip() for cell in row]
    wanted = {folded(heading): heading for heading in headings if heading not in found}
    others: list[str] = []
    cells = [*row]
    for at, cell in enumerate(found):
        heading = wanted.pop(folded(cell), None)
        if heading is not None:
            cells[at] = heading
            others.append(cell)
    return cells, others


def folded(heading: str) -> str:
    """Return a heading without what does not matter: capitals, blanks, hyphens."""
    return _BETWEEN.sub("_", heading.strip().casefold())


def is_unclosed(text: str, last: Sequence[str]) -> bool:
    """Return whether a quotation mark is still open at the end: the last cell then spans lines."""
    return bool(last) and "\n" in last[-1] and not text.rstrip("\r\n").endswith('"')


def separator_named(text: str, *, in_quotes: bool = False) -> tuple[str, str]:
    """Return the separator in a first line of ``sep=;``, as for Excel, and the rest of the text.

    ``in_quotes`` also takes a line that a program put in quotes, as it does with cells.
    """
    line = _LINE.match(text)
    head = line[0] if line else text
    # Empty cells may stand after it.
    told = head.rstrip(" \r\n").casefold()
    if in_quotes and told.startswith('"'):
        told = told[1:].rstrip(",;\t|").removesuffix('"')
    elif told[:4] == "sep=":
        told = told[:5] + told[5:].strip(told[4:5])
    rest = text[len(head) :]
    if len(told) == 5 and told.startswith("sep=") and told[4] in SEPARATORS:
        return told[4], rest
    return "", text


def rows_of(text: str, separator: str, name: str, *, strict: bool = False) -> Iterator[list[str]]:
    """Yield the rows of a text, with cells as they are.

    Raises:
        BadInputError: it is no table; names the row.
    """
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
    while True:
        try:
            row = _next(reader)
        except csv.Error as error:
            raise BadInputError(
                f"cannot be read as a table: {error}",
                where=f"{name}:{number + 1}",
                mend="See whether a quotation mark is never closed, or save it again",
            ) from None
        if row is None:
            return
        number += 1
        yield row


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    # The limit applies to the whole program, so it is restored.
    with _LIMIT:
        before = csv.field_size_limit(LONGEST_CELL)
        try:
            return next(reader, None)
        finally:
            csv.field_size_limit(before)


def _separator(text: str, headings: Collection[str]) -> str:
    """Return the column separator of a table that may have some of these headings.

    It is the one with the most known headings, then the one with the most columns in the first row,
    or else the comma. A list without any of the headings is divided only if that makes no row
    longer than the first.
    """
    text = _from_first_row(text)
    first = text[: LONGEST_CELL // 10].partition("\n")[0]
    there = [sign for sign in SEPARATORS if sign == "," or sign in first or '"' in first]
    if len(there) == 1:
        return ","
    return max(there, key=lambda sign: _fits(text, sign, headings))


def _from_first_row(text: str) -> str:
    """Return a text without the lines above the first that holds more than separators."""
    at = 0
    while (line := _LINE.match(text, at)) and _is_blank(line[0]):
        at = line.end()
    return text[at:]


def _is_blank(line: str) -> bool:
    """Return whether a line holds nothing but separators."""
    return not line.replace('""', "").strip(" \r\n,;\t|")


def _fits(text: str, sign: str, headings: Collection[str]) -> tuple[int, bool, int]:
    rows = _sample(text, sign)
    head = rows[0] if rows else []
    known = sum(folded(unguarded(cell)) in headings for cell in head)
    even = known or not headings or all(len(row) <= len(head) for row in rows)
    return known, bool(even), len(head)


def likely_separator(text: str, prefer: str = ",") -> str:
    """Return the column separator of any table: the one that most rows have the same number of."""
    best, most = prefer, (0.0, 0)
    for sign in sorted(SEPARATORS, key=lambda one: one != prefer):
        widths = Counter(len(row) for row in _sample(text, sign) if any(row))
        if not widths:
            continue
        (width, times) = max(widths.items(), key=lambda item: (item[0] > 1) * item[1])
        score = (times / widths.total(), width) if width > 1 else (0.0, 0)
        if score[0] > most[0] + 0.05 or (abs(score[0] - most[0]) <= 0.05 and score[1] > most[1]):
            best, most = sign, score
    return best


def _sample(text: str, sign: str) -> list[list[str]]:
    """Return the first rows; none if the text cannot be divided in this way."""
    try:
        return list(itertools.islice(rows_of(text[:100_000], sign, ""), 200))
    except BadInputError:
        return []


def rows_with(table: ReadTable, headings: Sequence[str], where: str) -> list[list[str]]:
    """Return a table's rows; raises BadInputError if it lacks a column, but not if it is empty."""
    if not any(table.headings):
        return []
    missing = [heading for heading in headings if heading not in table.headings]
    if missing:
        raise BadInputError(
            f"no column {', '.join(missing)}",
            where=f"{where}:1",
            mend=f"Its first row should be {','.join(headings)}",
        )
    return table.rows


def by_heading(rows: Sequence[Sequence[str]]) -> Iterator[dict[str, str]]:
    """Yield a table's rows below the first, as tidy cells by heading; a missing cell is empty."""
    heads = [head.strip() for head in rows[0]] if rows else []
    for row in rows[1:]:
        cells = [cell.strip() for cell in row[: len(heads)]]
        yield dict(itertools.zip_longest(heads, cells, fillvalue=""))


def without_rows(
    rows: Sequence[Sequence[str]], goes: Callable[[dict[str, str]], bool]
) -> list[Sequence[str]]:
    """Return a table without the removed rows."""
    kept = (not goes(cells) for cells in by_heading(rows))
    return [*rows[:1], *itertools.compress(rows[1:], kept)]
