"""The matrix as one HTML page that needs no network and no script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from qualcode.model.matrix.definition import Key
from qualcode.model.matrix.matrix import Cell, Group, Matrix, Row
from qualcode.model.plural import counted
from qualcode.report import wording
from qualcode.report.evidence_labels import references
from qualcode.report.html.pages import page_template
from qualcode.report.markdown import emphasised
from qualcode.report.pictures.svg import Picture
from qualcode.report.printable import one_line

#: How many ids of a cell's evidence are listed; the workbook and the study have all.
_MOST = 60
#: Steps of shade in the overview.
_SHADES = 4
#: Half the width of a bar's picture, in its own units.
_HALF = 100


#: The tags for bold and italic.
_TAGS = {"": "", "b": "strong", "i": "em"}
#: A line in parts: the tag of each, and its words.
_Parts = list[tuple[str, str]]
#: The labels of evidence, the same as in the Word report.
_Labels = Mapping[Key, str]


@dataclass(frozen=True)
class _Bar:
    """How many people of all groups said what about a theme, and the lengths of both bars."""

    well: int
    less: int
    well_length: float
    less_length: float


def matrix_html(
    matrix: Matrix, made: dt.datetime | None = None, pictures: Sequence[Picture] = ()
) -> str:
    """Return an accessible page: facts, an overview with bars, then a table per group.

    Each count links to its cell, with the summary, quotations and ids of evidence; groups can be
    hidden; the page can be printed. Everything in it is escaped. ``made`` is the date it bears.
    ``pictures`` of ``report.pictures`` stand below the overview, each with its numbers as a table.
    Fixed wording is English; texts of a Welsh matrix, and words said in Welsh, are marked as Welsh.
    """
    made = made or dt.datetime.now(dt.UTC)
    chart, labels = matrix.layout == "cases", references(matrix)
    return page_template("matrix.html.j2").render(
        title=one_line(matrix.title),
        study=one_line(matrix.study),
        title_lang="" if matrix.title in wording.UNNAMED else _language(matrix),
        lang=_language(matrix),
        # Drawn by this package, with everything in them escaped.
        pictures=[(one, Markup(one.svg)) for one in pictures],  # noqa: S704
        warnings=wording.warnings(matrix),
        whole=list(_blocks(matrix.summary)),
        facts=wording.facts(matrix, made.date()),
        read=wording.how_to_read_chart(matrix) if chart else wording.how_to_read(matrix),
        notes=wording.notes(matrix),
        nothing=wording.NOTHING,
        overview=None if chart else _overview(matrix),
        tables=[_theme(matrix, n, labels) for n in range(len(matrix.columns))] if chart
        else [_group(matrix, n, labels) for n in range(len(matrix.groups))],
        chart=chart,
        headings=[one_line(name) for _, name in matrix.columns],
        half=_HALF,
    )  # fmt: skip


def _language(matrix: Matrix) -> str:
    """Return the language to mark a matrix's own words with, empty if it is the page's."""
    return "cy" if matrix.language == "cy" else ""


def _row_language(matrix: Matrix, row: Row) -> str:
    return _language(matrix) if row.name_cy and row.name == row.name_cy else ""


def _anchor(matrix: Matrix, row: int, column: int, group: int) -> str:
    # Numbers, not ids: the name of a code or case must not show in an address.
    return f"cell-{row + 1}-{column + 1}-{group + 1}"


def _overview(matrix: Matrix) -> dict[str, Any]:
    rows = []
    bars = _bars(matrix)
    for r, row in enumerate(matrix.rows):
        cells = []
        for g, group in enumerate(matrix.groups):
            parts = []
            most = 0.0
            for c, (column, name) in enumerate(matrix.columns):
                cell = matrix.cell(row.id, column, group.id)
                if cell.people:
                    parts.append((_anchor(matrix, r, c, g), cell.people, _short(name)))
                    most = max(most, cell.people / max(1, group.people))
            silent = matrix.cell(row.id, matrix.columns[0][0], group.id)
            cells.append({
                "parts": parts,
                "shade": min(_SHADES, 1 + int(most * _SHADES)) if parts else 0,
                "why": "" if parts else wording.silence(silent),
                "group": g + 1,
            })  # fmt: skip
        rows.append({"name": one_line(row.name), "depth": row.depth, "cells": cells,
                     "lang": _row_language(matrix, row),
                     "bar": bars.get(row.id)})  # fmt: skip
    groups = [{"number": n, "name": one_line(g.name), "people": counted(g.people, "person")}
              for n, g in enumerate(matrix.groups, 1)]  # fmt: skip
    names = dict(matrix.columns)
    return {"rows": rows, "groups": groups, "bars": bool(bars),
            "well": one_line(names.get("works_well", "")),
            "less": one_line(names.get("works_less_well", ""))}  # fmt: skip


def _short(name: str) -> str:
    return one_line(name.lower().removeprefix("works ") if name.isascii() else name)


def _bars(matrix: Matrix) -> dict[str, _Bar]:
    """Return the people per theme who said it works well and less well; nobody is in two groups."""
    columns = {column for column, _ in matrix.columns}
    if not {"works_well", "works_less_well"} <= columns:
        return {}
    counts = {
        row.id: tuple(
            sum(matrix.cell(row.id, column, group.id).people for group in matrix.groups)
            for column in ("works_well", "works_less_well")
        )
        for row in matrix.rows
    }
    longest = max((max(pair) for pair in counts.values()), default=0) or 1
    return {
        row: _Bar(well, less, round(_HALF * well / longest, 1), round(_HALF * less / longest, 1))
        for row, (well, less) in counts.items()
    }


def _group(matrix: Matrix, number: int, labels: _Labels) -> dict[str, Any]:
    group = matrix.groups[number]
    columns = wording.shown_columns(matrix, group)
    at = {column: n for n, (column, _) in enumerate(matrix.columns)}
    rows = [
        {"name": one_line(row.name), "depth": row.depth, "lang": _row_language(matrix, row),
         "cells": [_cell(matrix, row, column, group, (r, at[column], number), labels)
                   for column, _ in columns]}
        for r, row in enumerate(matrix.rows)
    ]  # fmt: skip
    return {"number": number + 1, "name": one_line(group.name), "first": "Theme",
            "about": f"{counted(group.people, 'person')} interviewed",
            "columns": [one_line(name) for _, name in columns],
            "columns_lang": _language(matrix), "rows": rows,
            "after": []}  # fmt: skip


def _theme(matrix: Matrix, number: int, labels: _Labels) -> dict[str, Any]:
    """Return a theme of a framework chart: the participants with something on it."""
    column, name = matrix.columns[number]
    at = {row.id: n for n, row in enumerate(matrix.rows)}
    told = wording.chart_cells(matrix, column)
    rows = [
        {"name": one_line(row.name), "depth": 0, "lang": "",
         "cells": [_shown(cell, _anchor(matrix, at[row.id], number, 0), wording.case_line(cell),
                          labels.get(cell.key, ""), ids=matrix.has_ids)]}
        for row, cell in told
    ]  # fmt: skip
    return {"number": number + 1, "name": one_line(name), "first": "Participant",
            "about": counted(len(told), "person"), "columns": ["Summary and evidence"],
            "columns_lang": "", "rows": rows,
            "after": wording.chart_silences(matrix, column)}  # fmt: skip


def _cell(
    matrix: Matrix, row: Row, column: str, group: Group, at: tuple[int, int, int], labels: _Labels
) -> dict[str, Any]:
    cell = matrix.cell(row.id, column, group.id)
    label = labels.get(cell.key, "")
    line = wording.evidence_line(cell)
    return _shown(cell, _anchor(matrix, *at), line, label, ids=matrix.has_ids)


def _shown(cell: Cell, anchor: str, line: str, label: str, *, ids: bool) -> dict[str, Any]:
    if wording.is_empty(cell):
        return {"anchor": anchor, "empty": wording.silence(cell)}
    return {
        "anchor": anchor,
        "empty": "",
        "blocks": list(_blocks(cell.summary)),
        "line": line if ids or not label else f"{line} · {label}",
        "stale": wording.STALE if cell.stale and cell.summary.strip() else "",
        "quotations": [
            (one_line(q.text), wording.traced(q), "cy" if q.language == "cy" else "")
            for q in cell.quotations
        ],
        "label": label,
        "ids": list(cell.codings[:_MOST]) if ids else [],
        "more": max(0, len(cell.codings) - _MOST),
    }


def _blocks(summary: str) -> Iterator[tuple[str, list[_Parts]]]:
    """Yield the summary's paragraphs and lists; adjacent items share one list."""
    items: list[_Parts] = []
    for item, line in wording.summary_blocks(summary):
        text = [(_TAGS[style], words) for words, style in emphasised(line)]
        if item:
            items.append(text)
            continue
        if items:
            yield "list", items
            items = []
        yield "text", [text]
    if items:
        yield "list", items
