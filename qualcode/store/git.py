"""Git asked in one folder: nothing is changed, no network is used, nobody is asked for anything."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


class QuietGit:
    """Git in one folder; a command that fails, or no git at all, gives ``None``.

    A command may take ``seconds``; after one that took longer no other is tried.
    """

    def __init__(self, root: Path, seconds: float = 60) -> None:
        self._root = root
        self._seconds = seconds
        self._there = True

    def __call__(self, *args: str) -> str | None:
        """Return what a command prints."""
        if not self._there:
            return None
        try:
            done = subprocess.run(
                ["git", "-C", str(self._root), *args],
                capture_output=True,
                encoding="utf-8",
                errors="surrogateescape",
                env={**os.environ, **_QUIET, "LC_ALL": "C"},
                timeout=self._seconds,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            self._there = False
            return None
        return None if done.returncode else done.stdout

    def names(self, *args: str) -> list[str]:
        """Return what a command lists with ``-z``."""
        return [name for name in (self(*args) or "").split("\0") if name]

    def words(self, *args: str) -> list[str]:
        """Return the words of what a command prints; none where it fails."""
        return (self(*args) or "").split()
