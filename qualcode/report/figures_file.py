"""Writes figures that are fit to be printed to a file, in the format that its ending names."""

from __future__ import annotations

from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.model.table import Table
from qualcode.report.tables_text import json_text
from qualcode.store.io.durable import write_atomic
from qualcode.store.io.tables import csv_file, csv_parts

FIGURES_FILES = (".csv", ".json")


def check_figures_path(path: Path) -> None:
    """Raise BadInputError if figures cannot be written to a file of this ending."""
    if path.suffix.lower() not in FIGURES_FILES:
        raise BadInputError(
            f"numbers cannot be written as {path.suffix or 'a file without an ending'}",
            where=path.name,
            mend=f"Use {', '.join(FIGURES_FILES)}",
        )


def write_figures(table: Table, path: Path) -> None:
    """Write figures to ``path``, completely or not at all.

    Raises:
        BadInputError: the ending is not supported.
        StudyError: the file cannot be written.
    """
    check_figures_path(path)
    if path.suffix.lower() == ".csv":
        write_atomic(path, csv_file(csv_parts(table)))
        return
    # Half of a surrogate pair has no bytes of its own.
    write_atomic(path, json_text(table).encode("utf-8", "replace"))
