"""The numbers of a report or a picture as tables, and what the study would count today."""

from __future__ import annotations

from functools import cached_property

from qualcode.analysis.joined_figures import Figure, Lens
from qualcode.analysis.matrix.evidence import Evidence
from qualcode.model.codebook.code import Codebook
from qualcode.model.matrix.definition import (
    COLUMNS,
    EVERYONE,
    MatrixDefinition,
    rows_of_codes,
)
from qualcode.model.matrix.figure_table import EVERYBODY, GROUP, NOT_GIVEN, FigureTable
from qualcode.model.matrix.matrix import Matrix


def narrowing(definition: MatrixDefinition) -> dict[str, tuple[str, ...]]:
    """Return whom a matrix counts, as attributes and the values that they may have."""
    where = {name: tuple(values) for name, values in definition.where.items()}
    return where | ({GROUP: definition.groups} if definition.groups else {})


def rows_within(book: Codebook, definition: MatrixDefinition) -> dict[str, str]:
    """Return for each row of a matrix the nearest row that contains it, if there is one."""
    above = rows_of_codes(book, definition.row_codes(book))
    return {row: own[1] for row, own in above.items() if len(own) > 1 and own[0] == row}


def report_tables(
    matrix: Matrix, definition: MatrixDefinition, book: Codebook
) -> tuple[FigureTable, ...]:
    """Return the numbers of people that a report of a matrix prints, by group, column by column.

    A framework chart has none: each of its rows is one person.
    """
    if matrix.layout == "cases":
        return ()
    groups = [group.id for group in matrix.groups if group.id != EVERYONE]
    every = [group.id for group in matrix.groups]

    def line(numbers: list[int]) -> tuple[int | None, ...]:
        return (*(numbers if groups else ()), sum(numbers))

    interviewed = line([group.people for group in matrix.groups])
    counted: dict[str, dict[str, tuple[int | None, ...]]] = {
        "": {r.id: line([matrix.spoken.get((r.id, g), 0) for g in every]) for r in matrix.rows}
    }
    for column, _ in matrix.columns:
        counted[column] = {
            row.id: line([matrix.cell(row.id, column, g).people for g in every])
            for row in matrix.rows
        }
    within = rows_within(book, definition)
    return tuple(
        FigureTable(
            by=GROUP,
            values=tuple(group or NOT_GIVEN for group in groups),
            rows={EVERYBODY: interviewed, **rows},
            column=column,
            within={row: above for row, above in within.items() if row in rows and above in rows},
            where=narrowing(definition),
            coders=tuple(sorted(definition.coders)),
            assisted=definition.assisted,
        )
        for column, rows in counted.items()
    )


class PresentCounts:
    """Counts people of the study as it is now, whatever an earlier table counted."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        definition = evidence.definition
        self._lens: Lens = (tuple(sorted(definition.coders)), definition.assisted)
        self._narrowed = {name: frozenset(v) for name, v in narrowing(definition).items()}
        self._rows: dict[tuple[str, str], frozenset[str]] = {}

    @cached_property
    def _attributes(self) -> dict[str, dict[str, str]]:
        return {
            key: {**(person.case.attributes if person.case else {}), GROUP: person.group}
            for key, person in self._evidence.persons.items()
        }

    def value(self, person: str, attribute: str) -> str:
        """Return the value of a person's attribute, or that it is not given."""
        return self._attributes[person].get(attribute, "") or NOT_GIVEN

    def count(self, one: Figure) -> int | None:
        """Return a number as it is today, None if this matrix cannot tell.

        It cannot tell of people or codings that it leaves out.
        """
        asked = dict(one.people)
        if one.row != EVERYBODY and one.lens != self._lens:
            return None
        if any(
            not asked.get(n, frozenset()) or not asked[n] <= v for n, v in self._narrowed.items()
        ):
            return None
        if any(value.startswith("[withheld") for values in asked.values() for value in values):
            return None
        return sum(
            all(self.value(person, name) in values for name, values in asked.items())
            for person in self.people(one.row, one.column)
        )

    def people(self, row: str, column: str) -> frozenset[str]:
        """Return the people who are in a row and a column; any column if it is empty."""
        if (row, column) not in self._rows:
            self._rows[row, column] = frozenset(self._find(row, column))
        return self._rows[row, column]

    def _find(self, row: str, column: str) -> set[str]:
        evidence = self._evidence
        if row == EVERYBODY:
            return set(evidence.persons)
        if evidence.definition.by_case:
            return {key[0] for key in evidence.cells if key[1] == row}
        wanted = (column,) if column else (*COLUMNS, "neutral")
        return {
            key
            for cell in evidence.cells
            if cell[0] == row and cell[1] in wanted
            for key in evidence.people_in(cell)
        }
