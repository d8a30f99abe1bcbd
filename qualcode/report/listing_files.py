"""Writes a listing of codings to a file, in the format that the file's ending names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.table import Table
from qualcode.report.tables_text import json_text
from qualcode.store.io.durable import write_atomic
from qualcode.store.io.tables import csv_file, csv_parts

LISTING_FILES = (".csv", ".xlsx", ".docx", ".json")


def check_listing_path(path: Path) -> None:
    """Refuse a file name before the long work, not after it.

    Raises:
        BadInputError: a listing cannot be written to a file of this ending.
        NotFoundError: the folder it should be in does not exist.
    """
    if path.suffix.lower() not in LISTING_FILES:
        raise BadInputError(
            f"a listing cannot be written as {path.suffix or 'a file without an ending'}",
            where=path.name,
            mend=f"Use {', '.join(LISTING_FILES)}",
        )
    if not path.parent.is_dir():
        # The folder is not made: a typing error should not put participants' words anywhere.
        raise NotFoundError(f"there is no folder {path.parent}", mend="Make it first")


def write_listing(
    table: Table, path: Path, *, title: str, names: Mapping[str, str] | None = None
) -> None:
    """Write codings to ``path``, completely or not at all; ``title`` names a workbook.

    ``names`` has the names of codes by their ids, for Word.

    Raises:
        BadInputError, NotFoundError: see ``check_listing_path``.
        StudyError: the file cannot be written.
    """
    check_listing_path(path)
    form = path.suffix.lower()
    if form == ".xlsx":
        from qualcode.report.excel.codings import codings_xlsx

        write_atomic(path, codings_xlsx(table, title=title))
        return
    if form == ".docx":
        from qualcode.report.word.codings import codings_docx

        write_atomic(path, codings_docx(table, title=title, names=names or {}))
        return
    if form == ".csv":
        write_atomic(path, csv_file(csv_parts(table)))
        return
    # Half of a surrogate pair has no bytes of its own.
    write_atomic(path, json_text(table).encode("utf-8", "replace"))


def texts_cut(table: Table, path: Path) -> int:
    """Return how many texts are cut in a file: a cell of a workbook holds 32,767 characters."""
    if path.suffix.lower() != ".xlsx":
        return 0
    from qualcode.report.excel.codings import too_long

    return too_long(table)
