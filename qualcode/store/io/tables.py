"""Writes tables that every program can read back: those in ``private/`` and ``cases.csv``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable


def table_text(rows: Iterable[Iterable[str]], *, in_quotes: bool = False) -> str:
    """Return the text of a table: commas between cells, a line feed after each row.

    Cells are written as given, and in quotes if ``in_quotes`` or if they need it.
    """
    out = io.StringIO()
    plain = csv.writer(out, lineterminator="\n")
    quoting = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        cells = list(row)
        # The plain writer leaves a carriage return unquoted, and no reader accepts such a row.
        bare = any("\r" in cell for cell in cells)
        (quoting if in_quotes or bare else plain).writerow(cells)
    return out.getvalue()
