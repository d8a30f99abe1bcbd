"""Writes a matrix or a report to a file, in the format that the file's ending names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import BadInputError
from qualcode.report.report import Report
from qualcode.store.io.durable import write_atomic
from qualcode.store.io.tables import csv_file

if TYPE_CHECKING:
    from qualcode.report.word.paper import Template

FORMS = (".docx", ".xlsx", ".html", ".md", ".csv", ".json")


def check_matrix_path(path: Path) -> None:
    """Raise BadInputError if a matrix cannot be written to a file of this ending."""
    if path.suffix.lower() not in FORMS:
        raise BadInputError(
            f"a matrix cannot be written as {path.suffix or 'a file without an ending'}",
            where=path.name,
            mend=f"Use {', '.join(FORMS)}",
        )


def write_report(
    report: Report,
    path: Path,
    *,
    made: dt.datetime | None = None,
    template: Template | None = None,
) -> None:
    """Write a report to ``path``, in the format of its ending, dated ``made`` or now.

    All formats but Word and HTML contain the matrix alone. ``template`` is a team's own, for Word.
    The file is written completely or not at all.

    Raises:
        BadInputError: the ending is not supported, or the template cannot be used.
        StudyError: the file cannot be written.
    """
    check_matrix_path(path)
    data = _made(report, path.suffix.lower(), made, template)
    # Half of a surrogate pair, which a codebook's escapes can hold, has no bytes of its own.
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "replace")
    write_atomic(path, raw)


def _made(
    report: Report, form: str, made: dt.datetime | None, template: Template | None
) -> str | bytes:
    matrix = report.matrix
    # Imported only when needed: python-docx takes longer to load than most commands to run.
    if form == ".docx":
        from qualcode.report.word.report import report_docx

        return report_docx(report, made, template)
    if form == ".xlsx":
        from qualcode.report.excel.matrix import matrix_xlsx

        return matrix_xlsx(matrix, made)
    if form == ".html":
        from qualcode.report.html.matrix import matrix_html

        return matrix_html(matrix, made, report.pictures)
    from qualcode.report.text import matrix as matrix_text

    if form == ".md":
        return matrix_text.matrix_markdown(matrix, made)
    if form == ".csv":
        return csv_file([matrix_text.matrix_csv(matrix)])
    return matrix_text.matrix_json(matrix)
