"""Checks codings: their codes, their documents, and the text they stand on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from qualcode.model.codebook.code import Codebook
from qualcode.model.coding.coding import Coding, present
from qualcode.model.coding.doubles import doubled
from qualcode.model.document.document import Document
from qualcode.model.plural import counted
from qualcode.model.problem import Problem
from qualcode.store.folder_changes import earlier_ids
from qualcode.store.records.revisions import read_revisions, revised_documents
from qualcode.store.study import Study


def check_codings(study: Study, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """Check every log against these documents and the codebook, which must be readable."""
    book = study.codebook
    unknown: dict[tuple[str, str], int] = defaultdict(int)
    unusable: dict[tuple[str, str, str], int] = defaultdict(int)
    changed: Counter[tuple[str, str]] = Counter()
    there, earlier = set(study.document_ids()), earlier_ids(study)
    for name, present_id in earlier.items():
        yield Problem(
            "error",
            "earlier-id",
            f"documents/{present_id}.json",
            f"files here are still under {name!r}, and {present_id} is its id now",
            f"qualcode revise {name} --as {present_id}",
        )
    for document_id in sorted(revised_documents(study.root)):
        yield from read_revisions(study.root, document_id, whole=True)[1]
    before = len(study.problems)
    for coder, document_id, events in study.events():
        where = f"codings/{coder}/{document_id}.jsonl"
        standing = study.placed(document_id, coder, present(events))
        # If a document exists but cannot be read, only that is reported.
        if document_id in documents or document_id not in there | earlier.keys():
            document = documents.get(document_id)
            yield from _anchors(study, where, document_id, document, standing)
        yield from _repeated(where, document_id, standing, book)
        for event in (coding.event for coding in standing):
            code = book.get(event.code)
            if code is None:
                unknown[(where, event.code)] += 1
                continue
            if not code.can_be_used:
                unusable[(where, code.id, code.status)] += 1
            if event.definition and event.definition != code.digest:
                changed[(code.id, coder)] += 1
    study.done_marks()
    yield from study.problems[before:]
    for (where, code_id), n in unknown.items():
        yield Problem(
            "error",
            "unknown-code",
            where,
            f"{counted(n, 'coding')} of {code_id!r}, which is not in the codebook",
            "Put the code back, or name it in another code's was:",
        )
    for (where, code_id, status), n in unusable.items():
        yield Problem(
            "warning",
            "unusable-code",
            where,
            f"{counted(n, 'coding')} of {code_id}, which is {status}",
            "Recode them, or set the code's status: active",
        )
    for (code_id, coder), n in changed.items():
        yield Problem(
            "note",
            "definition-changed",
            "codebook.yaml",
            f"{counted(n, 'coding')} by {coder} made under an earlier definition of {code_id}",
            f"Read them again: R on the overview, or qualcode codebook drift {code_id}",
        )


def _anchors(
    study: Study,
    where: str,
    document_id: str,
    document: Document | None,
    standing: Sequence[Coding],
) -> Iterator[Problem]:
    if document is None:
        yield Problem(
            "error",
            "no-document",
            where,
            f"codings on {document_id!r}, which is no document",
            "Restore documents/ with git. Keep the log: its codings may be nowhere else",
        )
        return
    listed = f"qualcode coding list --document {document_id}"
    stray = [c for c in standing if c.event.sha256 != document.sha256]
    known = study.anchoring(document_id)
    gone = [c for c in stray if known.knows(c.event.sha256)]
    if gone:
        yield Problem(
            "warning",
            "orphaned",
            where,
            f"{counted(len(gone), 'coding')} orphaned: a revision of {document_id} took their "
            "words out",
            f"See them with {listed} --orphaned. They are kept: give them another place (coding "
            "change ID --quote TEXT) or remove them",
        )
    if len(gone) < len(stray):
        yield Problem(
            "error",
            "other-text",
            where,
            f"{counted(len(stray) - len(gone), 'coding')} orphaned: made on another text of "
            f"{document_id} than it has, and no revision leads to it",
            "They are kept. Bring back the text they were made on; or code the passages again and "
            f"remove these, listed by {listed} --orphaned",
        )
    touched = [c for c in standing if c.text_changed]
    if touched:
        yield Problem(
            "note",
            "words-changed",
            where,
            f"{counted(len(touched), 'coding')} of {document_id} on words that a revision changed",
            f"Read them again: {listed} --text-changed. Those that still hold: qualcode coding "
            "confirm ID",
        )
    outside = [
        c for c in standing if c.event.sha256 == document.sha256 and not _inside(c, document)
    ]
    if outside:
        yield Problem(
            "error",
            "outside-text",
            where,
            f"{counted(len(outside), 'coding')} orphaned: outside the text of {document_id}, "
            f"the first {outside[0].id}",
            f"See them with {listed}, and remove them: qualcode coding remove ID",
        )


def _repeated(
    where: str, document_id: str, standing: Sequence[Coding], book: Codebook
) -> Iterator[Problem]:
    ordered = sorted(standing, key=lambda c: (c.event.start, c.event.end, c.id))
    repeated = doubled(ordered, book.resolve)
    if repeated:
        yield Problem(
            "note",
            "doubled",
            where,
            f"{counted(len(repeated), 'coding repeats another', 'codings repeat others')} of "
            f"{document_id}, of the same words with the same code; counted once",
            "That comes of merged codes, or of coding on two machines. To take one out: qualcode "
            f"coding remove {repeated[0].id}",
        )


def _inside(coding: Coding, document: Document) -> bool:
    return 0 <= coding.event.start < coding.event.end <= document.characters
