"""``private/speakers.csv``: which label in a recording is whose; a row a speaker."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from qualcode.store.folder_map import SPEAKERS
from qualcode.store.io.tables import parse_table, read_table, table_text
from qualcode.store.records.real_names import SPEAKER_COLUMNS

_NAME = "private/speakers.csv"


def speakers_path(root: Path) -> Path:
    """Return where the table is, whether it is there or not."""
    return SPEAKERS.at(root)


def with_another_id(text: str, document: str, to: str) -> str:
    """Return the table's text with a document under another id; other cells as they stand."""
    rows = parse_table(text, _NAME, SPEAKER_COLUMNS).rows
    named = [[to if at == 0 and cell == document else cell for at, cell in enumerate(row)]
             for row in rows]  # fmt: skip
    return table_text(named) if named != rows else text


def without_rows(text: str, goes: Callable[[dict[str, str]], bool]) -> str:
    """Return a table's text without the rows that go; as it is where none does.

    Rows are given as cells by heading, a quote before a formula taken off.
    """
    head, *rows = parse_table(text, _NAME, (*SPEAKER_COLUMNS, "file", "case")).rows or [[]]
    rows = [row + [""] * (len(head) - len(row)) for row in rows if any(row)]
    kept = [row for row in rows if not goes(dict(zip(head, row, strict=False)))]
    return text if len(kept) == len(rows) else table_text([head, *kept])


def documents_of_nobody(root: Path, there: Collection[str]) -> list[str]:
    """Return the documents that have rows and are not among those that are there, sorted.

    Raises:
        BadInputError: it is no table.
    """
    path = speakers_path(root)
    rows = read_table(path, SPEAKER_COLUMNS, _NAME).records() if path.exists() else ()
    return sorted({row.get("document", "") for _, row in rows} - {"", *there})
