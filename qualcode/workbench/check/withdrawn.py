"""Checks that withdrawn data stayed away, since a merge may bring it back from another clone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qualcode.errors import QualcodeError
from qualcode.model.document.document import Document
from qualcode.model.plural import counted
from qualcode.model.problem import Problem
from qualcode.store.records.withdrawals import all_receipts
from qualcode.store.study import Study
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
