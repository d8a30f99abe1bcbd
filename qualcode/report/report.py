"""The parts of a report: a matrix, how it was made, and its appendices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from qualcode.model.codebook.code import Codebook
from qualcode.model.matrix.matrix import Matrix
from qualcode.report.pictures.svg import Picture

#: What a Word report may have beside its facts, in their order.
Part = Literal["pictures", "sections", "tables", "codebook", "evidence"]
PARTS: tuple[Part, ...] = ("pictures", "sections", "tables", "codebook", "evidence")
#: Pictures that are for the team, and shown only if they are asked for.
Extra = Literal["documents", "co-occurrence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """Numbers for the paragraph on how a matrix was made.

    ``languages`` has transcripts by language, the commonest first; ``codes`` are those that may
    be used, ``themes`` the rows; ``assisted`` codings were suggested by a model and accepted;
    ``double`` transcripts have codings by two coders or more, in ``joint`` ones two
    people or more speak. ``authors`` wrote the ``written``
    summaries of the ``cells`` that have evidence, the last on ``last`` (YYYY-MM-DD).
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
    """What a Word report is made of; only the matrix must be there.

    ``pictures`` are shown beside those of the matrix itself.
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
