"""``private/speakers.csv``: which recorded label belongs to whom; one row per speaker.

Columns that people added stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from qualcode.store.folder_map import SPEAKERS
from qualcode.store.io.tables import by_heading, read_table, rows_with, without_rows

DOCUMENT, LABEL, SPEAKER = HEAD = ("document", "label_in_text", "speaker")


def read_speakers(root: Path) -> list[list[str]]:
    """Return the table's rows, the heading first; none if there is no table.

    Raises:
        BadInputError: it cannot be read, or a column is missing.
    """
    return speakers_in(SPEAKERS.at(root))


def speakers_in(path: Path) -> list[list[str]]:
    """As ``read_speakers``, for the path of a table."""
    if not path.exists():
        return []
    return rows_with(read_table(path, HEAD, SPEAKERS.path), HEAD, SPEAKERS.path)


def with_another_id(rows: Sequence[Sequence[str]], document: str, to: str) -> list[Sequence[str]]:
    """Return a table with another id for a document."""
    if not rows or DOCUMENT not in rows[0]:
        return [*rows]
    at = rows[0].index(DOCUMENT)
    return [*rows[:1], *([to if i == at and cell.strip() == document else cell
                          for i, cell in enumerate(row)] for row in rows[1:])]  # fmt: skip


def with_other_speakers(
    rows: Sequence[Sequence[str]], document: str, changes: Mapping[str, str]
) -> list[Sequence[str]]:
    """Return a table in which labels of a document are other speakers', by the speakers before."""
    if not rows:
        return []
    heads = [head.strip() for head in rows[0]]
    of, who = heads.index(DOCUMENT), heads.index(SPEAKER)
    made: list[Sequence[str]] = [rows[0]]
    for row in rows[1:]:
        theirs = len(row) > max(of, who) and row[of].strip() == document
        to = changes.get(row[who].strip()) if theirs else None
        made.append(row if to is None else [*row[:who], to, *row[who + 1 :]])
    return made


def with_label(
    rows: Sequence[Sequence[str]], document: str, label: str, speaker: str
) -> list[Sequence[str]]:
    """Return a table that says as well whose a recorded label of a document is."""
    heads = [head.strip() for head in rows[0]] if rows else [*HEAD]
    cells = dict(zip(HEAD, (document, label, speaker), strict=True))
    others = without_rows(rows, lambda row: (row[DOCUMENT], row[LABEL]) == (document, label))
    return [*(others or [heads]), [cells.get(head, "") for head in heads]]


def documents_of_nobody(root: Path, there: Collection[str]) -> list[str]:
    """Return the documents in the table that do not exist, sorted.

    Raises:
        BadInputError: the table cannot be read.
    """
    named = {row.get(DOCUMENT, "") for row in by_heading(read_speakers(root))}
    return sorted(named - {*there, ""})
