"""Reads files: what is there already is known by its hash, the rest is laid out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import QualcodeError, StudyError
from qualcode.model.document.document import Document
from qualcode.store.folder_map import SPEAKERS
from qualcode.store.study import Study
from qualcode.transcripts.reader import TABLES, load
from qualcode.workbench.importing.known_files import KnownFiles, check_id
from qualcode.workbench.importing.layout import Hints, lay_out_or_refuse
from qualcode.workbench.importing.options import ImportOptions
from qualcode.workbench.importing.processes import Worker
from qualcode.workbench.importing.report import ImportReport
from qualcode.workbench.importing.stages.ready import Outcome, Ready, failed
from qualcode.workbench.speakers.speakers import keep_real_labels

if TYPE_CHECKING:
    from qualcode.workbench.importing.survey import SurveyAnswers


class Reading:
    """Reads the files of one import; nothing is stored but texts that this machine lacks."""

    def __init__(
        self,
        study: Study,
        options: ImportOptions,
        known: KnownFiles,
        survey: SurveyAnswers | None,
    ) -> None:
        self._study = study
        self._options = options
        self._known = known
        self._survey = survey
        #: Whether there are several files.
        self.several = False

    def _hints(self, file: Path) -> Hints:
        return self._options.hints_for(file, several=self.several)

    def read(self, at: int, file: Path, document: str, worker: Worker | None) -> list[Outcome]:
        """Return what a file gives: documents that are ready, or reports on why not."""
        place = at, 0
        try:
            if document or self._options.ids is None:
                check_id(document, file)
            data = load(file)
            source = hashlib.sha256(data).hexdigest()
            if self._survey is not None and file.suffix.lower() in TABLES:
                return self._answers(at, file, document, data, source)
            known = self._known.report(file, document, source)
            if known is not None:
                return [(place, self._with_text(known, data, file, worker))]
            understand_file = worker.lay_out if worker else lay_out_or_refuse
            laid_out = understand_file(data, file.name, self._hints(file))
        except QualcodeError as error:
            return [(place, failed(file, error))]
        told = self._known.notes_on_id(file, document)
        return [Ready(place, file, document, data, source, laid_out, told=told)]

    def _with_text(
        self, known: ImportReport, data: bytes, file: Path, worker: Worker | None
    ) -> ImportReport:
        """Restore the text of a document made from this file, if this machine lacks it."""
        if known.status != "unchanged":
            return known
        if self._known.is_taken(known.document) or self._study.text_path(known.document).exists():
            return known
        document = self._study.document(known.document)
        understand_file = worker.lay_out if worker else lay_out_or_refuse
        hints = self._hints(file)
        laid_out = understand_file(data, file.name, hints)
        if self._options.dry_run:
            fits, status = laid_out.sha256 == document.sha256, "would put back"
        else:
            original = f"{document.id}{file.suffix.lower()}", data
            fits, status = self._study.put_back(document, laid_out.text, original), "put back"
            if fits and len(laid_out.labels) == len(document.speakers):
                self._keep_labels(document, laid_out.labels)
        if not fits:
            raise StudyError(
                f"document {document.id!r} was made of this file, and its text is not on this "
                "machine, but the file does not give it as it is now",
                mend="Give the options of the first import, or ask your team for "
                f"{document.id}.txt",
            )
        return replace(known, status=status)

    def _keep_labels(self, document: Document, labels: Sequence[str]) -> None:
        """Keep which label of a text that is here again is which speaker, as at its import."""
        shown = [speaker.label for speaker in document.speakers]
        pairs = [(label, now) for label, now in zip(labels, shown, strict=True) if label != now]
        with self._study.lock("speakers"):
            keep_real_labels(SPEAKERS.at(self._study.root), {document.id: pairs})

    def _answers(
        self, at: int, file: Path, document: str, data: bytes, source: str
    ) -> list[Outcome]:
        """Return a document for each question or respondent of a survey."""
        assert self._survey is not None
        outcomes: list[Outcome] = []
        for number, one in enumerate(self._survey.read(data, file, document)):
            place = at, number
            # One file makes many documents: each has the hash of the file and of its own words.
            own = hashlib.sha256(f"{source} {one.laid_out.sha256}".encode()).hexdigest()
            known = self._known.report(file, one.document, own)
            if known is not None:
                outcomes.append((place, known))
                continue
            original = None if number else data
            told = () if number else self._known.notes_on_id(file, document)
            outcomes.append(
                Ready(
                    place, file, one.document, original, own, one.laid_out, one.cases, one.title,
                    told,
                )
            )  # fmt: skip
        return outcomes
