"""Checks that the summaries still rest on codings that stand in their cells."""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.analysis.matrix.assembly import assemble
from qualcode.errors import NotFoundError
from qualcode.model.problem import Problem
from qualcode.store.matrix_definitions import FILE, definitions
from qualcode.store.records.quotation_log import read_quotations
from qualcode.store.study import Study
from qualcode.workbench.matrix.status import Names, told


def check_summaries(study: Study) -> Iterator[Problem]:
    """Check every matrix of ``synthesis/``; codebook and cases must be readable."""
    if (study.root / "synthesis").is_dir():
        found, wrong = definitions(study)
        yield from wrong
        for definition in found:
            before = len(study.problems)
            summaries = study.summaries(definition.name)
            yield from study.problems[before:]
            if not summaries and not definition.coders:
                continue
            try:
                assembled = assemble(study, definition, summaries)
            except NotFoundError as error:
                where = f"synthesis/{definition.name}/{FILE}"
                yield Problem("error", "bad-matrix", where, error.message, error.mend)
                continue
            matrix, names = assembled.matrix, Names(assembled.matrix)
            yield from (p for p in assembled.problems if p.code == "stray-summary")
            for cell in matrix.cells:
                if cell.stale:
                    place = [names.row(cell.row), names.column(cell.column)]
                    place += [names.group(cell.group)] if cell.group else []
                    yield Problem(
                        "warning",
                        "stale-cell",
                        cell.where,
                        f"matrix {matrix.name}, cell {' · '.join(place)}: "
                        f"{told(assembled.evidence, cell.changes)}",
                        "Read the cell again in the terminal UI (M on the overview), mend the "
                        "summary, and mark it up to date",
                    )
    yield from _quotations(study)


def _quotations(study: Study) -> Iterator[Problem]:
    if (study.root / "quotations").is_dir():
        yield from read_quotations(study.root)[1]
