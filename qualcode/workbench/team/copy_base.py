"""Finds in git the version of a file that a conflict copy was made from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from qualcode.errors import QualcodeError
from qualcode.store.git.quiet import QuietGit
from qualcode.workbench.team.copy_reading import text_of

#: How many of a file's versions are compared, the newest first.
_MOST = 60


def earlier_version(root: Path, path: str, copy: str) -> str | None:
    """Return the committed version of a file that is nearest to a copy's text, ``None`` without.

    The newest is not always what the copy was made from: what was committed since would then look
    as if the copy had undone it.
    """
    git = QuietGit(root)
    commits = (git("log", f"-{_MOST}", "--format=%H", "--", path) or "").split()
    lines = Counter(copy.splitlines())
    nearest: tuple[int, str] | None = None
    for commit in commits:
        shown = git("show", f"{commit}:./{path}")
        if shown is None:
            continue
        try:
            text = text_of(shown.encode("utf-8", "surrogateescape"), path)
        except QualcodeError:
            continue
        there = Counter(text.splitlines())
        apart = (there - lines).total() + (lines - there).total()
        if nearest is None or apart < nearest[0]:
            nearest = apart, text
    return nearest[1] if nearest else None
