"""Transcripts in: understood, laid out, stored, with a report of what was understood."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.errors import BadInputError, NotFoundError, QualcodeError, StudyError
from qualcode.model.case import Case, valid_case_id
from qualcode.model.document import Document, Role
from qualcode.model.layout import LabelledTurn, lay_out
from qualcode.model.text import count_words, text_digest
from qualcode.store.files import check_file_name, read_bytes, slug, write_atomic
from qualcode.store.study import Study, now
from qualcode.transcripts.reading import SUPPORTED, read_transcript
from qualcode.workbench.progress import Progress, silent
from qualcode.workbench.speakers import (
    SpeakerRules,
    SpeakerTable,
    Understood,
    keep_real_labels,
    understand,
)


@dataclass(frozen=True)
class ImportOptions:
    """What the user said about the files: see ``qualcode import --help``."""

    as_id: str = ""
    case: str = ""
    group: str = ""
    language: str = ""
    speakers: dict[str, str] = field(default_factory=dict)
    interviewers: tuple[str, ...] = ()
    table: SpeakerTable | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class ImportReport:
    """What became of one file.

    ``status`` is ``"imported"``, ``"unchanged"`` (the same file is a document already),
    ``"would import"`` (a dry run) or ``"failed"`` with ``error`` saying why, in one line.
    """

    file: str
    status: str
    document: str = ""
    layout: str = ""
    turns: int = 0
    words: int = 0
    speakers: tuple[Understood, ...] = ()
    notes: tuple[str, ...] = ()
    error: str = ""


def transcript_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files to import: those named, and every transcript in folders named.

    Raises:
        NotFoundError: a path does not exist, or a folder holds no transcript.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                p
                for p in path.rglob("*")
                if p.suffix.lower() in SUPPORTED
                and p.is_file()
                and not any(part.startswith((".", "~$")) for part in p.relative_to(path).parts)
            )
            if not inside:
                raise NotFoundError(
                    f"{path} holds no transcripts", mend=f"Looked for {', '.join(SUPPORTED)}"
                )
            files += inside
        elif path.exists():
            files.append(path)
        else:
            raise NotFoundError(f"there is no file {path}")
    return list(dict.fromkeys(files))


class Importer:
    """Imports files into one study; knows what is there, so that a folder is quick."""

    def __init__(self, study: Study, options: ImportOptions) -> None:
        self._study = study
        self._options = options
        self._documents = {d.id: d for d in study.documents()}
        self._sources = {d.source_sha256: d.id for d in self._documents.values()}
        for case in (options.case, *options.speakers.values()):
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
        self, files: Sequence[Path], progress: Progress = silent
    ) -> list[ImportReport]:
        """Import every file; a broken one is reported and does not stop the others.

        Raises:
            BadInputError: ``as_id`` or ``case`` is given for several files.
        """
        if len(files) > 1 and (self._options.as_id or self._options.case):
            given = "--as" if self._options.as_id else "--case"
            raise BadInputError(
                f"{given} is for one file, and here are {len(files)}",
                mend="Import one at a time, or give a table with --speakers",
            )
        reports = []
        for number, file in enumerate(files):
            progress("Importing", number, len(files))
            reports.append(self.import_file(file))
        progress("Importing", len(files), len(files))
        return reports

    def import_file(self, file: Path) -> ImportReport:
        """Import one file; whatever is wrong with it comes back in the report."""
        try:
            return self._import(file)
        except QualcodeError as error:
            line = str(error)
            if file.name not in line:
                line = f"{file.name}: {line}"
            return ImportReport(str(file), "failed", error=line)

    def _import(self, file: Path) -> ImportReport:
        source = hashlib.sha256(read_bytes(file)).hexdigest()
        document_id = self._document_id(file)
        known = self._documents.get(document_id)
        twin = self._sources.get(source)
        same = twin is not None and (known is None or known.source_sha256 == source)
        if same and (not self._options.as_id or twin == document_id):
            return ImportReport(str(file), "unchanged", twin or "")
        if known is not None:
            raise StudyError(
                f"there is a document {document_id!r} already, made from another file",
                mend=f"Use --as to give this one another id, e.g. --as {document_id}-2",
            )
        parsed = read_transcript(file)
        text, labels, turns = lay_out(
            [LabelledTurn(t.speaker, t.text, t.start_ms) for t in parsed.turns]
        )
        speakers = understand(labels, turns, text, self._rules(file, labels))
        document = Document(
            id=document_id,
            title=document_id,
            language=self._options.language or self._study.config.language,
            sha256=text_digest(text),
            characters=len(text),
            words=sum(s.words for s in speakers)
            + sum(count_words(text[t.words : t.end]) for t in turns if t.speaker < 0),
            format=parsed.format,
            source_sha256=source,
            imported=now(),
            speakers=tuple(s.speaker for s in speakers),
            turns=tuple(turns),
        )
        if not self._options.dry_run:
            self._store(file, document, text, speakers)
        return ImportReport(
            str(file),
            "would import" if self._options.dry_run else "imported",
            document.id,
            parsed.layout,
            len(turns),
            document.words,
            tuple(speakers),
            parsed.notes,
        )

    def _document_id(self, file: Path) -> str:
        options = self._options
        if options.as_id:
            return check_file_name(options.as_id, "document")
        if options.table and file.name in options.table.documents:
            return check_file_name(options.table.documents[file.name], "document")
        made = slug(file.stem)
        if not made:
            raise BadInputError(
                f"no document id can be made of {file.name!r}", mend="Give one with --as"
            )
        return made

    def _rules(self, file: Path, labels: Sequence[str]) -> SpeakerRules:
        options = self._options
        given = options.table.rules.get(file.name) if options.table else None
        cases = dict(given.cases) if given else {}
        roles: dict[str, Role] = dict(given.roles) if given else {}
        # A label that is a case's id needs no telling.
        by_fold = {case.casefold(): case for case in self._study.cases}
        for label in labels:
            if label.casefold() in by_fold:
                cases.setdefault(label, by_fold[label.casefold()])
        cases.update(options.speakers)
        for label in options.interviewers:
            roles[label] = "interviewer"
        return SpeakerRules(cases, roles, options.case)

    def _store(
        self, file: Path, document: Document, text: str, speakers: Sequence[Understood]
    ) -> None:
        study = self._study
        fresh = [case for case in document.cases if case not in study.cases]
        group = {"group": self._options.group} if self._options.group else {}
        if fresh:
            study.save_cases([*study.cases.values(), *(Case(case, group) for case in fresh)])
        with study.lock("speakers"):
            keep_real_labels(study.root / "private" / "speakers.csv", document.id, speakers)
        original = study.root / "originals" / f"{document.id}{file.suffix.lower()}"
        write_atomic(original, read_bytes(file))
        study.add_document(document, text)
        self._documents[document.id] = document
        self._sources[document.source_sha256] = document.id
