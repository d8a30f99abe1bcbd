"""The data of pictures for export, with real names and participants' words withheld."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from qualcode.analysis.code_cooccurrence import CodeCooccurrence, code_cooccurrence
from qualcode.analysis.codes_by_document import CodesByDocument, codes_by_document
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.model.matrix.matrix import Row
from qualcode.model.problem import Problem
from qualcode.store.study import Study
from qualcode.workbench.matrix.export import ExportGate


def documents_for_export(
    study: Study, definition: MatrixDefinition
) -> tuple[CodesByDocument, list[Problem]]:
    """Return codes by document for export, and the problems found or texts withheld.

    Raises:
        NotFoundError: a coder who has coded nothing.
        BadInputError: the private table of names cannot be read.
    """
    counts = codes_by_document(study, definition)
    groups = [name for _, name in counts.groups]
    shown = _gate(study, [counts.study, *groups, *_names(counts.rows)])
    made = replace(
        counts,
        study=shown.text(counts.study, "the study's name"),
        rows=tuple(shown.row(row, f"code {row.id}") for row in counts.rows),
        documents=tuple(map(shown.id, counts.documents)),
        groups=tuple((shown.id(g), shown.text(name, "a group")) for g, name in counts.groups),
        counts={(shown.id(c), shown.id(d)): n for (c, d), n in counts.counts.items()},
        by_group={(shown.id(c), shown.id(g)): n for (c, g), n in counts.by_group.items()},
    )
    return made, [*counts.problems, *shown.problems]


def meetings_for_export(
    study: Study, definition: MatrixDefinition
) -> tuple[CodeCooccurrence, list[Problem]]:
    """Return how often codes meet, for export, and the problems found or texts withheld.

    Raises:
        NotFoundError: a coder who has coded nothing.
        BadInputError: the private table of names cannot be read.
    """
    met = code_cooccurrence(study, definition)
    shown = _gate(study, [met.study, *_names(met.rows)])
    made = replace(
        met,
        study=shown.text(met.study, "the study's name"),
        rows=tuple(shown.row(row, f"code {row.id}") for row in met.rows),
        times={(shown.id(a), shown.id(b)): n for (a, b), n in met.times.items()},
        passages={shown.id(code): n for code, n in met.passages.items()},
    )
    return made, [*met.problems, *shown.problems]


def _names(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield from (row.name, row.name_cy)


def _gate(study: Study, texts: Iterable[str]) -> ExportGate:
    return ExportGate(study, texts, where="picture", again="make the picture again")
