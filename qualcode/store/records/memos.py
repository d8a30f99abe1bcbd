"""Memos: one Markdown file per coder and subject, so that two people never write the same file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qualcode.errors import BadInputError
from qualcode.store.conflict_copies import own_files, own_folders
from qualcode.store.io.durable import check_file_name, read_text, write_atomic

MemoKind = Literal["documents", "codes", "cases"]
KINDS: tuple[MemoKind, ...] = ("documents", "codes", "cases")


@dataclass(frozen=True, slots=True)
class Memo:
    """A memo: its coder, its subject (the id of a document, code or case), and its file."""

    coder: str
    kind: MemoKind
    about: str
    path: Path

    def text(self) -> str:
        """Return its text; raises BadInputError if it is not UTF-8."""
        return read_text(self.path)


def memo_path(folder: Path, coder: str, kind: MemoKind, about: str) -> Path:
    """Return the path of a memo, ``CODER/KIND/ID.md``, whether it exists or not.

    Raises:
        BadInputError: the id cannot be a file's name.
    """
    check_file_name(coder, "coder")
    if "/" in about or "\\" in about or about.startswith("."):
        raise BadInputError(f"{about!r} cannot be the name of a memo")
    return folder / coder / kind / f"{about}.md"


def list_memos(folder: Path) -> list[Memo]:
    """Return every memo, by coder, kind and id."""
    found = []
    coders = {path.parent.name for path in folder.glob("*/*/") if path.name in KINDS}
    for coder in own_folders(folder.parent, folder.name, coders):
        for kind in sorted(KINDS):
            place = f"{folder.name}/{coder}/{kind}"
            for path in own_files(folder.parent, place, ".md"):
                found.append(Memo(coder, kind, path.stem, path))
    return found


def read_memo(path: Path) -> str:
    """Return a memo's text, empty if there is none."""
    return read_text(path) if path.exists() else ""


def write_memo(path: Path, text: str) -> None:
    """Write a memo durably; an empty text removes it.

    Raises:
        StudyError: the disk refused; the memo is as it was.
    """
    if text.strip():
        write_atomic(path, text if text.endswith("\n") else text + "\n")
    else:
        path.unlink(missing_ok=True)
