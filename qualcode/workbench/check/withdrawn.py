"""Checks that withdrawn data stayed away, since a merge may bring it back from another clone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qualcode.errors import QualcodeError
from qualcode.model.document.document import Document
from qualcode.model.plural import counted
from qualcode.model.problem import Problem
from qualcode.store.folder_changes import records_of
from qualcode.store.folder_map import DOCUMENT_MEMOS, KINDS
from qualcode.store.records.withdrawals import Receipt, all_receipts, readable_receipts
from qualcode.store.study import Study
from qualcode.workbench.privacy.own_words import files_of, readable
from qualcode.workbench.withdrawal.withdrawn_codings import codings_that_came_back
from qualcode.workbench.withdrawal.withdrawn_words import files_left, gone_ids


def check_withdrawn(study: Study, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """Check cases, documents and logs against the receipts."""
    try:
        receipts = all_receipts(study.root)
    except QualcodeError as error:
        yield Problem("error", "bad-receipt", error.where, error.message, error.mend)
        return
    for receipt in receipts:
        again = f"qualcode withdraw {receipt.case}"
        if not receipt.finished:
            yield Problem(
                "error",
                "withdrawal-begun",
                f"withdrawals/{receipt.case}.json",
                f"the withdrawal of {receipt.case} was begun and not finished",
                f"Run it again: {again}",
            )
        speaks = [d.id for d in documents.values() if receipt.case in d.cases]
        if receipt.case in study.cases or speaks:
            yield Problem(
                "error",
                "withdrawn-case",
                f"documents/{speaks[0]}.json" if speaks else "cases.csv",
                f"case {receipt.case} has withdrawn, and its id is in use",
                f"Give the new participant another id; if it is the same one: {again}",
            )
        here = [path.name for path in files_left(study, receipt)]
        if here:
            some = ", ".join(here[:4]) + (f" and {len(here) - 4:,} more" if len(here) > 4 else "")
            yield Problem(
                "error",
                "withdrawn-words",
                f"withdrawals/{receipt.case}.json",
                f"words of {receipt.case}, who has withdrawn, are still on this machine: {some}",
                f"{again}: quotations of them are looked for first",
            )
        later = _came_later(study, receipt)
        if later:
            yield Problem(
                "error",
                "withdrawn-files",
                later[0],
                f"{counted(len(later), 'file')} with memos on, or records of, what {receipt.case} "
                "withdrew came from another copy",
                f"Remove what it is again: {again}",
            )
        back = [name for name in gone_ids(study, receipt) if name in documents]
        for document in back:
            yield Problem(
                "error",
                "withdrawn-document",
                f"documents/{document}.json",
                f"{document} was withdrawn with {receipt.case}, and is here again",
                f"If it came with a merge: {again}. If it is another interview, give it another id",
            )
        for coder, count in codings_that_came_back(study, receipt).items():
            yield Problem(
                "error",
                "withdrawn-codings",
                f"codings/{coder}",
                f"{counted(count, 'coding')} on what {receipt.case} withdrew came back from "
                "another copy",
                f"Remove them again: {again}; and ask who had them to pull first",
            )


def check_unread(study: Study) -> Iterator[Problem]:
    """Name what nobody's program can look into, where somebody has withdrawn."""
    endings = {ending for one in readable_receipts(study.root) for ending in one.unread}
    here = [
        path.relative_to(study.root).as_posix()
        for path in (files_of(study.root, frozenset({study.local.name})) if endings else ())
        if path.suffix.lower() in endings
        and not path.is_relative_to(study.root / "originals")
        and readable(path) is None
    ]
    if here:
        some = ", ".join(here[:4]) + (f" and {len(here) - 4:,} more" if len(here) > 4 else "")
        yield Problem(
            "note",
            "withdrawn-unread",
            some,
            "participants have withdrawn, and such files cannot be looked into",
            "Look yourself whether anything of them is in there",
        )


def _came_later(study: Study, receipt: Receipt) -> list[str]:
    """Return the files kept by, or with records of, documents that a withdrawal removed."""
    gone = set(gone_ids(study, receipt))
    found = []
    for kind in KINDS if gone else ():
        if kind is DOCUMENT_MEMOS:
            found += [path for name in sorted(gone) for path in kind.kept_by(study.root, name)]
        elif kind.forgotten == "records" and "document" not in kind.keys:
            found += [path for path in kind.files(study.root) if records_of(path, gone)]
    return [path.relative_to(study.root).as_posix() for path in found]
