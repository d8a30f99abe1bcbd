"""The synthesis matrix as Markdown, CSV and JSON."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Sequence

from qualcode.model.matrix.matrix import Cell, Matrix
from qualcode.model.plural import counted
from qualcode.report import wording
from qualcode.report.printable import clean, one_line
from qualcode.store.io.tables import shown_lines

_CSV_COLUMNS = ("row", "row_name", "column", "column_name", "group", "group_name", "people",
                "codings", "stale", "thin", "summary", "quotations", "coding_ids", "why_empty",
                "export", "watermark")  # fmt: skip


def matrix_markdown(matrix: Matrix, made: dt.datetime | None = None) -> str:
    """Return the matrix as Markdown: an overview table, then a section for each group.

    Cells hold paragraphs and quotations, which a Markdown table cannot; so each theme is a heading
    with its columns below it, and the table shows the numbers of people.
    """
    made = made or dt.datetime.now(dt.UTC)
    lines = [f"# {_inline(matrix.title)}: {_inline(matrix.study)}", ""]
    for warning in wording.warnings(matrix):
        lines += [f"**{warning}**", ""]
    lines += [
        f"- **{name}**: {_inline(value)}" for name, value in wording.facts(matrix, made.date())
    ]
    if matrix.summary:
        lines += ["", "## Summary", ""]
        for item, text in wording.summary_blocks(matrix.summary):
            lines += [f"- {_prose(text)}"] if item else ["", _prose(text), ""]
        lines = _without_double_blanks(lines)
    if matrix.layout == "cases" and matrix.rows and matrix.columns:
        lines += _chart(matrix)
    elif matrix.rows and matrix.groups:
        lines += ["", "## How to read this", ""]
        lines += [f"- {_inline(point)}" for point in wording.how_to_read(matrix)]
        lines += ["", "## Overview", "", *_overview(matrix)]
    else:
        lines += ["", wording.NOTHING]
    for group in matrix.groups if matrix.rows and matrix.layout != "cases" else ():
        lines += ["", f"## {_inline(group.name)}", ""]
        lines.append(f"{counted(group.people, 'person')} interviewed.")
        columns = wording.shown_columns(matrix, group)
        for row in matrix.rows:
            lines += ["", f"### {_inline(row.name)}", ""]
            for column, name in columns:
                lines += _cell(_inline(name), matrix.cell(row.id, column, group.id))
    notes = wording.notes(matrix)
    if notes:
        lines += ["", "## Notes", "", *(f"- {_inline(note)}" for note in notes)]
    return "\n".join(lines) + "\n"


def _chart(matrix: Matrix) -> Iterable[str]:
    """Yield a framework chart: a section per theme, its participants one after another."""
    yield from ("", "## How to read this", "")
    yield from (f"- {_inline(point)}" for point in wording.how_to_read_chart(matrix))
    for column, name in matrix.columns:
        yield from ("", f"## {_inline(name)}", "")
        for row, cell in wording.chart_cells(matrix, column):
            yield from _cell(_inline(row.name), cell, wording.case_line(cell))
        silent = wording.chart_silences(matrix, column)
        yield from ("", *(f"- {_inline(line)}" for line in silent)) if silent else ()


def _overview(matrix: Matrix) -> Iterable[str]:
    names = [f"{_inline(g.name)} ({counted(g.people, 'person')})" for g in matrix.groups]
    yield _row(["Theme", *names])
    yield _row(["---"] * (len(names) + 1))
    for row in matrix.rows:
        counts = [_inline(wording.counts(matrix, row.id, group.id)) for group in matrix.groups]
        yield _row([f"**{_inline(row.name)}**", *counts])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(name: str, cell: Cell, evidence: str = "") -> list[str]:
    if wording.is_empty(cell):
        return [f"- **{name}**: {wording.silence(cell)}"]
    blocks = wording.summary_blocks(cell.summary)
    evidence = evidence or wording.evidence_line(cell)
    if cell.stale and blocks:
        evidence = f"{evidence} · {wording.STALE}"
    lines = [f"- **{name}** ({evidence})"]
    for item, text in blocks:
        lines += [f"  - {_prose(text)}"] if item else ["", f"  {_prose(text)}", ""]
    for quotation in cell.quotations:
        signed = wording.traced(quotation)
        shown = f" ({_inline(signed)})" if signed else ""
        lines.append(f"  - “{_inline(quotation.text)}”{shown}")
    return _without_double_blanks(lines)


def _without_double_blanks(lines: list[str]) -> list[str]:
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return kept[:-1] if kept[-1] == "" else kept


def _inline(text: str) -> str:
    """Return text as one line without effective Markdown or HTML."""
    line = re.sub(r"([\\|<>*_`\[\]~&])", r"\\\1", one_line(text))
    # A line that begins like a heading, a list or a quotation must not become one.
    return re.sub(r"^(\d+(?=[.)])|(?=[#+\-=]))(?=.)", r"\1\\", line)


def _prose(text: str) -> str:
    """Return a line of an analyst's own Markdown: emphasis stays, HTML and pictures do not.

    A page that shows it would run the one, and fetch the other.
    """
    return text.replace("<", "&lt;").replace("![", "!\\[")


def matrix_csv(matrix: Matrix) -> str:
    """Return the matrix as CSV, one row per cell; text that looks like a formula gets a quote.

    The watermark stands in every row, since people filter rows and paste them elsewhere.
    """
    rows: list[Sequence[object]] = [_CSV_COLUMNS]
    names = {row.id: row.name for row in matrix.rows}
    groups = {group.id: group.name for group in matrix.groups}
    columns = dict(matrix.columns)
    for cell in matrix.cells:
        quotations = " / ".join(
            f"“{one_line(q.text)}” ({wording.traced(q)})" for q in cell.quotations
        )
        values = (
            cell.row, names[cell.row], cell.column, columns[cell.column], cell.group,
            groups[cell.group], cell.people, len(cell.codings),
            "" if matrix.is_final else _yes(cell.stale), _yes(cell.thin), cell.summary.strip(),
            quotations,
            " ".join(cell.codings) if matrix.has_ids else "",
            wording.silence(cell) if wording.is_empty(cell) else "", matrix.export,
            matrix.watermark,
        )  # fmt: skip
        rows.append([clean(str(value)) for value in values])
    return shown_lines(rows)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def matrix_json(matrix: Matrix) -> str:
    """Return the matrix with the keys of the JSON contract; participants' words are unchanged."""
    return json.dumps(matrix.to_json(), ensure_ascii=False, indent=2) + "\n"
