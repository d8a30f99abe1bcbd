"""The synthesis matrix as Markdown and CSV."""

from __future__ import annotations

import csv
import io
import re

from qualcode.model.matrix import Cell, Matrix
from qualcode.report import wording
from qualcode.report.cells import neutral


def matrix_markdown(matrix: Matrix) -> str:
    """Return the matrix as Markdown: an overview, then a table for each group."""
    lines = [f"# {matrix.title}: {matrix.study}", ""]
    if matrix.invented:
        lines += ["**Invented sample data: no real person speaks here.**", ""]
    lines += [f"- **{name}**: {value}" for name, value in wording.facts(matrix)]
    lines += ["", f"{wording.HOW_TO_READ} {wording.thin_note(matrix)}", ""]
    for group in matrix.groups:
        lines += [f"## {group.name}", "", f"{wording.people(group.people)} interviewed.", ""]
        lines.append(_row(["Theme", *(name for _, name in matrix.columns)]))
        lines.append(_row(["---"] * (len(matrix.columns) + 1)))
        for row in matrix.rows:
            cells = [matrix.cell(row.id, column, group.id) for column, _ in matrix.columns]
            lines.append(_row([f"**{_inline(row.name)}**", *map(_markdown_cell, cells)]))
        lines.append("")
    notes = wording.notes(matrix)
    if notes:
        lines += ["## Notes", "", *(f"- {_inline(note)}" for note in notes), ""]
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _inline(text: str) -> str:
    """Return text as one line in which nothing is Markdown or HTML."""
    line = " ".join(text.split())
    return re.sub(r"([\\|<>*_`\[\]])", r"\\\1", line)


def _markdown_cell(cell: Cell) -> str:
    if not cell.codings and not cell.summary:
        return wording.NO_EVIDENCE
    parts = [_inline(cell.summary)] if cell.summary else []
    line = wording.evidence_line(cell)
    parts.append(f"*{line}, evidence changed since*" if cell.stale else f"*{line}*")
    parts += [f"“{_inline(q.text)}” ({_inline(q.attribution)})" for q in cell.quotations]
    return "<br>".join(parts)


def matrix_csv(matrix: Matrix) -> str:
    """Return the matrix as CSV, one row a cell; text that looks like a formula gets a quote."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["row", "row_name", "column", "column_name", "group", "group_name", "people", "codings",
         "stale", "thin", "summary", "quotations", "coding_ids"]
    )  # fmt: skip
    names = {row.id: row.name for row in matrix.rows}
    groups = {group.id: group.name for group in matrix.groups}
    columns = dict(matrix.columns)
    for cell in matrix.cells:
        quotations = " / ".join(f"“{q.text}” ({q.attribution})" for q in cell.quotations)
        writer.writerow(
            [neutral(str(value)) for value in (
                cell.row, names[cell.row], cell.column, columns[cell.column], cell.group,
                groups[cell.group], cell.people, len(cell.codings),
                "yes" if cell.stale else "no", "yes" if cell.thin else "no", cell.summary,
                quotations, " ".join(cell.codings),
            )]
        )  # fmt: skip
    return out.getvalue()
