"""Imports transcripts: reads on every core, stores so that stopping at any moment loses nothing."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import (
    BadInputError,
    NotFoundError,
    QualcodeError,
    StudyError,
    TextChangedError,
)
from qualcode.model.case import Case, valid_case_id
from qualcode.model.document.document import Document
from qualcode.store.acts.act import Act
from qualcode.store.folder_map import SPEAKERS
from qualcode.store.io.durable import BusyError
from qualcode.store.records.withdrawals import withdrawn_cases
from qualcode.store.study import Study, now
from qualcode.transcripts.reader import TABLES, load
from qualcode.workbench.importing.batches import in_batches
from qualcode.workbench.importing.candidates import candidates
from qualcode.workbench.importing.known_files import KnownFiles, check_id
from qualcode.workbench.importing.language import DocumentLanguage
from qualcode.workbench.importing.layout import LaidOut, lay_out_or_refuse
from qualcode.workbench.importing.likeness import LITTLE, share_kept
from qualcode.workbench.importing.options import ImportOptions
from qualcode.workbench.importing.processes import RISKY, Worker
from qualcode.workbench.importing.report import ImportReport, ImportResult, keep_report
from qualcode.workbench.importing.writer import Written, written
from qualcode.workbench.progress import Progress, silent
from qualcode.workbench.speakers.folder_roles import agree
from qualcode.workbench.speakers.group_option import (
    group_without_effect,
    without_case,
)
from qualcode.workbench.speakers.named_files import NamedFiles
from qualcode.workbench.speakers.roles import FileRoles
from qualcode.workbench.speakers.speakers import (
    SpeakerRules,
    Understood,
    keep_real_labels,
    roles_of,
    speakers_of,
)

if TYPE_CHECKING:
    from qualcode.workbench.importing.survey import SurveyAnswers

#: So many files, or bytes, are read before any is stored: together they show who asks.
_LOT, _LOT_BYTES = 1_000, 200_000_000
#: So many documents are stored together.
_TOGETHER = 64
#: Seconds that an import waits for another program that is writing documents.
PATIENCE = 60.0


#: A place in the reports: the file, and the place among its documents.
_Place = tuple[int, int]


@dataclass(frozen=True)
class _Ready:
    """A document that was read and is not stored yet.

    ``cases`` are those that the file itself gives for its labels; ``original`` is the file to keep.
    ``rules`` and ``roles`` are made once the rest of its folder was read.
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
    rules: SpeakerRules = field(default_factory=SpeakerRules)
    roles: FileRoles = field(default_factory=lambda: FileRoles((), (), []))


_Outcome = _Ready | tuple[_Place, ImportReport]
_Made = tuple[_Ready, Document, list[Understood]]


