"""Checks that no document's id, which git takes, names somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from qualcode.model.document.document import Document
from qualcode.model.problem import Problem
from qualcode.store.folder_map import IMPORTS
from qualcode.store.study import Study
from qualcode.workbench.importing.files import files_of_documents
from qualcode.workbench.speakers.free_ids import FreeIds
from qualcode.workbench.speakers.named_files import NamedFiles


def check_named_documents(
    study: Study, documents: Iterable[Document], free: FreeIds
) -> Iterator[Problem]:
    """Yield the documents whose ids or titles may name somebody whom the study does not know.

    Names that it knows are found with those in all other files that git takes. ``free`` has the ids
    to propose.
    """
    named = NamedFiles(study)
    files = files_of_documents(study.root / IMPORTS.folder)
    for document in documents:
        stem = Path(files.get(document.id, "")).stem
        labels = [speaker.label for speaker in document.speakers]
        found = named.person_in_id(document.id, stem, labels)
        what = "id"
        if not found and document.title != document.id:
            found, what = named.person_in(document.title, labels), "title"
        if found:
            other = (
                f"Give it another id: qualcode revise {document.id} --as "
                f"{free.instead_of(document.id)}"
                if what == "id"
                else "Change it in this file"
            )
            yield Problem(
                "warning",
                "named-document",
                f"documents/{document.id}.json",
                f"its {what} may name somebody: {found!r}",
                f'{other}. If it is no name: qualcode names keep "{found}"',
            )
