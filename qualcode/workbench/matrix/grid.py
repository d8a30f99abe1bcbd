"""The figures and marks that the grid of a matrix shows for each cell, and the work left."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Literal

from qualcode.model.case import Case
from qualcode.model.matrix.definition import Key, natural, ordered_cases
from qualcode.model.matrix.matrix import Cell, Matrix, Row
from qualcode.model.matrix.quantifiers import wrong_claims
from qualcode.model.plural import counted
from qualcode.store.study import Study
from qualcode.workbench.matrix.drafts import drafts
from qualcode.workbench.matrix.open_matrix import OpenMatrix
from qualcode.workbench.matrix.status import Names

Shown = Literal["people", "codings", "share"]

#: What a cell can show, and its name.
SHOWN: dict[Shown, str] = {
    "people": "how many people speak",
    "codings": "how many codings there are",
    "share": "the share of the group's people",
}

WRITTEN, MEND, DRAFT, UNWRITTEN, NOTHING, NOT_ASKED = "✓", "!", "✎", "○", "·", "–"
THIN, QUOTATION = "~", "”"
#: Every mark with its meaning, in a short form for little room and in full.
MARKS: tuple[tuple[str, str, str, str], ...] = (
    (WRITTEN, "written", "written", "a summary that is up to date"),
    (MEND, "to mend", "mend", "evidence or wording calls for a look"),
    (DRAFT, "draft", "draft", "a summary is begun, on this machine only"),
    (UNWRITTEN, "to write", "write", "evidence without a summary"),
    (NOTHING, "nothing coded", "nothing", "nothing is coded here"),
    (NOT_ASKED, "not asked", "not asked", "a group not asked, or not interviewed"),
    (THIN, "few people", "few", "fewer people than the study's minimum"),
    (QUOTATION, "to clear", "clear", "a chosen quotation not cleared for print"),
)
_WORK = {MEND: "to mend", DRAFT: "begun", UNWRITTEN: "to write", QUOTATION: "to clear"}


class GridCells:
    """A matrix as numbered rows and columns of cells; a synthesis matrix group after group."""

    def __init__(self, opened: OpenMatrix) -> None:
        self.opened = opened
        matrix = opened.matrix
        self.by_case = matrix.layout == "cases"
        self.rows = matrix.rows
        self.names = Names(matrix)
        self.columns = [
            (group.id, column) for group in matrix.groups for column, _ in matrix.columns
        ]
        self.drafts: Collection[Key] = frozenset(drafts(opened.study, matrix.name))
        self._sizes = {group.id: group.people for group in matrix.groups}
        self._largest = max((len(cell.codings) for cell in matrix.cells), default=0)
        self._mend = frozenset(c.key for c in matrix.cells if c.summary and wrong_words(opened, c))
        at_row = {row.id: n for n, row in enumerate(matrix.rows)}
        at_column = {key: n for n, key in enumerate(self.columns)}
        self.counts: Counter[str] = Counter()
        work = []
        for cell in matrix.cells:
            marks = self.marks(cell)
            self.counts.update(marks)
            if any(mark in _WORK for mark in marks):
                work.append((at_row[cell.row], at_column[cell.group, cell.column]))
        self._work = sorted(work)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        some = any(self.counts[mark] for mark in (WRITTEN, MEND, DRAFT, UNWRITTEN))
        return not (self.rows and self.columns and some)

    @property
    def empty(self) -> str:
        """Why there is nothing to show, in words."""
        unjudged = self.opened.matrix.unjudged
        if self.by_case or not unjudged:
            return "No evidence coded yet"
        return (
            f"No evidence coded yet: {counted(unjudged, 'coding')} "
            "without a valence, or neutral, in no column"
        )

    def cell(self, row: int, column: int) -> Cell:
        """Return the cell at a place."""
        group, name = self.columns[column]
        return self.opened.matrix.cell(self.rows[row].id, name, group)

    def place(self, key: Key) -> tuple[int, int] | None:
        """Return the place of a cell, if it is there."""
        row, column, group = key
        at = next((n for n, one in enumerate(self.rows) if one.id == row), None)
        if at is None or (group, column) not in self.columns:
            return None
        return at, self.columns.index((group, column))

    def marks(self, cell: Cell) -> str:
        """Return a cell's marks: its state, then whether it is thin, has quotations to clear."""
        state = cell.state
        if state == "stale" or cell.key in self._mend:
            mark = MEND
        elif cell.key in self.drafts:
            mark = DRAFT
        elif state == "current":
            mark = WRITTEN
        elif state == "unwritten":
            mark = UNWRITTEN
        else:
            mark = NOT_ASKED if cell.silence in ("not asked", "no people") else NOTHING
        thin = THIN if cell.thin else ""
        uncleared = any(one.chosen and not one.cleared for one in cell.quotations)
        return mark + thin + (QUOTATION if uncleared else "")

    def number(self, cell: Cell, shown: Shown) -> str:
        """Return the figure that a cell shows, empty if nothing is coded."""
        if not cell.codings:
            return ""
        if self.by_case or shown == "codings":
            return _short(len(cell.codings))
        if shown == "people":
            return _short(cell.people)
        size = self._sizes.get(cell.group, 0)
        return f"{round(100 * cell.people / size)}%" if size else ""

    def share(self, cell: Cell) -> float:
        """Return a cell's share of its group's people; in a chart, of the highest cell count."""
        whole = self._largest if self.by_case else self._sizes.get(cell.group, 0)
        part = len(cell.codings) if self.by_case else cell.people
        return min(1.0, part / whole) if whole else 0.0

    def next_work(self, at: tuple[int, int], by: int) -> tuple[int, int] | None:
        """Return the next or previous place with work left, going round at the end."""
        if not self._work:
            return None
        if by > 0:
            return self._work[bisect.bisect_right(self._work, at) % len(self._work)]
        return self._work[bisect.bisect_left(self._work, at) - 1]

    def tally(self) -> str:
        """Return how much work is left: "8 to mend, 127 to write"."""
        left = [f"{self.counts[m]:,} {words}" for m, words in _WORK.items() if self.counts[m]]
        return ", ".join(left)

    def about_rows(self) -> str:
        """Return the matrix's size: "22 themes × 4 groups"."""
        rows, matrix = len(self.rows), self.opened.matrix
        if self.by_case:
            return f"{counted(rows, 'case')} × {counted(len(self.columns), 'code')}"
        return f"{counted(rows, 'theme')} × {counted(len(matrix.groups), 'group')}"


