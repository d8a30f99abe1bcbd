"""Assembling the synthesis matrix: evidence, summaries and quotations for every cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.analysis.passages import Passage, PassageReader
from qualcode.errors import NotFoundError
from qualcode.model.codebook import Code, Codebook
from qualcode.model.matrix import Cell, Group, Matrix, Quotation, Row
from qualcode.model.problem import Problem
from qualcode.store.study import Study
from qualcode.store.summaries import Summary

COLUMNS = ("works_well", "works_less_well", "mixed")
_Key = tuple[str, str, str]


@dataclass(frozen=True)
class _Evidence:
    cells: dict[_Key, list[Passage]]
    used_rows: set[str]
    unjudged: int
    set_aside: int


def build_matrix(
    study: Study,
    *,
    coders: Sequence[str] = (),
    name: str = "main",
    title: str = "Synthesis matrix",
    sub_codes: bool = False,
    assisted: bool = True,
) -> tuple[Matrix, list[Problem]]:
    """Build a study's synthesis matrix, and say what was wrong on the way.

    Rows are the codebook's top-level codes that any coding bears, each standing for everything
    below it; with ``sub_codes`` every used code is a row of its own, standing for itself alone.
    ``coders`` narrows the evidence to some coders' codings (all, if empty). A column *Mixed*
    appears where there are mixed codings. Of two coders' codings of overlapping words of one
    person only one is quoted, and people are counted once.

    Raises:
        NotFoundError: a coder who has coded nothing.
    """
    _check_coders(study, coders)
    reader = PassageReader(study)
    codings = [c for c in study.codings() if not coders or c.coder in coders]
    if not assisted:
        codings = [c for c in codings if not c.event.assisted]
    passages = reader.passages(codings)
    evidence = _gather(passages, study.codebook, sub_codes)
    groups = _groups(study, evidence)
    rows = [c for c in _row_codes(study.codebook, sub_codes) if c.id in evidence.used_rows]
    mixed = any(key[1] == "mixed" for key in evidence.cells)
    columns = COLUMNS if mixed else COLUMNS[:2]
    summaries = {(s.row, s.column, s.group): s for s in study.summaries(name)}
    cells = [
        _cell(
            study, (row.id, column, group.id), evidence, summaries.get((row.id, column, group.id))
        )
        for row in rows
        for group in groups
        for column in columns
    ]
    documents = study.documents()
    matrix = Matrix(
        title=title,
        study=study.config.name,
        language=study.config.language,
        rows=tuple(_row(code) for code in rows),
        columns=tuple((c, study.config.headings[c]) for c in columns),
        groups=tuple(groups),
        cells=tuple(cells),
        coders=tuple(sorted({p.coding.coder for p in passages})),
        documents=len(documents),
        words=sum(d.words for d in documents),
        codings=len(passages),
        unjudged=evidence.unjudged,
        set_aside=evidence.set_aside,
        minimum_people=study.config.minimum_people,
        invented=study.config.invented,
        codebook_title=study.codebook.title,
        codebook_source=study.codebook.source,
        rows_without=tuple(
            _row(c)
            for c in _row_codes(study.codebook, sub_codes)
            if c.id not in evidence.used_rows and c.can_be_used
        ),
        placeholders=tuple(c.name for c in study.codebook if c.status == "placeholder"),
    )
    stray = _stray_summaries(summaries, matrix)
    return matrix, [*study.problems, *reader.problems, *stray]


def _check_coders(study: Study, coders: Sequence[str]) -> None:
    known = study.coders()
    for coder in coders:
        if coder not in known:
            raise NotFoundError(
                f"no codings by {coder!r}",
                mend=f"There are codings by {', '.join(known) or 'nobody'}",
            )


def _row_codes(book: Codebook, sub_codes: bool) -> list[Code]:
    return list(book) if sub_codes else list(book.codes)


def _row(code: Code) -> Row:
    return Row(code.id, code.name, code.definition, code.name_cy)


def _gather(passages: Sequence[Passage], book: Codebook, sub_codes: bool) -> _Evidence:
    cells: dict[_Key, list[Passage]] = defaultdict(list)
    used: set[str] = set()
    unjudged = set_aside = 0
    for passage in passages:
        if passage.orphaned or book.get(passage.code) is None:
            set_aside += 1
            continue
        row = passage.code if sub_codes else book.top(passage.code)
        used.add(row)
        valence = passage.coding.event.valence
        if valence in COLUMNS:
            cells[(row, str(valence), passage.group)].append(passage)
        else:
            unjudged += 1
    return _Evidence(dict(cells), used, unjudged, set_aside)


def _groups(study: Study, evidence: _Evidence) -> list[Group]:
    members: dict[str, set[str]] = defaultdict(set)
    for document in study.documents():
        for speaker in document.speakers:
            if speaker.role == "participant":
                case = study.cases.get(speaker.case) if speaker.case else None
                members[case.group if case else ""].add(document.person(speaker))
    declared = list(study.config.groups)
    others = sorted({g for g in members if g} | {key[2] for key in evidence.cells if key[2]})
    order = [*declared, *(g for g in others if g not in declared)]
    if "" in members or any(key[2] == "" for key in evidence.cells):
        order.append("")
    return [
        Group(g, study.group_name(g), len(members.get(g, ())))
        for g in order
        if g in members or any(key[2] == g for key in evidence.cells)
    ]


def _cell(study: Study, key: _Key, evidence: _Evidence, summary: Summary | None) -> Cell:
    row, column, group = key
    passages = evidence.cells.get(key, [])
    ids = tuple(p.coding.id for p in passages)
    people = len({p.person for p in passages})
    chosen = summary.quotations if summary else ()
    # A summary replaces the automatic choice: then only quotations somebody chose are printed.
    most = 0 if summary and summary.text else study.config.quotations
    return Cell(
        row=row,
        column=column,
        group=group,
        summary=summary.text if summary else "",
        author=summary.author if summary else "",
        codings=ids,
        people=people,
        quotations=_quotations(passages, chosen, most),
        stale=bool(summary and summary.codings and set(summary.codings) != set(ids)),
        thin=0 < people < study.config.minimum_people,
    )


def _quotations(
    passages: Sequence[Passage], chosen: Sequence[str], most: int
) -> tuple[Quotation, ...]:
    """Return the chosen quotations, else the first of different people, up to ``most``."""
    by_id = {p.coding.id: p for p in passages if p.text is not None}
    if chosen:
        return tuple(_quotation(by_id[i], chosen=True) for i in chosen if i in by_id)
    picked: list[Passage] = []
    people: set[str] = set()
    for again in (False, True):
        for passage in by_id.values():
            if len(picked) >= most:
                break
            if passage in picked or (passage.person in people) != again:
                continue
            if not any(_overlap(passage, other) for other in picked):
                picked.append(passage)
                people.add(passage.person)
    return tuple(_quotation(p) for p in picked)


def _overlap(one: Passage, other: Passage) -> bool:
    a, b = one.coding, other.coding
    return a.document == b.document and a.event.start < b.event.end and b.event.start < a.event.end


def _quotation(passage: Passage, *, chosen: bool = False) -> Quotation:
    event = passage.coding.event
    return Quotation(
        coding=passage.coding.id,
        text=" ".join((passage.text or "").split()),
        attribution=passage.signed,
        document=passage.coding.document,
        start=event.start,
        end=event.end,
        person=passage.person,
        chosen=chosen,
    )


def _stray_summaries(summaries: dict[_Key, Summary], matrix: Matrix) -> list[Problem]:
    known = {(c.row, c.column, c.group) for c in matrix.cells}
    return [
        Problem(
            "warning",
            "stray-summary",
            summary.where,
            f"no cell of the matrix is {summary.row} · {summary.column} · {summary.group}",
            "Mend row:, column: or group:, or delete the file",
        )
        for key, summary in summaries.items()
        if key not in known
    ]
