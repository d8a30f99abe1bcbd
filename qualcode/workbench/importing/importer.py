"""Imports transcripts: reads on every core, stores so that stopping at any moment loses nothing."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import BadInputError, NotFoundError, QualcodeError, StudyError
from qualcode.model.case import Case, valid_case_id
from qualcode.model.document.document import Document, Role
from qualcode.model.text.text import text_digest
from qualcode.store.acts.act import Act
from qualcode.store.folder_map import SPEAKERS
from qualcode.store.records.withdrawals import withdrawn_cases
from qualcode.store.study import Study, now
from qualcode.transcripts.reader import TABLES, load
from qualcode.workbench.importing.batches import in_batches
from qualcode.workbench.importing.known_files import KnownFiles, check_id
from qualcode.workbench.importing.layout import Hints, LaidOut, lay_out_or_refuse
from qualcode.workbench.importing.processes import RISKY, Worker
from qualcode.workbench.importing.report import ImportReport, ImportResult, keep_report
from qualcode.workbench.importing.speakers import (
    SpeakerRules,
    SpeakerTable,
    Understood,
    keep_real_labels,
    understand,
)
from qualcode.workbench.progress import Progress, silent

if TYPE_CHECKING:
    from qualcode.transcripts.survey.reader import SurveyOptions
    from qualcode.workbench.importing.survey import SurveyAnswers

#: Languages expected in a study in Wales; others are used only if the study names them.
_EXPECTED = frozenset({"en", "cy"})


@dataclass(frozen=True)
class ImportOptions:
    """The user's options for the files: see ``qualcode import --help``."""

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


#: A place in the reports: the file, and the place among its documents.
_Place = tuple[int, int]


@dataclass(frozen=True)
class _Ready:
    """A document that was read and is not stored yet.

    ``cases`` are those that the file itself gives for its labels; ``original`` is the file to keep.
    """

    at: _Place
    file: Path
    document: str
    original: bytes | None
    source: str
    laid_out: LaidOut
    cases: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    told: tuple[str, ...] = ()


_Outcome = _Ready | tuple[_Place, ImportReport]
_Made = tuple[_Ready, Document, list[Understood]]


