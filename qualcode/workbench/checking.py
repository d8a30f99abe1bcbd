"""Everything about a study that could be wrong, each with its mend."""

from __future__ import annotations

import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from qualcode.errors import NotFoundError, QualcodeError
from qualcode.model.coding import CodingEvent, present
from qualcode.model.document import Document
from qualcode.model.problem import Problem
from qualcode.model.table import Table
from qualcode.store.documents import read_document
from qualcode.store.study import Study
from qualcode.store.yaml_codebook import read_codebook

_ORDER = {"error": 0, "warning": 1, "note": 2}
_PRIVATE = ("transcripts", "originals", "private", ".qualcode")


def check_study(study: Study) -> list[Problem]:
    """Check settings, codebook, cases, documents, texts, codings, summaries and git.

    Returns problems with errors first; an empty list is a study in order. Nothing is changed.
    """
    checker = _Checker(study)
    found = list(checker.everything())
    found.sort(key=lambda p: (_ORDER[p.level], p.where))
    return list(dict.fromkeys(found))


def problems_table(problems: Iterable[Problem]) -> Table:
    """Return problems as the listing of ``check --json``."""
    rows = [(p.level, p.code, p.where, p.message, p.mend) for p in problems]
    return Table.of(("level", "code", "where", "message", "mend"), rows)


def _from_error(code: str, where: str, error: QualcodeError) -> Problem:
    return Problem("error", code, error.where or where, error.message, error.mend)


