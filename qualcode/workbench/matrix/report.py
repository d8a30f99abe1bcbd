"""Word reports for export: the matrix, its method, the codebook."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.model.matrix.matrix import Matrix
from qualcode.model.problem import Problem
from qualcode.report.report import PARTS, Extra, Method, Part, Report
from qualcode.store.io.durable import read_bytes
from qualcode.store.study import Study
from qualcode.workbench.matrix.export import Export
from qualcode.workbench.matrix.export_labels import without_ids
from qualcode.workbench.matrix.open_matrix import OpenMatrix, open_matrix

if TYPE_CHECKING:
    from qualcode.report.pictures.svg import Picture
    from qualcode.report.word.paper import Template

WITH_IDS = "For the team only: ids of codings can tell whose passages belong together."
TRANSCRIPTS = "For the team only: it shows single transcripts."


def report_for_export(
    study: Study,
    definition: MatrixDefinition,
    *,
    uncleared: bool = False,
    without: Iterable[Part] = (),
    extras: Iterable[Extra] = (),
    ids: bool = False,
) -> tuple[Report, list[Problem]]:
    """Return a report for export, and the problems found or texts withheld.

    For its matrix see ``matrix_for_export``. ``without`` names parts to leave out. The codebook
    comes without examples, which may be participants' words; a text in it with a real name is
    withheld, and marked as withheld. ``extras`` are pictures to add; one of transcripts shows
    single people, so the report then says that it is for the team. Without ``ids`` codings have
    labels of this export, and no ids, documents or places, which could show that passages are one
    person's.

    Raises:
        NotFoundError, BadInputError: see ``open_matrix``.
    """
    opened = open_matrix(study, definition, automatic=uncleared)
    export = Export(opened, uncleared)
    parts = frozenset(PARTS) - frozenset(without)
    book = codebook_for_export(study.codebook, export) if "codebook" in parts else None
    matrix = export.matrix()
    if ids:
        matrix = replace(matrix, watermark=" ".join(filter(None, (matrix.watermark, WITH_IDS))))
    else:
        matrix = without_ids(study, matrix)
    pictures, problems = _pictures(study, definition, tuple(dict.fromkeys(extras)))
    if any(picture.kind == "documents" for picture in pictures):
        matrix = replace(matrix, watermark=" ".join(filter(None, (matrix.watermark, TRANSCRIPTS))))
    report = Report(matrix, method_of(opened, matrix), book, parts, pictures)
    return report, [*opened.problems, *export.problems, *problems]


def _pictures(
    study: Study, definition: MatrixDefinition, wanted: Iterable[Extra]
) -> tuple[tuple[Picture, ...], list[Problem]]:
    from qualcode.report.pictures.kinds import co_occurrence, documents
    from qualcode.workbench.matrix.pictures import documents_for_export, meetings_for_export

    made: list[Picture] = []
    problems: list[Problem] = []
    for kind in wanted:
        if kind == "documents":
            counts, found = documents_for_export(study, definition)
            made += documents(counts)
        else:
            meetings, found = meetings_for_export(study, definition)
            made += co_occurrence(meetings)
        problems += [one for one in found if one.code in ("name-withheld", "words-withheld")]
    return tuple(made), problems


def template_of(study: Study, path: Path | None = None) -> Template | None:
    """Return the team's Word template: the one at ``path``, else what ``study.toml`` names.

    Raises:
        NotFoundError: there is no such file.
        BadInputError: it cannot be used.
    """
    named = study.config.word_template
    if path is None and not named:
        return None
    where = path or study.root / named
    if path is None and not where.resolve().is_relative_to(study.root.resolve()):
        raise BadInputError(
            f"the template {named} is outside the study, and study.toml may be a stranger's",
            where="study.toml",
            mend="Put it into the study; or name it each time: --template",
        )
    if not where.is_file():
        mend = "" if path else "Mend [print] template in study.toml"
        raise NotFoundError(f"there is no template {path or named}", mend=mend)
    from qualcode.report.word.paper import Template
    from qualcode.report.word.template import opened_template

    template = Template(read_bytes(where), where.name)
    # Checked before anything is written, so that a bad one is reported at once.
    opened_template(template.data, template.name)
    return template


def codebook_for_export(book: Codebook, export: Export) -> Codebook:
    """Return a codebook without examples, retired codes and real names."""
    return replace(
        book,
        title=export.text(book.title, "the codebook's title"),
        source=export.text(book.source, "the codebook's source"),
        codes=tuple(_code(code, export) for code in book.codes if code.status != "retired"),
    )


def _code(code: Code, export: Export) -> Code:
    def shown(text: str) -> str:
        return export.text(text, f"a text of the code {code.id}", "codebook.yaml")

    return replace(
        code,
        id=export.id(code.id),
        name=shown(code.name),
        name_cy=shown(code.name_cy),
        brief=shown(code.brief),
        definition=shown(code.definition),
        include=tuple(map(shown, code.include)),
        exclude=tuple(map(shown, code.exclude)),
        examples=(),
        source=shown(code.source),
        was=(),
        children=tuple(_code(one, export) for one in code.children if one.status != "retired"),
    )


def method_of(opened: OpenMatrix, matrix: Matrix) -> Method:
    """Return the numbers for the paragraph on how a matrix was made."""
    evidence = opened.assembled.evidence
    assisted, coders = 0, defaultdict[str, set[str]](set)
    for coding, who in zip(evidence.codings, evidence.people, strict=True):
        if who:
            assisted += bool(coding.event.assisted)
            coders[coding.document].add(coding.coder)
    languages = Counter(document.language for document in evidence.documents.values())
    written = [cell for cell in matrix.cells if cell.summary.strip()]
    return Method(
        languages=tuple(languages.most_common()),
        codes=sum(code.can_be_used for code in opened.study.codebook),
        themes=len(matrix.rows),
        assisted=assisted,
        joint=sum(
            sum(speaker.role == "participant" for speaker in document.speakers) > 1
            for document in evidence.documents.values()
        ),
        double=sum(len(names) > 1 for names in coders.values()),
        authors=tuple(sorted({cell.author for cell in written if cell.author})),
        last=max((cell.date for cell in written), default=""),
    )
