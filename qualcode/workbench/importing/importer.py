"""Imports transcripts: reads on every core, stores so that stopping at any moment loses nothing."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import BadInputError, NotFoundError, QualcodeError
from qualcode.model.case import valid_case_id
from qualcode.model.file_names import file_key, unsafe
from qualcode.store.io.durable import BusyError
from qualcode.store.records.withdrawals import withdrawn_cases
from qualcode.store.study import Study
from qualcode.transcripts.reader import TABLES
from qualcode.workbench.importing.batches import in_batches
from qualcode.workbench.importing.files import size_of
from qualcode.workbench.importing.known_files import KnownFiles
from qualcode.workbench.importing.layout import LaidOut
from qualcode.workbench.importing.option_effects import OptionEffects
from qualcode.workbench.importing.options import ImportOptions
from qualcode.workbench.importing.processes import RISKY, Worker
from qualcode.workbench.importing.report import ImportReport, ImportResult, keep_report
from qualcode.workbench.importing.stages.making import Making
from qualcode.workbench.importing.stages.reading import Reading
from qualcode.workbench.importing.stages.ready import Outcome, Place, Ready, failed
from qualcode.workbench.importing.stages.storing import PATIENCE, Storing
from qualcode.workbench.progress import Progress, silent
from qualcode.workbench.speakers.folder_roles import agree
from qualcode.workbench.speakers.roles import FileRoles
from qualcode.workbench.speakers.speakers import SpeakerRules, roles_of

if TYPE_CHECKING:
    from qualcode.workbench.importing.survey import SurveyAnswers

#: So many files, or bytes, are read before any is stored: together they show who asks.
_LOT, _LOT_BYTES = 1_000, 200_000_000
#: So many are read at most to see whether an option holds in some file.
_MOST = 10_000
#: So many documents are stored together.
_TOGETHER = 64


class Importer:
    """Imports files into one study; knows what is there, so that importing a folder is quick."""

    def __init__(self, study: Study, options: ImportOptions) -> None:
        options.refuse_contradictions()
        self._study = study
        self._options = options
        # Problems in it are reported now, not file by file.
        _ = study.config
        self._known = self._files_known()
        self._survey: SurveyAnswers | None = None
        #: What the files of each folder say about roles, as far as they were read.
        self._folders: dict[Path, list[FileRoles]] = {}
        if options.survey is not None:
            from qualcode.workbench.importing.survey import SurveyAnswers

            self._survey = SurveyAnswers(study, options.survey, options.hints)
        self._effects = OptionEffects(ImportOptions(), (), several=False)
        self._refuse_cases()
        self._reading = Reading(study, options, self._known, self._survey)
        self._making = Making(study, options, self._survey)
        self._storing = Storing(
            study, options, self._known, self._making, self._survey, self._files_known
        )

    def _refuse_cases(self) -> None:
        """Refuse cases that cannot be, and a group that is none of the study's."""
        options, study = self._options, self._study
        withdrawn = frozenset(withdrawn_cases(study.root))
        for case in (options.case, *options.speakers.values()):
            if case in withdrawn:
                raise BadInputError(
                    f"case {case} has withdrawn, and its id is never used again",
                    mend="Give the participant another id",
                )
            if case and not valid_case_id(case):
                raise BadInputError(
                    f"{case!r} cannot be a case id", mend="Use letters, digits, _ . -"
                )
            if case and case not in study.cases:
                _refuse_unsafe(case, study.cases)
        if options.group and study.config.groups and options.group not in study.config.groups:
            raise NotFoundError(
                f"no group {options.group!r} in study.toml",
                mend=f"There are {', '.join(study.config.groups)}",
            )

    def _files_known(self) -> KnownFiles:
        """Return the files that the study has at this moment."""
        options = self._options
        given = options.table.documents if options.table else {}
        return KnownFiles(self._study, options.as_id, given, replace=options.replace)

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
            BadInputError: ``as_id`` or ``case`` is given for several files, ``ids`` gives none, or
                an option that names a label holds in no file; then nothing is stored.
        """
        options = self._options
        several = len(files) > 1 or options.survey is not None
        self._effects = OptionEffects(options, files, several=several)
        ids = self._ids(files)
        if not options.dry_run:
            self._study.check_text_folder()
            with contextlib.suppress(BusyError):
                # What another program is writing is not half-written.
                self._study.sweep()
        found: dict[Place, ImportReport] = {}
        result = ImportResult(files=len(files), names_sought=options.hints.names)

        def understood(at: int, worker: Worker | None) -> list[Outcome]:
            return self._reading.read(at, files[at], ids[files[at]], worker)

        risky = [file.suffix.lower() in RISKY for file in files]
        sizes = [size_of(file) for file in files]
        with contextlib.ExitStack() as alone:
            if self._survey is not None and not options.dry_run:
                # Respondents without an id get one, which no other import may use meanwhile.
                alone.enter_context(self._study.lock("survey", "answers to a survey", PATIENCE))
                self._making.cases = self._study.edit_cases(lambda cases: cases.values())
            waiting: list[Ready] = []
            try:
                for batch in in_batches(risky, sizes, understood):
                    waiting += self._ready(batch)
                    found.update(one for one in batch if not isinstance(one, Ready))
                    read = {file for file, _ in found} | {one.at[0] for one in waiting}
                    lot, waiting = self._lot(waiting, read)
                    for reports in self._in_lots(lot):
                        found.update(reports)
                    progress("Importing", len(read), len(files))
                lot, waiting = waiting, []
                if not any(report.done for report in found.values()):
                    self._effects.refuse_idle()
                for reports in self._in_lots(lot):
                    found.update(reports)
            except KeyboardInterrupt:
                result.interrupted = True
                # What was read is kept, unless it is stopped once more.
                with contextlib.suppress(KeyboardInterrupt):
                    read = {file for file, _ in found} | {one.at[0] for one in waiting}
                    lot, _ = self._in_order(waiting, read)
                    for reports in self._in_lots(lot):
                        found.update(reports)
        result.reports = [
            replace(found[at], status="passed over")
            if found[at].status == "failed" and files[at[0]] in doubtful
            else found[at]
            for at in sorted(found)
        ]
        result.told += self._told(result)
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
        self._making.several = self._reading.several = len(files) > 1
        if options.ids is not None and options.ids.numbered:
            numbering = self._known.numbering(options.ids, files)
            self._storing.numbering = numbering
            return numbering.ids(files)
        if options.ids is not None:
            return self._known.ids_by(options.ids, files)
        return self._known.ids(files, by_name=self._survey is None)

    def _lot(self, waiting: list[Ready], read: Collection[int]) -> tuple[list[Ready], list[Ready]]:
        """Return what is stored before the rest is read, and what waits on.

        That is all if there is so much; or what is of folders of which so much is known already.
        """
        if self._effects.idle and len(waiting) < _MOST:
            return [], waiting
        size = sum(len(one.original or b"") + len(one.laid_out.text) for one in waiting)
        if len(waiting) >= _LOT or size >= _LOT_BYTES:
            return self._in_order(waiting, read)
        full = {folder for folder, roles in self._folders.items() if len(roles) >= _LOT}
        known = [one for one in waiting if one.file.parent in full]
        if len(known) < _TOGETHER or self._storing.numbering is not None:
            return [], waiting
        return known, [one for one in waiting if one.file.parent not in full]

    def _ready(self, batch: Sequence[Outcome]) -> list[Ready]:
        """Return the documents in a batch, after counting in which files the options hold."""
        ready = [one for one in batch if isinstance(one, Ready)]
        for one in ready:
            self._effects.count(one)
        return ready

    def _in_order(
        self, waiting: Sequence[Ready], read: Collection[int]
    ) -> tuple[list[Ready], list[Ready]]:
        """Return what can be stored already, and what waits on: numbers follow the files."""
        if self._storing.numbering is None:
            return [*waiting], []
        first = next(at for at in itertools.count() if at not in read)
        return (
            [one for one in waiting if one.at[0] < first],
            [one for one in waiting if one.at[0] > first],
        )

    def _told(self, result: ImportResult) -> list[str]:
        """Return lines on all files together: where options hold, and which ids were given."""
        numbering = self._storing.numbering
        left = result.count("failed", "passed over", "changed")
        numbered = numbering.line(left) if numbering and self._making.several else ""
        lines = [*self._effects.lines(), self._making.languages.line(), numbered]
        return [line for line in lines if line]

    def _in_lots(self, read: Sequence[Ready]) -> Iterator[list[tuple[Place, ImportReport]]]:
        """Decide the roles in files that were read, folder by folder; store, and yield reports."""
        refused: list[tuple[Place, ImportReport]] = []
        ready: list[Ready] = []
        for one in sorted(read, key=lambda one: one.at):
            try:
                rules = self._options.rules(
                    one.file, one.laid_out.labels, one.cases, self._making.by_fold
                )
                rules = self._effects.fitting(one, rules, self._options.chosen_labels(one.file))
                rules = rules.spelt(one.laid_out.spellings)
                ready.append(replace(one, rules=rules, roles=_roles(one.laid_out, rules)))
            except QualcodeError as error:
                refused.append((one.at, failed(one.file, error)))
        yield refused
        if self._survey is None:
            for one in ready:
                self._folders.setdefault(one.file.parent, []).append(one.roles)
            for folder in {one.file.parent for one in ready}:
                agree(self._folders[folder])
        for at in range(0, len(ready), _TOGETHER):
            yield self._storing.take(ready[at : at + _TOGETHER])


def _roles(laid_out: LaidOut, rules: SpeakerRules) -> FileRoles:
    return roles_of(
        laid_out.labels, laid_out.turns, laid_out.words, laid_out.asks, rules, laid_out.people,
        laid_out.guessed,
    )  # fmt: skip


def _refuse_unsafe(case: str, known: Iterable[str]) -> None:
    """Refuse a new case's id by which no file can be named, or only one that is another's."""
    if why := unsafe(case):
        raise BadInputError(f"{case!r} cannot be a case id: it {why}", mend="Add a number to it")
    same = next((one for one in known if file_key(one) == file_key(case)), None)
    if same is not None:
        raise BadInputError(f"{case!r} is {same!r} in cases.csv", mend=f"Write it {same}")