class _Checker:
    def __init__(self, study: Study) -> None:
        self._study = study
        self._documents: dict[str, Document] = {}

    def everything(self) -> Iterator[Problem]:
        try:
            _ = self._study.config
        except QualcodeError as error:
            # Without settings nothing else can be found.
            yield _from_error("bad-settings", "study.toml", error)
            return
        yield from self._codebook()
        cases_read = True
        try:
            _ = self._study.cases
        except QualcodeError as error:
            cases_read = False
            yield _from_error("bad-cases", "cases.csv", error)
        yield from self._read_documents()
        yield from self._texts()
        if cases_read:
            yield from self._cases()
        yield from self._codings()
        yield from self._summaries()
        yield from self._git()

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
            _, problems = read_codebook(path)
        except QualcodeError as error:
            yield _from_error("bad-codebook", "codebook.yaml", error)
        else:
            yield from problems

    def _read_documents(self) -> Iterator[Problem]:
        for document_id in self._study.document_ids():
            path = self._study.root / "documents" / f"{document_id}.json"
            try:
                self._documents[document_id] = read_document(path)
            except QualcodeError as error:
                yield _from_error("bad-document", f"documents/{document_id}.json", error)

    def _texts(self) -> Iterator[Problem]:
        for document in self._documents.values():
            try:
                text = self._study.text(document)
            except NotFoundError as error:
                yield Problem(
                    "warning", "no-text", f"documents/{document.id}.json", error.message, error.mend
                )
                continue
            except QualcodeError as error:
                yield _from_error("text-changed", f"{document.id}.txt", error)
                continue
            bad = any(not 0 <= t.start <= t.words <= t.end <= len(text) for t in document.turns)
            speakers = len(document.speakers)
            if bad or any(not -1 <= t.speaker < speakers for t in document.turns):
                yield Problem(
                    "error",
                    "bad-turns",
                    f"documents/{document.id}.json",
                    "turns lie outside the text or name no speaker",
                    "Restore the file with git, or import the transcript again",
                )

    def _cases(self) -> Iterator[Problem]:
        cases = self._study.cases
        groups = self._study.config.groups
        for case in cases.values():
            if not case.group:
                yield Problem(
                    "warning",
                    "no-group",
                    "cases.csv",
                    f"case {case.id} has no group",
                    "Fill in its group; reports count it as 'Group not given'",
                )
            elif groups and case.group not in groups:
                yield Problem(
                    "warning",
                    "unknown-group",
                    "cases.csv",
                    f"case {case.id} is of group {case.group!r}, which study.toml does not have",
                    f"Use one of {', '.join(groups)}, or add it under [groups]",
                )
        for document in self._documents.values():
            for speaker in document.speakers:
                if speaker.case and speaker.case not in cases:
                    yield Problem(
                        "error",
                        "unknown-case",
                        f"documents/{document.id}.json",
                        f"speaker {speaker.label!r} is case {speaker.case!r}, not in cases.csv",
                        "Add the case to cases.csv",
                    )
            without = [s.label for s in document.speakers if s.role == "participant" and not s.case]
            if without:
                yield Problem(
                    "note",
                    "no-case",
                    f"documents/{document.id}.json",
                    f"participants without a case: {', '.join(without)}",
                    "Give each its case: in the speakers of this file",
                )

    def _codings(self) -> Iterator[Problem]:
        book = self._study.codebook if self._codebook_readable() else None
        if book is None:
            return
        unknown: dict[tuple[str, str], int] = defaultdict(int)
        unusable: dict[tuple[str, str, str], int] = defaultdict(int)
        changed: Counter[tuple[str, str]] = Counter()
        for coder, document_id, events in self._study.events():
            where = f"codings/{coder}/{document_id}.jsonl"
            yield from self._log(where, document_id, present(events))
            for event in present(events):
                code = book.get(event.code)
                if code is None:
                    unknown[(where, event.code)] += 1
                    continue
                if not code.can_be_used:
                    unusable[(where, code.id, code.status)] += 1
                if event.definition and event.definition != code.digest:
                    changed[(code.id, coder)] += 1
        yield from self._study.problems
        for (where, code_id), n in unknown.items():
            yield Problem(
                "error",
                "unknown-code",
                where,
                f"{n} codings bear {code_id!r}, not in the codebook",
                "Put the code back, or name it in another code's was:",
            )
        for (where, code_id, status), n in unusable.items():
            yield Problem(
                "warning",
                "unusable-code",
                where,
                f"{n} codings bear {code_id}, which is {status}",
                "Recode them, or set the code's status: active",
            )
        for (code_id, coder), n in changed.items():
            yield Problem(
                "note",
                "definition-changed",
                "codebook.yaml",
                f"{n} codings by {coder} were made under an earlier definition of {code_id}",
                "Read them again: qualcode coding list --code " + code_id,
            )

    def _codebook_readable(self) -> bool:
        try:
            _ = self._study.codebook
        except QualcodeError:
            return False
        return True

    def _log(self, where: str, document_id: str, events: list[CodingEvent]) -> Iterator[Problem]:
        document = self._documents.get(document_id)
        if document is None:
            yield Problem(
                "error",
                "no-document",
                where,
                f"codings on {document_id!r}, which is no document",
                "Restore documents/ with git, or delete the log",
            )
            return
        stray = [e for e in events if e.sha256 != document.sha256]
        if stray:
            yield Problem(
                "error",
                "other-text",
                where,
                f"{len(stray)} codings were made on another text of {document_id}",
                "They are kept and listed as orphaned; bring back the text they were made on",
            )
        outside = [
            e for e in events if e not in stray and not 0 <= e.start < e.end <= document.characters
        ]
        if outside:
            yield Problem(
                "error",
                "outside-text",
                where,
                f"{len(outside)} codings lie outside the text, the first {outside[0].id}",
                "Remove them with qualcode coding remove ID",
            )

    def _summaries(self) -> Iterator[Problem]:
        folder = self._study.root / "synthesis"
        if not folder.is_dir():
            return
        before = len(self._study.problems)
        standing: set[str] | None = None
        for matrix in sorted(p.name for p in folder.iterdir() if p.is_dir()):
            for summary in self._study.summaries(matrix):
                if standing is None:
                    standing = {c.id for c in self._study.codings()}
                gone = [i for i in (*summary.codings, *summary.quotations) if i not in standing]
                if gone:
                    yield Problem(
                        "warning",
                        "evidence-gone",
                        summary.where,
                        f"rests on codings that no longer stand: {', '.join(dict.fromkeys(gone))}",
                        "Read the summary again and mend codings: and quotations:",
                    )
        yield from self._study.problems[before:]

    def _git(self) -> Iterator[Problem]:
        root = self._study.root
        try:
            listed = subprocess.run(
                ["git", "-C", str(root), "ls-files", "--", *_PRIVATE],
                capture_output=True,
                text=True,
                check=False,
            )
        except FileNotFoundError:
            return
        if listed.returncode:
            return
        tracked = listed.stdout.splitlines()
        if tracked:
            yield Problem(
                "warning",
                "words-in-git",
                tracked[0],
                f"git holds {len(tracked)} files of participants' words or names",
                "If the team has not opted in: git rm --cached them, and rewrite what was pushed",
            )
        attributes = root / ".gitattributes"
        if not attributes.exists() or "merge=union" not in attributes.read_text(encoding="utf-8"):
            yield Problem(
                "warning",
                "no-union-merge",
                ".gitattributes",
                "coding logs may conflict in merges",
                "Add the line: codings/**/*.jsonl text eol=lf merge=union",
            )
