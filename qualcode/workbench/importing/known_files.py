"""The files that a study already has, the ids of their documents, and why a file is refused."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from qualcode.errors import BadInputError, QualcodeError
from qualcode.model.plural import counted
from qualcode.store.folder_map import IMPORTS
from qualcode.store.io.durable import check_file_name
from qualcode.store.records.withdrawals import all_receipts, withdrawn_sources
from qualcode.store.study import Study
from qualcode.transcripts.reader import load
from qualcode.workbench.importing.files import ROOM, document_ids, files_of_documents
from qualcode.workbench.importing.id_template import IdTemplate
from qualcode.workbench.importing.numbering import Numbering
from qualcode.workbench.importing.report import ImportReport


class KnownFiles:
    """The files from which a study's documents were made, including those of this import.

    ``as_id`` is the user's id for a single file, ``given`` has ids from a table by file name;
    ``replace`` says that a document may get another text.
    """

    def __init__(
        self, study: Study, as_id: str, given: Mapping[str, str], *, replace: bool
    ) -> None:
        self._study = study
        self._as_id = as_id
        self._given = given
        self._replace = replace
        documents = study.documents()
        self._documents = {d.id: d.source_sha256 for d in documents}
        self._texts = {d.sha256: d.id for d in documents}
        self._before = dict(self._documents)
        self._sources = {source: d for d, source in self._documents.items()}
        self._withdrawn = withdrawn_sources(study.root)
        self._gone = {one.id for receipt in all_receipts(study.root) for one in receipt.gone}
        self._taken: dict[str, Path] = {}
        self._shared: dict[Path, str] = {}

    def ids(self, files: Sequence[Path], *, by_name: bool = True) -> dict[Path, str]:
        """Return the id of each file's document; ids in one import differ.

        A file keeps the id of the only document that was made from one of its name, if this machine
        knows that; ``by_name`` says whether a file makes only one document.
        """
        if self._as_id:
            return dict.fromkeys(files, self._as_id)
        ids = document_ids(files, self._given)
        names = Counter(file.name for file in files)
        for file, made in ids.items():
            alone = document_ids([file], self._given)[file]
            earlier = self._made_of.get(file.name, ())
            # It may have been given another id, or none like it was there to be told apart from.
            if (
                by_name
                and len(earlier) == 1
                and names[file.name] == 1
                and file.name not in self._given
                and made not in self._documents
                and earlier[0] not in ids.values()
            ):
                ids[file] = earlier[0]
            elif made != alone:
                self._shared[file] = alone
        return ids

    def numbering(self, template: IdTemplate, files: Sequence[Path]) -> Numbering:
        """Return what numbers files that are no documents yet; the others keep their ids.

        Raises:
            BadInputError: no file gets an id by it.
        """
        known, _ = self._known_by(template, files)
        return Numbering(template, files, known, {*self._documents, *self._gone})

    def ids_by(self, template: IdTemplate, files: Sequence[Path]) -> dict[Path, str]:
        """Return ids by a template without numbers; files that are documents keep theirs.

        Raises:
            BadInputError: no file gets an id by it, or several would get the same.
        """
        known, twins = self._known_by(template, files)
        ids = template.ids([file for file in files if file not in twins], known)
        return ids | {file: ids[other] for file, other in twins.items()}

    def _known_by(
        self, template: IdTemplate, files: Sequence[Path]
    ) -> tuple[dict[Path, str], dict[Path, Path]]:
        """Return the ids of files that are documents, and of which other file one is a copy."""
        names = Counter(file.name for file in files)
        first: dict[str, Path] = {}
        twins: dict[Path, Path] = {}
        known = {file: self._given[file.name] for file in files if file.name in self._given}
        if len(known) == len(files):
            raise BadInputError("the table of speakers gives every file its id", where="--ids")
        for file in files:
            with suppress(QualcodeError):
                source = hashlib.sha256(load(file)).hexdigest()
                if first.setdefault(source, file) != file:
                    twins[file] = first[source]
                made = [self._sources[source]] if source in self._sources else []
                made = made or (self._made_of.get(file.name, []) if names[file.name] == 1 else [])
                if len(made) == 1:
                    known.setdefault(file, made[0])
        if len(known) == len(files) and not any(map(template.matches, known.values())):
            some = next(iter(known.values()))
            raise BadInputError(
                f"{counted(len(files), 'file is a document', 'files are documents')} already, so "
                "no id is given by it",
                where="--ids",
                mend=f"To give one another id: qualcode revise {some} --as NEW",
            )
        return known, twins

    @cached_property
    def _files(self) -> dict[str, str]:
        """The name of the file from which each document was made, if this machine knows it."""
        return files_of_documents(self._study.root / IMPORTS.folder)

    @cached_property
    def _made_of(self) -> dict[str, list[str]]:
        """The documents that were made from a file of each name, if this machine knows them."""
        found: dict[str, list[str]] = {}
        for document, name in self._files.items():
            if document in self._documents:
                found.setdefault(name, []).append(document)
        return found

    def notes_on_id(self, file: Path, document: str) -> tuple[str, ...]:
        """Return notes on a file's id if several files would have the same."""
        alone = self._shared.get(file)
        if alone is None:
            return ()
        return (f"several files would be the document “{alone}”; this one is “{document}”",)

    def report(self, file: Path, document: str, source: str) -> ImportReport | None:
        """Return a report if the file is in the study already, or its id is another file's."""
        if source in self._withdrawn:
            case = self._withdrawn[source]
            line = f"{file.name}: holds the words of {case}, who has withdrawn; it is not taken"
            return ImportReport(str(file), "failed", document, error=line)
        there = self._documents.get(document)
        twin = self._sources.get(source)
        same = twin is not None and (there is None or there == source)
        if same and (not self._as_id or twin == document):
            return ImportReport(
                str(file), "unchanged", twin or "", notes=self._twice(file, document, twin or "")
            )
        if document in self._taken:
            line = (
                f"{file.name}: would be the document {document!r}, as {self._taken[document].name} "
                f"is. Give it another id with --as, e.g. --as {self.free_beside(document)}"
            )
            return ImportReport(str(file), "failed", document, error=line)
        if there is not None and (why := self._why_not_replaced(file, document)):
            return ImportReport(str(file), "changed", document, error=f"{file.name}: {why}")
        return None

    def free_beside(self, document: str) -> str:
        """Return a free id to propose for another file beside a document."""
        there = {*self._documents, *self._gone, *self._taken}
        ids = (f"{document[: ROOM - 1 - len(str(n))]}-{n}" for n in itertools.count(2))
        return next(made for made in ids if made not in there)

    def _twice(self, file: Path, document: str, twin: str) -> tuple[str, ...]:
        """Return the message on a file that is identical to a file of another name."""
        now_taken = self._taken.get(twin)
        first = now_taken.name if now_taken else self._files.get(twin, "")
        is_it = now_taken == file if now_taken else first == file.name
        if is_it or (not first and twin == document):
            return ()
        which = f"{first}, which is document {twin!r}" if first else f"that of document {twin!r}"
        return (f"{file.name} is the same file, byte for byte, as {which}",)

    def _why_not_replaced(self, file: Path, document: str) -> str:
        """Return why a document of another file stays; empty if it gets the new text."""
        beside = self.free_beside(document)
        other = f"if it is another, give it another id with --as, e.g. --as {beside}"
        first = self._files.get(document, "")
        if self._replace and (self._as_id or first == file.name):
            return ""
        if self._replace or (first and first != file.name):
            of = f"another file, {first}" if first else "a file that this machine does not know"
            return (
                f"document {document!r} was made of {of}. If it is that interview, say so of this "
                f"file alone: --as {document} --replace takes its new text, unless it has been "
                f"coded; {other}"
            )
        return (
            f"differs from the file that document {document!r} was made of. "
            f"If it is that interview, --replace takes its new text, unless it has been coded; "
            f"{other}"
        )

    def notes_on_text(self, file: Path, document: str, text: str) -> tuple[str, ...]:
        """Return a note if another document has this text, by its SHA-256."""
        twin = self._texts.setdefault(text, document)
        if twin == document:
            return ()
        now_taken = self._taken.get(twin)
        first = now_taken.name if now_taken else self._files.get(twin, "")
        of = f"document {twin!r}" + (f", of {first}" if first else "")
        return (f"{file.name} has the same words as {of}: if it is one interview, keep one",)

    def is_taken(self, document: str) -> bool:
        """Return whether a file of this import already has the document."""
        return document in self._taken

    def take(self, file: Path, document: str, source: str) -> None:
        """Record that a document is now made from a file."""
        self._taken[document] = file
        self._documents[document] = source
        self._sources[source] = document

    def forget(self, document: str, source: str) -> None:
        """Forget a document that could not be stored: another file may be the same."""
        self._taken.pop(document, None)
        self._sources.pop(source, None)
        before = self._before.get(document)
        if before is None:
            self._documents.pop(document, None)
        else:
            self._documents[document] = before


def check_id(document: str, file: Path) -> None:
    """Raise BadInputError if a file's document cannot have this id."""
    if not document:
        raise BadInputError(
            "no document id can be made of its name", where=file.name, mend="Give one with --as"
        )
    check_file_name(document, "document")
