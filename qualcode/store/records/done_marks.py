"""Done marks: events, in the coder's own folder, that say which documents are finished."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from qualcode.model.problem import Problem
from qualcode.store.io.jsonl import append_records, in_order, read_records

#: No document id begins with "+", so no coding log has this name.
MARKS_FILE = "+done.jsonl"


class DoneMark(msgspec.Struct, frozen=True):
    """One line: at ``at`` a coder marked a document done, or not done."""

    document: str
    done: bool
    at: str


def read_marks(path: Path, where: str) -> tuple[dict[str, DoneMark], list[Problem]]:
    """Return the last mark of each document, in any order of lines.

    A line that is not a mark is a problem, and has no effect.
    """
    found, problems = read_records(path, where, DoneMark, "a done mark")
    marks: dict[str, DoneMark] = {}
    for mark in found:
        before = marks.get(mark.document)
        if before is None or (mark.at, mark.done) >= (before.at, before.done):
            marks[mark.document] = mark
    return marks, problems


def dated_marks(path: Path, marks: Iterable[DoneMark]) -> list[DoneMark]:
    """Return marks with times after all marks of the same documents in a file.

    The caller holds the lock of the file until they are appended.
    """
    last = {document: mark.at for document, mark in read_marks(path, "")[0].items()}
    return in_order(marks, last, lambda mark: mark.document)


def append_marks(path: Path, marks: Iterable[DoneMark]) -> None:
    """Append marks durably.

    Raises:
        StudyError: the disk refused.
    """
    append_records(path, marks)
