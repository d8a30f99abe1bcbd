"""Finds documents of one text: two people of a team imported one interview."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qualcode.model.document.document import Document
from qualcode.model.problem import Problem


def check_same_texts(documents: Iterable[Document]) -> Iterator[Problem]:
    """Return documents that have the same text as another, without reading the texts."""
    texts: dict[str, list[Document]] = {}
    for document in documents:
        if document.words:
            texts.setdefault(document.sha256, []).append(document)
    for same in texts.values():
        if len(same) < 2:
            continue
        first, *others = sorted(same, key=lambda document: (document.imported, document.id))
        ids = ", ".join(document.id for document in others)
        cases = {s.case for d in same for s in d.speakers if s.case}
        what = ["participants"] * (len(cases) > 1) + ["codings"]
        twice = f"its {' and '.join(what)} count twice"
        yield Problem(
            "warning",
            "same-text",
            f"documents/{others[0].id}.json",
            f"{ids} has the same text as {first.id}: if it is one interview, {twice}",
            f"Code one of them only, and give both the same case: qualcode speakers set "
            f"{others[0].id} LABEL --case CASE",
        )
