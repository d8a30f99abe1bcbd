"""What the overview lists of each document, for one coder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qualcode.model.document import Document
from qualcode.store.study import Study


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document: ``coded`` is the share of participants' turns that bear a coding."""

    id: str
    group: str
    language: str
    words: int
    turns: int
    coded: float
    codings: int

    def sort_key(self, by: str) -> Any:
        """Return what to sort by: document, group, words or coded."""
        return {
            "document": (self.id,),
            "group": (self.group, self.id),
            "words": (-self.words, self.id),
            "coded": (self.coded, self.id),
        }[by]


def document_lines(study: Study, coder: str) -> list[DocumentLine]:
    """Return a line for each document, by id; only this coder's codings are counted."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for coding in study.codings(coder=coder):
        spans.setdefault(coding.document, []).append((coding.event.start, coding.event.end))
    return [_line(study, document, spans.get(document.id, [])) for document in study.documents()]


def _line(study: Study, document: Document, spans: list[tuple[int, int]]) -> DocumentLine:
    cases = [study.cases[case] for case in document.cases if case in study.cases]
    groups = dict.fromkeys(study.group_name(case.group) for case in cases)
    asked = [
        turn
        for turn in document.turns
        if turn.speaker >= 0 and document.speakers[turn.speaker].role == "participant"
    ]
    return DocumentLine(
        document.id,
        ", ".join(groups),
        document.language,
        document.words,
        len(document.turns),
        coded_share([(turn.words, turn.end) for turn in asked], spans),
        len(spans),
    )


def coded_share(turns: list[tuple[int, int]], spans: list[tuple[int, int]]) -> float:
    """Return the share of turns that share a character with a span; both in any order."""
    if not turns:
        return 0.0
    coded = 0
    waiting = sorted(spans)
    at, reach = 0, -1
    for start, end in sorted(turns):
        while at < len(waiting) and waiting[at][0] < end:
            reach = max(reach, waiting[at][1])
            at += 1
        coded += reach > start
    return coded / len(turns)
