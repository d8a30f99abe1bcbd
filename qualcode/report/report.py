"""The parts of a report: a matrix, how it was made, and its appendices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from qualcode.model.codebook.code import Codebook
from qualcode.model.matrix.matrix import Matrix
from qualcode.report.pictures.svg import Picture

#: The optional parts of a Word report besides its facts, in order.
Part = Literal["pictures", "sections", "tables", "codebook", "evidence"]
PARTS: tuple[Part, ...] = ("pictures", "sections", "tables", "codebook", "evidence")
#: Pictures for the team, shown only on request.
Extra = Literal["documents", "co-occurrence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """The numbers for the paragraph on how a matrix was made.

    ``languages`` counts transcripts by language, the commonest first; ``codes`` counts those that
    may be used, ``themes`` the rows; ``assisted`` codings were suggested by a model and accepted;
    ``double`` transcripts have codings by at least two coders, ``joint`` ones at least two
    speakers. ``authors`` wrote the ``written`` summaries of the ``cells`` with evidence, the last
    one on ``last`` (YYYY-MM-DD).
    """

    languages: tuple[tuple[str, int], ...] = ()
    codes: int = 0
    themes: int = 0
    assisted: int = 0
    double: int = 0
    joint: int = 0
    authors: tuple[str, ...] = ()
    last: str = ""


@dataclass(frozen=True)
class Report:
    """The contents of a Word report; only the matrix is required.

    ``pictures`` are shown in addition to those of the matrix itself.
    """

    matrix: Matrix
    method: Method | None = None
    codebook: Codebook | None = None
    parts: frozenset[Part] = field(default=frozenset(PARTS))
    pictures: tuple[Picture, ...] = ()

    def has(self, part: Part) -> bool:
        """Return whether a part is wanted; a framework chart has no sections and no pictures."""
        if self.matrix.layout == "cases" and part in ("pictures", "sections"):
            return False
        return part in self.parts
