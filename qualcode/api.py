"""The public Python API: opens a study and returns its listings as pandas frames."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.analysis import listings
from qualcode.errors import MissingExtraError
from qualcode.model.matrix.matrix import Matrix
from qualcode.model.problem import Problem
from qualcode.model.table import Table
from qualcode.store.study import Study

if TYPE_CHECKING:
    import pandas as pd


def open_study(path: str | Path | None = None) -> OpenStudy:
    """Open the study at ``path``, or in the current folder or one above it.

    Raises:
        NotFoundError: there is none.
    """
    study = Study.open(None if path is None else Path(path))
    _warn(study.cut_off)
    return OpenStudy(study)


class OpenStudy:
    """An open study; every method reads the data again, and changes nothing.

    Frames have the columns of the commands' ``--json``. Their offsets are Unicode code points,
    half-open, into ``text(document)``.
    """

    def __init__(self, study: Study) -> None:
        self._root = study.root

    def _study(self) -> Study:
        return Study.open(self._root)

    def documents(self) -> pd.DataFrame:
        """Return one row a document."""
        return _frame(listings.documents_table(self._study()))

    def cases(self) -> pd.DataFrame:
        """Return one row a participant."""
        return _frame(listings.cases_table(self._study()))

    def codebook(self) -> pd.DataFrame:
        """Return one row a code, parents first."""
        return _frame(listings.codebook_table(self._study().codebook))

    def codings(self, *, coder: str | None = None, document: str | None = None) -> pd.DataFrame:
        """Return one row a coding that stands, with its words where they are on this machine."""
        study = self._study()
        found = study.codings(coder=coder, document=document)
        return _frame(listings.codings_table(study, found)[0])

    def code_counts(self, *, coder: str | None = None) -> pd.DataFrame:
        """Return one row a code: codings, documents, people and valences.

        ``attrs["notes"]`` of the frame says in lines which codings are not counted, and why.
        """
        study = self._study()
        return _noted(study, listings.code_counts(study, study.codings(coder=coder)))

    def crosstab(self, *, by: str = "document", coder: str | None = None) -> pd.DataFrame:
        """Return codes by document, coder, valence, group or case, codes as the index.

        By group or case a coding counts for everybody who speaks in its words. ``attrs["notes"]``
        of the frame says in lines which codings are not counted, and why.
        """
        study = self._study()
        table = listings.crosstab(study, study.codings(coder=coder), by=by)
        return _noted(study, table).set_index("code")

    def revisions(self, document: str) -> pd.DataFrame:
        """Return one row a text that a document has or had, the first one first."""
        from qualcode.workbench.documents.revision_list import revisions_table

        return _frame(revisions_table(self._study(), document))

    def names(self, *, hints: bool = True) -> pd.DataFrame:
        """Return one row a string that may identify somebody, the riskiest first.

        ``hints`` asks the language model too. What is found holds real names: keep it private.
        """
        from qualcode.workbench.privacy.names import candidates_table, find_names

        return _frame(candidates_table(find_names(self._study(), hints=hints).candidates))

    def text(self, document: str) -> str:
        """Return a document's text, its hash checked; what is wrong with its file is a warning.

        Raises:
            NotFoundError, TextChangedError: it is not here, or not what was imported.
        """
        study = self._study()
        text = study.text(study.document(document))
        _warn(study.problems)
        return text

    def matrix(
        self, name: str = "main", *, coders: Sequence[str] = (), uncleared: bool = False
    ) -> Matrix:
        """Return a matrix as it may be printed: quotations only if cleared, or ``uncleared`` too.

        Raises:
            NotFoundError: an unknown matrix or coder.
            BadInputError: its definition cannot be read.
        """
        from qualcode.store.matrix_definitions import read_matrix
        from qualcode.workbench.matrix.export import matrix_for_export

        study = self._study()
        definition = read_matrix(study, name)
        if coders:
            definition = replace(definition, coders=tuple(coders))
        return matrix_for_export(study, definition, uncleared=uncleared)[0]

    def matrix_status(self, name: str = "") -> pd.DataFrame:
        """Return the work left on a matrix, or on all: one row a thing to do."""
        from qualcode.store.matrix_definitions import definitions, read_matrix
        from qualcode.workbench.matrix.status import matrix_status

        study = self._study()
        wanted = [read_matrix(study, name)] if name else definitions(study)[0]
        return _frame(matrix_status(study, wanted)[0])

    def themes(self, *, seed: int = 0, themes: int = 0) -> dict[str, Any]:
        """Return suggested themes under the keys of ``themes --json``.

        Raises:
            MissingExtraError: the theme pipeline is not installed.
            BadInputError: there is too little speech.
        """
        from qualcode.workbench.themes.run import ThemeOptions, suggest_themes

        return suggest_themes(self._study(), ThemeOptions(seed=seed, themes=themes))

    def check(self) -> list[Problem]:
        """Return what is wrong with the study; empty is in order."""
        from qualcode.workbench.check.study import check_study

        return check_study(self._study())


def _warn(problems: Sequence[Problem]) -> None:
    """Tell of problems as Python does; whoever calls ``open_study`` or ``text`` is named."""
    for problem in problems:
        warnings.warn(problem.line(), stacklevel=3)


def _noted(study: Study, table: Table) -> pd.DataFrame:
    frame = _frame(table)
    frame.attrs["notes"] = [problem.line() for problem in study.problems]
    return frame


def _frame(table: Table) -> pd.DataFrame:
    try:
        import pandas as pd
    except ImportError:
        raise MissingExtraError(
            "pandas is not installed", mend="pip install 'qualcode[frames]'"
        ) from None
    return pd.DataFrame(table.records(), columns=list(table.columns))