class Importer:
    """Imports files into one study; knows what is there, so that importing a folder is quick."""

    def __init__(self, study: Study, options: ImportOptions) -> None:
        self._study = study
        self._options = options
        # Problems in it are reported now, not file by file.
        _ = study.config
        given = options.table.documents if options.table else {}
        self._known = KnownFiles(study, options.as_id, given, replace=options.replace)
        self._cases = dict(study.cases)
        self._survey: SurveyAnswers | None = None
        if options.survey is not None:
            from qualcode.workbench.importing.survey import SurveyAnswers

            self._survey = SurveyAnswers(study, options.survey, options.hints)
        self._withdrawn = frozenset(withdrawn_cases(study.root))
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

        A ``doubtful`` file that is not a transcript is passed over, and does not count as failed.

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
        ids = self._known.ids(files)
        if not options.dry_run:
            self._study.check_text_folder()
            self._study.sweep()
        found: dict[_Place, ImportReport] = {}
        result = ImportResult(files=len(files))

        def understood(at: int, worker: Worker | None) -> list[_Outcome]:
            return self._understood(at, files[at], ids[files[at]], worker)

        risky = [file.suffix.lower() in RISKY for file in files]
        with contextlib.ExitStack() as alone:
            if self._survey is not None and not options.dry_run:
                # Respondents without an id get one, which no other import may use meanwhile.
                alone.enter_context(self._study.lock("survey", "answers to a survey"))
                self._cases = self._study.edit_cases(lambda cases: cases.values())
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
            keep_report(self._study.root, result)
        return result

    # ---- reading ----------------------------------------------------------------------------

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
            known = self._known.report(file, document, source)
            if known is not None:
                return [(place, self._with_text(known, data, file, worker))]
            understand_file = worker.lay_out if worker else lay_out_or_refuse
            laid_out = understand_file(data, file.name, self._options.hints)
        except QualcodeError as error:
            return [(place, _failed(file, error))]
        told = self._known.notes_on_id(file, document)
        return [_Ready(place, file, document, data, source, laid_out, told=told)]

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
        text = understand_file(data, file.name, self._options.hints).text
        if self._options.dry_run:
            fits, status = text_digest(text) == document.sha256, "would put back"
        else:
            fits, status = self._study.put_back(document, text), "put back"
        if not fits:
            raise StudyError(
                f"document {document.id!r} was made of this file, and its text is not on this "
                "machine, but the file does not give it as it is now",
                mend="Give the options of the first import, or ask your team for "
                f"{document.id}.txt",
            )
        return replace(known, status=status)

    def _answers(
        self, at: int, file: Path, document: str, data: bytes, source: str
    ) -> list[_Outcome]:
        """Return a document for each question or respondent of a survey."""
        assert self._survey is not None
        outcomes: list[_Outcome] = []
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
                _Ready(
                    place, file, one.document, original, own, one.laid_out, one.cases, one.title,
                    told,
                )
            )  # fmt: skip
        return outcomes

    # ---- storing ----------------------------------------------------------------------------

    def _take(self, ready: Sequence[_Ready]) -> list[tuple[_Place, ImportReport]]:
        """Store a batch: first what the documents refer to, then the documents."""
        reports: list[tuple[_Place, ImportReport]] = []
        documents: list[_Made] = []
        for one in ready:
            # Two files of one batch may be the same.
            known = self._known.report(one.file, one.document, one.source)
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
            self._known.take(one.file, document.id, one.source)
        documents, refused = self._without_those_in_the_way(documents)
        reports += refused
        cases = dict.fromkeys(case for _, document, _ in documents for case in document.cases)
        fresh = {c: self._new_case(c) for c in cases if c not in self._cases}
        if self._survey is not None and documents:
            # Those who answered no open question are cases all the same.
            silent = (c for c in self._survey.cases if c not in self._cases)
            fresh.update({case: self._new_case(case) for case in silent})
        if documents and not self._options.dry_run:
            return reports + self._store(documents, fresh)
        for one, document, speakers in documents:
            reports.append((one.at, self._report(one, document, speakers, "would import")))
        return reports

    def _without_those_in_the_way(
        self, documents: Sequence[_Made]
    ) -> tuple[list[_Made], list[tuple[_Place, ImportReport]]]:
        """Return the documents that can be stored, and reports of those blocked by other files."""
        there = set(self._study.document_ids()) if self._options.replace else set()
        refused = self._study.in_the_way(
            [
                (document, one.laid_out.text, _original(one))
                for one, document, _ in documents
                if document.id not in there
            ]
        )
        reports = []
        for one, document, _ in documents:
            if document.id in refused:
                reports.append((one.at, _failed(one.file, refused[document.id])))
                self._known.forget(one.document, one.source)
        return [made for made in documents if made[1].id not in refused], reports

    def _document(self, one: _Ready) -> tuple[Document, list[Understood]]:
        laid_out = one.laid_out
        rules = self._rules(one.file, laid_out.labels, one.cases).spelt(laid_out.spellings)
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
        # A label that is a case's id needs no note.
        for label in labels:
            if label.casefold() in self._by_fold:
                cases.setdefault(label, self._by_fold[label.casefold()])
        cases.update(options.speakers)
        roles.update(dict.fromkeys(options.interviewers, "interviewer"))
        roles.update(dict.fromkeys(options.participants, "participant"))
        return SpeakerRules(cases, roles, options.case)

    def _store_what_is_shared(
        self, documents: Sequence[_Made], fresh: dict[str, Case], act: Act
    ) -> None:
        study = self._study
        if self._survey is not None:
            self._survey.keep_originals(act)
        if fresh:
            # Existing ones stay as they are: somebody may have added them meanwhile.
            self._cases = study.edit_cases(
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
        self, documents: Sequence[_Made], fresh: dict[str, Case]
    ) -> list[tuple[_Place, ImportReport]]:
        study = self._study
        there = set(study.document_ids()) if self._options.replace else set()
        new = [
            (document, ready.laid_out.text, _original(ready))
            for ready, document, _ in documents
            if document.id not in there
        ]

        def what_is_shared(refused: Collection[str], act: Act) -> None:
            stored = [made for made in documents if made[1].id not in refused]
            theirs = {case for made in documents if made not in stored for case in made[1].cases}
            theirs -= {case for made in stored for case in made[1].cases}
            self._store_what_is_shared(stored, {c: fresh[c] for c in fresh if c not in theirs}, act)

        about = f"{len(documents):,} documents" if len(documents) > 1 else documents[0][1].id
        with study.act("import", about) as act:
            refused = study.add_documents(new, what_is_shared, act)
            for ready, document, _ in documents:
                if document.id in there:
                    try:
                        text = ready.laid_out.text
                        study.replace_document(document, text, _original(ready), act)
                    except StudyError as error:
                        refused[document.id] = error
        reports = []
        for ready, document, speakers in documents:
            if document.id in refused:
                reports.append((ready.at, _failed(ready.file, refused[document.id])))
                self._known.forget(ready.document, ready.source)
            else:
                status = "replaced" if document.id in there else "imported"
                reports.append((ready.at, self._report(ready, document, speakers, status)))
        return reports

    def _report(
        self,
        ready: _Ready,
        document: Document,
        speakers: Sequence[Understood],
        status: str,
    ) -> ImportReport:
        notes = [*ready.told, *ready.laid_out.notes]
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


def _original(ready: _Ready) -> tuple[str, bytes] | None:
    if ready.original is None:
        return None
    return f"{ready.document}{ready.file.suffix.lower()}", ready.original


def _failed(file: Path, error: QualcodeError) -> ImportReport:
    line = str(error)
    if file.name not in line:
        line = f"{file.name}: {line}"
    return ImportReport(str(file), "failed", error=line)
