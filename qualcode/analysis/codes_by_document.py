"""Counts the codings of each code in each document, with the filters of a matrix."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from qualcode.analysis.matrix.assembly import check_coders
from qualcode.analysis.matrix.evidence import Evidence, gather_evidence
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.model.matrix.matrix import Row
from qualcode.model.problem import Problem
from qualcode.store.folder import without_collector
from qualcode.store.study import Study


@dataclass(frozen=True)
class CodesByDocument:
    """Numbers of codings by code and document, and by code and group.

    ``rows`` lists the codes used anywhere, each without those below it, in the codebook's order;
    their ``depth`` counts the rows that contain them. ``documents`` are the ids of all documents,
    also of those without a coding; ``groups`` ids and names. ``counts`` is by code and document,
    ``by_group`` by code and group: a passage of people of two groups counts for both. ``codings``
    were counted, ``set_aside`` were left out since their words or their code are gone.
    """

    study: str
    rows: tuple[Row, ...]
    documents: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]
    counts: Mapping[tuple[str, str], int]
    by_group: Mapping[tuple[str, str], int]
    codings: int = 0
    set_aside: int = 0
    invented: bool = False
    problems: tuple[Problem, ...] = ()


def codes_by_document(study: Study, definition: MatrixDefinition) -> CodesByDocument:
    """Count the codings of each code in each document, for the people a matrix covers.

    A coding counts if the matrix would take it, by its coders, codes, groups and ``where``, with or
    without assisted ones; not if only an interviewer speaks. Orphaned codings, and those of codes
    that the codebook does not have, are set aside.

    Raises:
        NotFoundError: one of the coders has coded nothing.
    """
    with without_collector():
        return _counted(study, taken(study, definition))


def _counted(study: Study, evidence: Evidence) -> CodesByDocument:
    persons = evidence.persons
    in_documents: dict[str, list[str]] = defaultdict(list)
    said_by: dict[tuple[str, ...], list[str]] = defaultdict(list)
    # Lists of codes, which Counter then counts in C.
    for coding, people in zip(evidence.codings, evidence.people, strict=True):
        if people:
            code = coding.event.code
            in_documents[coding.document].append(code)
            said_by[people].append(code)
    codes = present_ids(study, {code for own in in_documents.values() for code in own})
    counts: Counter[tuple[str, str]] = Counter()
    for document, own in in_documents.items():
        for code, number in Counter(own).items():
            counts[codes[code], document] += number
    of_groups: dict[frozenset[str], Counter[str]] = defaultdict(Counter)
    for people, own in said_by.items():
        of_groups[frozenset(persons[key].group for key in people)].update(own)
    by_group: Counter[tuple[str, str]] = Counter()
    for groups, numbers in of_groups.items():
        # A passage by several people of one group counts once.
        for group in groups:
            for code, number in numbers.items():
                by_group[codes[code], group] += number
    there = {group for _, group in by_group}
    declared = [group for group in study.config.groups if group in there]
    order = [*declared, *sorted(there - {*declared, ""}), *([""] if "" in there else [])]
    return CodesByDocument(
        study=study.config.name,
        rows=code_rows(study, {code for code, _ in counts}, evidence.definition.language),
        documents=tuple(sorted(evidence.documents)),
        groups=tuple((group, study.group_name(group)) for group in order),
        counts=counts,
        by_group=by_group,
        codings=sum(counts.values()),
        set_aside=evidence.set_aside,
        invented=study.config.invented,
        problems=tuple(evidence.problems),
    )


def taken(study: Study, definition: MatrixDefinition) -> Evidence:
    """Return the evidence of a matrix's definition, in any layout, all people together."""
    check_coders(study, definition.coders)
    return gather_evidence(study, replace(definition, layout="synthesis", across=True))


def present_ids(study: Study, codes: Iterable[str]) -> dict[str, str]:
    """Return the present id of each code, followed through renames and merges."""
    return {code: study.codebook.resolve(code) for code in codes}


def code_rows(study: Study, used: set[str], language: str = "") -> tuple[Row, ...]:
    """Return codes as rows, in the codebook's order, indented below the rows above them.

    In a Welsh matrix ("cy") they have their Welsh names, if there are any.
    """
    book = study.codebook
    rows = []
    for code in book:
        if code.id in used:
            depth, above = 0, book.parent(code.id)
            while above is not None:
                depth += above in used
                above = book.parent(above)
            name = (code.name_cy if language == "cy" else "") or code.name
            rows.append(Row(code.id, name, name_cy=code.name_cy, depth=depth))
    return tuple(rows)
