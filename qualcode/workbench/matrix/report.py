"""Word reports for export: the matrix, its method, the codebook."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import NotFoundError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.model.matrix.matrix import Matrix
from qualcode.model.problem import Problem
from qualcode.report.report import PARTS, Extra, Method, Part, Report
from qualcode.report.wording import TRANSCRIPTS
from qualcode.store.io.durable import read_bytes
from qualcode.store.study import Study
from qualcode.workbench.matrix.audience import (
    WITH_IDS,
    Audience,
    audience_for,
    codes_for_client,
    for_client,
    marked,
)
from qualcode.workbench.matrix.export import Export
from qualcode.workbench.matrix.export_labels import without_ids
from qualcode.workbench.matrix.open_matrix import OpenMatrix, open_matrix

if TYPE_CHECKING:
    from qualcode.report.pictures.svg import Picture
    from qualcode.report.word.paper import Template


@dataclass(frozen=True)
class ForExport:
    """A report for export: for whom it is, and what the team is told or keeps of it.

    ``key`` gives for each number of a quotation the id of its coding; ``export`` names the key. The
    counts are of summaries older than their evidence, and of cells that have evidence and no
    summary, which a report for a client does not tell.
    """

    report: Report
    audience: Audience
    problems: list[Problem]
    key: dict[str, str]
    stale: int = 0
    unwritten: int = 0


def report_for_export(
    study: Study,
    definition: MatrixDefinition,
    *,
    audience: Audience | None = None,
    uncleared: bool = False,
    without: Iterable[Part] = (),
    extras: Iterable[Extra] = (),
    ids: bool = False,
) -> tuple[Report, list[Problem]]:
    """Return a report for export, and the problems found or texts withheld.

    See ``prepare_export``.

    Raises:
        NotFoundError, BadInputError: see ``prepare_export``.
    """
    made = prepare_export(study, definition, audience=audience, uncleared=uncleared,
                          without=without, extras=extras, ids=ids)  # fmt: skip
    return made.report, made.problems


def prepare_export(
    study: Study,
    definition: MatrixDefinition,
    *,
    audience: Audience | None = None,
    uncleared: bool = False,
    without: Iterable[Part] = (),
    extras: Iterable[Extra] = (),
    ids: bool = False,
    export: str = "",
) -> ForExport:
    """Prepare a report for export: its contents, and what the team keeps of it.

    For its matrix see ``matrix_for_export``. By default it is for a client: without coders, ids,
    states, or a record by which edits are taken back. One for the team has these but the ids, and
    says that it is for the team only; so is a framework chart, and one with ``uncleared``
    quotations, with ``ids`` or with a picture of transcripts. ``without`` names parts to leave out.
    The codebook comes without examples, which may be participants' words; a text in it with a real
    name is withheld, and marked as withheld. ``extras`` are pictures to add. Without ``ids``
    codings have labels of this export, which is called ``export``, and no ids, documents or places,
    which could show that passages are one person's.

    Raises:
        NotFoundError, BadInputError: see ``open_matrix``; or it is asked for a client, with
            something that only the team may have.
    """
    wanted = tuple(dict.fromkeys(extras))
    audience = audience_for(audience, _for_team(definition, wanted, uncleared=uncleared, ids=ids))
    opened = open_matrix(study, definition, automatic=uncleared)
    gate = Export(opened, uncleared)
    parts = frozenset(PARTS) - frozenset(without)
    book = codebook_for_export(study.codebook, gate) if "codebook" in parts else None
    whole = matrix = gate.matrix()
    pictures, problems = _pictures(study, definition, wanted)
    if audience == "client":
        matrix = for_client(matrix)
        book = codes_for_client(book) if book is not None else None
    else:
        reasons = [WITH_IDS] if ids else []
        reasons += [TRANSCRIPTS] if any(one.kind == "documents" for one in pictures) else []
        matrix = marked(matrix, reasons)
    key: dict[str, str] = {}
    if not ids:
        matrix, key = without_ids(study, matrix)
        matrix = replace(matrix, export=export if key else "")
    report = Report(matrix, method_of(opened, matrix), book, parts, pictures)
    states = Counter(cell.state for cell in whole.cells)
    problems = [*opened.problems, *gate.problems, *problems]
    return ForExport(report, audience, problems, key, states["stale"], states["unwritten"])


def _for_team(
    definition: MatrixDefinition, extras: Iterable[Extra], *, uncleared: bool, ids: bool
) -> Iterator[str]:
    """Yield what was asked for that only the team may have."""
    if uncleared:
        yield "--uncleared"
    if ids:
        yield "--with ids"
    if "documents" in extras:
        yield "--with documents"
    if definition.by_case:
        yield "a framework chart, which has a row for each participant,"


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
