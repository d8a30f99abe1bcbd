"""Merging files of a study as git's merge driver does: by what they say, not by lines."""

from __future__ import annotations

import subprocess
from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.store.cases import cases_text, read_cases
from qualcode.store.codebook_merging import Merged, merge_codebooks
from qualcode.store.documents import document_in, document_text
from qualcode.store.files import read_text
from qualcode.store.merging import merge_cases, merge_documents


def merge_codebook_files(base: Path, ours: Path, theirs: Path) -> Merged:
    """Merge two codebooks with a base, which may be empty; nothing is written.

    Raises:
        BadInputError, NotFoundError: one of them is not there, or no codebook.
        StudyError: ours is written in a way that only a person can edit.
    """
    lines = _by_lines(base, ours, theirs)
    return merge_codebooks(read_text(base), read_text(ours), read_text(theirs), lines)


def merge_other_files(kind: str, base: Path, ours: Path, theirs: Path) -> tuple[str, list[str]]:
    """Merge two ``cases.csv`` or two documents; return the text, and what a person must decide.

    The base may be empty, where both sides made the file.

    Raises:
        BadInputError: one of them cannot be read.
    """
    if kind == "cases":
        cases, conflicts = merge_cases(*(read_cases(path) for path in (base, ours, theirs)))
        return cases_text(cases), conflicts
    texts = [path.read_bytes() for path in (base, ours, theirs)]
    old, one, other = (document_in(data) if data.strip() else None for data in texts)
    if one is None or other is None:
        raise BadInputError("no document to merge")
    document, conflicts = merge_documents(old, one, other)
    return document_text(document), conflicts


def _by_lines(base: Path, ours: Path, theirs: Path) -> str | None:
    """Return git's own merge of the lines, ``None`` if it is not clean, or git is not there."""
    try:
        done = subprocess.run(
            ["git", "merge-file", "-p", str(ours), str(base), str(theirs)],
            capture_output=True,
            check=False,
        )
        return done.stdout.decode("utf-8") if done.returncode == 0 else None
    except (OSError, UnicodeDecodeError):
        return None
