"""``private/respondents.csv``: which respondent of a survey is which case; one row each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from qualcode.store.folder_map import RESPONDENTS
from qualcode.store.io.tables import by_heading, read_table, rows_with, table_text

HEAD = ["file", "respondent", "case"]


def respondents_path(root: Path) -> Path:
    """Return the path of the table, whether it exists or not."""
    return RESPONDENTS.at(root)


def read_respondents(root: Path) -> list[list[str]]:
    """Return the table's rows, the heading first; raises BadInputError if it cannot be read.

    So it does if a column is missing.
    """
    path = respondents_path(root)
    if not path.exists():
        return []
    return rows_with(read_table(path, HEAD, RESPONDENTS.path), HEAD, RESPONDENTS.path)


def respondent_rows(root: Path) -> list[list[str]]:
    """Return the table's rows without its heading, each with file, respondent and case.

    The columns may stand in any order; rows without a case are left out.

    Raises:
        BadInputError: it cannot be read, or a column is missing.
    """
    rows = [
        [row.get(heading, "") for heading in HEAD] for row in by_heading(read_respondents(root))
    ]
    return [row for row in rows if row[2]]


def respondents_text(rows: Sequence[Sequence[str]]) -> str:
    """Return the text of a table with these rows."""
    return table_text([HEAD, *rows])


def with_another_case(rows: Sequence[Sequence[str]], case: str, to: str) -> list[Sequence[str]]:
    """Return a table with another id for a case; all else in it stays as it is."""
    heads = [head.strip() for head in rows[0]] if rows else []
    if HEAD[2] not in heads:
        return [*rows]
    at = heads.index(HEAD[2])
    return [*rows[:1], *([to if i == at and cell.strip() == case else cell
                          for i, cell in enumerate(row)] for row in rows[1:])]  # fmt: skip


def cases_of_nobody(root: Path, there: Collection[str]) -> list[str]:
    """Return the cases in the table that do not exist, sorted."""
    return sorted({row[2] for row in respondent_rows(root)} - {*there})
