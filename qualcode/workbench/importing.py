"""Transcripts in: understood on every core, stored so that stopping at any moment loses nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import BadInputError, NotFoundError, QualcodeError, StudyError
from qualcode.model.case import Case, valid_case_id
from qualcode.model.document import Document, Role
from qualcode.store.files import check_file_name, write_atomic
from qualcode.store.study import Study, now
from qualcode.store.withdrawals import withdrawn_cases, withdrawn_sources
from qualcode.transcripts.reading import TABLES, load
from qualcode.workbench.import_batches import in_batches
from qualcode.workbench.import_files import document_ids
from qualcode.workbench.import_report import ImportReport, ImportResult, full_lines
from qualcode.workbench.import_workers import RISKY, Worker
from qualcode.workbench.progress import Progress, silent
from qualcode.workbench.speakers import (
    SpeakerRules,
    SpeakerTable,
    Understood,
    keep_real_labels,
    understand,
)
from qualcode.workbench.understanding import Hints, LaidOut, lay_out_or_refuse

if TYPE_CHECKING:
    from qualcode.transcripts.survey import SurveyOptions
    from qualcode.workbench.survey_answers import SurveyAnswers

#: Languages that a study in Wales meets; another is only taken if the study says it is its own.
_EXPECTED = frozenset({"en", "cy"})


@dataclass(frozen=True)
class ImportOptions:
    """What the user said about the files: see ``qualcode import --help``."""

    as_id: str = ""
    case: str = ""
    group: str = ""
    speakers: dict[str, str] = field(default_factory=dict)
    interviewers: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    table: SpeakerTable | None = None
    hints: Hints = field(default_factory=Hints)
    survey: SurveyOptions | None = None
    replace: bool = False
    dry_run: bool = False


#: A place in the reports: of the file, and among its documents.
_Place = tuple[int, int]


@dataclass(frozen=True)
class _Ready:
    """A document that has been understood and is not stored yet.

    ``cases`` are those of its labels that its file itself gives; ``original`` is kept of it.
    """

    at: _Place
    file: Path
    document: str
    original: bytes | None
    source: str
    laid_out: LaidOut
    cases: Mapping[str, str] = field(default_factory=dict)
    title: str = ""


_Outcome = _Ready | tuple[_Place, ImportReport]


class Importer:
    """Imports files into one study; knows what is there, so that a folder is quick."""

    def __init__(self, study: Study, options: ImportOptions) -> None:
        self._study = study
        self._options = options
        self._documents = {d.id: d.source_sha256 for d in study.documents()}
        self._sources = {source: d for d, source in self._documents.items()}
        self._cases = dict(study.cases)
        self._survey: SurveyAnswers | None = None
        if options.survey is not None:
            from qualcode.workbench.survey_answers import SurveyAnswers

            self._survey = SurveyAnswers(study, options.survey, options.hints)
        self._withdrawn = frozenset(withdrawn_cases(study.root))
        self._withdrawn_sources = withdrawn_sources(study.root)
        self._by_fold = {case.casefold(): case for case in self._cases}
        for case in (options.case, *options.speakers.values()):
            if case in self._withdrawn:
                raise BadInputError(
                    f"case {case} has withdrawn, and its id is never used again",
                    mend="Give the participant another id",
                )
            if case and not valid_case_id(case):
                raise BadInputError(
                    f"{case!r} cannot be a case id", mend="Use letters, digits, _ . -"
                )
        if options.group and study.config.groups and options.group not in study.config.groups:
            raise NotFoundError(
                f"no group {options.group!r} in study.toml",
                mend=f"There are {', '.join(study.config.groups)}",
            )

    def import_files(
        self,
        files: Sequence[Path],
        progress: Progress = silent,
        doubtful: frozenset[Path] = frozenset(),
    ) -> ImportResult:
        """Import every file; a broken one is reported and does not stop the others.

        Of those ``doubtful`` one that is no transcript is passed over, and no failure.

        Stopped by Ctrl+C, it says so in the result; the same import again goes on from there.

        Raises:
            BadInputError: ``as_id`` or ``case`` is given for several files.
        """
        options = self._options
        if len(files) > 1 and (options.as_id or options.case):
            given = "--as" if options.as_id else "--case"
            raise BadInputError(
                f"{given} is for one file, and here are {len(files)}",
                mend="Import one at a time, or give a table with --speakers",
            )
        ids = document_ids(files, options.table.documents if options.table else {})
        if options.as_id:
            ids = dict.fromkeys(files, options.as_id)
        if not options.dry_run:
            self._study.check_text_folder()
            self._study.sweep()
        found: dict[_Place, ImportReport] = {}
        result = ImportResult(files=len(files))

        def understood(at: int, worker: Worker | None) -> list[_Outcome]:
            return self._understood(at, files[at], ids[files[at]], worker)

        risky = [file.suffix.lower() in RISKY for file in files]
        try:
            for batch in in_batches(risky, understood):
                ready = [one for one in batch if isinstance(one, _Ready)]
                found.update(one for one in batch if not isinstance(one, _Ready))
                found.update(self._take(ready))
                progress("Importing", len({file for file, _ in found}), len(files))
        except KeyboardInterrupt:
            result.interrupted = True
        result.reports = [
            replace(found[at], status="passed over")
            if found[at].status == "failed" and files[at[0]] in doubtful
            else found[at]
            for at in sorted(found)
        ]
        if not options.dry_run:
            self._keep_report(result)
        return result

    def import_file(self, file: Path) -> ImportReport:
        """Import one file; whatever is wrong with it comes back in the report."""
        return self.import_files([file]).reports[0]

    # ---- understanding ----------------------------------------------------------------------

    def _understood(
        self, at: int, file: Path, document: str, worker: Worker | None
    ) -> list[_Outcome]:
        place = at, 0
        try:
            check_id(document, file)
            data = load(file)
            source = hashlib.sha256(data).hexdigest()
            if self._survey is not None and file.suffix.lower() in TABLES:
                return self._answers(at, file, document, data, source)
            known = self._known(file, document, source)
            if known is not None:
                return [(place, known)]
            understand_file = worker.lay_out if worker else lay_out_or_refuse
            laid_out = understand_file(data, file.name, self._options.hints)
        except QualcodeError as error:
            return [(place, _failed(file, error))]
        return [_Ready(place, file, document, data, source, laid_out)]

    def _answers(
        self, at: int, file: Path, document: str, data: bytes, source: str
    ) -> list[_Outcome]:
        """Return a document of each question or respondent of a survey."""
        assert self._survey is not None
        outcomes: list[_Outcome] = []
        for number, one in enumerate(self._survey.read(data, file, document)):
            place = at, number
            # One file makes many documents: each has the hash of the file and of its own words.
            own = hashlib.sha256(f"{source} {one.laid_out.sha256}".encode()).hexdigest()
            known = self._known(file, one.document, own)
            if known is not None:
                outcomes.append((place, known))
                continue
            original = None if number else data
            outcomes.append(
                _Ready(place, file, one.document, original, own, one.laid_out, one.cases, one.title)
            )
        return outcomes

    def _known(self, file: Path, document: str, source: str) -> ImportReport | None:
        """Return a report if the file is in the study already, or its id is another's."""
        if source in self._withdrawn_sources:
            case = self._withdrawn_sources[source]
            line = f"{file.name}: holds the words of {case}, who has withdrawn; it is not taken"
            return ImportReport(str(file), "failed", document, error=line)
        there = self._documents.get(document)
        twin = self._sources.get(source)
        same = twin is not None and (there is None or there == source)
        if same and (not self._options.as_id or twin == document):
            return ImportReport(str(file), "unchanged", twin or "")
        if there is not None and not self._options.replace:
            return ImportReport(
                str(file),
                "changed",
                document,
                error=f"{file.name}: differs from the file that document {document!r} was made of. "
                f"If it is that interview, --replace takes its new text, unless it has been coded; "
                f"if it is another, give it another id with --as, e.g. --as {document}-2",
            )
        return None

    # ---- storing ----------------------------------------------------------------------------

    def _take(self, ready: Sequence[_Ready]) -> list[tuple[_Place, ImportReport]]:
        """Store a batch: what documents refer to first, then the documents."""
        reports: list[tuple[_Place, ImportReport]] = []
        documents: list[tuple[_Ready, Document, list[Understood]]] = []
        fresh: dict[str, Case] = {}
        for one in ready:
            # Two files of one batch may be the same.
            known = self._known(one.file, one.document, one.source)
            if known is not None:
                reports.append((one.at, known))
                continue
            try:
                document, speakers = self._document(one)
            except QualcodeError as error:
                reports.append((one.at, _failed(one.file, error)))
                continue
            gone = self._withdrawn.intersection(document.cases)
            if gone:
                said = f"case {min(gone)} has withdrawn, and its id is never used again"
                reports.append((one.at, _failed(one.file, BadInputError(said))))
                continue
            documents.append((one, document, speakers))
            self._documents[document.id] = one.source
            self._sources[one.source] = document.id
            fresh.update({c: self._new_case(c) for c in document.cases if c not in self._cases})
        if self._survey is not None and documents:
            # Those who answered no open question are cases all the same.
            silent = (c for c in self._survey.cases if c not in self._cases)
            fresh.update({case: self._new_case(case) for case in silent})
        if documents and not self._options.dry_run:
            self._store_what_is_shared(documents, fresh)
            return reports + self._store(documents)
        for one, document, speakers in documents:
            reports.append((one.at, self._report(one, document, speakers, "would import")))
        return reports

    def _document(self, one: _Ready) -> tuple[Document, list[Understood]]:
        laid_out = one.laid_out
        rules = self._rules(one.file, laid_out.labels, one.cases)
        speakers = understand(laid_out.labels, laid_out.turns, laid_out.words, laid_out.asks, rules)
        document = Document(
            id=one.document,
            title=one.title or one.document,
            language=self._language(laid_out.language),
            sha256=laid_out.sha256,
            characters=len(laid_out.text),
            words=sum(laid_out.words),
            format=laid_out.format,
            source_sha256=one.source,
            imported=now(),
            speakers=tuple(s.speaker for s in speakers),
            turns=tuple(laid_out.turns),
            times=tuple(laid_out.times),
        )
        return document, speakers

    def _new_case(self, case: str) -> Case:
        group = {"group": self._options.group} if self._options.group else {}
        return Case(case, group | (self._survey.attributes(case) if self._survey else {}))

    def _language(self, found: str) -> str:
        own = self._study.config.language
        said = self._options.hints.language
        return said or (found if found in _EXPECTED | {own} else own)

    def _rules(self, file: Path, labels: Sequence[str], known: Mapping[str, str]) -> SpeakerRules:
        options = self._options
        given = options.table.rules.get(file.name) if options.table else None
        cases = {**known, **(given.cases if given else {})}
        roles: dict[str, Role] = dict(given.roles) if given else {}
        # A label that is a case's id needs no telling.
        for label in labels:
            if label.casefold() in self._by_fold:
                cases.setdefault(label, self._by_fold[label.casefold()])
        cases.update(options.speakers)
        roles.update(dict.fromkeys(options.interviewers, "interviewer"))
        roles.update(dict.fromkeys(options.participants, "participant"))
        return SpeakerRules(cases, roles, options.case)

    def _store_what_is_shared(
        self, documents: Sequence[tuple[_Ready, Document, list[Understood]]], fresh: dict[str, Case]
    ) -> None:
        study = self._study
        if self._survey is not None:
            self._survey.keep_originals()
        if fresh:
            self._cases.update(fresh)
            study.save_cases(list(self._cases.values()))
        labels = {
            document.id: [
                (s.label, s.speaker.label) for s in speakers if s.label != s.speaker.label
            ]
            for _, document, speakers in documents
        }
        with study.lock("speakers"):
            keep_real_labels(study.root / "private" / "speakers.csv", labels)

    def _store(
        self, documents: Sequence[tuple[_Ready, Document, list[Understood]]]
    ) -> list[tuple[_Place, ImportReport]]:
        study = self._study
        there = set(study.document_ids()) if self._options.replace else set()
        new = [
            (document, ready.laid_out.text, _original(ready))
            for ready, document, _ in documents
            if document.id not in there
        ]
        refused = study.add_documents(new)
        reports = []
        for ready, document, speakers in documents:
            status = "imported"
            try:
                if document.id in there:
                    study.replace_document(document, ready.laid_out.text, _original(ready))
                    status = "replaced"
                elif document.id in refused:
                    raise StudyError(f"somebody else made a document {document.id!r} meanwhile")
            except QualcodeError as error:
                reports.append((ready.at, _failed(ready.file, error)))
            else:
                reports.append((ready.at, self._report(ready, document, speakers, status)))
        return reports

    def _report(
        self,
        ready: _Ready,
        document: Document,
        speakers: Sequence[Understood],
        status: str,
    ) -> ImportReport:
        notes = list(ready.laid_out.notes)
        found = ready.laid_out.language
        if found and found != document.language:
            notes.append(
                f"looks like language {found!r}, was taken for {document.language!r}: "
                f"--language {found} if it is"
            )
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
        )

    def _keep_report(self, result: ImportResult) -> None:
        """Keep the whole report where git does not look: it has names of files and people."""
        lines: list[str] = []
        for report in result.reports:
            lines += full_lines(report) if report.done else []
        lines += [report.error for report in result.reports if report.error]
        if lines:
            name = f"{now().replace(':', '')}.txt"
            result.kept = self._study.root / "private" / "imports" / name
            write_atomic(result.kept, "\n".join(lines) + "\n")


def check_id(document: str, file: Path) -> None:
    """Raise BadInputError if a file's document cannot have this id."""
    if not document:
        raise BadInputError(
            "no document id can be made of its name", where=file.name, mend="Give one with --as"
        )
    check_file_name(document, "document")


def _original(ready: _Ready) -> tuple[str, bytes] | None:
    if ready.original is None:
        return None
    return f"{ready.document}{ready.file.suffix.lower()}", ready.original


def _failed(file: Path, error: QualcodeError) -> ImportReport:
    line = str(error)
    if file.name not in line:
        line = f"{file.name}: {line}"
    return ImportReport(str(file), "failed", error=line)
