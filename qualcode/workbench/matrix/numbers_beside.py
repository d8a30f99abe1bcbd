"""Keeps back more of a table of numbers, until it gives nothing away beside others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import msgspec

from qualcode.analysis.joined_figures import Figure, given_away, newly_told, only_rows
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.model.matrix.figure_table import EVERYBODY, GROUP, FigureTable
from qualcode.workbench.matrix.earlier_exports import (
    Earlier,
    Held,
    Names,
    earlier_exports,
    held_against,
)
from qualcode.workbench.matrix.figure_tables import PresentCounts, report_tables
from qualcode.workbench.matrix.numbers import Figures
from qualcode.workbench.matrix.open_matrix import OpenMatrix

_IN_FULL = (
    "reports print numbers by group in full, small ones too: suppressing them here hides little"
)
#: Of a row as many more numbers are tried, before it is left out whole.
_TRIED = 3


def numbers_beside(opened: OpenMatrix, made: Figures) -> tuple[Figures, Held]:
    """Return figures that give nothing away beside what left, and what there is to be told.

    They are held against every recorded export and against a report of the matrix as it is now,
    which prints how many people speak of each theme. What is suppressed more than before is told.

    Raises:
        BadInputError: the record of exports cannot be read.
    """
    study, definition = opened.study, opened.assembled.evidence.definition
    config = study.config
    earlier = earlier_exports(study, PresentCounts(opened.assembled.evidence))
    earlier = earlier.with_report(_report(opened, definition, made.column))
    names = Names(dict(made.rows))
    table = made.printed(opened)
    found = given_away([table], earlier.standing, config.suppress_below, zeros=table.zeros)
    beside = tuple(dict.fromkeys(n for one in found for n in one.beside))
    told_first = {one.figure for one in found}
    kept = _kept_back(table, told_first, earlier, config.suppress_below)
    held = held_against([kept], earlier, config.suppress_below, names, zeros=table.zeros)
    if made.attribute == GROUP:
        held = replace(held, told=(_IN_FULL, *held.told))
    if kept == table:
        return made, held
    more = [row for row, line in kept.rows.items() if line != table.rows[row]]
    whole = [row for row in more if set(kept.rows[row]) == {None}]
    told = (
        f"more is suppressed in {len(more)} of {len(table.rows)} rows ({len(whole)} whole), since "
        f"it could be worked out beside {earlier.names(beside)}: "
        + "; ".join(names.row(row) for row in more[:4])
        + (f" and {len(more) - 4} more" if len(more) > 4 else "")
    )
    return made.as_in(kept), Held((told, *held.told), held.stopping, held.given)


def _report(
    opened: OpenMatrix, definition: MatrixDefinition, column: str
) -> tuple[FigureTable, ...]:
    tables = report_tables(opened.matrix, definition, opened.study.codebook)
    return tuple(table for table in tables if table.column in ("", column))


def _kept_back(
    table: FigureTable, found: Collection[Figure], earlier: Earlier, minimum: int
) -> FigureTable:
    """Return a table with as many more numbers suppressed as it takes to tell nothing found."""
    for _ in range(len(table.rows) + 1):
        rows = {one.row for one in found} & table.rows.keys()
        open_rows = [row for row in table.rows if row in rows and set(table.rows[row]) != {None}]
        if found and not open_rows:
            # What is left is told by rows that the one it is in contains, or that contain it.
            open_rows = _told_by(table, earlier.standing, minimum)
        if not open_rows:
            break
        before = table
        for row in open_rows:
            table = _without_some(table, row, earlier.standing, minimum)
        if table == before:
            # They tell it only together with rows further off.
            row = open_rows[0]
            table = _with_row(table, row, [None] * len(table.rows[row]))
        found, _ = newly_told([table], earlier.standing, minimum, zeros=table.zeros)
    return table


def _told_by(
    table: FigureTable, standing: Sequence[Sequence[FigureTable]], minimum: int
) -> list[str]:
    """Return a row without which the least can be worked out for rows that are left out already."""
    told: dict[str, int] = {}
    for row, line in table.rows.items():
        if set(line) == {None}:
            continue
        less = _with_row(table, row, [None] * len(line))
        told[row] = len(newly_told([less], standing, minimum, zeros=table.zeros)[0])
        if not told[row]:
            break
    return sorted(told, key=lambda row: told[row])[:1]


def _without_some(
    table: FigureTable, row: str, standing: Sequence[Sequence[FigureTable]], minimum: int
) -> FigureTable:
    """Return a table in which a row tells nothing: with a few numbers less, or without all."""
    near = _near(table, row)
    others = [[only_rows(t, near) for t in tables] for tables in standing]
    line = list(table.rows[row])
    cells = sorted((j for j, n in enumerate(line[:-1]) if n), key=lambda j: line[j] or 0)
    # First as it is: what another row suppresses by now may be enough.
    for j in (None, *cells[: 0 if table.base else _TRIED]):
        if j is not None:
            line[j] = None
        less = _with_row(table, row, line)
        found, _ = newly_told([only_rows(less, near)], others, minimum, zeros=table.zeros)
        if all(one.row != row for one in found):
            return less
    return _with_row(table, row, [None] * len(line))


def _with_row(table: FigureTable, row: str, line: Sequence[int | None]) -> FigureTable:
    return msgspec.structs.replace(table, rows={**table.rows, row: tuple(line)})


def _near(table: FigureTable, row: str) -> Collection[str]:
    """Return a row with those that contain it and those that it contains."""
    above = {row, EVERYBODY}
    at = row
    while (at := table.within.get(at, EVERYBODY)) not in above:
        above.add(at)
    return above | {part for part, whole in table.within.items() if whole == row}
