"""Finds the locks of git's that a program which was cut off left behind."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from qualcode.model.problem import Problem
from qualcode.store.git.quiet import ReadingGit

#: In the repository's own folder; each is there only for a moment.
_NAMES = ("index.lock", "HEAD.lock", "config.lock", "packed-refs.lock", "ORIG_HEAD.lock",
          "MERGE_HEAD.lock", "FETCH_HEAD.lock", "shallow.lock")  # fmt: skip
MEND = "If no git and no other sync runs now (look in your other windows): delete that file"


def git_locks(root: Path) -> Iterator[Path]:
    """Yield the locks of the repository that a study is in."""
    found = b""
    with contextlib.suppress(OSError):
        found = ReadingGit(root).run("rev-parse", "--absolute-git-dir").stdout
    folder = Path(found.decode("utf-8", "surrogateescape").rstrip("\r\n"))
    if not found:
        return
    yield from (folder / name for name in _NAMES if (folder / name).exists())
    yield from sorted((folder / "refs").rglob("*.lock"))


def lock_problems(root: Path) -> Iterator[Problem]:
    """Report each lock of git's: while it is there, git changes nothing."""
    for lock in git_locks(root):
        yield Problem(
            "warning",
            "git-lock",
            str(lock),
            "git works at this moment, or was cut off and left its lock: until it is gone, nothing "
            "can be committed or synced",
            MEND,
        )
