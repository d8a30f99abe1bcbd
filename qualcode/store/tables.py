"""Tables written so that every program reads them back: those in ``private/``, ``cases.csv``."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.model.cells import guarded, unguarded
from qualcode.store.files import read_text


def read_table(path: Path, where: str) -> list[list[str]]:
    """Return a table's rows, none where there is no file; a quote before a formula taken off.

    Raises:
        BadInputError: it is not UTF-8, or no table.
    """
    if not path.exists():
        return []
    try:
        rows = list(csv.reader(io.StringIO(read_text(path))))
    except csv.Error as error:
        raise BadInputError(
            f"not readable as a table: {error}", where=where, mend="Mend it in a spreadsheet"
        ) from None
    return [[*map(unguarded, row)] for row in rows]


def by_heading(rows: Sequence[Sequence[str]]) -> Iterator[dict[str, str]]:
    """Yield a table's rows as cells by heading; a cell that is not there is empty."""
    for row in rows[1:]:
        yield dict(itertools.zip_longest(rows[0], row[: len(rows[0])], fillvalue=""))


def without_rows(
    rows: Sequence[Sequence[str]], goes: Callable[[dict[str, str]], bool]
) -> list[Sequence[str]]:
    """Return a table without the rows that go."""
    kept = (not goes(cells) for cells in by_heading(rows))
    return [*rows[:1], *itertools.compress(rows[1:], kept)]


def guarded_text(rows: Iterable[Iterable[str]]) -> str:
    """Return the text of a table in which no spreadsheet takes a cell for a formula."""
    return table_text(map(guarded, row) for row in rows)


def table_text(rows: Iterable[Iterable[str]], *, in_quotes: bool = False) -> str:
    """Return the text of a table: commas between cells, a line feed after each row.

    Cells stand as they are given, ``in_quotes`` where that is asked for or they need it.
    """
    out = io.StringIO()
    plain = csv.writer(out, lineterminator="\n")
    quoting = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        cells = list(row)
        # The plain writer leaves a carriage return bare, and no reader takes such a row.
        bare = any("\r" in cell for cell in cells)
        (quoting if in_quotes or bare else plain).writerow(cells)
    return out.getvalue()
