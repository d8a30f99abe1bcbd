"""Matrices as tables: people by cell, the matrices of a study, quotations, who is quoted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.model.matrix.matrix import Matrix
from qualcode.model.table import Table
from qualcode.store.study import Study
from qualcode.workbench.matrix.cell_editor import CellEditor
from qualcode.workbench.matrix.open_matrix import OpenMatrix, open_matrix
from qualcode.workbench.matrix.status import Names

QUOTATION_COLUMNS = (
    "matrix", "row", "column", "group", "coding", "document", "start", "end", "attribution",
    "cleared", "signed_by", "findings", "against", "trimmed", "text",
)  # fmt: skip


def people_table(matrix: Matrix) -> Table:
    """Return the number of people in every cell; in a framework chart the number of codings."""
    if matrix.layout == "cases":
        rows = [
            (row.id, *(len(matrix.cell(row.id, c, "").codings) for c, _ in matrix.columns))
            for row in matrix.rows
        ]
        return Table.of(("case", *(name for _, name in matrix.columns)), rows)
    counted = [
        (
            "  " * row.depth + row.name,
            group.name,
            *(matrix.cell(row.id, c, group.id).people for c, _ in matrix.columns),
        )
        for row in matrix.rows
        for group in matrix.groups
    ]
    return Table.of(("theme", "group", *(name for _, name in matrix.columns)), counted)


def matrices_table(study: Study, definitions: Sequence[MatrixDefinition]) -> Table:
    """Return one row per matrix: its layout and title, cells with evidence, written, stale."""
    rows = []
    for definition in definitions:
        matrix = open_matrix(study, definition).matrix
        states = Counter(cell.state for cell in matrix.cells)
        rows.append(
            (definition.name, definition.layout, matrix.title, len(matrix.cells),
             len(matrix.cells) - states["empty"], states["current"] + states["stale"],
             states["stale"])
        )  # fmt: skip
    columns = ("name", "layout", "title", "cells", "with_evidence", "written", "stale")
    return Table.of(columns, rows)


def quotations_table(opened: OpenMatrix) -> Table:
    """Return one row per chosen quotation of each cell: its printed form and its findings."""
    matrix, names = opened.matrix, Names(opened.matrix)
    rows = [
        (matrix.name, names.row(cell.row), names.column(cell.column), names.group(cell.group),
         one.coding, one.document, one.start, one.end, one.attribution, one.cleared,
         list(one.signed_by), [found.kind for found in one.findings],
         [found.message for found in one.findings], one.trimmed, one.text)
        for cell in matrix.cells
        for one in cell.quotations
        if one.chosen
    ]  # fmt: skip
    return Table.of(QUOTATION_COLUMNS, rows)


def cell_table(desk: CellEditor) -> Table:
    """Return one row per passage of a cell, in the editor's order; ``text`` only if it is here."""
    rows = []
    for one in desk.passages():
        coding, source = one.coding, one.source
        event = coding.event
        turn = source.document.turn_at(event.start) if source else None
        rows.append(
            (one.person, coding.document, None if turn is None else turn + 1, event.start,
             event.end, coding.coder, one.linked, one.quoted, one.came, coding.id,
             source.text[event.start : event.end] if source else None)
        )  # fmt: skip
    return Table.of(
        ("person", "document", "turn", "start", "end", "coder", "linked", "quoted", "new",
         "coding", "text"),
        rows,
    )  # fmt: skip


def balance_table(opened: OpenMatrix) -> Table:
    """Return who is quoted how often: one row per participant, the most quoted first.

    ``share`` is the share of all the matrix's quotations, each counted once, in per cent.
    """
    quoted: dict[str, set[str]] = defaultdict(set)
    cleared: dict[str, set[str]] = defaultdict(set)
    words: Counter[str] = Counter()
    for cell in opened.matrix.cells:
        for one in cell.quotations:
            if one.chosen and one.coding not in quoted[one.person]:
                quoted[one.person].add(one.coding)
                words[one.person] += len(one.text.split())
                if one.cleared:
                    cleared[one.person].add(one.coding)
    evidence, study = opened.assembled.evidence, opened.study
    total = sum(map(len, quoted.values()))
    coded: Counter[str] = Counter(key for people in evidence.people for key in people)
    most = study.config.quoted_most
    rows = [
        (key, study.group_name(person.group), len(quoted[key]), len(cleared[key]), words[key],
         round(100 * len(quoted[key]) / total) if total else 0, coded[key],
         len(quoted[key]) > most)
        for key, person in evidence.persons.items()
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row[2], row[0]))
    columns = ("person", "group", "quoted", "cleared", "words", "share", "codings", "too_often")
    return Table.of(columns, rows)