def legend(cells: GridCells, width: int) -> list[tuple[str, str]]:
    """Return the marks that occur in a matrix and their meanings, shorter if there is no room."""
    there = [(mark, names) for mark, *names in MARKS if cells.counts[mark]]
    for brief in (0, 1):
        found = [(mark, names[brief]) for mark, names in there]
        if sum(len(words) + 4 for _, words in found) <= width:
            break
    return found


def wrong_words(opened: OpenMatrix, cell: Cell) -> list[str]:
    """Return what is wrong with a summary's words: a real name, unsupported claims."""
    study, matrix = opened.study, opened.matrix
    found = [
        f"the summary holds “{name}”, a real name"
        for name in opened.disclosure.names_in(cell.summary)[:1]
    ]
    if cell.codings and matrix.layout != "cases":
        size = next((g.people for g in matrix.groups if g.id == cell.group), 0)
        config = study.config
        found += [
            why
            for _, why in wrong_claims(
                cell.summary, cell.people, size, config.quantifiers, config.quantifiers_from,
                matrix.language,
            )
        ]  # fmt: skip
    return found


def orders(study: Study, first: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the ways to sort cases: the matrix's own, by each attribute, by id."""
    names = {name for case in study.cases.values() for name in case.attributes}
    found = [tuple(first), *((name,) for name in sorted(names)), ("case",)]
    return list(dict.fromkeys(one for one in found if one))


def sorted_chart(opened: OpenMatrix, order: Sequence[str]) -> OpenMatrix:
    """Return a framework chart with its rows in another order, each named by its sort value."""
    matrix, persons = opened.matrix, opened.assembled.evidence.persons
    if matrix.layout != "cases":
        return opened
    rows = {row.id: row for row in matrix.rows}
    cases = [_case(opened, name) for name in sorted(rows, key=natural)]
    placed = ordered_cases(cases, order)
    named = []
    for case in placed:
        values = [case.attributes.get(name.removeprefix("-"), "") for name in order]
        group = persons[case.id].group if case.id in persons else ""
        shown = [one for one in values if one] or (
            [opened.study.group_name(group)] if group else []
        )
        named.append(_named(rows[case.id], " · ".join([case.id, *shown])))
    at = {row.id: n for n, row in enumerate(named)}
    cells = tuple(sorted(matrix.cells, key=lambda cell: at[cell.row]))
    made: Matrix = replace(matrix, rows=tuple(named), cells=cells)
    return replace(opened, matrix=made)


def _named(row: Row, name: str) -> Row:
    return replace(row, name=name)


def _case(opened: OpenMatrix, name: str) -> Case:
    person = opened.assembled.evidence.persons.get(name)
    return person.case if person is not None and person.case is not None else Case(name)


def _short(number: int) -> str:
    return str(number) if number < 10_000 else f"{number // 1000}k"
