"""Writing a matrix to a file, the form chosen by the file's ending."""

from __future__ import annotations

import json
from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.model.matrix import Matrix
from qualcode.store.files import write_atomic

FORMS = (".docx", ".md", ".csv", ".json")


def check_matrix_path(path: Path) -> None:
    """Raise BadInputError if a matrix cannot be written to a file of this ending."""
    if path.suffix.lower() not in FORMS:
        raise BadInputError(
            f"a matrix cannot be written as {path.suffix or 'a file without an ending'}",
            where=path.name,
            mend=f"Use {', '.join(FORMS)}",
        )


def write_matrix(matrix: Matrix, path: Path) -> None:
    """Write a matrix to ``path`` as Word, Markdown, CSV or JSON.

    The file is written whole or not at all.

    Raises:
        BadInputError: the ending is none of these.
        StudyError: the file cannot be written.
    """
    check_matrix_path(path)
    data: str | bytes
    kind = path.suffix.lower()
    if kind == ".docx":
        from qualcode.report.docx_matrix import matrix_docx

        data = matrix_docx(matrix)
    elif kind == ".json":
        data = json.dumps(matrix.to_json(), ensure_ascii=False, indent=2) + "\n"
    else:
        from qualcode.report.matrix_text import matrix_csv, matrix_markdown

        data = matrix_csv(matrix) if kind == ".csv" else matrix_markdown(matrix)
    write_atomic(path, data)
