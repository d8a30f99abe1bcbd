"""Git for people who do not know it: never asks, never opens an editor, knows who commits."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from qualcode.errors import StudyError


class Git:
    """Git in the study's folder; never asks for a password, and never opens an editor."""

    def __init__(self, root: Path, coder: str = "") -> None:
        self.root = root
        self._env = {
            **os.environ,
            "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "LC_ALL": "C",
        }  # fmt: skip
        if coder and not self.out("config", "user.email").strip():
            # Git commits for nobody. Who never told it who they are is who codes here.
            for who in ("AUTHOR", "COMMITTER"):
                self._env.setdefault(f"GIT_{who}_NAME", coder)
                self._env.setdefault(f"GIT_{who}_EMAIL", f"{coder}@localhost")

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run a command; raises StudyError only where there is no git."""
        try:
            return subprocess.run(
                ["git", "-C", str(self.root), *args],
                capture_output=True,
                encoding="utf-8",
                errors="surrogateescape",
                env=self._env,
                check=False,
            )
        except OSError:
            raise StudyError("git is not installed", mend="Install it, and try again") from None

    def out(self, *args: str) -> str:
        """Return what a command prints; empty where it fails."""
        done = self.run(*args)
        return done.stdout if done.returncode == 0 else ""

    def must(self, what: str, *args: str) -> str:
        """Return what a command prints; raises StudyError with git's last words where it fails."""
        done = self.run(*args)
        if done.returncode:
            said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
            raise StudyError(f"{what}: {' '.join(said[-3:]) or 'git gave no reason'}")
        return done.stdout
