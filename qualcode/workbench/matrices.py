"""Matrices of a study as they are looked at, and as they may leave the machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qualcode.analysis.matrix import Assembled, assemble
from qualcode.analysis.quotations import Quoter
from qualcode.model.matrix import Cell, Matrix, Quotation, Row
from qualcode.model.matrix_definition import Key, MatrixDefinition
from qualcode.model.problem import Problem
from qualcode.store.study import Study
from qualcode.store.summaries import Summary
from qualcode.workbench.disclosure import Disclosure

WITHHELD = "[withheld: it holds a real name]"
UNCLEARED = "Not for circulation: this holds quotations that nobody has cleared for print."
SINGLE_PEOPLE = "For the team only: every row is one participant."


@dataclass(frozen=True)
class OpenMatrix:
    """A matrix with its quotations, and all that is needed to go on with it."""

    study: Study
    assembled: Assembled
    matrix: Matrix
    quoter: Quoter
    disclosure: Disclosure

    @property
    def problems(self) -> list[Problem]:
        """What was wrong on the way."""
        return [*self.assembled.problems, *self.quoter.problems]

    def with_summary(self, key: Key, summary: Summary | None) -> OpenMatrix:
        """Return this with another summary, or none, in one cell."""
        return self._again(self.assembled.with_summary(key, summary))

    def with_quotations_read_again(self) -> OpenMatrix:
        """Return this after a quotation was trimmed or signed off."""
        return self._again(self.assembled)

    def _again(self, assembled: Assembled) -> OpenMatrix:
        quoter = Quoter(self.study, assembled, self.disclosure.names_in, self.quoter.reader)
        matrix = quoter.with_quotations(automatic=False)
        return replace(self, assembled=assembled, matrix=matrix, quoter=quoter)


def open_matrix(
    study: Study, definition: MatrixDefinition, *, automatic: bool = False
) -> OpenMatrix:
    """Assemble a matrix with its quotations and what stands against printing them.

    Raises:
        NotFoundError: a coder who has coded nothing.
        BadInputError: the private table of names cannot be read.
    """
    disclosure = Disclosure(study.root)
    assembled = assemble(study, definition)
    quoter = Quoter(study, assembled, disclosure.names_in)
    matrix = quoter.with_quotations(automatic=automatic)
    return OpenMatrix(study, assembled, matrix, quoter, disclosure)


def matrix_for_export(
    study: Study, definition: MatrixDefinition, *, uncleared: bool = False
) -> tuple[Matrix, list[Problem]]:
    """Return a matrix as it may be written to a file, and what was wrong or is withheld.

    Quotations that are not cleared are left out, or with ``uncleared`` marked as such, and then
    cells without a summary have some too; but none that holds a real name. A text of the team's
    that holds one is withheld and said to be.

    Raises:
        NotFoundError, BadInputError: see ``open_matrix``.
    """
    opened = open_matrix(study, definition, automatic=uncleared)
    made = _Export(opened, uncleared)
    return made.matrix(), [*opened.problems, *made.problems]


class _Export:
    def __init__(self, opened: OpenMatrix, uncleared: bool) -> None:
        self._opened = opened
        self._uncleared = uncleared
        self.problems: list[Problem] = []
        self._left_out = 0

    def matrix(self) -> Matrix:
        made = self._opened.matrix
        cells = tuple(self._cell(cell) for cell in made.cells)
        shown = any(not q.cleared for cell in cells for q in cell.quotations)
        marks = [UNCLEARED] if shown else []
        marks += [SINGLE_PEOPLE] if made.layout == "cases" else []
        if self._left_out:
            count = "1 quotation is" if self._left_out == 1 else f"{self._left_out} quotations are"
            self.problems.append(
                Problem(
                    "note",
                    "uncleared",
                    f"matrix {made.name}",
                    f"{count} left out: not cleared for print",
                    "qualcode matrix quotations says why; --uncleared puts them in, marked",
                )
            )
        return replace(
            made,
            title=self._text(made.title, "its title"),
            cells=cells,
            rows=tuple(self._row(row) for row in made.rows),
            columns=tuple((c, self._text(name, "a column")) for c, name in made.columns),
            groups=tuple(replace(g, name=self._text(g.name, "a group")) for g in made.groups),
            rows_without=tuple(self._row(row) for row in made.rows_without),
            watermark=" ".join(marks),
        )

    def _row(self, row: Row) -> Row:
        return replace(
            row,
            name=self._text(row.name, f"row {row.id}"),
            definition=self._text(row.definition, f"the definition of {row.id}"),
        )

    def _cell(self, cell: Cell) -> Cell:
        kept = tuple(self._kept(cell))
        summary = cell.summary
        if summary and self._opened.disclosure.names_in(summary):
            self._text(summary, "a summary", cell.where)
            summary = WITHHELD
        if kept == cell.quotations and summary == cell.summary:
            return cell
        return replace(cell, quotations=kept, summary=summary)

    def _kept(self, cell: Cell) -> Iterator[Quotation]:
        for one in cell.quotations:
            named = any(finding.kind == "name" for finding in one.findings)
            if one.cleared or (self._uncleared and not named):
                yield one
            else:
                self._left_out += one.chosen

    def _text(self, text: str, what: str, where: str = "") -> str:
        names = self._opened.disclosure.names_in(text) if text else []
        if not names:
            return text
        self.problems.append(
            Problem(
                "warning",
                "name-withheld",
                where or f"matrix {self._opened.matrix.name}",
                f"{what} is withheld: it holds “{names[0]}”, a real name of the private table",
                "Change it, then export again",
            )
        )
        return WITHHELD
