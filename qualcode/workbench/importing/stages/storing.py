"""Stores documents so that stopping at any moment loses nothing, and reports on each."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qualcode.errors import (
    BadInputError,
    NotFoundError,
    QualcodeError,
    StudyError,
    TextChangedError,
)
from qualcode.model.case import Case
from qualcode.model.document.document import Document
from qualcode.store.acts.act import Act
from qualcode.store.folder_map import SPEAKERS
from qualcode.store.io.durable import BusyError
from qualcode.store.records.withdrawals import withdrawn_cases
from qualcode.store.study import Study
from qualcode.workbench.importing.candidates import candidates
from qualcode.workbench.importing.known_files import KnownFiles
from qualcode.workbench.importing.likeness import LITTLE, share_kept
from qualcode.workbench.importing.numbering import Numbering
from qualcode.workbench.importing.options import ImportOptions
from qualcode.workbench.importing.report import ImportReport
from qualcode.workbench.importing.stages.making import Making
from qualcode.workbench.importing.stages.ready import Made, Place, Ready, failed
from qualcode.workbench.speakers.named_files import NamedFiles
from qualcode.workbench.speakers.speakers import Understood, keep_real_labels

if TYPE_CHECKING:
    from qualcode.workbench.importing.survey import SurveyAnswers


#: Seconds that an import waits for another program that is writing documents.
PATIENCE = 60.0


class Storing:
    """Stores the documents of one import; in a dry run it stores nothing, and reports the same."""

    def __init__(
        self,
        study: Study,
        options: ImportOptions,
        known: KnownFiles,
        making: Making,
        survey: SurveyAnswers | None,
        files_known: Callable[[], KnownFiles],
    ) -> None:
        self._study = study
        self._options = options
        self._known = known
        self._making = making
        self._survey = survey
        #: Returns the files that the study has at the moment when it is called.
        self._files_known = files_known
        #: What gives ids to the documents that have none yet.
        self.numbering: Numbering | None = None
        self._named = NamedFiles(study)
        self._there = frozenset(study.document_ids())
        self._withdrawn = frozenset(withdrawn_cases(study.root))

    def take(self, ready: Sequence[Ready]) -> list[tuple[Place, ImportReport]]:
        """Store a batch: first what the documents refer to, then the documents."""
        reports: list[tuple[Place, ImportReport]] = []
        documents: list[Made] = []
        for one in ready:
            # Two files of one batch may be the same.
            known = self._known.report(one.file, one.document, one.source)
            if known is not None:
                reports.append((one.at, known))
                continue
            if self.numbering is not None and not one.document:
                one = replace(one, document=self.numbering.next_id(one.file))
            try:
                self._refuse_another_interview(one)
                document, speakers = self._making.document(one)
            except QualcodeError as error:
                reports.append((one.at, failed(one.file, error)))
                continue
            gone = self._withdrawn.intersection(document.cases)
            if gone:
                said = f"case {min(gone)} has withdrawn, and its id is never used again"
                reports.append((one.at, failed(one.file, BadInputError(said))))
                continue
            documents.append((one, document, speakers))
            self._known.take(one.file, document.id, one.source)
            if self.numbering is not None and document.id not in self._there:
                self.numbering.take(document.id)
        documents, refused = self._without_those_in_the_way(documents)
        reports += refused
        cases = dict.fromkeys(case for _, document, _ in documents for case in document.cases)
        fresh = {c: self._making.new_case(c) for c in cases if c not in self._making.cases}
        if self._survey is not None and documents:
            # Those who answered no open question are cases all the same.
            silent = (c for c in self._survey.cases if c not in self._making.cases)
            fresh.update({case: self._making.new_case(case) for case in silent})
        if documents and not self._options.dry_run:
            return reports + self._store(documents, fresh)
        for one, document, speakers in documents:
            reports.append((one.at, self._report(one, document, speakers, "would import")))
        return reports

    def _without_those_in_the_way(
        self, documents: Sequence[Made]
    ) -> tuple[list[Made], list[tuple[Place, ImportReport]]]:
        """Return the documents that can be stored, and reports of those blocked by other files."""
        there = set(self._study.document_ids()) if self._options.replace else set()
        refused = self._study.in_the_way(
            [
                (document, one.laid_out.text, one.original_file)
                for one, document, _ in documents
                if document.id not in there
            ]
        )
        reports = self._refused(documents, refused)
        return [made for made in documents if made[1].id not in refused], reports

    def _refused(
        self, documents: Sequence[Made], refused: Mapping[str, StudyError]
    ) -> list[tuple[Place, ImportReport]]:
        """Return reports of what was not stored: as they are now, where another import was quicker.

        So a file that it took meanwhile is imported before, and one that differs from it is told
        to, as if this import had begun after that one.
        """
        left = [made for made in documents if made[1].id in refused]
        now_known: KnownFiles | None = None
        if any(one.document not in self._there for one, _, _ in left):
            # A document that cannot be read is told by the check.
            with contextlib.suppress(QualcodeError):
                now_known = self._files_known()
        reports = []
        for one, document, _ in left:
            self._known.forget(one.document, one.source)
            meanwhile = None
            if now_known and one.document not in self._there:
                meanwhile = now_known.report(one.file, one.document, one.source)
            reports.append((one.at, meanwhile or failed(one.file, refused[document.id])))
        return reports

    def _refuse_another_interview(self, one: Ready) -> None:
        """Raise BadInputError if a document would get a text that is hardly like its own.

        A file may have the name of another interview's; one that was named for the document by
        ``as_id`` is taken.
        """
        if self._options.as_id or not self._options.replace or one.document not in self._there:
            return
        with contextlib.suppress(TextChangedError, NotFoundError):
            old = self._study.text(self._study.document(one.document))
            if share_kept(old, one.laid_out.text) < LITTLE:
                raise BadInputError(
                    f"has hardly anything of the text of document {one.document!r}, and may be "
                    "another interview of the same file name",
                    where=one.file.name,
                    mend=f"If it is that interview, say so of this file alone: --as {one.document} "
                    f"--replace; if it is another: --as {self._known.free_beside(one.document)}",
                )

    def _person_in(self, ready: Ready, document: Document) -> str:
        """Return what may be a person's name in a document's id or title."""
        labels, text = ready.laid_out.labels, ready.laid_out.text
        found = self._named.person_in_id(document.id, ready.file.stem, labels, text)
        if not found and document.title != document.id:
            return self._named.person_in(document.title, labels)
        return found

    def _store_what_is_shared(
        self, documents: Sequence[Made], fresh: dict[str, Case], act: Act
    ) -> None:
        study = self._study
        if self._survey is not None:
            self._survey.keep_originals(act)
        if fresh:
            # Existing ones stay as they are: somebody may have added them meanwhile.
            self._making.cases = study.edit_cases(
                lambda cases: [*cases.values(), *(c for c in fresh.values() if c.id not in cases)],
                act,
            )
        labels = {
            document.id: [
                (s.label, s.speaker.label) for s in speakers if s.label != s.speaker.label
            ]
            for _, document, speakers in documents
        }
        act.hold(study.lock("speakers"))
        keep_real_labels(
            SPEAKERS.at(study.root),
            labels,
            lambda path, text: act.write({path: text}),
        )

    def _store(
        self, documents: Sequence[Made], fresh: dict[str, Case]
    ) -> list[tuple[Place, ImportReport]]:
        study = self._study
        there = set(study.document_ids()) if self._options.replace else set()
        new = [
            (document, ready.laid_out.text, ready.original_file)
            for ready, document, _ in documents
            if document.id not in there
        ]

        def what_is_shared(refused: Collection[str], act: Act) -> None:
            stored = [made for made in documents if made[1].id not in refused]
            theirs = {case for made in documents if made not in stored for case in made[1].cases}
            theirs -= {case for made in stored for case in made[1].cases}
            self._store_what_is_shared(stored, {c: fresh[c] for c in fresh if c not in theirs}, act)

        about = f"{len(documents):,} documents" if len(documents) > 1 else documents[0][1].id
        try:
            with study.act("import", about, PATIENCE) as act:
                refused = study.add_documents(new, what_is_shared, act)
                for ready, document, _ in documents:
                    if document.id in there:
                        try:
                            text = ready.laid_out.text
                            study.replace_document(document, text, ready.original_file, act)
                        except StudyError as error:
                            refused[document.id] = error
        except BusyError as error:
            # What was stored before stays, and is told; the same command goes on from there.
            refused = dict.fromkeys((document.id for _, document, _ in documents), error)
        reports = self._refused(documents, refused)
        for ready, document, speakers in documents:
            if document.id not in refused:
                status = "replaced" if document.id in there else "imported"
                reports.append((ready.at, self._report(ready, document, speakers, status)))
        return reports

    def _report(
        self,
        ready: Ready,
        document: Document,
        speakers: Sequence[Understood],
        status: str,
    ) -> ImportReport:
        known: tuple[str, ...] = ()
        if self._survey is None:
            known = self._known.notes_on_text(ready.file, document.id, document.sha256)
        notes = self._making.notes(ready, document.language, known)
        return ImportReport(
            str(ready.file),
            status,
            document.id,
            ready.laid_out.layout,
            document.language,
            len(document.turns),
            document.words,
            len(document.times),
            tuple(speakers),
            tuple(notes),
            tuple(ready.laid_out.names),
            named=self._person_in(ready, document),
            candidates=candidates(ready.laid_out, speakers) if self._options.dry_run else (),
        )
