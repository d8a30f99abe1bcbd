"""``private/speakers.csv``: which label in a recording is whose; a row a speaker."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection
from pathlib import Path

from qualcode.model.formula_guard import unguarded
from qualcode.store.folder_map import SPEAKERS
from qualcode.store.io.durable import read_text
from qualcode.store.io.tables import table_text


def speakers_path(root: Path) -> Path:
    """Return where the table is, whether it is there or not."""
    return SPEAKERS.at(root)


def with_another_id(text: str, document: str, to: str) -> str:
    """Return the table's text with a document under another id; other cells as they stand."""
    rows = list(csv.reader(io.StringIO(text)))
    named = [[to if at == 0 and cell == document else cell for at, cell in enumerate(row)]
             for row in rows]  # fmt: skip
    return table_text(named) if named != rows else text


def without_rows(text: str, goes: Callable[[dict[str, str]], bool]) -> str:
    """Return a table's text without the rows that go; as it is where none does.

    Rows are given as cells by heading, a quote before a formula taken off.
    """
    rows = list(csv.DictReader(io.StringIO(text)))
    kept = [row for row in rows if not goes(_plain(row))]
    if len(kept) == len(rows):
        return text
    head = [name for name in rows[0] if name is not None]
    return table_text([head, *([row[name] or "" for name in head] for row in kept)])


def _plain(row: dict[str, str]) -> dict[str, str]:
    return {name: unguarded(cell) for name, cell in row.items() if name and isinstance(cell, str)}


def documents_of_nobody(root: Path, there: Collection[str]) -> list[str]:
    """Return the documents that have rows and are not among those that are there, sorted.

    Raises:
        BadInputError: the table is not UTF-8.
    """
    path = speakers_path(root)
    rows = csv.reader(io.StringIO(read_text(path))) if path.exists() else ()
    return sorted({row[0] for row in rows if row} - {"document"} - {*there})
