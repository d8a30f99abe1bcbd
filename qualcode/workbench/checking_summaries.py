"""Whether the analyst's summaries still rest on the codings that stand in their cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from qualcode.analysis.matrix import COLUMNS
from qualcode.analysis.passages import PassageReader
from qualcode.model.coding import Coding
from qualcode.model.problem import Problem
from qualcode.store.study import Study
from qualcode.store.summaries import Summary
from qualcode.workbench.checking_codings import codings

_Key = tuple[str, str, str]


def check_summaries(study: Study) -> Iterator[Problem]:
    """Check every matrix of ``synthesis/``; codebook and cases must be readable."""
    folder = study.root / "synthesis"
    if not folder.is_dir():
        return
    before = len(study.problems)
    evidence: _Evidence | None = None
    for matrix in sorted(p.name for p in folder.iterdir() if p.is_dir()):
        alone = 0
        for summary in study.summaries(matrix):
            if evidence is None:
                evidence = _Evidence(study)
            yield from _gone(summary, evidence)
            yield from _stale(study, matrix, summary, evidence)
            alone += evidence.others_have_some(summary)
        if alone:
            yield Problem(
                "note",
                "other-coders",
                f"synthesis/{matrix}",
                f"{alone} summaries leave out codings that other coders have in their cells",
                "If the matrix is to rest on all coders, read those cells again and list theirs",
            )
    yield from study.problems[before:]


class _Evidence:
    """Which codings stand in which cell: for rows of themes and for rows of single codes."""

    def __init__(self, study: Study) -> None:
        standing = study.codings()
        book = study.codebook
        self.coders = {coding.id: coding.coder for coding in standing}
        self._themes: dict[_Key, list[Coding]] = defaultdict(list)
        self._codes: dict[_Key, list[Coding]] = defaultdict(list)
        for passage in PassageReader(study, with_text=False).passages(standing):
            valence = passage.coding.event.valence
            if not passage.orphaned and valence in COLUMNS and book.get(passage.code):
                place = (str(valence), passage.group)
                self._themes[(book.top(passage.code), *place)].append(passage.coding)
                self._codes[(passage.code, *place)].append(passage.coding)

    def cells(self, summary: Summary) -> list[list[Coding]]:
        """Return what stands in the summary's cell, with rows of themes and of single codes."""
        key = (summary.row, summary.column, summary.group)
        found = [cells[key] for cells in (self._themes, self._codes) if key in cells]
        return found or [[]]

    def of_its_coders(self, summary: Summary) -> list[set[str]]:
        """Return the ids in its cell by the coders whose codings it lists."""
        coders = {self.coders[i] for i in summary.codings if i in self.coders}
        return [{c.id for c in cell if c.coder in coders} for cell in self.cells(summary)]

    def others_have_some(self, summary: Summary) -> bool:
        """Say whether coders of whom it lists nothing have codings in its cell."""
        coders = {self.coders[i] for i in summary.codings if i in self.coders}
        return bool(coders) and any(c.coder not in coders for c in self.cells(summary)[0])


def _gone(summary: Summary, evidence: _Evidence) -> Iterator[Problem]:
    listed = (*summary.codings, *summary.quotations)
    gone = list(dict.fromkeys(i for i in listed if i not in evidence.coders))
    if gone:
        yield Problem(
            "warning",
            "evidence-gone",
            summary.where,
            f"rests on codings that no longer stand: {', '.join(gone)}",
            "Read the summary again and mend codings: and quotations:",
        )


def _stale(study: Study, matrix: str, summary: Summary, evidence: _Evidence) -> Iterator[Problem]:
    # Those that are gone are told already; a summary that lists nothing claims nothing.
    listed = {i for i in summary.codings if i in evidence.coders}
    cells = evidence.of_its_coders(summary)
    if not listed or listed in cells:
        return
    new, moved = len(cells[0] - listed), len(listed - cells[0])
    said = [f"{codings(new)} in the cell not listed in it"] if new else []
    said += [f"{codings(moved)} listed in it no longer in the cell"] if moved else []
    code = study.codebook.get(summary.row)
    heading = study.config.headings.get(summary.column, summary.column)
    cell = f"{code.name if code else summary.row} · {heading} · {study.group_name(summary.group)}"
    yield Problem(
        "warning",
        "stale-cell",
        summary.where,
        f"matrix {matrix}, cell {cell}: {', '.join(said)}",
        "Read the cell's codings again, then the summary, and mend its codings:",
    )
