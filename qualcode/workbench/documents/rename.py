"""Gives a document another id and renames all its files; codings stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from qualcode.analysis.matrix.assembly import assemble
from qualcode.analysis.matrix.quotations import Quoter
from qualcode.errors import QualcodeError, StudyError
from qualcode.model.document.document import Document
from qualcode.store.folder_changes import follow_in_folder, may_name, naming, rename_in_folder
from qualcode.store.io.durable import check_file_name
from qualcode.store.matrix_definitions import definitions
from qualcode.store.records.quotation_log import read_quotations
from qualcode.store.study import Study
from qualcode.workbench.privacy.own_words import readable


@dataclass(frozen=True)
class Renamed:
    """A document under its new id; ``lost`` are sign-offs that could not follow."""

    document: Document
    lost: int


def rename_document(study: Study, old: str, new: str) -> Renamed:
    """Give a document another id, as one act; return the document.

    Raises:
        NotFoundError: there is no such document.
        BadInputError: ``new`` cannot be an id.
        StudyError: another document has it, or files of that name are there.
    """
    check_file_name(new, "document")
    with study.act("revise --as", f"{old} to {new}") as act:
        study.document(old)
        if new in study.document_ids():
            raise StudyError(f"there is a document {new!r} already", mend="Choose another id")
        if study.text_path(new).exists():
            raise StudyError(
                f"there is a {study.text_path(new)} already",
                mend="Choose another id, or move that file away",
            )
        study.check_text_folder()
        forms = dict(_earlier_forms(study, old))
        lost = _lost(study, old, forms)
        rename_in_folder(study, act, old, new, forms)
    study.forget_locks()
    return Renamed(study.document(new), lost)


def follow_rename(study: Study, old: str, new: str) -> Renamed:
    """Let what is still stored under an id here follow a document that a colleague renamed.

    Raises:
        StudyError: a file of either id is in the way of the other.
    """
    with study.act("revise --as", f"{old} to {new}") as act:
        study.check_text_folder()
        follow_in_folder(study, act, old, new)
    study.forget_locks()
    return Renamed(study.document(new), 0)


def _earlier_forms(study: Study, document: str) -> Iterator[tuple[str, str]]:
    """Yield the digests of forms that hold a document's id, as earlier versions signed them off.

    Each comes with the digest that takes its place.
    """
    if not _signed(study, document):
        return
    for definition in definitions(study)[0]:
        with suppress(QualcodeError):
            quoter = Quoter(study, assemble(study, definition), lambda _: [])
            for (_, _, group), cell in quoter.evidence.cells.items():
                for at in cell:
                    if quoter.evidence.codings[at].document == document:
                        form = quoter.forms(at, group)
                        if form is not None:
                            yield form[1], form[0]


def _signed(study: Study, document: str) -> dict[str, list[str]]:
    """Return the forms that were signed off of quotations of a document, by coding."""
    ids = {coding.id for coding in study.codings(document=document)}
    states, problems = read_quotations(study.root)
    study.problems += problems
    found = {name: [sign.form for sign in states[name].signs] for name in ids & states.keys()}
    return {name: forms for name, forms in found.items() if forms}


def _lost(study: Study, document: str, forms: dict[str, str]) -> int:
    """Return of how many quotations nobody can say here what their sign-offs stand on."""
    if study.holds(study.document(document)):
        return 0
    known = {*forms, *forms.values()}
    return sum(not known & {*signed} for signed in _signed(study, document).values())


def still_named(study: Study, old: str) -> list[str]:
    """Return the files that people wrote, or made, which name a document by an earlier id."""
    named = naming(old, study.document_ids())
    return [study.where(p) for p in may_name(study.root) if named.search(readable(p) or "")]
