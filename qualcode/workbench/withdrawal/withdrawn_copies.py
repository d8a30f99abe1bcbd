"""Conflict copies of sync clients that hold something of a participant who withdraws."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from qualcode.store.copy_list import ConflictCopy, conflict_copies
from qualcode.store.folder_map import (
    CASE_MEMOS,
    DOCUMENT_MEMOS,
    DOCUMENTS,
    DRAFTS,
    ORIGINALS,
    REVISIONS,
    SUMMARIES,
    TEXTS,
)
from qualcode.store.records.summaries import row_of_case
from qualcode.store.study import Study
from qualcode.workbench.privacy.own_words import readable

#: Of a document that is removed, these go with it.
_OF_A_DOCUMENT = frozenset({DOCUMENTS, DOCUMENT_MEMOS, ORIGINALS, REVISIONS, TEXTS})
#: These hold the words of everybody in a document of which a part goes.
_WORDS = frozenset({ORIGINALS, TEXTS})


def sorted_copies(
    study: Study,
    case: str,
    gone: Collection[str],
    cut: Collection[str],
    tells: Callable[[str], bool],
) -> tuple[list[Path], list[ConflictCopy]]:
    """Return the copies that go with a case, and those that hold others' work as well.

    ``gone`` are documents that are removed, ``cut`` those that lose the case's turns. ``tells``
    says whether a text names or quotes the case.
    """
    goes: list[Path] = []
    mixed: list[ConflictCopy] = []
    for copy in conflict_copies(study):
        keys = copy.kind.keys_of(copy.of)
        document = keys.get("document", "")
        theirs = copy.kind in _OF_A_DOCUMENT and document in gone
        theirs |= copy.kind in _WORDS and document in cut
        theirs |= copy.kind is CASE_MEMOS and keys["case"] == case
        text = readable(copy.path) or ""
        theirs |= copy.kind in (SUMMARIES, DRAFTS) and row_of_case(text) == case
        # Of a document that has another id now: it holds no words, and nothing to take in.
        theirs |= copy.kind is DOCUMENTS and not copy.original.exists() and tells(text)
        theirs |= document in gone and copy.of.endswith(".jsonl")
        if theirs and copy.path.is_relative_to(study.root):
            goes.append(copy.path)
        elif theirs or document in cut or tells(text):
            mixed.append(copy)
    return goes, mixed
