"""Writes a matrix to files for a client or the team, and says what they carry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import StudyError
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.model.matrix.matrix import Matrix
from qualcode.model.plural import counted
from qualcode.model.problem import Problem
from qualcode.report.matrix_files import check_matrix_path, write_report
from qualcode.report.report import Extra, Part
from qualcode.store.folder import now
from qualcode.store.records.export_keys import ExportKey, free_name, write_export_key
from qualcode.store.study import Study
from qualcode.workbench.matrix.audience import Audience
from qualcode.workbench.matrix.report import ForExport, prepare_export

if TYPE_CHECKING:
    from qualcode.report.word.paper import Template


@dataclass(frozen=True)
class Exported:
    """An export that was written: its matrix, the problems found, and a line on what it carries."""

    matrix: Matrix
    problems: list[Problem]
    said: str


def write_export(
    study: Study,
    definition: MatrixDefinition,
    outs: Sequence[Path],
    *,
    audience: Audience | None = None,
    uncleared: bool = False,
    without: Iterable[Part] = (),
    extras: Iterable[Extra] = (),
    ids: bool = False,
    template: Template | None = None,
) -> Exported:
    """Write a matrix to files of one export, and keep the key to its numbers on this machine.

    All files have the same numbers; another export has others. Every export of a matrix is written
    here. For the options see ``prepare_export``.

    Raises:
        NotFoundError, BadInputError: see ``prepare_export`` and ``write_report``.
        StudyError: a file cannot be written.
    """
    for out in outs:
        check_matrix_path(out)
    made = prepare_export(
        study, definition, audience=audience, uncleared=uncleared, without=without,
        extras=extras, ids=ids, export=free_name(study.root),
    )  # fmt: skip
    problems = [*made.problems, *_kept(study, definition, made, outs)]
    for out in outs:
        write_report(made.report, out, template=template)
    return Exported(made.report.matrix, problems, _said(made, outs))


def _kept(
    study: Study, definition: MatrixDefinition, made: ForExport, outs: Sequence[Path]
) -> Iterable[Problem]:
    """Keep the key, before any file is written that needs it."""
    name = made.report.matrix.export
    if not name or not outs:
        return
    files = tuple(out.name for out in outs)
    key = ExportKey(name, now(), made.audience, definition.name, files, made.key)
    try:
        write_export_key(study.root, key)
    except StudyError as error:
        yield Problem(
            "warning", "no-export-key", f"private/exports/{name}.jsonl",
            f"{error}: nobody can tell later which codings Q1, Q2 … of this export are",
            "Export again where the study can be written",
        )  # fmt: skip


def _said(made: ForExport, outs: Sequence[Path]) -> str:
    """Return, on one line, for whom an export is and what it carries."""
    matrix = made.report.matrix
    if made.audience == "team":
        # The reasons stand in its mark.
        word = any(out.suffix.lower() == ".docx" for out in outs)
        back = "; edits in Word come back with qualcode matrix import" if word else ""
        return f"{matrix.watermark.rstrip('.')}{back}{_numbered(made)}."
    said = "For a client: cleared quotations; no ids, coders, states or record"
    left = [
        counted(made.stale, "summary is", "summaries are") + " older than the evidence"
        if made.stale else "",
        counted(made.unwritten, "cell has", "cells have") + " no summary yet"
        if made.unwritten else "",
    ]  # fmt: skip
    untold = " and ".join(filter(None, left))
    untold = f"; not told in it: {untold}" if untold else ""
    return f"{said}{untold}{_numbered(made)}. To edit it in Word and take that back: --for team."


def _numbered(made: ForExport) -> str:
    name = made.report.matrix.export
    return f"; qualcode matrix key {name} says which codings Q1, Q2 … are" if name else ""
