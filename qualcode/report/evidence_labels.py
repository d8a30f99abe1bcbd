"""Labels of evidence, E1, E2 …: one per cell with codings, the same in every format."""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.model.matrix.definition import Key
from qualcode.model.matrix.matrix import Cell, Matrix


def references(matrix: Matrix) -> dict[Key, str]:
    """Return the label of each cell that has evidence, in the order in which reports are read."""
    return {cell.key: f"E{n}" for n, cell in enumerate(_with_evidence(matrix), 1)}


def _with_evidence(matrix: Matrix) -> Iterator[Cell]:
    """Yield cells by theme, column and group; in a chart by theme."""
    if matrix.layout == "cases":
        places = [(r.id, c) for c, _ in matrix.columns for r in matrix.rows]
    else:
        places = [(r.id, c) for r in matrix.rows for c, _ in matrix.columns]
    for row, column in places:
        for group in matrix.groups:
            cell = matrix.cell(row, column, group.id)
            if cell.codings:
                yield cell
