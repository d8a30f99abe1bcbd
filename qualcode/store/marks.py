"""Done marks: which documents a coder has finished, as events in the coder's own folder."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from qualcode.errors import StudyError
from qualcode.model.problem import Problem
from qualcode.store.files import read_bytes, sync_folder

#: No document's id begins with "+", so no log of codings has this name.
MARKS_FILE = "+done.jsonl"


class DoneMark(msgspec.Struct, frozen=True):
    """One line: a coder said at ``at`` that a document is done, or is not."""

    document: str
    done: bool
    at: str


def read_marks(path: Path, where: str) -> tuple[dict[str, DoneMark], list[Problem]]:
    """Return the last mark of each document, whatever the order of the lines.

    A line that is no mark is a problem, and changes nothing.
    """
    if not path.exists():
        return {}, []
    marks: dict[str, DoneMark] = {}
    problems = []
    decoder = msgspec.json.Decoder(DoneMark)
    for number, line in enumerate(read_bytes(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            mark = decoder.decode(line)
        except msgspec.DecodeError:
            problems.append(
                Problem(
                    "warning", "bad-line", f"{where}:{number}", "not a done mark; it is skipped",
                    "Delete the line",
                )
            )  # fmt: skip
            continue
        before = marks.get(mark.document)
        if before is None or (mark.at, mark.done) >= (before.at, before.done):
            marks[mark.document] = mark
    return marks, problems


def append_marks(path: Path, marks: Iterable[DoneMark]) -> None:
    """Append marks durably.

    Raises:
        StudyError: the disk refused.
    """
    lines = b"".join(msgspec.json.encode(mark) + b"\n" for mark in marks)
    try:
        fresh = not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as file:
            size = file.seek(0, 2)
            if size:
                # A line torn by a crash must not swallow the next one.
                file.seek(size - 1)
                if file.read(1) != b"\n":
                    lines = b"\n" + lines
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StudyError(f"cannot write {path}: {error.strerror or error}") from None
    if fresh:
        sync_folder(path.parent)
