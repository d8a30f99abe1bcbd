"""Merging files of a study as git's merge driver does: by what they say, not by lines."""

from __future__ import annotations

import subprocess
from pathlib import Path

from qualcode.store.codebook_merging import Merged, merge_codebooks
from qualcode.store.files import read_text


def merge_codebook_files(base: Path, ours: Path, theirs: Path) -> Merged:
    """Merge two codebooks with a base, which may be empty; nothing is written.

    Raises:
        BadInputError, NotFoundError: one of them is not there, or no codebook.
        StudyError: ours is written in a way that only a person can edit.
    """
    lines = _by_lines(base, ours, theirs)
    return merge_codebooks(read_text(base), read_text(ours), read_text(theirs), lines)


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
