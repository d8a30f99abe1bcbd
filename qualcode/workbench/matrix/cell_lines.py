"""Describes one cell of a matrix, one fact per line, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from qualcode.model.matrix.matrix import Cell
from qualcode.model.plural import counted
from qualcode.workbench.matrix.grid import GridCells, wrong_words
from qualcode.workbench.matrix.status import silence, told

Kind = Literal["heading", "plain", "alarm", "quiet"]


def cell_lines(grid: GridCells, cell: Cell) -> list[tuple[Kind, str]]:
    """Return the lines on a cell: its place, its evidence, the work left, the summary."""
    names = grid.names
    parts = [names.row(cell.row), names.column(cell.column)]
    parts += [] if grid.by_case else [names.group(cell.group)]
    return [
        ("heading", " · ".join(parts)),
        ("plain", _evidence(grid, cell)),
        *_work(grid, cell),
        *_summary(cell),
    ]


def _evidence(grid: GridCells, cell: Cell) -> str:
    opened = grid.opened
    if not cell.codings:
        said = silence(opened, cell)
        return said[:1].upper() + said[1:]
    codings = counted(len(cell.codings), "coding")
    if grid.by_case:
        said = codings
    else:
        size = next((g.people for g in opened.matrix.groups if g.id == cell.group), 0)
        said = f"{cell.people:,} of {counted(size, 'person', 'people')}, {codings}"
    if cell.thin:
        said += f" · thin: fewer than {opened.matrix.minimum_people} people"
    chosen = [one for one in cell.quotations if one.chosen]
    if chosen:
        cleared = sum(one.cleared for one in chosen)
        said += f" · {counted(len(chosen), 'quotation')} chosen, {cleared} cleared"
    return said


def _work(grid: GridCells, cell: Cell) -> Iterator[tuple[Kind, str]]:
    if cell.stale:
        evidence = grid.opened.assembled.evidence
        yield "alarm", f"Changed since it was written: {told(evidence, cell.changes)}"
    for why in wrong_words(grid.opened, cell) if cell.summary else ():
        yield "alarm", f"{why[:1].upper()}{why[1:]}"
    if cell.key in grid.drafts:
        yield "quiet", "A draft is begun, on this machine only"
    elif cell.codings and not cell.summary:
        yield "quiet", "No summary yet"


def _summary(cell: Cell) -> Iterator[tuple[Kind, str]]:
    if cell.summary:
        by = ", ".join(part for part in (cell.author, cell.date) if part)
        words = " ".join(cell.summary.split())
        yield "plain", f"{by}: {words}" if by else words
