"""Checks a whole study, and says how to mend each problem."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from qualcode.errors import QualcodeError, TextMissingError
from qualcode.model.case import unknown_attributes
from qualcode.model.document.document import Document, Speaker
from qualcode.model.plural import plural
from qualcode.model.problem import Problem
from qualcode.model.same_number import same_number
from qualcode.model.table import Table
from qualcode.store.codebook.reader import read_codebook
from qualcode.store.config import ATTRIBUTION, read_settings
from qualcode.store.folder_map import RESPONDENTS, SPEAKERS
from qualcode.store.io.durable import read_text
from qualcode.store.merge.conflicts import MARK
from qualcode.store.records.documents import read_document
from qualcode.store.records.exports import read_exports
from qualcode.store.records.quotation_log import read_quotations
from qualcode.store.records.respondents import cases_of_nobody
from qualcode.store.records.speaker_table import documents_of_nobody
from qualcode.store.records.study_tables import saved_otherwise
from qualcode.store.records.study_texts import texts_saved_otherwise
from qualcode.store.records.suggestions import read_suggestions, suggesting_coders
from qualcode.store.study import MARKER, Study
from qualcode.workbench.check.codings import check_codings
from qualcode.workbench.check.conflict_copies import check_conflict_copies
from qualcode.workbench.check.editor_leavings import check_editor_leavings
from qualcode.workbench.check.git import check_git, conflict_markers, without_echoes
from qualcode.workbench.check.ids import check_ids
from qualcode.workbench.check.leftovers import check_leftovers
from qualcode.workbench.check.local_coders import check_local_coders
from qualcode.workbench.check.named_documents import check_named_documents
from qualcode.workbench.check.names_in_settings import check_names_in_settings
from qualcode.workbench.check.open_folders import check_open_folders
from qualcode.workbench.check.same_texts import check_same_texts
from qualcode.workbench.check.splits import check_splits
from qualcode.workbench.check.summaries import check_summaries
from qualcode.workbench.check.withdrawn import check_unread, check_withdrawn
from qualcode.workbench.speakers.free_ids import FreeIds

_ORDER = {"error": 0, "warning": 1, "note": 2}


def check_study(study: Study) -> list[Problem]:
    """Check settings, codebook, cases, documents, texts, codings, summaries and git.

    Returns problems with errors first; an empty list is a study in order. Nothing is changed.
    """
    torn = list(conflict_markers(study.root))
    found = [*torn, *without_echoes(_Checker(study).everything(), torn)]
    # Without settings it is not known where the texts are.
    with contextlib.suppress(QualcodeError):
        _ = study.readable_config
        found += check_leftovers(study, [problem.where for problem in found])
    found.sort(key=lambda p: (_ORDER[p.level], p.where))
    return list(dict.fromkeys(found))


def problems_table(problems: Iterable[Problem]) -> Table:
    """Return problems as the listing of ``check --json``."""
    rows = [(p.level, p.code, p.where, p.message, p.mend) for p in problems]
    return Table.of(("level", "code", "where", "message", "mend"), rows)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 4:,} more" if len(names) > 4 else ""
    return ", ".join(names[:4]) + more


def _unknown_case(document: str, speaker: Speaker, cases: Collection[str]) -> Problem:
    case = speaker.case or ""
    there = same_number(case, cases)
    mend = f"qualcode speakers set {document} LABEL --case ID, or add the case to cases.csv"
    if there:
        mend = (
            f"{there} in cases.csv looks like {case}, as a spreadsheet writes it: write {case} "
            "there again, in a column formatted as text"
        )
    return Problem(
        "error",
        "unknown-case",
        f"documents/{document}.json",
        f"speaker {speaker.label!r} is case {case!r}, not in cases.csv",
        mend,
    )


def _from_error(code: str, where: str, error: QualcodeError) -> Problem:
    return Problem("error", code, error.where or where, error.message, error.mend)


#: Names that are missing in a language which the study may not be in.
_NO_WELSH = "no-welsh-name"


class _Checker:
    def __init__(self, study: Study) -> None:
        self._study = study
        self._documents: dict[str, Document] = {}
        self._about_welsh: list[Problem] = []
        self._free = FreeIds(study.root)

    def everything(self) -> Iterator[Problem]:
        try:
            config, unknown = read_settings(self._study.root / MARKER)
        except QualcodeError as error:
            # Without settings nothing else can be found.
            yield _from_error("bad-settings", "study.toml", error)
            return
        yield from self._cut_off()
        yield from check_conflict_copies(self._study)
        yield from unknown
        if unknown:
            # Unknown settings only prevent printing; everything else can be checked.
            self._study = Study(self._study.root)
            self._study.config = config
        yield from self._codebook()
        cases_read = True
        try:
            _ = self._study.cases
        except QualcodeError as error:
            cases_read = False
            yield _from_error("bad-cases", "cases.csv", error)
        yield from saved_otherwise(self._study.root)
        yield from texts_saved_otherwise(self._study.root)
        yield from self._read_documents()
        if self._has_welsh():
            yield from self._about_welsh
        yield from self._texts()
        yield from check_named_documents(self._study, self._documents.values(), self._free)
        if cases_read:
            yield from self._cases()
            yield from check_withdrawn(self._study, self._documents)
            yield from check_unread(self._study)
        if self._codebook_readable():
            yield from check_codings(self._study, self._documents)
            yield from check_splits(self._study)
            for coder in suggesting_coders(self._study.root):
                yield from read_suggestions(self._study.root, coder)[1]
            if cases_read:
                yield from check_summaries(self._study)
        yield from read_exports(self._study.root)[1]
        yield from check_open_folders(self._study)
        yield from check_editor_leavings(self._study)
        yield from check_local_coders(self._study)
        yield from check_git(self._study.root, self._study.transcripts, self._free)

    def _cut_off(self) -> Iterator[Problem]:
        """Report what interrupted programs left: unfinished acts, half-written files."""
        yield from (p for p in self._study.cut_off if p.level != "note")
        for path in self._study.half_written():
            yield Problem(
                "warning",
                "half-written",
                self._study.where(path),
                "was being written when a program was cut off, and may hold participants' words",
                "qualcode check --repair puts it away; import, pseudonymise and withdraw delete it",
            )

    def _has_welsh(self) -> bool:
        """Return whether anything but the codebook says that the study is in Welsh, too."""
        config = self._study.config
        languages = [config.language, *(one.language for one in self._documents.values())]
        named = config.groups_cy or config.headings_cy
        return bool(named) or any(one.split("-")[0] == "cy" for one in languages)

    def _codebook(self) -> Iterator[Problem]:
        path = self._study.codebook_path
        if not path.exists():
            yield Problem(
                "warning",
                "no-codebook",
                "codebook.yaml",
                "there is no codebook",
                "Write one, or copy one that comes with qualcode",
            )
            return
        try:
            book, problems = read_codebook(path)
        except QualcodeError as error:
            yield _from_error("bad-codebook", "codebook.yaml", error)
        else:
            self._about_welsh = [one for one in problems if one.code == _NO_WELSH]
            yield from (one for one in problems if one.code != _NO_WELSH)
            ids = [code.id for code in book]
            yield from check_ids(ids, "code", "codebook.yaml")
        yield from self._codebook_conflicts(path)

    def _codebook_conflicts(self, path: Path) -> Iterator[Problem]:
        text = ""
        # If it cannot be read, that is reported already.
        with contextlib.suppress(QualcodeError):
            text = read_text(path)
        for number, line in enumerate(text.splitlines(), 1):
            if line.lstrip().startswith(MARK):
                yield Problem(
                    "error",
                    "codebook-conflict",
                    f"codebook.yaml:{number}",
                    f"a merge could not decide: {line.strip().removeprefix('# ')}",
                    "qualcode codebook resolve; or delete those lines, then: git add codebook.yaml",
                )

    def _read_documents(self) -> Iterator[Problem]:
        for document_id in self._study.document_ids():
            path = self._study.root / "documents" / f"{document_id}.json"
            try:
                self._documents[document_id] = read_document(path)
            except QualcodeError as error:
                yield _from_error("bad-document", f"documents/{document_id}.json", error)

    def _texts(self) -> Iterator[Problem]:
        missing = []
        for document in self._documents.values():
            try:
                text = self._study.text(document)
            except TextMissingError:
                missing.append(document.id)
                continue
            except QualcodeError as error:
                yield _from_error("text-changed", f"{document.id}.txt", error)
                continue
            bad = any(not 0 <= t.start <= t.words <= t.end <= len(text) for t in document.turns)
            times = [offset for offset, _ in document.times]
            bad = bad or times != sorted(times) or any(not 0 <= at < len(text) for at in times)
            speakers = len(document.speakers)
            if bad or any(not -1 <= t.speaker < speakers for t in document.turns):
                yield Problem(
                    "error",
                    "bad-turns",
                    f"documents/{document.id}.json",
                    "turns lie outside the text or name no speaker",
                    "Restore the file with git, or import the transcript again",
                )

        yield from (p for p in self._study.problems if p.code == "other-text-file")
        if missing:
            yield self._study.missing_texts(missing)

    def _cases(self) -> Iterator[Problem]:
        cases = self._study.cases
        yield from check_ids(cases, "case", "cases.csv")
        groups = self._study.config.groups
        unknown: dict[str, list[str]] = {}
        for case in cases.values():
            if not case.group:
                yield Problem(
                    "warning",
                    "no-group",
                    "cases.csv",
                    f"case {case.id} has no group",
                    f"qualcode cases set {case.id} --group GROUP; until then it is in "
                    "'Group not given'",
                )
            elif groups and case.group not in groups:
                unknown.setdefault(case.group, []).append(case.id)
        for group, ids in unknown.items():
            who = f"{plural(len(ids), 'case')} {_some(ids)} {plural(len(ids), 'is', 'are')}"
            yield Problem(
                "warning",
                "unknown-group",
                "cases.csv",
                f"{who} of group {group!r}, which study.toml does not have",
                f"Use one of {', '.join(groups)}, or add it under [groups]",
            )
        yield from self._templates()
        yield from check_names_in_settings(self._study)
        yield from self._labels_of_nobody()
        yield from self._respondents_of_nobody()
        yield from check_same_texts(self._documents.values())
        for document in self._documents.values():
            for speaker in document.speakers:
                if speaker.case and speaker.case not in cases:
                    yield _unknown_case(document.id, speaker, cases)
            without = [s.label for s in document.speakers if s.role == "participant" and not s.case]
            if without:
                yield Problem(
                    "note",
                    "no-case",
                    f"documents/{document.id}.json",
                    f"participants without a case: {', '.join(without)}",
                    f"Give each its case: qualcode speakers set {document.id} LABEL --case ID",
                )

    def _templates(self) -> Iterator[Problem]:
        """Say which attributes that quotations are to be signed with no case has."""
        states, _ = read_quotations(self._study.root)
        own = {
            (f"quotations/{state.trimmed_by}.jsonl", state.trim.signed_as)
            for state in states.values()
            if state.trim and state.trim.signed_as
        }
        templates = [("study.toml", self._study.config.attribution), *sorted(own)]
        cases = self._study.cases.values()
        known = sorted({name for case in cases for name in case.attributes} | {"group_name"})
        for where, template in templates if cases else ():
            # What goes without saying was asked of nobody.
            missing = [n for n in unknown_attributes(template, cases) if template != ATTRIBUTION]
            for name in missing:
                near = difflib.get_close_matches(name, known, 1)
                hint = f"Did you mean {{{near[0]}}}?" if near else f"There is {', '.join(known)}."
                yield Problem(
                    "warning",
                    "unknown-attribute",
                    where,
                    f"quotations are signed {template!r}, and no case has {name!r}: nothing "
                    "stands there",
                    f"{hint} Or give cases that column in cases.csv",
                )

    def _labels_of_nobody(self) -> Iterator[Problem]:
        """Report rows of the table of real labels whose documents do not exist."""
        try:
            nobodys = documents_of_nobody(self._study.root, self._study.document_ids())
        except QualcodeError as error:
            yield _from_error("bad-labels", SPEAKERS.path, error)
            return
        if nobodys:
            yield Problem(
                "warning",
                "labels-of-nobody",
                SPEAKERS.path,
                f"has real names of documents that are not in the study: {_some(nobodys)}",
                "Delete their rows, if the documents are not to come back",
            )

    def _respondents_of_nobody(self) -> Iterator[Problem]:
        """Say which rows of the table of respondents are of cases that are not there."""
        try:
            nobodys = cases_of_nobody(self._study.root, self._study.cases)
        except QualcodeError as error:
            yield _from_error("bad-respondents", RESPONDENTS.path, error)
            return
        if nobodys:
            yield Problem(
                "warning",
                "respondents-of-nobody",
                RESPONDENTS.path,
                f"says who respondents are whose cases are not in cases.csv: {_some(nobodys)}",
                "Delete their rows; or, if a case was lost, put it back into cases.csv",
            )

    def _codebook_readable(self) -> bool:
        try:
            _ = self._study.codebook
        except QualcodeError:
            return False
        return True
