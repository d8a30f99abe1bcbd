"""Counts how often two codes are given to overlapping words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qualcode.analysis.codes_by_document import code_rows, present_ids, taken
from qualcode.analysis.matrix.evidence import Evidence
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.model.matrix.matrix import Row
from qualcode.model.problem import Problem
from qualcode.store.folder import without_collector
from qualcode.store.study import Study


@dataclass(frozen=True)
class CodeCooccurrence:
    """How often each pair of codes meets.

    ``rows`` lists the codes used anywhere, each without those below it, in the codebook's order.
    ``times`` has a count per pair of codes, in the order of ``rows``; pairs that never meet are
    missing. ``passages`` counts the passages of each code.
    """

    study: str
    rows: tuple[Row, ...]
    times: Mapping[tuple[str, str], int]
    passages: Mapping[str, int]
    documents: int = 0
    set_aside: int = 0
    invented: bool = False
    problems: tuple[Problem, ...] = ()


def code_cooccurrence(study: Study, definition: MatrixDefinition) -> CodeCooccurrence:
    """Count how often codes meet, in the codings that a matrix's definition selects.

    In each document, codings of one code by any coders that share a character, directly or through
    others, form one *passage* of that code: what two coders coded alike, or one coded twice, counts
    once. Two codes meet once for each pair of their passages that share at least one character;
    passages that only touch do not. It does not matter which coder gave which code. A code does not
    meet itself.

    Raises:
        NotFoundError: one of the coders has coded nothing.
    """
    with without_collector():
        return _met(study, taken(study, definition))


def _met(study: Study, evidence: Evidence) -> CodeCooccurrence:
    spans: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for coding, people in zip(evidence.codings, evidence.people, strict=True):
        if people:
            event = coding.event
            spans[coding.document].append((event.start, event.end, event.code))
    codes = present_ids(study, {code for own in spans.values() for _, _, code in own})
    times: Counter[tuple[str, str]] = Counter()
    passages: Counter[str] = Counter()
    for own in spans.values():
        merged = merged_passages((start, end, codes[code]) for start, end, code in own)
        passages.update([code for _, _, code in merged])
        times.update(meetings(merged))
    rows = code_rows(study, set(passages), evidence.definition.language)
    at = {row.id: number for number, row in enumerate(rows)}
    ordered: Counter[tuple[str, str]] = Counter()
    for (one, other), number in times.items():
        ordered[(one, other) if at[one] < at[other] else (other, one)] += number
    return CodeCooccurrence(
        study=study.config.name,
        rows=rows,
        times=ordered,
        passages=passages,
        documents=len(spans),
        set_aside=evidence.set_aside,
        invented=study.config.invented,
        problems=tuple(evidence.problems),
    )


def merged_passages(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return the passages of one document's spans ``(start, end, code)``, sorted by start."""
    made: list[tuple[int, int, str]] = []
    open_: dict[str, tuple[int, int]] = {}
    for start, end, code in sorted(spans):
        if end <= start:
            continue
        last = open_.get(code)
        if last is not None and start < last[1]:
            if end > last[1]:
                open_[code] = (last[0], end)
            continue
        if last is not None:
            made.append((*last, code))
        open_[code] = (start, end)
    made += [(start, end, code) for code, (start, end) in open_.items()]
    made.sort()
    return made


def meetings(passages: Iterable[tuple[int, int, str]]) -> list[tuple[str, str]]:
    """Return the pair of codes for every two passages of a document that share a character.

    ``passages`` are sorted; those of one code do not overlap.
    """
    found: list[tuple[str, str]] = []
    current: list[tuple[int, str]] = []
    for start, end, code in passages:
        current = [one for one in current if one[0] > start]
        found += [(other, code) for _, other in current]
        current.append((end, code))
    return found
