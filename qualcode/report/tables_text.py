"""Tables as CSV and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from types import NoneType
from typing import Any

from qualcode.model.formula_guard import MAY_BEGIN, neutral
from qualcode.model.table import Table

#: A cell that contains one of these is put in quotes.
_QUOTED = re.compile('[,"\r\n]')
_NOTHING = '""'
#: How many rows are written at once.
_TOGETHER = 500


def csv_parts(table: Table) -> Iterator[str]:
    """Yield a table as CSV; text that a spreadsheet would run as a formula gets a quote first.

    The result is that of the ``csv`` module, in half the time: rows are written together, column by
    column, since most columns hold nothing that needs a quote.
    """
    yield _lines([list(map(_quoted, table.columns))])
    for at in range(0, len(table.rows), _TOGETHER):
        some = table.rows[at : at + _TOGETHER]
        columns = [_column(cells) for cells in zip(*some, strict=True)]
        yield _lines(zip(*columns, strict=True))


def csv_text(table: Table) -> str:
    """Return a table as one CSV text."""
    return "".join(csv_parts(table))


def _lines(rows: Iterable[Sequence[str]]) -> str:
    # An empty line would not be read as a row.
    return "".join([f"{line or _NOTHING}\n" for line in map(",".join, rows)])


def json_text(table: Table) -> str:
    """Return a table as JSON, one record per row."""
    return json.dumps(table.records(), ensure_ascii=False, indent=2) + "\n"


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


def _quoted(text: str) -> str:
    if _QUOTED.search(text) is None:
        return text
    return '"' + text.replace('"', '""') + '"'
