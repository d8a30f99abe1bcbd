"""Git for people who do not know it: it never asks, opens no editor, and knows who commits."""

from __future__ import annotations

import subprocess
from pathlib import Path

from qualcode.errors import StudyError
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.git.locks import MEND, git_locks
from qualcode.store.git.quiet import (
    ReadingGit,
    acting_environment,
    git_command,
    pretended_repository,
)

#: When git fails, its message may include more, from a hook of the user's.
_MOST_LINES = 20


class Git:
    """Git in the study's folder; never asks for a password, and never opens an editor.

    ``out`` only reads, and runs nothing that the repository names; ``run`` and ``must`` act, as git
    does for any user.
    """

    def __init__(self, root: Path, coder: str = "") -> None:
        self.root = root
        self._env = acting_environment()
        self._reader: ReadingGit | None = None
        if coder and not self.out("config", "user.email").strip():
            # Git needs an author. If none is set, it is the coder who works here.
            for who in ("AUTHOR", "COMMITTER"):
                self._env.setdefault(f"GIT_{who}_NAME", coder)
                self._env.setdefault(f"GIT_{who}_EMAIL", f"{coder}@localhost")

    def run(self, *args: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command that acts.

        Raises:
            StudyError: there is no git, or the folder only looks like a repository.
        """
        if folder := pretended_repository(self.root):
            raise StudyError(
                f"{folder} is made to look like a repository of git's own, so git is not used",
                mend="Ask whoever the study is from; HEAD, objects and refs are no part of one",
            )
        self._reader = None
        try:
            return subprocess.run(
                git_command(self.root, *args),
                stdin=subprocess.DEVNULL if given is None else None,
                input=given,
                capture_output=True,
                encoding="utf-8",
                errors="surrogateescape",
                env=self._env,
                check=False,
            )
        except OSError:
            raise _no_git() from None

    def out(self, *args: str) -> str:
        """Return the output of a command that only reads; empty if it fails."""
        try:
            done = self._reading().run(*args)
        except OSError:
            raise _no_git() from None
        return done.stdout.decode("utf-8", "surrogateescape") if done.returncode == 0 else ""

    def _reading(self) -> ReadingGit:
        # Made again after changes, since a repository's settings may differ then.
        if self._reader is None:
            self._reader = ReadingGit(self.root)
        return self._reader

    def must(self, what: str, *args: str, given: str | None = None) -> str:
        """Return a command's output; raises StudyError with git's words if it fails."""
        done = self.run(*args, given=given)
        if done.returncode:
            if lock := next(git_locks(self.root), None):
                raise StudyError(
                    f"{what}: git works at this moment, or was cut off and left its lock",
                    where=str(lock),
                    mend=MEND,
                )
            said = [safe_for_terminal(line) for line in (done.stderr or done.stdout).splitlines()
                    if line.strip()]  # fmt: skip
            if len(said) > 1:
                raise StudyError(f"{what}; git says", more=said[-_MOST_LINES:])
            raise StudyError(f"{what}: {''.join(said) or 'git gave no reason'}")
        return done.stdout


def _no_git() -> StudyError:
    return StudyError("git is not installed", mend="Install it, and try again")