class Importer:
    """Imports files into one study; knows what is there, so that importing a folder is quick."""

    def __init__(self, study: Study, options: ImportOptions) -> None:
        options.refuse_contradictions()
        self._study = study
        self._options = options
        # Problems in it are reported now, not file by file.
        _ = study.config
        given = options.table.documents if options.table else {}
        self._given = given
        self._known = self._files_known()
        self._named = NamedFiles(study)
        self._languages = DocumentLanguage(study.config.language, options.hints.language)
        self._there = frozenset(study.document_ids())
        self._cases = dict(study.cases)
        self._survey: SurveyAnswers | None = None
        #: What the files of each folder say about roles, as far as they were read.
        self._folders: dict[Path, list[FileRoles]] = {}
        if options.survey is not None:
            from qualcode.workbench.importing.survey import SurveyAnswers

            self._survey = SurveyAnswers(study, options.survey, options.hints)
        self._withdrawn = frozenset(withdrawn_cases(study.root))
        self._groups = {
            case: group
            for chosen in options.choices.values()
            for case, group in chosen.groups.items()
        }
        #: Whether there are several files, and in which documents the group has no effect.
        self._several = False
        self._without_group: dict[str, str] = {}
        #: Documents in which nobody speaks.
        self._texts: dict[str, Written] = {}
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

    def _files_known(self) -> KnownFiles:
        """Return the files that the study has at this moment."""
        options = self._options
        return KnownFiles(self._study, options.as_id, self._given, replace=options.replace)

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
            BadInputError: ``as_id`` or ``case`` is given for several files, or ``ids`` gives none.
        """
        options = self._options
        ids = self._ids(files)
        if not options.dry_run:
            self._study.check_text_folder()
            with contextlib.suppress(BusyError):
                # What another program is writing is not half-written.
                self._study.sweep()
        found: dict[_Place, ImportReport] = {}
        result = ImportResult(files=len(files))

        def understood(at: int, worker: Worker | None) -> list[_Outcome]:
            return self._understood(at, files[at], ids[files[at]], worker)

        risky = [file.suffix.lower() in RISKY for file in files]
        with contextlib.ExitStack() as alone:
            if self._survey is not None and not options.dry_run:
                # Respondents without an id get one, which no other import may use meanwhile.
                alone.enter_context(self._study.lock("survey", "answers to a survey", PATIENCE))
                self._cases = self._study.edit_cases(lambda cases: cases.values())
            waiting: list[_Ready] = []
            try:
                for batch in in_batches(risky, understood):
                    waiting += [one for one in batch if isinstance(one, _Ready)]
                    found.update(one for one in batch if not isinstance(one, _Ready))
                    if self._fills_a_lot(waiting):
                        lot, waiting = waiting, []
                        for reports in self._in_lots(lot):
                            found.update(reports)
                    read = {file for file, _ in found} | {one.at[0] for one in waiting}
                    progress("Importing", len(read), len(files))
                lot, waiting = waiting, []
                for reports in self._in_lots(lot):
                    found.update(reports)
            except KeyboardInterrupt:
                result.interrupted = True
                # What was read is kept, unless it is stopped once more.
                with contextlib.suppress(KeyboardInterrupt):
                    for reports in self._in_lots(waiting):
                        found.update(reports)
        result.reports = [
            replace(found[at], status="passed over")
            if found[at].status == "failed" and files[at[0]] in doubtful
            else found[at]
            for at in sorted(found)
        ]
        if not options.dry_run:
            keep_report(self._study.root, result)
        return result

    def _ids(self, files: Sequence[Path]) -> Mapping[Path, str]:
        """Return the id of each file's document."""
        options = self._options
        if len(files) > 1 and (options.as_id or options.case):
            given = "--as" if options.as_id else "--case"
            raise BadInputError(
                f"{given} is for one file, and here are {len(files)}",
                mend="Import one at a time, or give a table with --speakers",
            )
        if options.survey is not None and not any(f.suffix.lower() in TABLES for f in files):
            raise BadInputError(
                "--survey has no effect: none of the files is a table",
                mend=f"Leave it out, or give one of {', '.join(TABLES)}",
            )
        self._several = len(files) > 1
        if options.ids is not None:
            return self._known.ids_by(options.ids, files)
        return self._known.ids(files, by_name=self._survey is None)

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
            laid_out = understand_file(data, file.name, self._options.hints_for(file))
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
        hints = self._options.hints_for(file)
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

    def _fills_a_lot(self, waiting: Sequence[_Ready]) -> bool:
        """Return whether so much waits that it is stored before the rest is read."""
        size = sum(len(one.original or b"") + len(one.laid_out.text) for one in waiting)
        return len(waiting) >= _LOT or size >= _LOT_BYTES

    def _in_lots(self, read: Sequence[_Ready]) -> Iterator[list[tuple[_Place, ImportReport]]]:
        """Decide the roles in files that were read, folder by folder; store, and yield reports."""
        refused: list[tuple[_Place, ImportReport]] = []
        ready: list[_Ready] = []
        for one in sorted(read, key=lambda one: one.at):
            try:
                rules = self._options.rules(
                    one.file, one.laid_out.labels, one.cases, self._by_fold
                ).spelt(one.laid_out.spellings)
                ready.append(replace(one, rules=rules, roles=_roles(one.laid_out, rules)))
            except QualcodeError as error:
                refused.append((one.at, _failed(one.file, error)))
        yield refused
        if self._survey is None:
            for one in ready:
                self._folders.setdefault(one.file.parent, []).append(one.roles)
            for folder in {one.file.parent for one in ready}:
                agree(self._folders[folder])
        for at in range(0, len(ready), _TOGETHER):
            yield self._take(ready[at : at + _TOGETHER])

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
                self._refuse_another_interview(one)
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
        reports = self._refused(documents, refused)
        return [made for made in documents if made[1].id not in refused], reports

    def _refused(
        self, documents: Sequence[_Made], refused: Mapping[str, StudyError]
    ) -> list[tuple[_Place, ImportReport]]:
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
            reports.append((one.at, meanwhile or _failed(one.file, refused[document.id])))
        return reports

    def _refuse_another_interview(self, one: _Ready) -> None:
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
                    f"--replace; if it is another: --as {one.document[:78]}-2",
                )

    def _document(self, one: _Ready) -> tuple[Document, list[Understood]]:
        laid_out = one.laid_out
        text = self._written(one)
        speakers = self._speakers(one) if text is None else text.speakers
        document = Document(
            id=one.document,
            title=one.title or one.document,
            language=self._languages.taken(laid_out.language, sure=laid_out.sure),
            sha256=laid_out.sha256,
            characters=len(laid_out.text),
            words=sum(laid_out.words),
            format=laid_out.format,
            source_sha256=one.source,
            imported=now(),
            speakers=tuple(s.speaker for s in speakers),
            turns=tuple(laid_out.turns if text is None else text.turns(laid_out.turns)),
            times=tuple(laid_out.times),
            kind=self._options.hints.kind if text is None else text.kind,
        )
        return document, speakers

    def _written(self, one: _Ready) -> Written | None:
        """Return what a file is in which nobody speaks; ``None`` if somebody does."""
        options, laid_out = self._options, one.laid_out
        if laid_out.labels or self._survey is not None or one.rules.cases or one.rules.roles:
            return None
        own = self._by_fold.get(one.document.casefold(), one.document)
        text = written(
            laid_out, one.file.stem, options.hints.kind, options.case,
            options.group if valid_case_id(own) else "", own, several=self._several,
        )  # fmt: skip
        self._texts[one.document] = text
        if options.group and text.writer is not None:
            self._check_group(one.document, text.speakers)
        return text

    def _speakers(self, one: _Ready) -> list[Understood]:
        """Return who speaks; a group makes a case, called like the document, of one participant."""
        options = self._options
        found = speakers_of(one.roles, one.rules)
        if not options.group or self._survey is not None:
            return found
        case = self._by_fold.get(one.document.casefold(), one.document)
        if not one.rules.only_case and len(without_case(found)) == 1 and valid_case_id(case):
            found = speakers_of(one.roles, replace(one.rules, only_case=case))
        self._check_group(one.document, found)
        return found

    def _check_group(self, document: str, speakers: Sequence[Understood]) -> None:
        """Refuse a group that nobody of a file gets; of several files it is told."""
        no_effect = group_without_effect(self._options.group, speakers, self._cases)
        if no_effect is not None and not self._several:
            raise no_effect
        if no_effect is not None:
            self._without_group[document] = str(no_effect)

    def _new_case(self, case: str) -> Case:
        given = self._groups.get(case, self._options.group)
        group = {"group": given} if given else {}
        return Case(case, group | (self._survey.attributes(case) if self._survey else {}))

    def _person_in(self, ready: _Ready, document: Document) -> str:
        """Return what may be a person's name in a document's id or title."""
        labels, text = ready.laid_out.labels, ready.laid_out.text
        found = self._named.person_in_id(document.id, ready.file.stem, labels, text)
        if not found and document.title != document.id:
            return self._named.person_in(document.title, labels)
        return found

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
        try:
            with study.act("import", about, PATIENCE) as act:
                refused = study.add_documents(new, what_is_shared, act)
                for ready, document, _ in documents:
                    if document.id in there:
                        try:
                            text = ready.laid_out.text
                            study.replace_document(document, text, _original(ready), act)
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
        ready: _Ready,
        document: Document,
        speakers: Sequence[Understood],
        status: str,
    ) -> ImportReport:
        notes = [*ready.told, *ready.roles.notes, *ready.laid_out.notes]
        if self._survey is None:
            notes += self._known.notes_on_text(ready.file, document.id, document.sha256)
        if ready.document in self._texts:
            notes = self._texts[ready.document].told(notes)
        if ready.document in self._without_group:
            notes.append(self._without_group[ready.document])
        notes += self._languages.notes(document.language, ready.laid_out.language)
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


def _roles(laid_out: LaidOut, rules: SpeakerRules) -> FileRoles:
    return roles_of(
        laid_out.labels, laid_out.turns, laid_out.words, laid_out.asks, rules, laid_out.people
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
