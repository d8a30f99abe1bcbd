"""Opens the matrices of a study, with quotations and the findings against printing them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from qualcode.analysis.matrix.assembly import Assembled, assemble
from qualcode.analysis.matrix.quotations import Quoter
from qualcode.model.matrix.definition import Key, MatrixDefinition
from qualcode.model.matrix.matrix import Matrix
from qualcode.model.problem import Problem
from qualcode.store.folder import without_collector
from qualcode.store.records.summaries import Summary
from qualcode.store.study import Study
from qualcode.workbench.privacy.real_names import Disclosure
from qualcode.workbench.privacy.verbatim import WordsHeld, words_held


@dataclass(frozen=True)
class OpenMatrix:
    """A matrix with its quotations, and everything needed to work on it."""

    study: Study
    assembled: Assembled
    matrix: Matrix
    quoter: Quoter
    disclosure: Disclosure

    @property
    def problems(self) -> list[Problem]:
        """The problems that were found."""
        return [*self.assembled.problems, *self.quoter.problems]

    @cached_property
    def words_held(self) -> dict[Key, WordsHeld]:
        """Return the cells whose summaries hold participants' words, and some of the words."""
        return words_held(self.study, self.quoter, self.assembled.summaries)

    def with_summary(self, key: Key, summary: Summary | None) -> OpenMatrix:
        """Return a copy with another summary, or none, in one cell."""
        return self._again(self.assembled.with_summary(key, summary))

    def with_quotations_read_again(self) -> OpenMatrix:
        """Return a copy after a quotation was trimmed or signed off."""
        return self._again(self.assembled)

    def _again(self, assembled: Assembled) -> OpenMatrix:
        quoter = Quoter(self.study, assembled, self.disclosure.names_in, self.quoter.reader)
        matrix = quoter.with_quotations(automatic=False)
        return replace(self, assembled=assembled, matrix=matrix, quoter=quoter)


def open_matrix(
    study: Study, definition: MatrixDefinition, *, automatic: bool = False
) -> OpenMatrix:
    """Assemble a matrix with its quotations and the findings against printing them.

    Raises:
        NotFoundError: one of the coders has coded nothing.
        BadInputError: the private table of names cannot be read.
    """
    with without_collector():
        disclosure = Disclosure(study.root)
        assembled = assemble(study, definition)
        quoter = Quoter(study, assembled, disclosure.names_in)
        matrix = quoter.with_quotations(automatic=automatic)
    return OpenMatrix(study, assembled, matrix, quoter, disclosure)
