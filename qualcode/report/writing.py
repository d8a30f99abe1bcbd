"""Writing a matrix to a file, the form chosen by the file's ending."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.model.matrix import Matrix
from qualcode.store.files import write_atomic

FORMS = (".docx", ".xlsx", ".html", ".md", ".csv", ".json")


def check_matrix_path(path: Path) -> None:
    """Raise BadInputError if a matrix cannot be written to a file of this ending."""
    if path.suffix.lower() not in FORMS:
        raise BadInputError(
            f"a matrix cannot be written as {path.suffix or 'a file without an ending'}",
            where=path.name,
            mend=f"Use {', '.join(FORMS)}",
        )


def write_matrix(matrix: Matrix, path: Path, *, made: dt.datetime | None = None) -> None:
    """Write a matrix to ``path``, its form by the ending, dated ``made`` or now.

    The file is written whole or not at all.

    Raises:
        BadInputError: the ending is none of these.
        StudyError: the file cannot be written.
    """
    check_matrix_path(path)
    data = _made(matrix, path.suffix.lower(), made)
    # Half of a surrogate pair, which a codebook's escapes can hold, has no bytes of its own.
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "replace")
    write_atomic(path, raw)


def _made(matrix: Matrix, form: str, made: dt.datetime | None) -> str | bytes:
    # Imported only when wanted: python-docx takes longer to load than most commands to run.
    if form == ".docx":
        from qualcode.report.docx_matrix import matrix_docx

        return matrix_docx(matrix, made)
    if form == ".xlsx":
        from qualcode.report.matrix_xlsx import matrix_xlsx

        return matrix_xlsx(matrix, made)
    if form == ".html":
        from qualcode.report.matrix_html import matrix_html

        return matrix_html(matrix, made)
    from qualcode.report import matrix_text

    if form == ".md":
        return matrix_text.matrix_markdown(matrix, made)
    return matrix_text.matrix_csv(matrix) if form == ".csv" else matrix_text.matrix_json(matrix)
